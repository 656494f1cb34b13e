"""Who asks back about what the colleague said gets an answer to just that; and a question that
nobody wrote one for gets what fits how it opens."""

import pytest

from rehearse.conversation.rehearsal import PathState, Reply, TurnRead
from rehearse.conversation.rubric import Language, Step
from rehearse.conversation.scenario import Asked, Line, Move, Said, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustState
from rehearse.language.sentences import ends_in_question
from tests.colleague.test_taken_for_granted import (
    COLLEAGUE,
    LIBRARY,
    SITUATIONS,
    to_answer,
    warm,
)
from tests.conftest import graded

MEANT: dict[Language, str] = {"en": "What do you mean?", "nl": "Hoe bedoel je?"}


def reply_to(scenario: Scenario, words: str, path: PathState, *signals: Signal) -> Reply:
    read = TurnRead(grade=graded(None, *signals), ends_in_question=ends_in_question(words))
    return COLLEAGUE.choose(to_answer(scenario, words, read, path))


def lines_of(scenario: Scenario) -> dict[str, Line]:
    return {line.id: line for found in scenario.words.lines.values() for line in found}


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_do_you_mean_gets_what_takes_up_the_last_line_and_nothing_else(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    hints = {line.id for line in scenario.words.lines[Move.HINT]}
    hints |= {layer.sideways.id for layer in scenario.words.layers.values()}
    answers = scenario.words.lines[Move.ANSWER]
    about_hints = {line.id for line in answers if line.after in hints}
    said = {line.after for line in answers} - {None} - hints - about_hints
    assert len(said) > 10
    for line_id in sorted(said, key=str)[::6]:
        path = warm(used_lines=(line_id,))
        reply = reply_to(scenario, MEANT[language], path, Signal.ASKS_FACT)
        assert lines_of(scenario)[reply.lines[-1]].after == line_id


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_asking_what_a_hint_meant_opens_what_it_hinted_at_once_that_can_be_told(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    sideways = next(iter(scenario.words.layers.values())).sideways
    trusting = warm(used_lines=(sideways.id,))
    assert reply_to(scenario, MEANT[language], trusting).told is not None
    # And one question later as well, when the hint was asked about.
    answers = scenario.words.lines[Move.ANSWER]
    for about_it in [line.id for line in answers if line.after == sideways.id]:
        further = warm(used_lines=(sideways.id, about_it))
        assert reply_to(scenario, MEANT[language], further).told is not None
    wary = trusting.model_copy(update={"standing": TrustState(trust=20)})
    assert reply_to(scenario, MEANT[language], wary).told is None


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_the_first_words_of_all_can_be_asked_back_about(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    opened = scenario.words.openings[0].id
    lines = [line for line in scenario.words.lines[Move.ANSWER] if line.after == opened]
    assert lines
    start = PathState(standing=TrustState(trust=34), recent_trust=(34,))
    for line in lines:
        found = [
            reply_to(scenario, words, start, Signal.ASKS_FACT).lines[-1] == line.id
            for words in line.answers
        ]
        assert sum(found) >= 0.7 * len(found), line.id
    second = scenario.words.openings[1].id
    other = next(line for line in scenario.words.lines[Move.ANSWER] if line.after == second)
    for words in other.answers:
        assert reply_to(scenario, words, start, Signal.ASKS_FACT).lines[-1] != other.id


OPENS: dict[Asked, dict[Language, str]] = {
    Asked.WHY: {"en": "Why is the lamp on that shelf?", "nl": "Waarom staat die lamp daar?"},
    Asked.WHEN: {"en": "How many lamps are there?", "nl": "Hoeveel lampen zijn er?"},
    Asked.WHO: {"en": "Who bought the lamp?", "nl": "Wie heeft die lamp gekocht?"},
    Asked.WHERE: {"en": "Where does the lamp go?", "nl": "Waar hangt die lamp?"},
    Asked.SAID: {
        "en": "What did the electrician say?",
        "nl": "Wat zei de elektricien daarvan?",
    },
    Asked.WANT: {"en": "Where would you like the lamp?", "nl": "Waar wil je die lamp hebben?"},
    Asked.HOW: {"en": "How does the lamp go on?", "nl": "Hoe gaat die lamp aan?"},
    Asked.WHETHER: {"en": "Is the lamp made of brass?", "nl": "Is die lamp van koper?"},
}


@pytest.mark.parametrize("opening", OPENS)
@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_question_nobody_wrote_for_gets_what_fits_how_it_opens(
    scenario_id: str, language: Language, opening: Asked
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    # Nothing is left to tell, so that nothing is told sooner than the question is put off.
    path = warm(told=tuple(scenario.words.layers))
    reply = reply_to(scenario, OPENS[opening][language], path, Signal.ASKS_FACT)
    line = lines_of(scenario)[reply.lines[-1]]
    assert line.only_to is opening or line.answers


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_where_no_line_for_its_opening_is_left_another_puts_it_off(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    own = [line for line in lines_of(scenario).values() if line.only_to is Asked.WHERE]
    assert {line.band.value for line in own} == {"low", "middle", "high"}
    # Something else was said last, or it would not be put off again.
    used = (*(line.id for line in own), scenario.words.lines[Move.GO_ON][0].id)
    path = warm(used_lines=used, told=tuple(scenario.words.layers))
    reply = reply_to(scenario, OPENS[Asked.WHERE][language], path, Signal.ASKS_FACT)
    assert reply.move is Move.ANSWER
    assert not set(reply.lines) & {line.id for line in own}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Who told you? And is the lamp made of brass?"),
        ("nl", "Van wie hoorde je het? En is die lamp van koper?"),
    ],
)
def test_of_two_questions_the_one_that_can_be_answered_is(language: Language, words: str) -> None:
    scenario = LIBRARY.load("moved-work", language)
    reply = reply_to(scenario, words, warm(), Signal.ASKS_FACT)
    assert lines_of(scenario)[reply.lines[-1]].answers
    assert reply.lines == reply_to(scenario, words.split("?")[0] + "?", warm()).lines


def test_of_two_questions_the_one_that_is_much_surer_is_answered_first() -> None:
    scenario = LIBRARY.load("moved-work", "en")
    path = warm(used_lines=("hint-joke",), told=tuple(scenario.words.layers))
    words = "What was the joke? Who were you with?"
    assert reply_to(scenario, words, path, Signal.ASKS_FACT).lines == ("ask-joke",)


@pytest.mark.parametrize(
    ("language", "asked", "more"),
    [
        ("en", "Who told you?", "Sorry, I lost you there."),
        ("nl", "Van wie hoorde je het?", "Sorry, ik kan je niet volgen."),
        ("en", "Who told you?", "I have been going round that in my head for the whole weekend."),
        ("nl", "Van wie hoorde je het?", "Daar loop ik het hele weekend al over te denken."),
    ],
)
def test_what_is_said_behind_a_question_leaves_it_waiting_unless_it_owns_up_or_harms(
    language: Language, asked: str, more: str
) -> None:
    scenario = LIBRARY.load("moved-work", language)
    answered = reply_to(scenario, asked, warm()).lines
    assert reply_to(scenario, f"{asked} {more}", warm()).lines == answered
    for levels in ({Step.OWN_PART: 2}, {Step.WORTH: -1}):
        read = TurnRead(grade=graded(levels), ends_in_question=False)
        reply = COLLEAGUE.choose(to_answer(scenario, f"{asked} {more}", read, warm()))
        assert reply.lines[-1:] != answered[-1:]


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_plain_question_left_lying_is_owned_up_to(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {"en": "When is the ferry to Skye?", "nl": "Hoe laat vaart de boot naar Texel?"}
    read = TurnRead(grade=graded({Step.ASK: 2}), ends_in_question=True)
    reply = COLLEAGUE.choose(to_answer(scenario, words[language], read, warm()))
    assert reply.told is not None
    assert reply.lines[0] in {line.id for line in scenario.words.lines[Move.BRIDGE]}


ITS_OWN: dict[Language, str] = {
    "en": "What is the capital of Peru?",
    "nl": "Wat is de hoofdstad van Peru?",
}
TO_BE_TOLD: dict[Language, str] = {
    "en": "Would you tell me what it has been like since?",
    "nl": "Wil je me vertellen hoe het sindsdien was?",
}
SAYS_HOW_IT_HAS_BEEN = "ask-goes-differently"


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_telling_says_first_that_it_is_no_answer_where_the_question_was_after_something_else(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    bridges = {line.id for line in scenario.words.lines[Move.BRIDGE]}
    told_instead = reply_to(scenario, ITS_OWN[language], warm(), Signal.ASKS_FACT)
    assert told_instead.told is not None
    assert told_instead.lines[0] in bridges
    asked_for = reply_to(scenario, TO_BE_TOLD[language], warm(), Signal.ASKS_IMPACT)
    assert asked_for.told is not None or asked_for.lines[-1] == SAYS_HOW_IT_HAS_BEEN
    assert not bridges & set(asked_for.lines)
    # After a hint, the telling is what was asked for, however narrowly; or a line takes it up.
    hint = next(iter(scenario.words.layers.values())).sideways.id
    on = reply_to(scenario, ITS_OWN[language], warm(used_lines=(hint,)), Signal.ASKS_IMPACT)
    assert on.told is not None or lines_of(scenario)[on.lines[-1]].after == hint
    assert not bridges & set(on.lines)


MAKES_OF_IT: dict[Language, str] = {
    "en": "So you mean I should tell the others that I was wrong?",
    "nl": "Dus je bedoelt dat ik de anderen moet zeggen dat ik fout zat?",
}


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_who_asks_whether_it_was_meant_so_is_told_and_hears_no_other_story(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    for heard in ((), (Signal.ASKS_FACT,), (Signal.ASKS_NEED,), (Signal.ASKS_IMPACT,)):
        reply = reply_to(scenario, MAKES_OF_IT[language], warm(), *heard)
        last = lines_of(scenario)[reply.lines[-1]]
        assert last.only_to is Asked.CONFIRM or last.id == "ask-hear-from-you"


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_was_meant_is_no_question_to_pour_out_a_story_to_however_real_it_is(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    read = TurnRead(grade=graded({Step.ASK: 2}), ends_in_question=True)
    reply = COLLEAGUE.choose(to_answer(scenario, MEANT[language], read, warm()))
    assert reply.told is None
    assert reply.move is Move.ANSWER


SAYS_WHAT_IS_NEEDED = (
    "ask-leave-alone",
    "ask-hands-off",
    "ask-hear-from-you",
    "answer-where-draw",
)
"""Lines that say so without asking for a promise."""


def test_how_somebody_came_to_know_is_a_question_of_fact() -> None:
    scenario = LIBRARY.load("judged-unasked", "nl")
    read = TurnRead(grade=graded({Step.ASK: 2}, Signal.ASKS_IMPACT), ends_in_question=True)
    words = "Hoe kwam je erachter dat het er stond?"
    reply = COLLEAGUE.choose(to_answer(scenario, words, read, warm()))
    assert reply.lines[-1] == "answer-read-it"


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_is_needed_is_told_only_to_a_question_that_can_ask_for_it(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    for words in (ITS_OWN, MEANT):
        reply = reply_to(scenario, words[language], warm(), Signal.ASKS_NEED)
        assert reply.move is not Move.ASK_COMMITMENT
    asked = {"en": "What do you need from me?", "nl": "Wat heb je van me nodig?"}[language]
    lines = lines_of(scenario)
    told = reply_to(scenario, asked, warm(), Signal.ASKS_NEED)
    assert told.move is Move.ASK_COMMITMENT or told.lines[-1] in SAYS_WHAT_IS_NEEDED
    assert lines[told.lines[-1]].since is not Said.PROMISED
    after_a_promise = reply_to(scenario, asked, warm(offers=1), Signal.ASKS_NEED)
    needed = after_a_promise.lines[-1]
    assert after_a_promise.move is Move.ASK_COMMITMENT or needed in SAYS_WHAT_IS_NEEDED
    assert lines[needed].until is not Said.PROMISED


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_who_asks_for_what_was_surely_said_is_told_so(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    told_again = 0
    lines = [ln for ln in scenario.words.lines[Move.ANSWER] if ln.answers and ln.after is None]
    for line in lines:
        path = warm(used_lines=(line.id, "go-nowhere"), told=tuple(scenario.words.layers))
        reply = reply_to(scenario, line.answers[0], path, Signal.ASKS_FACT)
        told_again += lines_of(scenario)[reply.lines[-1]].only_to is Asked.AGAIN
    assert told_again >= 3


def test_a_sorry_is_only_answered_as_one_where_one_was_said() -> None:
    scenario = LIBRARY.load("unspoken-conflict", "en")
    line = lines_of(scenario)["challenge-sorry-which"]
    read = TurnRead(grade=graded({Step.FACE_IT: 1}), ends_in_question=False)
    wary = PathState(standing=TrustState(trust=34), recent_trust=(34,))
    words = line.answers[0]
    unheard = COLLEAGUE.choose(to_answer(scenario, words, read, wary))
    assert line.id not in unheard.lines
    sorry = TurnRead(grade=graded({Step.FACE_IT: 1}, Signal.APOLOGY), ends_in_question=False)
    assert COLLEAGUE.choose(to_answer(scenario, words, sorry, wary)).lines == (line.id,)
