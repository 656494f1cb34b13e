"""A few words before the line of a move that take in what was owned or promised."""

from dataclasses import replace

import pytest

from rehearse.colleague import ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation import rehearsal
from rehearse.conversation.rehearsal import PathState, TurnRead
from rehearse.conversation.rubric import LANGUAGES, Language, Passage, Step, TurnGrade
from rehearse.conversation.scenario import Difficulty, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustState
from tests import stored
from tests.colleague.talks import LIBRARY, SCENARIOS, to_answer
from tests.conftest import graded

COLLEAGUE = ScriptedColleague(stored.encode, stored.encode_questions)
OWNED: dict[Language, str] = {
    "nl": "Ik heb je drie weken laten wachten.",
    "en": "I let you wait for three weeks.",
}
EXACTLY: dict[Language, str] = {"nl": "drie weken", "en": "three weeks"}


def owning(scenario: Scenario, level: int = 2, **changed: object) -> ToAnswer:
    """A turn that owns something, of whom it was owned before."""
    words = OWNED[scenario.language]
    return answering(scenario, words, {Step.OWN_PART: level}, **changed)


def answering(
    scenario: Scenario, words: str, levels: dict[Step, int], **changed: object
) -> ToAnswer:
    given = to_answer(scenario, words, state=at_ease(**changed))
    read = TurnRead(grade=quoting(graded(levels), words))
    return replace(given, moment=replace(given.moment, read=read))


def quoting(grade: TurnGrade, words: str) -> TurnGrade:
    """The grade with the whole turn as evidence of whatever it earned."""
    whole = Passage(text=words, start=0, end=len(words))
    scores = [s.model_copy(update={"evidence": whole if s.level else None}) for s in grade.scores]
    return grade.model_copy(update={"scores": tuple(scores)})


def at_ease(**changed: object) -> PathState:
    owned = TrustState(
        trust=45, touched=frozenset({Step.OWN_PART}), clear=frozenset({Step.OWN_PART})
    )
    # Tests, asks and what was promised are behind them: what is left is to go on.
    state = rehearsal.at_start(Difficulty.NORMAL).model_copy(
        update={"standing": owned, "turns": 5, "moves": (Move.TEST, Move.GO_ON) * 2, "offers": 1}
    )
    return state.model_copy(update={"small_steps": 1, **changed})


def acknowledging(scenario: Scenario) -> set[str]:
    return {line.id for line in scenario.words.lines[Move.ACKNOWLEDGE]}


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.id}-{s.language}")
def test_what_was_owned_comes_back_in_the_managers_own_words(scenario: Scenario) -> None:
    reply = COLLEAGUE.choose(owning(scenario))
    assert reply.lines[0] in acknowledging(scenario)
    assert len(reply.lines) == 2
    assert EXACTLY[scenario.language] in reply.text.lower()
    assert "{" not in reply.text


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda s: f"{s.id}-{s.language}")
def test_but_not_in_two_replies_running(scenario: Scenario) -> None:
    first = COLLEAGUE.choose(owning(scenario))
    again = COLLEAGUE.choose(owning(scenario, used_lines=first.lines))
    assert not acknowledging(scenario) & set(again.lines)
    later = (*first.lines, *again.lines, *again.lines)
    assert acknowledging(scenario) & set(COLLEAGUE.choose(owning(scenario, used_lines=later)).lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_taken_in_where_something_harms_or_is_only_repeated(language: Language) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    words, ours = OWNED[language], acknowledging(scenario)
    harming = answering(scenario, words, {Step.OWN_PART: 2, Step.ASK: -1})
    assert not ours & set(COLLEAGUE.choose(harming).lines)
    given = owning(scenario)
    repeated = quoting(graded({Step.OWN_PART: 2}, Signal.REPEATS), words)
    given = replace(given, moment=replace(given.moment, read=TurnRead(grade=repeated)))
    assert not ours & set(COLLEAGUE.choose(given).lines)
    assert not ours & set(COLLEAGUE.choose(answering(scenario, words, {Step.WORTH: 2})).lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_promised_beside_it_is_what_is_taken_up(language: Language) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    both = {Step.OWN_PART: 2, Step.RELIABLE: 2}
    given = answering(scenario, OWNED[language], both, small_steps=2)
    reply = COLLEAGUE.choose(given)
    assert not acknowledging(scenario) & set(reply.lines)
    assert reply.lines[0] in {line.id for line in scenario.words.lines[Move.UPTAKE]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_asks_something_gets_an_answer_and_no_word_of_having_heard(language: Language) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    line = next(line for line in scenario.words.lines[Move.ANSWER] if not line.after)
    owned = {"nl": "Ik hield mijn mond.", "en": "I kept quiet."}[language]
    given = answering(scenario, f"{owned} {line.answers[0]}", {Step.OWN_PART: 2})
    read = given.moment.read.model_copy(update={"ends_in_question": True})
    reply = COLLEAGUE.choose(replace(given, moment=replace(given.moment, read=read)))
    assert reply.lines == (line.id,)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_colleague_said_first_is_not_repeated(language: Language) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    lines = scenario.words.lines[Move.ANSWER]
    said = lines[0].model_copy(update={"id": "said", "text": f"Ja. {EXACTLY[language]}."})
    words = scenario.words.model_copy(
        update={"lines": {**scenario.words.lines, Move.ANSWER: (*lines, said)}}
    )
    told = scenario.model_copy(update={"words": words})
    reply = COLLEAGUE.choose(owning(told, used_lines=("said",)))
    assert reply.lines[0] not in {
        line.id for line in scenario.words.lines[Move.ACKNOWLEDGE] if "{said}" in line.text
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_promise_is_taken_up_by_its_day(language: Language) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    words = {"nl": "Ik bel je vrijdag.", "en": "I’ll ring you by Friday."}[language]
    given = answering(scenario, words, {Step.RELIABLE: 2}, small_steps=2)
    reply = COLLEAGUE.choose(given)
    uptakes = {line.id for line in scenario.words.lines[Move.UPTAKE] if "{said}" in line.text}
    assert reply.lines[0] in uptakes
    assert {"nl": "Vrijdag", "en": "By Friday"}[language] in reply.text
