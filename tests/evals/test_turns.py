"""The scores of a grader: one that knows the labels does well, one made worse is named."""

from functools import cache

import pytest

from evals import floors, turns
from evals.cases import Case, Split
from evals.floors import Floors
from evals.measures import LOW_IS_GOOD, MEASURES
from evals.report import Report
from rehearse.conversation.rubric import Drift, Level, Step, StepScore
from tests.evals.fakes import LabelGrader, Spoil, labelled, scored

LEVELS = (-1, 0, 1, 2)
CASES = [
    Case.model_validate(
        labelled(
            n,
            {step.value: LEVELS[(n + place) % 4] for place, step in enumerate(Step)},
            lang="nl" if n // 4 % 2 else "en",
        )
    )
    for n in range(40)
]


def measured(spoil: Spoil | None = None, split: Split = Split.DEVELOPMENT) -> Report:
    grader = LabelGrader(CASES, spoil) if spoil else LabelGrader(CASES)
    return turns.report(CASES, split, grader)


@cache
def limits() -> Floors:
    """Floors a little under what a good grader reaches."""
    names = {figure.name: figure.metric for figure in measured().figures}
    least = set(MEASURES) - LOW_IS_GOOD
    return Floors(
        at_least={name: 0.95 for name, metric in names.items() if metric in least},
        at_most={name: 0.01 for name, metric in names.items() if metric not in least},
    )


def failing(report: Report) -> set[str]:
    return {finding.subject for finding in floors.check(report, limits()).findings}


def test_a_grader_that_knows_the_labels_is_perfect() -> None:
    report = measured()
    assert failing(report) == set()
    assert report.value("turns/development/all/macro/kappa") == 1
    assert report.value("turns/development/nl/own_part/f1_against") == 1
    assert report.value("turns/development/en/macro/false_against") == 0


def blind(step: Step) -> Spoil:
    return lambda _, score: (
        StepScore(step=step, level=Level.ABSENT) if score.step is step else score
    )


@pytest.mark.parametrize("step", list(Step))
def test_a_grader_worse_on_one_step_fails_by_name(step: Step) -> None:
    fails = failing(measured(blind(step)))
    assert f"turns/development/all/{step.value}/kappa" in fails
    others = {name for name in fails if name.split("/")[3] not in (step.value, "macro")}
    assert others == set()


def test_a_grader_worse_in_one_language_fails_by_name() -> None:
    def spoil(case: Case, score: StepScore) -> StepScore:
        return StepScore(step=score.step, level=Level.ABSENT) if case.lang == "nl" else score

    fails = failing(measured(spoil))
    assert "turns/development/nl/macro/kappa" in fails
    assert not any("/en/" in name for name in fails)


def against_for_nothing(case: Case, score: StepScore) -> StepScore:
    if score.step is Step.WORTH and score.level is Level.ABSENT:
        return scored(score.step, Level.AGAINST, case.turn, None)
    return score


def blind_to_harm(case: Case, score: StepScore) -> StepScore:
    harm = score.level is Level.AGAINST
    return StepScore(step=score.step, level=Level.ABSENT) if harm else score


def half_as_whole(case: Case, score: StepScore) -> StepScore:
    half = score.level is Level.PARTIAL
    return scored(score.step, Level.CLEAR, case.turn, None) if half else score


def whole_as_half(case: Case, score: StepScore) -> StepScore:
    whole = score.level is Level.CLEAR
    return scored(score.step, Level.PARTIAL, case.turn, None) if whole else score


def quotes_the_wrong_words(case: Case, score: StepScore) -> StepScore:
    there = score.level is not Level.ABSENT
    return scored(score.step, score.level, case.turn, "all") if there else score


def never_sure(case: Case, score: StepScore) -> StepScore:
    quote = score.evidence.text if score.evidence else None
    return scored(score.step, score.level, case.turn, quote, doubt=quote is not None)


def turned_round(case: Case, score: StepScore) -> StepScore:
    level = {Level.CLEAR: Level.AGAINST, Level.AGAINST: Level.CLEAR}.get(score.level, score.level)
    return scored(score.step, level, case.turn, None)


