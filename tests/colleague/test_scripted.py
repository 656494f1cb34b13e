"""The offline colleague: always has an answer, never repeats itself, and hears what was asked."""

import random
from dataclasses import replace
from itertools import product

import pytest

from rehearse.colleague import ToAnswer
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment, fitting
from rehearse.conversation.rehearsal import PathState, TurnRead
from rehearse.conversation.rubric import LANGUAGES, Language, Step, TurnGrade
from rehearse.conversation.scenario import Band, Difficulty, Move, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustState
from rehearse.language.cues import sheet
from rehearse.language.sentences import ends_in_question
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root
from tests import stored
from tests.conftest import graded

LIBRARY = ScenarioLibrary(data_root() / "prompts")
COLLEAGUE = ScriptedColleague(stored.encode, stored.encode_questions)
OF_THEIR_OWN = {("ask-border",), ("ask-worst",), ("ask-hands-off",), ("ask-goes-differently",)}
"""Lines some have for what must not be crossed, the worst of it, and how it has been since."""
SITUATIONS = list(product(LIBRARY.ids(), LANGUAGES))
ONE_IN = 4
"""Of so many lines, or examples of a line, one is asked: a situation holds two thousand."""


def to_answer(
    scenario: Scenario, words: str, read: TurnRead, state: PathState | None = None, opening: int = 0
) -> ToAnswer:
    state = state or rehearsal.at_start(Difficulty.NORMAL)
    rules = scenario.rules
    return ToAnswer(
        scenario, Moment(state, read, rules, Difficulty.NORMAL, rules.temperament), words, opening
    )


def may_be_made(moment: Moment) -> set[Move]:
    """The moves that fit the turn as the grader read it, or as a question the colleague heard."""
    grade = moment.read.grade
    assert isinstance(grade, TurnGrade)
    questions = {Signal.ASKS_FACT, Signal.ASKS_IMPACT, Signal.ASKS_NEED}
    heard = [grade.signals, *(grade.signals - questions | {asked} for asked in questions)]
    return {
        move
        for signals in heard
        for move in fitting(
            replace(
                moment,
                read=moment.read.model_copy(
                    update={"grade": grade.model_copy(update={"signals": signals})}
                ),
            )
        )
    }


