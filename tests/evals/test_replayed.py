"""Kept replies through the whole of our own side: what each comes to, and what is stale."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from evals import cases, kept, replayed, tables
from evals.cases import Case
from evals.ground import Ground
from evals.replayed import Replayed
from evals.report import Report
from evals.wanted import Wanted
from evals.written import as_html, as_markdown
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation.rubric import Step
from rehearse.language.encoder import Encoder
from rehearse.library import ScenarioLibrary
from rehearse.settings import Settings
from tests import stored
from tests.colleague.replies import SENSE
from tests.evals.fakes import LabelGrader, labelled, written

QUOTE = "I kept quiet about it."
BUSY = {"status": 429, "headers": {"retry-after": "0"}, "body": {"error": {"message": "busy"}}}
COLLEAGUE = """\
scenario: promised-raise
lang: en
cases:
  - id: c-1
    kind: holds_off
    say: "So we're friends again now?"
    grade: {signals: [asks_forgiveness]}
"""
WHO = """\
  - id: c-2
    kind: answers
    say: "Who told you?"
    grade: {signals: [asks_fact]}
    lines: [answer-from-who]
"""


@pytest.fixture
def wanted(tmp_path: Path) -> Wanted:
    folder = tmp_path / "cases"
    lines = [labelled(n, {"own_part": 1}, writer="w2") for n in (1, 2)]
    written(folder / "turns", lines)
    splits = {"train": [], "development": ["w2"], "held_out": []}
    (folder / "splits.json").write_text(json.dumps(splits), "utf-8")
    (folder / "colleague").mkdir()
    (folder / "colleague" / "promised-raise.en.yaml").write_text(COLLEAGUE, "utf-8")
    return Wanted(folder)


@pytest.fixture
def turns(wanted: Wanted) -> list[Case]:
    return cases.load(wanted.folder / "turns")


@pytest.fixture
def ground(turns: list[Case], encoder: Encoder, library: ScenarioLibrary) -> Ground:
    scripted = ScriptedColleague(encoder.encode, stored.encode_questions)
    prompts = Settings().prompts_folder()
    return Ground(LabelGrader(turns), scripted, encoder.encode, SENSE, library, prompts)


def graded(level: int = 1, quote: str = QUOTE) -> dict[str, Any]:
    steps = [
        {"step": step, "reason": "", "level": 0, "quote": "", "rewrite": ""}
        | ({"level": level, "quote": quote} if step is Step.OWN_PART else {})
        for step in Step
    ]
    return {"reading": "", "steps": steps, "pillar": None, "drift": "none", "drift_quote": ""}


def keep(wanted: Wanted, *replies: dict[str, Any], **common: Any) -> None:
    plain = {"part": "turns", "case": "t-001", "model": "authored/x", "source": "authored"}
    lines = [plain | common | {"key": f"{n:064}"} | reply for n, reply in enumerate(replies)]
    written(wanted.replies, lines, name="kept.jsonl")


def played(wanted: Wanted, turns: list[Case], ground: Ground) -> tuple[list[Replayed], Report]:
    found = replayed.run(replayed.batches(wanted), wanted, turns, ground)
    return found, replayed.report(found, ground)


@pytest.mark.parametrize(
    ("replies", "comes_to"),
    [
        ([{"answer": graded()}], "first"),
        ([{"answer": graded(quote="not said")}, {"answer": graded()}], "second"),
        ([{"answer": graded(quote="not said")}] * 2, "ours"),
        ([BUSY, {"answer": graded()}], "first"),
        ([{"answer": "Good."}, {"answer": graded()}], "first"),
        ([{"status": 401, "body": {"error": {"message": "no"}}}], "ours"),
    ],
    ids=["well", "mended", "stubborn", "busy", "formless", "refused"],
)
def test_an_authored_grade_comes_to_what_it_must(
    wanted: Wanted,
    turns: list[Case],
    ground: Ground,
    replies: list[dict[str, Any]],
    comes_to: str,
) -> None:
    keep(wanted, *replies[:-1], replies[-1] | {"comes_to": comes_to, "about": "this"})
    assert replayed.signed(wanted, turns, ground) == len(replies)
    _, report = played(wanted, turns, ground)
    assert report.holds, report.findings
    assert [(o.part, o.right) for o in report.outcomes] == [("plumbing of turns/authored: x", True)]
    assert not any(figure.part.startswith("turns") for figure in report.figures)


@pytest.mark.parametrize(
    ("replies", "comes_to"),
    [
        ([{"answer": "Not today."}], "first"),
        ([BUSY, {"answer": "Not today."}], "first"),
        ([{"answer": "Not today, and not tomorrow either.", "cut_after": 2}], "ours"),
        ([{"answer": ""}], "ours"),
        ([{"answer": "and then " * 120}, {"answer": "Not today."}], "second"),
        ([{"answer": "and then " * 120}] * 2, "ours"),
    ],
    ids=["well", "busy", "cut", "silent", "mended", "stubborn"],
)
def test_an_authored_reply_of_the_colleague_comes_to_what_it_must(
    wanted: Wanted,
    turns: list[Case],
    ground: Ground,
    replies: list[dict[str, Any]],
    comes_to: str,
) -> None:
    last = replies[-1] | {"comes_to": comes_to}
    keep(wanted, *replies[:-1], last, part="colleague", case="c-1")
    replayed.signed(wanted, turns, ground)
    _, report = played(wanted, turns, ground)
    assert report.holds, report.findings


def test_what_comes_to_something_else_fails(
    wanted: Wanted, turns: list[Case], ground: Ground
) -> None:
    keep(wanted, {"answer": graded(), "comes_to": "ours", "about": "a good quote"})
    replayed.signed(wanted, turns, ground)
    _, report = played(wanted, turns, ground)
    assert [finding.message for finding in report.findings] == [
        "a good quote: must come to ours, came to first"
    ]
    assert not report.holds


def test_a_readers_replies_are_measured_beside_the_local_grader(
    wanted: Wanted, turns: list[Case], ground: Ground
) -> None:
    keep(wanted, {"answer": graded()}, {"answer": graded(2), "case": "t-002"}, model=kept.READER)
    replayed.signed(wanted, turns, ground)
    signed = [placed.reply for batch in kept.load(wanted.replies) for placed in batch.replies]
    reader = {"source": "reader of the exact request"}
    keep(wanted, *(r.model_dump(mode="json", exclude_defaults=True) | reader for r in signed))
    _, report = played(wanted, turns, ground)
    assert report.holds, report.findings
    who = "reader of the exact request"
    assert report.value(f"turns/{who}/all/own_part/distance") == 0.5
    assert report.value(f"turns/local, turns of {who}/all/own_part/distance") == 0.0
    assert report.value(f"answers on turns/{who}/all/quotes that are in the turn/share") == 1.0
    assert report.notes[0].startswith(f"turns/{who}: 2 of 2 turns have a grade by {who}; so few")
    shown = io.StringIO()
    tables.show(report, Console(file=shown, width=120))
    told = (shown.getvalue(), json.dumps(report.to_json()), as_markdown(report), as_html(report))
    assert all(f"turns/{who}" in each for each in told)


@pytest.mark.parametrize(
    ("answer", "right"), [("Anna, by the coffee machine.", 1.0), ("Ask me later.", 0.0)]
)
def test_a_readers_words_are_judged_by_what_they_carry(
    wanted: Wanted, turns: list[Case], ground: Ground, answer: str, right: float
) -> None:
    asked = COLLEAGUE.partition("  - ")[0] + WHO
    (wanted.folder / "colleague" / "promised-raise.en.yaml").write_text(asked, "utf-8")
    keep(wanted, {"answer": answer}, part="colleague", case="c-2", model=kept.READER)
    replayed.signed(wanted, turns, ground)
    [signed] = [placed.reply for batch in kept.load(wanted.replies) for placed in batch.replies]
    reader = {"source": "reader of the exact request"}
    keep(wanted, signed.model_dump(mode="json", exclude_defaults=True) | reader)
    _, report = played(wanted, turns, ground)
    assert report.holds, report.findings
    part = "colleague/reader of the exact request/all"
    assert report.value(f"{part}/passed/share") == 1.0
    assert report.value(f"{part}/answers, in its words/share") == right


def test_a_reply_to_an_old_request_is_stale_and_not_used(
    wanted: Wanted, turns: list[Case], ground: Ground
) -> None:
    keep(wanted, {"answer": graded()}, source="model", model="openai/x")
    assert replayed.signed(wanted, turns, ground) == 0
    found, report = played(wanted, turns, ground)
    place = wanted.replies / "kept.jsonl"
    assert [stale.message for stale in found[0].stale] == [
        f"{place}:1: no longer asked for",
        "a request (grade) has no kept reply",
    ]
    assert not report.holds
    assert report.value("answers on turns/openai/x/all/turns with a grade by the model/share") == 0


def test_a_reply_to_a_case_that_is_gone_is_stale(
    wanted: Wanted, turns: list[Case], ground: Ground
) -> None:
    keep(wanted, {"answer": graded()}, case="t-009")
    found, _ = played(wanted, turns, ground)
    assert [stale.message for stale in found[0].stale] == ["there is no such case among the turns"]
    some = Wanted(wanted.folder, only="t-001")
    assert played(some, turns, ground)[1].holds


def test_half_a_pair_is_left_out_and_not_stale(
    wanted: Wanted, turns: list[Case], ground: Ground
) -> None:
    first, second = (case.turn for case in turns)
    sides = [{"lang": "en", "colleague_last": "", "turn": turn} for turn in (first, second)]
    pair = {"id": "a-1", "kind": "order", "one": sides[0], "other": sides[1]}
    plain = {"kind": "if", "lang": "en", "step": "own_part", "colleague_last": ""}
    apart = [{"id": f"d-{n}", "better": first, "worse": second} | plain for n in (1, 2)]
    written(wanted.folder / "pairs", [pair], name="alike.jsonl")
    written(wanted.folder / "pairs", apart, name="differ.jsonl")
    halves = ("a-1/one", "a-1/other", "d-1/better", "d-1/worse", "d-2/better", "d-2/worse")
    keep(wanted, *({"answer": graded(), "case": half} for half in halves), part="pairs")
    replayed.signed(wanted, turns, ground)
    signed = [placed.reply for batch in kept.load(wanted.replies) for placed in batch.replies]
    alone = ("a-1/other", "d-2/better")
    kept_ones = [reply for reply in signed if reply.case not in ("a-1/one", "d-2/worse")]
    model = {"source": "model", "part": "pairs"}
    keep(wanted, *(r.model_dump(mode="json", exclude_defaults=True) | model for r in kept_ones))
    found, report = played(wanted, turns, ground)
    assert report.holds, report.findings
    assert found[0].stale == ()
    notes = [note for note in report.notes if "the other half was not answered" in note]
    assert [half in note for half, note in zip(alone, notes, strict=True)] == [True, True]
    assert all("run --live --record" in note for note in notes)
    assert report.value("pairs/authored/x/en/differ/right") == 0.0
    assert {outcome.id for outcome in report.outcomes} == {"d-1"}
    shown = io.StringIO()
    tables.show_stale(replayed.stale(found), 4, Console(file=shown, width=200))
    assert "a-1/other is not used" in shown.getvalue()
    assert "take the old lines out" not in shown.getvalue()