@pytest.mark.parametrize(
    ("spoil", "metric"),
    [
        (against_for_nothing, "false_against"),
        (blind_to_harm, "f1_against"),
        (half_as_whole, "f1_partial"),
        (whole_as_half, "f1_clear"),
        (turned_round, "distance"),
        (quotes_the_wrong_words, "evidence_hits"),
        (never_sure, "stated"),
        (turned_round, "wrong_sign"),
    ],
)
def test_each_way_to_be_worse_shows_in_its_own_figure(spoil: Spoil, metric: str) -> None:
    fails = failing(measured(spoil))
    assert f"turns/development/all/worth/{metric}" in fails


def test_blame_in_doubt_is_not_blame() -> None:
    def doubted(case: Case, score: StepScore) -> StepScore:
        worse = against_for_nothing(case, score)
        return worse if worse is score else worse.model_copy(update={"doubt": True})

    assert measured(doubted).value("turns/development/all/worth/false_against") == 0


def test_of_held_out_turns_only_totals_are_told() -> None:
    report = measured(split=Split.HELD_OUT)
    assert report.outcomes == ()
    assert {figure.subject for figure in report.figures} == {"macro", *Step}
    assert {figure.scope for figure in report.figures} == {"all", "nl", "en"}


def test_of_drifts_it_is_told_how_many_are_there_and_how_many_are_found() -> None:
    drifts = (Drift.VICTIM, Drift.VICTIM, Drift.RESCUER, Drift.NONE)
    told = (Drift.VICTIM, Drift.NONE, Drift.VICTIM, Drift.VICTIM)
    labelled = [c.model_copy(update={"drift": d}) for c, d in zip(CASES, drifts, strict=False)]
    given = [c.model_copy(update={"drift": d}) for c, d in zip(CASES, told, strict=False)]
    report = turns.report(labelled, Split.HELD_OUT, LabelGrader(given))
    assert report.value("turns/held_out/en/drift/right_when_told") == pytest.approx(1 / 3, abs=1e-3)
    assert report.value("turns/held_out/en/drift/found") == pytest.approx(1 / 3, abs=1e-3)


def test_a_turn_that_was_not_graded_is_counted_apart() -> None:
    report = turns.report(CASES, Split.DEVELOPMENT, LabelGrader(CASES, skips=3))
    assert report.value("turns/development/all/macro/kappa") == 1
    assert any("3 turns were not graded" in note for note in report.notes)


@pytest.mark.parametrize(
    ("quote", "near"),
    [((0, 4), 1.0), ((10, 14), 1.0), ((4, 8), 0.0), ((0, 12), 0.5)],
)
def test_a_quote_counts_by_the_nearest_accepted_passage(
    quote: tuple[int, int], near: float
) -> None:
    case = Case.model_validate(
        labelled(1, {"own_part": 1}, turn="same else same") | {"evidence": {"own_part": ["same"]}}
    )
    assert turns.overlap(case, Step.OWN_PART, quote) == near


def test_what_cannot_be_measured_is_no_zero() -> None:
    quiet = [Case.model_validate(labelled(n)) for n in range(3)]
    report = turns.report(quiet, Split.DEVELOPMENT, LabelGrader(quiet))
    assert report.value("turns/development/en/macro/f1_against") is None
    limited = Floors(at_least={"turns/development/en/macro/f1_against": 0.1})
    (finding,) = floors.check(report, limited).findings
    assert "nothing to measure it by" in finding.message


def test_intervals_hold_their_figures_and_are_the_same_every_time() -> None:
    scores = turns.tables(turns.graded(CASES[:16], LabelGrader(CASES, blind_to_harm)))
    first, second = (turns.figures_of(scores, "turns", "all") for _ in range(2))
    assert first == second
    kappa = first[0]
    assert kappa.low is not None
    assert kappa.value is not None
    assert kappa.high is not None
    assert kappa.low < kappa.value < kappa.high