def asks(*signals: Signal, levels: dict[Step, int] | None = None) -> TurnRead:
    return TurnRead(grade=graded(levels, *signals), ends_in_question=True)


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_every_turn_has_an_answer_and_no_line_comes_twice_in_twelve(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    for seed in range(3):
        dice = random.Random(seed)
        said = [
            answer
            for lines in scenario.words.lines.values()
            for line in lines
            for answer in line.answers
        ]
        state = rehearsal.at_start(dice.choice(list(Difficulty)))
        for turn in range(20):
            words = dice.choice(said)
            levels = {step: dice.choice([-1, 0, 1, 2, 2]) for step in dice.sample(list(Step), 2)}
            signals = dice.sample(list(Signal), dice.choice([0, 1, 1]))
            read = TurnRead(
                grade=graded(levels, *signals), ends_in_question=ends_in_question(words)
            )
            given = to_answer(scenario, words, read, state, opening=seed % 3)
            reply = COLLEAGUE.choose(given)
            assert reply.text
            assert reply.move in may_be_made(given.moment)
            if turn < 12:
                assert not set(reply.lines) & set(state.used_lines)
            if reply.told:
                layer = next(r for r in scenario.rules.layers if r.id == reply.told)
                assert state.trust >= rehearsal.threshold(layer, Difficulty.NORMAL)
            state, _ = rehearsal.after_turn(state, scenario.rules, read, reply)
            if state.closed:
                break


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_what_is_not_earned_is_not_said(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    told = {layer.told.text for layer in scenario.words.layers.values()}
    state = rehearsal.at_start(Difficulty.NORMAL)
    lines = [line for lines in scenario.words.lines.values() for line in lines if line.answers]
    for line in lines[::ONE_IN]:
        asked = to_answer(scenario, line.answers[0], asks(Signal.ASKS_IMPACT), state)
        reply = COLLEAGUE.choose(asked)
        assert reply.told is None
        assert reply.text not in told


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_question_gets_a_line_that_stands_as_its_answer(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    unheard_of = {
        "nl": "Hoe laat vertrekt de veerboot naar Texel?",
        "en": "When is the ferry to Skye?",
    }
    reply = COLLEAGUE.choose(to_answer(scenario, unheard_of[language], asks(Signal.ASKS_FACT)))
    line = next(line for line in scenario.words.lines[reply.move] if line.id in reply.lines)
    assert line.standing
    assert line.open


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_question_that_an_answer_was_written_for_is_answered_whatever_the_grader_heard(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    cues = sheet(language)
    lines = [line for line in scenario.words.lines[Move.ANSWER] if line.after is None]
    asked = [a for line in lines for a in line.answers if a[-1] == "?"]
    plain = [a for a in asked if not cues.hears("ask_impact", a) and not cues.hears("ask_need", a)]
    assert len(plain) > len(asked) / 2
    replies = [COLLEAGUE.choose(to_answer(scenario, words, asks())) for words in plain[::ONE_IN]]
    # Now and then two lines know the same question, and neither is surely meant.
    assert sum(reply.move is Move.ANSWER for reply in replies) >= 0.99 * len(replies)


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_layer_that_was_told_can_be_asked_after_and_none_that_was_not(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    fresh = rehearsal.at_start(Difficulty.EASY)
    asked = found = 0
    for layer in scenario.words.layers.values():
        lines = [ln for ln in scenario.words.lines[Move.ANSWER] if ln.after == layer.told.id]
        assert len(lines) >= 2, layer.told.id
        warm = {"standing": TrustState(trust=90), "used_lines": (layer.told.id,)}
        told = fresh.model_copy(update=warm)
        for line in lines:
            for words in [a for a in line.answers if a[-1] == "?"][::ONE_IN]:
                # The grader hears a question of need, as it should in "shall I talk to Marloes?".
                need = asks(Signal.ASKS_NEED)
                after = COLLEAGUE.choose(to_answer(scenario, words, need, told)).lines
                asked, found = asked + 1, found + (after == (line.id,))
                before = COLLEAGUE.choose(to_answer(scenario, words, need, fresh)).lines
                assert line.id not in before
    assert found >= 0.9 * asked


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Wat had je liever van mij gehoord?"),
        ("nl", "Wat had je in die tijd van mij willen horen?"),
        ("en", "What would you have liked from me?"),
        ("en", "What would you have wanted to hear, back then?"),
    ],
)
@pytest.mark.parametrize("heard", [Signal.ASKS_FACT, Signal.ASKS_IMPACT, Signal.ASKS_NEED])
def test_what_would_have_been_right_is_answered_with_that(
    language: Language, words: str, heard: Signal
) -> None:
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, language)
        reply = COLLEAGUE.choose(to_answer(scenario, words, asks(heard)))
        assert reply.lines in {("answer-should-have",), ("answer-beforehand",)}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "Vertel eens verder."),
        ("nl", "Dat wist ik niet. Ga door."),
        ("en", "Tell me more."),
        ("en", "Oh. I had no idea. Go on."),
    ],
)
@pytest.mark.parametrize("scenario_id", LIBRARY.ids())
def test_who_is_encouraged_after_telling_something_goes_on_with_it(
    scenario_id: str, language: Language, words: str
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    for layer in scenario.words.layers.values():
        spoken = {"standing": TrustState(trust=90), "used_lines": (layer.told.id,)}
        told = rehearsal.at_start(Difficulty.EASY).model_copy(update=spoken)
        heard = TurnRead(grade=graded(), ends_in_question=ends_in_question(words))
        reply = COLLEAGUE.choose(to_answer(scenario, words, heard, told))
        assert reply.lines == (layer.told.id.removesuffix("told") + "more",)
        already = told.model_copy(update={"used_lines": (*reply.lines, layer.told.id)})
        again = COLLEAGUE.choose(to_answer(scenario, words, heard, already))
        assert again.lines != reply.lines
        unkind = TurnRead(grade=graded({Step.WORTH: -1}))
        assert COLLEAGUE.choose(to_answer(scenario, words, unkind, told)).move is Move.LIMIT


@pytest.mark.parametrize(
    ("language", "words"),
    [("nl", "Wat deed dat met je?"), ("en", "What did that do to you?")],
)
def test_how_it_was_is_no_question_of_fact(language: Language, words: str) -> None:
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, language)
        reply = COLLEAGUE.choose(to_answer(scenario, words, asks(Signal.ASKS_IMPACT)))
        assert reply.move is Move.HINT


