"""How the colleague is doing, in words and without numbers."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.conversation.rubric import LANGUAGES, Language, NotScored, NotScoredCode, Step
from rehearse.conversation.scenario import Difficulty, Persona
from rehearse.conversation.trust import TrustState, after_turn, at_start
from rehearse.locale import step_name
from rehearse.pages.rail import rail, why
from tests.conftest import graded

NEEDED = (Step.OWN_PART, Step.RELIABLE)
START = at_start(Difficulty.NORMAL)
LEVELS = st.dictionaries(st.sampled_from(Step), st.integers(-1, 2))
DOUBTFUL = st.frozensets(st.sampled_from(Step))


@settings(deadline=None)
@given(st.lists(st.tuples(LEVELS, DOUBTFUL), min_size=1, max_size=8), st.sampled_from(LANGUAGES))
def test_whatever_happens_there_is_one_sentence_for_it(
    turns: list[tuple[dict[Step, int], frozenset[Step]]], language: Language
) -> None:
    state = START
    for levels, doubtful in turns:
        change = after_turn(state, graded(levels, doubtful=doubtful), NEEDED)
        state = change.state
        told = why(change, state, NEEDED, "Noor", language)
        assert told.count(".") == 1
        assert told.endswith(".")
        assert "{" not in told


@pytest.mark.parametrize(
    ("before", "levels", "told"),
    [
        (34, {Step.OWN_PART: 2, Step.ASK: 2}, "named what you did yourself"),
        (34, {Step.ASK: 1}, "a start on ‘Asking’"),
        (34, {Step.WORTH: -1}, "Less room than just now: you put Noor down"),
        (34, {Step.OWN_PART: 2, Step.WORTH: -1}, "Less room"),
        (0, {Step.WORTH: -1}, "Still shut: you put Noor down"),
        (0, {Step.OWN_PART: 2, Step.ASK: 2, Step.WORTH: -1}, "held it back"),
        (59, {Step.ASK: 2}, "Noor is still waiting for you to name what you did yourself."),
        (34, {}, "changed nothing"),
    ],
)
def test_the_sentence_names_what_moved_it(before: int, levels: dict[Step, int], told: str) -> None:
    change = after_turn(TrustState(trust=before), graded(levels), NEEDED)
    assert told in why(change, change.state, NEEDED, "Noor", "en")


@pytest.mark.parametrize(
    ("before", "levels", "told"),
    [
        (34, {Step.WORTH: -1}, "A little less room than just now, though this is open to doubt"),
        (34, {Step.WORTH: -1, Step.ASK: 1}, "something good in it, and something that may have"),
        (34, {Step.WORTH: -1, Step.ASK: 2}, "More room than just now"),
        (0, {Step.WORTH: -1}, "changed nothing"),
    ],
)
def test_harm_in_doubt_is_told_as_no_more_than_that(
    before: int, levels: dict[Step, int], told: str
) -> None:
    grade = graded(levels, doubtful=frozenset({Step.WORTH}))
    change = after_turn(TrustState(trust=before), grade, NEEDED)
    assert told in why(change, change.state, NEEDED, "Noor", "en")


def test_a_second_half_step_and_a_turn_not_scored_have_sentences_of_their_own() -> None:
    first = after_turn(START, graded({Step.ASK: 1}), NEEDED).state
    again = after_turn(first, graded({Step.ASK: 1}), NEEDED)
    assert "‘Asking’ came up before; it only counts again" in why(
        again, again.state, NEEDED, "Noor", "en"
    )
    unread = after_turn(START, NotScored(code=NotScoredCode.FAILED), NEEDED)
    assert "not scored" in why(unread, unread.state, NEEDED, "Noor", "en")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("step", Step)
def test_what_is_missing_is_told_as_what_the_colleague_waits_for(
    step: Step, language: Language
) -> None:
    other = Step.ASK if step is not Step.ASK else Step.WORTH
    change = after_turn(TrustState(trust=59), graded({other: 2}), (step,))
    told = why(change, change.state, (step,), "Noor", language)
    assert told.startswith("Noor ")
    assert step_name(step, language) not in told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ends_of_the_line_are_no_statement_about_the_colleague(language: Language) -> None:
    persona = Persona(name="Noor", role="Planner", portrait="")
    html = rail(persona, [START], None, NEEDED, language, language)
    drawn = html[html.index('class="line-of-trust"') : html.index('class="standing"')]
    assert drawn.count('<p class="end" aria-hidden="true">') == 2
    assert html.count('class="end"') == 2


@pytest.mark.parametrize("turns", [0, 1, 60])
def test_no_number_is_shown_and_names_are_escaped(turns: int) -> None:
    persona = Persona(name="<i>Noor", role="Planner & more", portrait="")
    path = [START] + [START.model_copy(update={"trust": 35})] * turns
    html = rail(persona, path, None, NEEDED, "en", "en")
    assert "&lt;i&gt;Noor" in html
    assert "Planner &amp; more" in html
    shown = re.sub(r"<[^>]*>", " ", html) + " ".join(re.findall(r'aria-label="([^"]*)"', html))
    assert not re.search(r"\d", shown)
    assert html.count("<i style") == (turns + 1 if turns < 24 else 1)
