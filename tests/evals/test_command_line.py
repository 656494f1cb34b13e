"""``python -m evals``: exit codes, messages, and what the tables show."""

import io
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from evals import base_weights, cases, cli, reading, suite, tables, training, tuning, vectors
from evals.cases import CASES, Split
from evals.cli import app
from evals.reading import View
from evals.report import Figure, Finding, Report
from evals.vectors import RememberedEncoder
from evals.wanted import Wanted
from rehearse.grader import context, heads
from rehearse.grader.context import ContextReader
from rehearse.grader.heads import Numbers
from rehearse.language.encoder import Encoder
from tests.evals.fakes import labelled, written

CALL = CliRunner()


def called(*arguments: str | Path) -> Result:
    return CALL.invoke(app, [str(argument) for argument in arguments])


@pytest.fixture(autouse=True)
def _loaded_once(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run has an encoder with a memory of its own; the model behind it is loaded once."""
    encoder.warm()

    def remembered(folder: Path) -> RememberedEncoder:
        own = RememberedEncoder(vectors.load(folder / "vectors"))
        own._model = encoder._model
        return own

    monkeypatch.setattr(vectors, "remembered", remembered)


@pytest.fixture
def folder(tmp_path: Path, reader: ContextReader, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small folder of cases: two turns of each split, the data the model says it comes from."""
    lines = []
    for n, writer in enumerate(("w1", "w2", "w3")):
        for lang in ("nl", "en"):
            case = labelled(2 * n + (lang == "en"), {"own_part": 2}, writer=writer, lang=lang)
            lines.append(case | {"story": f"story {n}"})
    written(tmp_path / "turns", lines)
    splits = {"train": ["w1"], "development": ["w2"], "held_out": ["w3"]}
    (tmp_path / "splits.json").write_text(json.dumps(splits), "utf-8")
    (tmp_path / "floors.json").write_text("{}", "utf-8")
    train = cases.split_of(cases.load(tmp_path / "turns"), Split.TRAIN, tmp_path)
    real = heads.load()
    data = cases.fingerprint(train)
    by = {"data": data, "recipe": tuning.recipe(())}
    own = replace(reader, card=reader.card.model_copy(update=by))
    card = real.card.model_copy(update={"data": data, "context": own.card.key})
    monkeypatch.setattr(heads, "load", lambda: heads.Heads(real.weights, card))
    monkeypatch.setattr(context, "load", lambda: own)
    monkeypatch.setattr(cli, "CASES", tmp_path)
    return tmp_path


def run(folder: Path, *arguments: str | Path) -> Result:
    """Run with this folder as what is built in."""
    return called("run", "--floors", folder / "floors.json", "--part", "turns", *arguments)


def test_all_that_holds_exits_0_and_writes_json(folder: Path) -> None:
    file = folder / "out.json"
    result = run(folder, "--json", file)
    assert result.exit_code == 0, result.output
    assert "Development turns, nl" in result.output
    assert "Nothing fails" in result.output
    found = json.loads(file.read_text("ascii"))
    assert found["holds"] is True
    assert found["figures"]["turns/development/all/own_part/kappa"]["count"] == 2
    assert not any("held_out/all/own_part" in name for name in found["figures"])


def test_a_run_is_written_for_others_and_compared(folder: Path) -> None:
    files = [folder / name for name in ("run.json", "run.xml", "run.md", "run.html")]
    flags = ("--json", "--junit", "--markdown", "--html")
    given = [part for pair in zip(flags, files, strict=True) for part in pair]
    assert run(folder, *given).exit_code == 0
    assert all(file.stat().st_size > 200 for file in files)
    same = called("compare", files[0], files[0])
    assert same.exit_code == 0, same.output
    assert "Nothing got worse beyond noise." in same.output


def test_a_stored_run_that_is_none_exits_2(folder: Path) -> None:
    result = called("compare", folder / "none.json")
    assert result.exit_code == 2
    assert "store a run with" in result.output
    result = called("compare", folder / "floors.json", folder / "floors.json")
    assert result.exit_code == 2
    assert "store a run anew" in result.output


def test_a_few_cases_alone_are_held_to_no_floor(folder: Path) -> None:
    limits = {"at_least": {"turns/development/all/worth/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    for few in (("--filter", "t-002"), ("--limit", "1")):
        result = run(folder, *few)
        assert result.exit_code == 0, result.output
        assert "turns/development: 1 turns by w2" in result.output
        assert "no figure is held to its floor" in result.output


@pytest.fixture
def further(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three further turns, as coaches correct them."""
    at = tmp_path_factory.mktemp("cases") / "coaches"
    consent = {"share": "s-1", "given_at": "2026-11-26T09:30:00Z"}
    lines = [
        labelled(50 + n, {"own_part": 2}, writer="anna-0c1d2e", lang=lang) | {"consent": consent}
        for n, lang in enumerate(("nl", "nl", "en"))
    ]
    written(at / "turns", lines)
    return at


def test_further_turns_are_a_split_of_their_own_and_held_to_no_floor(
    folder: Path, further: Path
) -> None:
    limits = {"at_least": {"turns/development/all/own_part/stated": 0.0}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    file = folder / "out.json"
    result = run(folder, "--cases", further, "--json", file)
    assert result.exit_code == 0, result.output
    assert "Development turns, nl (1 turns)" in result.output
    assert "Turns of coaches, not built in, nl (2 turns)" in result.output
    assert "turns/coaches: 3 turns by anna-0c1d2e" in result.output
    found = json.loads(file.read_text("ascii"))
    assert found["figures"]["turns/development/all/own_part/kappa"]["count"] == 2
    assert found["figures"]["turns/coaches/all/own_part/kappa"]["count"] == 3
    told = [outcome["id"] for outcome in found["outcomes"] if outcome["part"] == "turns/coaches"]
    assert told == ["t-050", "t-051", "t-052"]


def test_a_floor_cannot_name_a_further_split(folder: Path, further: Path) -> None:
    limits = {"at_least": {"turns/coaches/all/own_part/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    assert run(folder, "--cases", further).exit_code == 0
    assert "own_part/stated" not in run(folder, "--cases", further).output


def test_further_turns_can_be_filtered_too(folder: Path, further: Path) -> None:
    result = run(folder, "--cases", further, "--filter", "t-051")
    assert result.exit_code == 0, result.output
    assert "turns/coaches: 1 turns by anna-0c1d2e" in result.output
    none = run(folder, "--cases", further, "--filter", "t-002")
    assert "turns/coaches: none of its turns is among the wanted" in none.output
    one = run(folder, "--cases", further, "--lang", "en")
    assert "Turns of coaches, not built in, en (1 turns)" in one.output


def test_a_part_without_turns_says_that_further_ones_are_not_graded(
    folder: Path, further: Path
) -> None:
    for name in ("alike", "differ"):
        written(folder / "pairs", [], name=f"{name}.jsonl")
    result = run(folder, "--part", "pairs", "--cases", further)
    assert result.exit_code == 0, result.output
    assert "the turns of coaches are not graded with --part pairs" in result.output


@pytest.mark.parametrize(
    ("name", "said"), [("held_out", "called like a built-in split"), ("nowhere", "no *.jsonl")]
)
def test_a_folder_that_cannot_be_a_split_exits_2(
    folder: Path, further: Path, name: str, said: str
) -> None:
    given = further.with_name(name)
    if name == "held_out":
        further.rename(given)
    result = run(folder, "--cases", given)
    assert result.exit_code == 2
    assert said in result.output


def test_a_folder_with_splits_of_its_own_is_no_further_one(folder: Path) -> None:
    result = run(folder, "--cases", folder)
    assert result.exit_code == 2
    assert "holds splits of its own" in result.output


def test_what_people_said_is_sent_to_no_model(folder: Path, further: Path) -> None:
    result = run(folder, "--cases", further, "--live", "--model", "openai/x", "--yes")
    assert result.exit_code == 2
    assert "sent to no model" in result.output


def test_further_turns_alone_are_counted(further: Path) -> None:
    result = called("check", "--cases", further)
    assert result.exit_code == 0, result.output
    assert re.search(r"coaches\s+2\s+1\s+3", result.output)
    assert "dialogues" not in result.output


def test_one_case_is_shown_with_label_and_grade(folder: Path) -> None:
    result = called("show", "t-002", "--cases", folder)
    assert result.exit_code == 0, result.output
    assert "Turn 2. I kept quiet about it." in result.output
    assert "own_part" in result.output


def test_a_request_is_shown_word_for_word(folder: Path) -> None:
    result = called("show", "t-002", "--asked", "openai/x", "--cases", folder)
    assert result.exit_code == 0, result.output
    assert re.search("^key: [0-9a-f]{64}$", result.output, re.MULTILINE)
    assert "[system]" in result.output
    assert "Turn 2. I kept quiet about it." in result.output


@pytest.mark.parametrize(
    ("case", "said"), [("t-004", "t-004 is held out"), ("none", "no labelled turn is called")]
)
def test_what_cannot_be_shown_exits_2(folder: Path, case: str, said: str) -> None:
    result = called("show", case, "--cases", folder)
    assert result.exit_code == 2
    assert said in result.output


def test_all_case_files_can_be_read() -> None:
    result = called("check")
    assert result.exit_code == 0, result.output
    assert "Every file can be read." in result.output


def test_a_missing_file_of_pairs_exits_2(folder: Path) -> None:
    result = called("check", "--cases", folder)
    assert result.exit_code == 2
    assert "alike.jsonl" in result.output


def test_one_language_alone(folder: Path) -> None:
    result = run(folder, "--lang", "nl")
    assert result.exit_code == 0, result.output
    assert "Development turns, nl (1 turns)" in result.output
    assert "Development turns, en" not in result.output


def test_below_a_floor_exits_1_and_is_named(folder: Path) -> None:
    limits = {"at_least": {"turns/development/all/worth/stated": 1.01}}
    (folder / "floors.json").write_text(json.dumps(limits), "utf-8")
    result = run(folder)
    assert result.exit_code == 1
    assert "What fails:\n- turns/development/all/worth/stated: worth: " in result.output


def test_a_model_of_other_data_exits_1_and_says_so(folder: Path) -> None:
    file = folder / "turns" / "w1.jsonl"
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    lines[0]["turn"] = lines[0]["turn"].replace("And that", "So that")
    written(folder / "turns", lines)
    result = run(folder)
    assert result.exit_code == 1
    assert "learned from other turns or labels" in result.output
    assert "python -m evals train" in result.output


def test_a_model_that_cannot_be_read_exits_1(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> heads.Heads:
        raise ValueError("heads.npz does not fit the cues")

    monkeypatch.setattr(heads, "load", broken)
    result = run(folder)
    assert result.exit_code == 1
    assert "does not fit the cues; run `python -m evals train`" in result.output
    for command in (("show", "t-002"), ("models",), ("stale",)):
        result = called(*command, "--cases", folder)
        assert result.exit_code == 2, result.output
        assert "does not fit the cues; run `python -m evals train`" in result.output


@pytest.mark.parametrize("command", ["check", "stale", "models"])
def test_a_setting_that_cannot_be_used_exits_2_and_is_not_shown(
    folder: Path, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_BUDGET", "very-secret")
    result = called(command, "--cases", folder)
    assert result.exit_code == 2
    assert result.output.startswith("REHEARSE_BUDGET isn’t a number")
    assert "very-secret" not in result.output


def test_a_folder_of_prompts_without_situations_exits_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REHEARSE_PROMPTS_DIR", str(tmp_path))
    result = called("check")
    assert result.exit_code == 2, result.output
    assert f"There are no situations in {tmp_path / 'scenarios'}." in result.output


def test_stored_vectors_that_no_longer_hold_exit_1(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "CHECKED_ANEW", 1)
    encoder = vectors.remembered(folder)
    training.prepare(cases.load(folder / "turns"), encoder)
    vectors.store(folder / "vectors", {name: row * 0 for name, row in encoder.used.items()})
    result = run(folder)
    assert result.exit_code == 1
    assert "stored sentence vectors no longer hold" in result.output


@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (lambda at: written(at / "turns", ["{"]), "w1.jsonl:1: "),
        (lambda at: shutil.rmtree(at / "turns"), "no *.jsonl files here"),
        (lambda at: (at / "floors.json").write_text("{"), "floors.json: "),
        (
            lambda at: (at / "splits.json").write_text('{"train": ["w1", "w2", "w3"]}'),
            "no labelled turns in the development split",
        ),
    ],
)
def test_wrong_files_exit_2_and_say_what_to_do(
    folder: Path, break_it: Callable[[Path], object], said: str
) -> None:
    break_it(folder)
    result = run(folder)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments", [("run", "--lang", "fr"), ("run", "--part", "all"), ("walk",), ("run", "--quiet")]
)
def test_wrong_use_exits_2(arguments: tuple[str, ...]) -> None:
    assert called(*arguments).exit_code == 2


def test_a_json_file_that_cannot_be_written_exits_2(folder: Path) -> None:
    result = run(folder, "--json", folder / "nowhere" / "out.json")
    assert result.exit_code == 2
    assert "No such file" in result.output


@pytest.fixture
def tunings(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of tuning: the reader that ships. Holds on how many turns it was asked for."""
    asked: list[int] = []

    def tune(base: object, views: list[View], made: str, *_: object) -> ContextReader:
        found = views[0].examples.cases
        asked.append(len(found))
        shipped = context.load()
        card = {"data": cases.fingerprint(found), "recipe": made}
        return replace(shipped, card=shipped.card.model_copy(update=card))

    def nothing_scored(base: object, views: list[View], *_: object) -> Numbers:
        examples = views[0].examples
        return np.zeros_like(examples.only(tuning.set_apart(examples.cases)).earned)

    monkeypatch.setattr(base_weights, "base", lambda texts: None)
    monkeypatch.setattr(reading, "half_read", lambda base, turns: None)
    monkeypatch.setattr(tuning, "unseen_scores", nothing_scored)
    monkeypatch.setattr(tuning, "tune", tune)
    return asked


@pytest.fixture
def to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where training writes, in no time."""
    monkeypatch.setattr("evals.training.ROUNDS", 2)
    models = folder / "models"
    models.mkdir()
    return models


def of_many_stories() -> list[dict[str, Any]]:
    return [labelled(n, {"own_part": n % 4 - 1}, story=f"story {n}") for n in range(10, 22)]


def test_training_is_a_command(folder: Path, to: Path, tunings: list[int]) -> None:
    refused = called("train", "--cases", folder, "--to", to)
    assert refused.exit_code == 2
    assert "turns of 1 stories in the train split; training needs at least 5" in refused.output
    more = of_many_stories()
    written(folder / "turns", more)
    result = called("train", "--cases", folder, "--to", to)
    assert result.exit_code == 0, result.output
    first = (to / "heads.npz").read_bytes()
    assert "Cross-validated on the train split (6 turns)" in result.output
    again = called("train", "--cases", folder, "--to", to)
    assert again.output.splitlines()[-1] == result.output.splitlines()[-1]
    assert (to / "heads.npz").read_bytes() == first
    assert tunings == [12]
    written(folder / "turns", more[1:])
    assert called("train", "--cases", folder, "--to", to).exit_code == 0
    assert tunings == [12, 11]


def test_turns_written_since_teach_the_heads_and_leave_the_reader(
    folder: Path, to: Path, tunings: list[int]
) -> None:
    turns = of_many_stories()
    written(folder / "turns", turns)
    assert called("train", "--cases", folder, "--to", to).exit_code == 0
    before = heads.from_bytes((to / "heads.npz").read_bytes()).card
    since = labelled(30, {"ask": -1}, writer="w9", story="a story since")
    written(folder / "turns", [*turns, since])
    splits = json.loads((folder / "splits.json").read_text("utf-8"))
    (folder / "splits.json").write_text(json.dumps(splits | {"since": ["w9"]}), "utf-8")
    assert called("train", "--cases", folder, "--to", to).exit_code == 0
    assert tunings == [12]
    after = heads.from_bytes((to / "heads.npz").read_bytes()).card
    labelled_now = cases.load(folder / "turns")
    learned = [case for case in labelled_now if case.writer in ("w1", "w9")]
    assert after.data == cases.fingerprint(learned) != before.data
    assert after.context == before.context


def test_a_report_reads_well_in_a_plain_pipe() -> None:
    report = Report(
        figures=(
            Figure(
                part="dialogues",
                scope="nl",
                subject="skilled",
                metric="in_range",
                value=2 / 3,
                count=3,
            ),
        ),
        findings=(
            Finding(subject="a case", message="[bold]ends[/bold] at 3 " + "x" * 200, fails=False),
            Finding(subject="a rule", message="is broken"),
        ),
    )
    pipe = io.StringIO()
    tables.show(report, Console(file=pipe, width=100))
    shown = pipe.getvalue()
    assert "2 of 3" in shown
    assert "- a case: [bold]ends[/bold] at 3 " + "x" * 200 in shown
    assert "What fails:\n- a rule: is broken" in shown
    assert "\x1b" not in shown


def test_every_language_of_the_pairs_is_shown_also_where_the_first_kind_is_in_none() -> None:
    def right(scope: str, kind: str, value: float, count: int) -> Figure:
        return Figure(
            part="pairs", scope=scope, subject=kind, metric="right", value=value, count=count
        )

    translated = right("all", "alike/translation", 1.0, 7)
    report = Report(
        figures=(translated, right("nl", "differ", 0.5, 4), right("en", "differ", 1, 5))
    )
    pipe = io.StringIO()
    tables.show(report, Console(file=pipe, width=100))
    assert re.search(r"all\s+nl\s+en", pipe.getvalue())
    assert re.search(r"differ\s+-\s+2 of 4\s+5 of 5", pipe.getvalue())


def test_what_was_not_run_needs_no_floor() -> None:
    assert Wanted().whole
    assert not Wanted(lang="nl").whole
    assert Wanted(folder=CASES).speaks("en")
