"""The step to practise next, and the situation to practise it in."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from rehearse.conversation.rubric import Step, TurnGrade
from rehearse.conversation.views import RehearsalView
from rehearse.report.practise_next import Practice
from rehearse.report.progress import progress
from tests.conftest import graded
from tests.report.talks import PRACTICES, SERIES, situation, talk

BOTH = {Step.OWN_PART: 2, Step.RELIABLE: 2}
ALL_FOUR = {**BOTH, Step.FACE_IT: 2, Step.CLARITY: 2}


def _next(*talks: RehearsalView, practices: Sequence[Practice] = PRACTICES) -> tuple[str, ...]:
    found = progress(talks, tuple(practices)).next_step
    if found is None:
        return ()
    return (found.step.value, found.why.code.removeprefix("progress.next."), found.scenario_id)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([{Step.RELIABLE: -1}], ("reliable", "against_last", "tiny")),
        ([{Step.RELIABLE: -1}, {Step.OWN_PART: 2}], ("reliable", "against", "tiny")),
        ([{Step.OWN_PART: 1}], ("own_part", "partly", "tiny")),
        ([{Step.OWN_PART: 2}], ("reliable", "untouched", "tiny")),
        ([BOTH], ("clarity", "untouched", "other")),
        ([{Step.FACE_IT: -1}], ("face_it", "against_last", "other")),
        ([ALL_FOUR], ("face_it", "new", "other")),
    ],
)
def test_the_step_to_practise_and_where(
    levels: list[dict[Step, int]], expected: tuple[str, ...]
) -> None:
    assert _next(*(talk(graded(each), day=day) for day, each in enumerate(levels))) == expected


def test_what_was_only_ever_in_doubt_is_not_said_to_have_been_there() -> None:
    doubted = graded({Step.OWN_PART: 2}, doubtful={Step.OWN_PART})
    untouched = talk(graded({Step.RELIABLE: 2}), day=1)
    assert _next(talk(doubted), untouched) == ("own_part", "doubtful", "tiny")
    partly = graded({Step.OWN_PART: 1})
    assert _next(talk(doubted, partly), untouched) == ("own_part", "partly", "tiny")


def test_a_step_clear_and_worked_against_is_practised_after_what_was_never_clear() -> None:
    mended = talk(graded({Step.OWN_PART: -1}), graded(BOTH))
    assert _next(mended) == ("clarity", "untouched", "other")
    rest = talk(graded({Step.OWN_PART: -1}), graded(ALL_FOUR), day=1)
    assert _next(rest) == ("own_part", "against_last", "tiny")


def test_where_all_were_played_it_is_the_one_played_last() -> None:
    other = situation("other", Step.OWN_PART)
    practices = [
        Practice(scenario_id="tiny", needed=(Step.OWN_PART,)),
        Practice(scenario_id="other", needed=(Step.OWN_PART,)),
    ]
    weak = graded({Step.OWN_PART: 1})
    talks = (talk(weak), talk(weak, day=1, scenario=other))
    assert _next(*talks, practices=practices)[2] == "other"
    assert _next(*reversed(talks), practices=practices)[2] == "tiny"
    clear = talk(graded(ALL_FOUR))
    assert _next(clear, practices=PRACTICES[:1]) == ()


def test_what_was_clear_long_ago_counts_no_more() -> None:
    long_ago = talk(graded(ALL_FOUR))
    since = [talk(graded({**ALL_FOUR, Step.RELIABLE: 1}), day=day) for day in (1, 2, 3)]
    assert _next(long_ago, *since[:2]) == ("face_it", "new", "other")
    assert _next(long_ago, *since) == ("reliable", "partly", "tiny")


@given(SERIES)
@settings(max_examples=100, deadline=None)
def test_the_situation_to_practise_in_needs_the_step(series: list[list[TurnGrade]]) -> None:
    talks = tuple(talk(*grades, day=day) for day, grades in enumerate(series))
    found = progress(talks, PRACTICES).next_step
    assert found is not None
    needed = {practice.scenario_id: practice.needed for practice in PRACTICES}
    assert found.step in needed[found.scenario_id]
    assert found == progress(talks, PRACTICES).next_step
