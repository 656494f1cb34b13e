"""The same cases against a model: said what it takes, recorded as it comes, gone on with later."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from evals import cli, ground, kept, live
from evals.cases import CASES, CaseError
from evals.cli import app
from evals.ground import Ground
from evals.report import Part
from evals.under_way import CASE
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Step
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import Encoder
from rehearse.library import ScenarioLibrary
from rehearse.models import Message, ModelRequest, Purpose
from rehearse.models.fake import FakeModel, Words
from rehearse.models.spending import Unlimited
from rehearse.models.trouble import BrokenOff, KeyRefused, ModelTrouble
from rehearse.settings import Settings
from tests.colleague.replies import SENSE
from tests.evals.fakes import labelled, written
from tests.models.provider import Provider, answers, refuses, says

MODEL = "openai/gpt-4o-mini"
LEVELS = [{"step": step, "reason": "", "level": 0, "quote": "", "rewrite": ""} for step in Step]
GRADE = {"reading": "", "steps": LEVELS, "pillar": None, "drift": "none", "drift_quote": ""}
REQUEST = ModelRequest(
    purpose=Purpose.REPLY,
    model="fake/model",
    messages=(Message(role="user", content="Well?"),),
    max_tokens=10,
)


def silent(_: str) -> None:
    pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two labelled turns, and the cases of one situation's colleague, as what is built in."""
    at = tmp_path / "cases"
    monkeypatch.setattr(cli, "CASES", at)
    written(at / "turns", [labelled(n, {"own_part": 1}, writer="w2") for n in (1, 2)])
    splits: dict[str, list[str]] = {"train": [], "development": ["w2"], "held_out": []}
    (at / "splits.json").write_text(json.dumps(splits), "utf-8")
    (at / "colleague").mkdir()
    shutil.copy(CASES / "colleague" / "promised-raise.en.yaml", at / "colleague")
    return at


