"""A question is put off only where nothing better can be said, and never twice running."""

import pytest

from rehearse.conversation.rehearsal import Reply, TurnRead, at_start
from rehearse.conversation.rubric import Language, Step
from rehearse.conversation.scenario import Asked, Difficulty, Line, Move
from rehearse.conversation.signals import Signal
from rehearse.language.sentences import ends_in_question
from tests.colleague.test_taken_for_granted import (
    COLLEAGUE,
    LIBRARY,
    SITUATIONS,
    to_answer,
    warm,
)
from tests.conftest import graded

NOBODY_KNOWS: dict[Language, str] = {
    "en": "When is the ferry to Skye?",
    "nl": "Hoe laat vaart de boot naar Texel?",
}


def answers(scenario_id: str, language: Language) -> dict[str, Line]:
    lines = LIBRARY.load(scenario_id, language).words.lines[Move.ANSWER]
    return {line.id: line for line in lines}


def reply_to(
    scenario_id: str, language: Language, words: str, *signals: Signal, **path: object
) -> Reply:
    scenario = LIBRARY.load(scenario_id, language)
    read = TurnRead(grade=graded({Step.ASK: 2}, *signals), ends_in_question=ends_in_question(words))
    return COLLEAGUE.choose(to_answer(scenario, words, read, warm(**path)))


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_nobody_is_put_off_twice_running_where_something_can_be_told(
    scenario_id: str, language: Language
) -> None:
    words = NOBODY_KNOWS[language]
    first = reply_to(scenario_id, language, words, Signal.ASKS_FACT)
    assert first.move is Move.ANSWER
    assert answers(scenario_id, language)[first.lines[-1]].open
    again = reply_to(scenario_id, language, words, Signal.ASKS_FACT, used_lines=first.lines)
    assert again.told is not None


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_where_nothing_can_be_told_the_second_is_kept_for_later_with_one_more_fact(
    scenario_id: str, language: Language
) -> None:
    words = NOBODY_KNOWS[language]
    scenario = LIBRARY.load(scenario_id, language)
    read = TurnRead(grade=graded({}, Signal.ASKS_FACT), ends_in_question=True)
    cold = at_start(Difficulty.HARD).model_copy(update={"turns": 2})
    first = COLLEAGUE.choose(to_answer(scenario, words, read, cold))
    assert answers(scenario_id, language)[first.lines[-1]].open
    later = cold.model_copy(update={"used_lines": first.lines})
    again = COLLEAGUE.choose(to_answer(scenario, words, read, later))
    bridges = {line.id for line in scenario.words.lines[Move.BRIDGE]}
    assert again.move is Move.GO_ON
    assert again.lines[0] in bridges
    third = later.model_copy(update={"used_lines": (*first.lines, *again.lines)})
    assert COLLEAGUE.choose(to_answer(scenario, words, read, third)).move is Move.ANSWER


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_who_asks_in_earnest_is_told_sooner_than_put_off(
    scenario_id: str, language: Language
) -> None:
    words = NOBODY_KNOWS[language]
    assert reply_to(scenario_id, language, words).told is not None


OFFERS: dict[Language, str] = {
    "en": "Shall I bring the umbrella back on Friday?",
    "nl": "Zal ik vrijdag de paraplu terugbrengen?",
}


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_is_offered_is_taken_or_not_and_not_put_off(
    scenario_id: str, language: Language
) -> None:
    line = answers(scenario_id, language)[
        reply_to(scenario_id, language, OFFERS[language]).lines[-1]
    ]
    assert line.only_to is Asked.CONSENT or not line.open


PROPOSED: dict[Language, str] = {
    "en": "Would you rather I brought it, or put it in the post? It is dry by now.",
    "nl": "Heb je liever dat ik hem breng, of zal ik hem opsturen? Hij is inmiddels droog.",
}
NO_MARK: dict[Language, str] = {
    "en": "I can bring it or put it in the post, you choose.",
    "nl": "Brengen of opsturen, zeg maar wat je fijner vindt.",
}


@pytest.mark.parametrize("said", [PROPOSED, NO_MARK])
@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_this_or_that_is_heard_without_a_mark_and_before_one_sentence_more(
    scenario_id: str, language: Language, said: dict[Language, str]
) -> None:
    reply = reply_to(scenario_id, language, said[language])
    line = answers(scenario_id, language)[reply.lines[-1]]
    # A line that knows such a question may be about it as well, and come first.
    assert line.only_to is Asked.EITHER or line.answers
