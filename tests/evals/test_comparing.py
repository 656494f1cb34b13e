"""Two runs side by side: a grader made worse on purpose is named; an equal one changes nothing."""

import json
from functools import cache
from pathlib import Path

import pytest

from evals import comparing, turns
from evals.cases import CaseError, Split
from evals.comparing import Comparison, Stored
from evals.report import Outcome, Part, Report, share
from rehearse.conversation.rubric import Level, Step, StepScore
from tests.evals.fakes import LabelGrader, Spoil
from tests.evals.test_turns import CASES, blind, never_sure, quotes_the_wrong_words, scored

LEVELS = (Level.AGAINST, Level.PARTIAL, Level.CLEAR)


@cache
def run(spoil: Spoil | None = None, split: Split = Split.DEVELOPMENT) -> Stored:
    grader = LabelGrader(CASES, spoil) if spoil else LabelGrader(CASES)
    return comparing.stored(turns.report(CASES, split, grader))


def after(spoil: Spoil) -> Comparison:
    return comparing.compare(run(), run(spoil))


def steps_of(found: Comparison) -> set[str]:
    return {change.name.split("/")[3] for change in found.worse}


def test_the_same_grader_changed_nothing() -> None:
    found = comparing.compare(run(), run())
    assert found == Comparison((), (), len(CASES), 0, 0)


@pytest.mark.parametrize("step", list(Step))
def test_a_grader_blind_to_a_step_is_named_with_the_cases_that_flipped(step: Step) -> None:
    found = after(blind(step))
    assert steps_of(found) == {step.value}
    (kappa,) = [c for c in found.worse if c.name == f"turns/development/all/{step.value}/kappa"]
    assert len(kappa.cases) == sum(case.levels[step] is not Level.ABSENT for case in CASES)
    assert all("now 0 (label" in case for case in kappa.cases)
    assert len(found.flips) == len(kappa.cases)


@pytest.mark.parametrize("step", list(Step))
@pytest.mark.parametrize("level", LEVELS)
def test_a_grader_that_never_gives_a_level_is_named(step: Step, level: Level) -> None:
    def spoil(case: object, score: StepScore) -> StepScore:
        lost = score.step is step and score.level is level
        return StepScore(step=step, level=Level.ABSENT) if lost else score

    found = after(spoil)
    assert steps_of(found) == {step.value}
    metric = {-1: "f1_against", 1: "f1_partial", 2: "f1_clear"}[level]
    assert f"turns/development/all/{step.value}/{metric}" in {c.name for c in found.worse}


def test_a_grader_worse_in_one_language_is_named() -> None:
    def spoil(case: object, score: StepScore) -> StepScore:
        dutch = getattr(case, "lang", "") == "nl"
        return StepScore(step=score.step, level=Level.ABSENT) if dutch else score

    found = after(spoil)
    assert {change.name.split("/")[2] for change in found.worse} == {"all", "nl"}


@pytest.mark.parametrize(
    ("spoil", "metric"), [(quotes_the_wrong_words, "evidence_hits"), (never_sure, "stated")]
)
def test_quotes_and_doubt_are_watched_as_well(spoil: Spoil, metric: str) -> None:
    assert metric in {change.name.rsplit("/", 1)[1] for change in after(spoil).worse}


def test_what_got_better_is_no_regression() -> None:
    found = comparing.compare(run(blind(Step.ASK)), run())
    assert found.worse == ()
    assert "turns/development/all/ask/kappa" in {change.name for change in found.better}


def test_one_case_that_flipped_is_told_and_is_noise() -> None:
    first = next(case for case in CASES if case.levels[Step.ASK] is Level.CLEAR)

    def spoil(case: object, score: StepScore) -> StepScore:
        if case is not first or score.step is not Step.ASK:
            return score
        return scored(Step.ASK, Level.PARTIAL, first.turn, None)

    found = after(spoil)
    assert found.worse == ()
    assert found.flips == (f"{first.id}: ask 2 (label 2), now 1 (label 2)",)


def test_held_out_turns_are_compared_by_totals_and_never_named() -> None:
    before, now = run(split=Split.HELD_OUT), run(blind(Step.ASK), Split.HELD_OUT)
    found = comparing.compare(before, now)
    assert before.outcomes == ()
    assert "turns/held_out/all/macro/kappa" in {change.name for change in found.worse}
    assert not any(change.cases for change in found.changes)


def verdicts(
    right: str, part: str = Part.COLLEAGUE, kind: str = "answers", figure: str = "right"
) -> Stored:
    outcomes = tuple(
        Outcome(part=part, kind=kind, id=f"c{n}", lang="en", right=mark == "+")
        for n, mark in enumerate(right)
    )
    counted = share(part, "en", kind, figure, [outcome.right for outcome in outcomes])
    return comparing.stored(Report(figures=(counted,), outcomes=outcomes))


def test_verdicts_are_weighed_against_a_coin() -> None:
    few = comparing.compare(verdicts("++++++++-"), verdicts("+++++---+"))
    assert few.worse == ()
    assert few.flips[0] == "c5: wrong now"
    many = comparing.compare(verdicts("+++++++++-"), verdicts("+++-------"))
    (change,) = many.worse
    assert change.name == "colleague/en/answers/right"
    assert change.cases == ("c3", "c4", "c5", "c6", "c7", "c8")


@pytest.mark.parametrize(("lost", "worse"), [(5, 0), (6, 1)])
def test_six_lost_and_none_won_are_no_coin(lost: int, worse: int) -> None:
    found = comparing.compare(verdicts("+" * 12), verdicts("-" * lost + "+" * (12 - lost)))
    assert len(found.worse) == worse


@pytest.mark.parametrize(
    ("part", "kind", "figure", "named"),
    [
        (Part.DIALOGUES, "mixed", "in_range", "dialogues/en/mixed/in_range"),
        ("plumbing of turns/x", "turns", "share", "plumbing of turns/x, turns"),
    ],
)
def test_a_change_is_named_after_the_figure_that_counts_it(
    part: str, kind: str, figure: str, named: str
) -> None:
    before, now = (verdicts(marks, part, kind, figure) for marks in ("+" * 9, "-" * 9))
    (change,) = comparing.compare(before, now).worse
    assert change.name == named


def test_cases_in_one_run_only_are_counted_and_left_out() -> None:
    found = comparing.compare(verdicts("+++"), verdicts("++++"))
    assert (found.compared, found.only_before, found.only_now) == (3, 0, 1)


@pytest.mark.parametrize(("text", "said"), [(None, "store a run with"), ("[]", "store a run anew")])
def test_a_baseline_that_is_none(tmp_path: Path, text: str | None, said: str) -> None:
    file = tmp_path / "base.json"
    if text is not None:
        file.write_text(text, "utf-8")
    with pytest.raises(CaseError, match=said):
        comparing.load(file)


def test_a_stored_run_comes_back_as_it_was(tmp_path: Path) -> None:
    report = turns.report(CASES, Split.DEVELOPMENT, LabelGrader(CASES))
    file = tmp_path / "base.json"
    file.write_text(json.dumps(report.to_json()), "ascii")
    assert comparing.load(file) == comparing.stored(report)