@pytest.fixture(autouse=True)
def _loaded_once(
    grader: LocalGrader,
    scripted: ScriptedColleague,
    encoder: Encoder,
    library: ScenarioLibrary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = Ground(grader, scripted, encoder.encode, SENSE, library, Settings().prompts_folder())
    monkeypatch.setattr(ground, "of", lambda folder: own)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    with Provider() as running:
        running.plan("form", answers(GRADE))
        running.plan("words", says("Not today."))
        monkeypatch.setenv("REHEARSE_API_BASE", running.address)
        yield running


def called(*arguments: str) -> Result:
    plain = ["run", "--live", "--model", MODEL]
    return CliRunner().invoke(app, [*plain, *arguments])


def test_what_it_takes_is_said_before_anything_is_sent(folder: Path, provider: Provider) -> None:
    result = called("--part", "turns")
    assert result.exit_code == 2
    assert f"{MODEL}: 2 requests (0 more are recorded), about " in result.output
    assert "US$" in result.output
    assert "add --yes" in result.output
    assert provider.requests == []


def test_an_unknown_price_is_said(folder: Path, provider: Provider) -> None:
    arguments = ["run", "--live", "--model", "openai/local"]
    result = CliRunner().invoke(app, [*arguments, "--part", "turns"])
    assert "litellm knows no price of it" in result.output


def test_a_run_goes_on_where_it_stopped_and_is_heard_again_offline(
    folder: Path, provider: Provider
) -> None:
    provider.plan("form", refuses(429, retry_after="0"), answers(GRADE))
    first = called("--part", "turns", "--limit", "1", "--record", "--yes")
    assert first.exit_code == 0, first.output
    assert len(provider.requests) == 2
    second = called("--part", "turns", "--record", "--yes")
    assert "1 requests (1 more are recorded)" in second.output
    assert len(provider.requests) == 3
    assert f"turns/{MODEL}: 2 of 2 turns have a grade by {MODEL}" in second.output
    third = called("--part", "turns", "--record")
    assert third.exit_code == 0, "where nothing has to be asked nobody has to say yes"
    for command in ("stale", "models"):
        heard = CliRunner().invoke(app, [command, "--cases", str(folder)])
        assert heard.exit_code == 0, heard.output
    assert len(provider.requests) == 3
    assert MODEL in heard.output


def test_the_colleague_is_asked_as_well(folder: Path, provider: Provider) -> None:
    result = called("--part", "colleague", "--limit", "3", "--record", "--yes")
    assert result.exit_code == 0, result.output
    assert "passed" in result.output
    replies = kept.named(kept.load(folder.parent / "replies"), MODEL)
    assert {placed.reply.part for placed in replies} == {Part.COLLEAGUE}
    assert {placed.reply.answer for placed in replies} == {"Not today."}
    assert all(placed.reply.took and placed.reply.took.cost for placed in replies)


def test_a_key_that_is_refused_ends_it_at_once(folder: Path, provider: Provider) -> None:
    provider.plan("form", refuses(401))
    result = called("--part", "turns", "--record", "--yes", "--at-once", "1")
    assert result.exit_code == 2
    assert MODEL in result.output
    assert len(provider.requests) == 1
    assert kept.load(folder.parent / "replies") == []


def test_a_model_of_a_provider_that_nobody_knows_is_wrong_use(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REHEARSE_API_BASE", raising=False)
    result = called("--model", "acmecorp/x1", "--part", "turns", "--yes")
    assert result.exit_code == 2
    assert "acmecorp/x1" in result.output.splitlines()[-1]
    assert "kappa" not in result.output


def test_of_a_model_that_graded_nothing_there_is_no_figure(
    folder: Path, provider: Provider
) -> None:
    provider.plan("form", refuses(400))
    file = folder / "run.json"
    result = called("--part", "turns", "--yes", "--json", str(file))
    assert result.exit_code == 0, result.output
    assert f"turns/{MODEL}: no grade by {MODEL}" in result.output
    found = json.loads(file.read_text("ascii"))
    assert not [name for name in found["figures"] if name.startswith("turns/")]
    assert not found["outcomes"]
    share = f"answers on turns/{MODEL}/all/turns with a grade by the model/share"
    assert found["figures"][share]["value"] == 0


@pytest.mark.parametrize(
    "arguments", [("--record",), ("--model", "openai/x"), ("--yes",), ("--live",)]
)
def test_options_that_do_not_go_together_exit_2(folder: Path, arguments: tuple[str, ...]) -> None:
    plain = ["run", "--part", "turns"]
    assert CliRunner().invoke(app, [*plain, *arguments]).exit_code == 2


async def heard(recorder: live.Recorder) -> str:
    CASE.set("c-1")
    return "".join([piece async for piece in recorder.stream(REQUEST, Unlimited())])


async def test_an_answer_is_recorded_whole_also_where_nobody_hears_it_out(tmp_path: Path) -> None:
    file = tmp_path / "fake.jsonl"
    recorder = live.Recorder(FakeModel(["One. Two. Three."]), {}, file, silent)
    CASE.set("c-1")
    async for _ in recorder.stream(REQUEST, Unlimited()):
        break
    kept_reply = kept.KeptReply.model_validate_json(file.read_bytes())
    assert kept_reply.answer == "One. Two. Three."
    known = {("c-1", REQUEST.key()): kept_reply}
    nobody = FakeModel([])
    assert await heard(live.Recorder(nobody, known, file, silent)) == "One. Two. Three."
    assert nobody.requests == []


@pytest.mark.parametrize(
    ("trouble", "told"),
    [(BrokenOff("fake/model"), BrokenOff), (KeyRefused("fake/model"), CaseError)],
)
async def test_what_is_no_answer_is_not_recorded(
    tmp_path: Path, trouble: ModelTrouble, told: type[Exception]
) -> None:
    file = tmp_path / "fake.jsonl"
    model: Any = FakeModel([Words(("One.",), then=trouble)])
    with pytest.raises(told):
        await heard(live.Recorder(model, {}, file, silent))
    assert not file.exists()