@pytest.mark.parametrize(
    ("language", "words", "moves"),
    [
        ("nl", "Waar ligt voor jou de grens?", {Move.ASK_COMMITMENT}),
        ("nl", "Wat kwam er nog achteraan?", {Move.HINT}),
        ("nl", "Wat vond je er het ergst aan?", {Move.HINT}),
        ("en", "Where's the line for you?", {Move.ASK_COMMITMENT}),
        ("en", "What have those weeks been like?", {Move.HINT}),
        ("en", "What's the bit you've not told me yet?", {Move.HINT}),
    ],
)
def test_no_fact_answers_what_the_other_needs_or_went_through(
    language: Language, words: str, moves: set[Move]
) -> None:
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, language)
        # The grader heard a question of fact, as it does now and then.
        reply = COLLEAGUE.choose(to_answer(scenario, words, asks(Signal.ASKS_FACT)))
        assert reply.move in moves or reply.lines in OF_THEIR_OWN


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_each_line_is_found_by_its_own_examples(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    asked = found = 0
    for line in scenario.words.lines[Move.ANSWER]:
        if line.after or line.band is not Band.LOW:
            continue
        for words in line.answers[::ONE_IN]:
            reply = COLLEAGUE.choose(to_answer(scenario, words, asks(Signal.ASKS_FACT)))
            asked += 1
            found += reply.lines == (line.id,)
    assert found >= 0.9 * asked


def test_second_thoughts_come_before_the_line_unless_the_turn_is_clear() -> None:
    scenario = LIBRARY.load("promised-raise", "nl")
    state = rehearsal.at_start(Difficulty.NORMAL).model_copy(update={"second_thoughts": True})
    cooler = {line.text for line in scenario.words.lines[Move.SECOND_THOUGHTS]}
    reply = COLLEAGUE.choose(to_answer(scenario, "Hm.", TurnRead(grade=graded({})), state))
    assert len(reply.lines) == 2
    assert any(reply.text.startswith(text) for text in cooler)
    clear = TurnRead(grade=graded({Step.OWN_PART: 2}))
    assert len(COLLEAGUE.choose(to_answer(scenario, "Ik zweeg.", clear, state)).lines) == 1


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_first_true_word_falls_back_into_the_room(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    owned = TurnRead(grade=graded({Step.OWN_PART: 2}))
    silences = scenario.words.lines[Move.SILENCE]
    echoes = [line for line in silences if line.answers and not line.anywhere]
    found = [
        COLLEAGUE.choose(to_answer(scenario, words, owned)).lines == (line.id,)
        for line in echoes
        for words in line.answers
    ]
    assert len(echoes) >= 4
    assert sum(found) >= 0.9 * len(found)


@pytest.mark.parametrize(("language", "words"), [("nl", "Morgen om vier."), ("en", "At four.")])
def test_a_promise_is_taken_up_before_a_line_about_something_else(
    language: Language, words: str
) -> None:
    scenario = LIBRARY.load("promised-raise", language)
    line = next(line for line in scenario.words.lines[Move.ANSWER] if not line.after)
    uptakes = {line.id for line in scenario.words.lines[Move.UPTAKE]}
    grade = graded({Step.RELIABLE: 2}).model_copy(update={"signals": {Signal.ASKS_FACT}})
    asked = f"{words} {line.answers[0]}"
    reply = COLLEAGUE.choose(
        to_answer(scenario, asked, TurnRead(grade=grade, ends_in_question=True))
    )
    assert reply.move is Move.ANSWER
    assert reply.lines[0] in uptakes
    assert reply.lines[1:] == (line.id,)
    scores = [s.model_copy(update={"doubt": s.level > 0}) for s in grade.scores]
    doubted = TurnRead(
        grade=grade.model_copy(update={"scores": tuple(scores)}), ends_in_question=True
    )
    assert COLLEAGUE.choose(to_answer(scenario, asked, doubted)).lines == (line.id,)


def test_what_was_just_told_is_followed_by_a_smaller_word_of_the_same_story() -> None:
    for scenario_id in LIBRARY.ids():
        scenario = LIBRARY.load(scenario_id, "en")
        after = {line.after: line.id for line in scenario.words.lines[Move.GO_ON] if line.answers}
        for layer in scenario.words.layers.values():
            state = rehearsal.at_start(Difficulty.EASY).model_copy(
                update={
                    "standing": TrustState(trust=90),
                    "told": tuple(scenario.words.layers),
                    "used_lines": (layer.told.id,),
                    "turns": 4,
                    # A test was made twice, so that none comes now.
                    "moves": (Move.TEST, Move.GO_ON) * 2,
                }
            )
            taken_in = TurnRead(grade=graded({Step.FACE_IT: 2}))
            reply = COLLEAGUE.choose(to_answer(scenario, "I won't use it.", taken_in, state))
            assert reply.move is Move.GO_ON
            assert reply.lines == (after[layer.told.id],)


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_greeting_is_answered_as_one(scenario_id: str, language: Language) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    breezy = TurnRead(grade=graded({}, Signal.BREEZY))
    words = {"en": "Hello! Good of you to find the time.", "nl": "Goeiedag! Fijn dat het lukte."}
    known = {"en": "Good morning, how are you doing?", "nl": "Goeiemorgen, hoe is het met je?"}
    reply = COLLEAGUE.choose(to_answer(scenario, words[language], breezy))
    assert reply.move is Move.INVITE_DRAMA
    line = next(ln for ln in scenario.words.lines[reply.move] if ln.id in reply.lines)
    assert known[language] in line.answers


def test_the_same_path_and_words_give_the_same_reply() -> None:
    scenario = LIBRARY.load("doubted-idea", "en")
    given = to_answer(scenario, "Who told you about it?", asks(Signal.ASKS_FACT))
    assert COLLEAGUE.choose(given) == ScriptedColleague(
        stored.encode, stored.encode_questions
    ).choose(given)


def test_when_every_line_is_spoken_the_longest_unused_comes_again() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    spoken = tuple(u.id for u in scenario.utterances())
    state = rehearsal.at_start(Difficulty.NORMAL).model_copy(
        update={"used_lines": spoken, "turns": 3}
    )
    reply = COLLEAGUE.choose(to_answer(scenario, "Right.", TurnRead(grade=graded({})), state))
    low = [line.id for line in scenario.words.lines[Move.GO_ON] if line.band == "low"]
    assert reply.lines == (low[0],)
