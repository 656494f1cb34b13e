"""What a line takes for granted is so when it is said, and what is asked is not left hanging."""

import random
from itertools import chain, combinations, product

import pytest

from rehearse.colleague import ToAnswer
from rehearse.colleague.lines import said_by_now
from rehearse.colleague.scripted import ScriptedColleague
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import PathState, TurnRead
from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.conversation.scenario import Asked, Difficulty, Line, Move, Said, Scenario
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustState
from rehearse.language.sentences import ends_in_question
from rehearse.library import ScenarioLibrary
from rehearse.resources import data_root
from tests import stored
from tests.conftest import graded

LIBRARY = ScenarioLibrary(data_root() / "prompts")
COLLEAGUE = ScriptedColleague(stored.encode, stored.encode_questions)
SITUATIONS = list(product(LIBRARY.ids(), LANGUAGES))
STEPS_THAT_SAY = (Step.OWN_PART, Step.FACE_IT, Step.RELIABLE)


def to_answer(scenario: Scenario, words: str, read: TurnRead, state: PathState) -> ToAnswer:
    rules = scenario.rules
    moment = Moment(state, read, rules, Difficulty.NORMAL, rules.temperament)
    return ToAnswer(scenario, moment, words, 0)


def warm(**path: object) -> PathState:
    """A path on which a lot was said, and everything could be told."""
    standing = TrustState(trust=85, clear=frozenset({Step.OWN_PART}), gates=frozenset(Step))
    return PathState(standing=standing, recent_trust=(85,)).model_copy(update=path)


def all_said() -> list[frozenset[Said]]:
    """Whatever can have been said by now: who owns a thing has named it."""
    subsets = chain.from_iterable(combinations(Said, n) for n in range(len(Said) + 1))
    return [frozenset(s) for s in subsets if Said.NAMED in s or Said.OWNED not in s]


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_on_no_path_is_a_line_spoken_that_takes_for_granted_what_is_not_so(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    lines = {line.id: line for found in scenario.words.lines.values() for line in found}
    said = [words for line in lines.values() for words in line.answers]
    conditional = 0
    for seed in range(10):
        dice = random.Random(seed)
        state = rehearsal.at_start(Difficulty.NORMAL)
        for _ in range(12):
            words = dice.choice(said)
            levels = {step: dice.choice([0, 1, 2]) for step in dice.sample(STEPS_THAT_SAY, 1)}
            read = TurnRead(grade=graded(levels), ends_in_question=ends_in_question(words))
            given = to_answer(scenario, words, read, state)
            reply = COLLEAGUE.choose(given)
            for spoken in (lines[i] for i in reply.lines if i in lines):
                # When every line of a move is used up, the oldest comes again: better than none.
                if spoken.id not in state.used_lines:
                    assert spoken.fits_after(said_by_now(given)), (words, spoken)
                conditional += bool(spoken.since or spoken.until)
            state, _ = rehearsal.after_turn(state, scenario.rules, read, reply)
    assert conditional > 0


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_whatever_was_said_each_move_has_a_word_left_that_fits_any_turn(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)

    def fits_any(line: Line, said: frozenset[Said]) -> bool:
        return line.open and line.standing and line.after is None and line.fits_after(said)

    for said in all_said():
        for move in (Move.CHALLENGE, Move.TEST, Move.ASK_COMMITMENT, Move.WITHDRAW, Move.GO_ON):
            # A commitment is asked for, and its bad case, of who has owned the deed; who has, and
            # says nothing hollow, is not challenged where no line is left.
            owned, hollow = Said.OWNED in said, Said.HALF in said
            if owned if move in (Move.TEST, Move.ASK_COMMITMENT) else hollow or not owned:
                assert any(fits_any(line, said) for line in scenario.words.lines[move]), (
                    said,
                    move,
                )


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_who_has_confessed_and_grows_vague_is_not_told_the_deed_anew(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {
        "en": "We should simply keep each other posted a bit better from now on.",
        "nl": "We moeten elkaar voortaan gewoon wat beter op de hoogte houden.",
    }[language]
    read = TurnRead(grade=graded({Step.CLARITY: 1}, Signal.VAGUE))
    lines = {line.id: line for line in scenario.words.lines[Move.CHALLENGE]}
    used: tuple[str, ...] = ()
    for _ in range(2):
        reply = COLLEAGUE.choose(to_answer(scenario, words, read, warm(used_lines=used)))
        assert reply.move is Move.CHALLENGE
        assert lines[reply.lines[-1]].until is not Said.OWNED
        used += reply.lines


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_choice_is_answered_before_anything_is_told_or_taken_up(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {
        "en": "I was wrong about that. Would you rather I left the umbrella here?",
        "nl": "Dat had ik mis. Heb je liever dat ik de paraplu hier laat?",
    }[language]
    read = TurnRead(grade=graded({Step.OWN_PART: 2, Step.ASK: 1}), ends_in_question=True)
    given = to_answer(scenario, words, read, warm(moves=(Move.TEST,), offers=1))
    assert given.moment.layer is not None
    reply = COLLEAGUE.choose(given)
    line = next(line for line in scenario.words.lines[Move.ANSWER] if line.id in reply.lines)
    assert reply.told is None
    assert line.only_to is not Asked.FACT


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_promise_is_not_taken_up_before_a_choice_is_put_off(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {
        "en": "I'll bring the umbrella on Friday. Would you rather I left it in the hall?",
        "nl": "Vrijdag breng ik de paraplu. Heb je liever dat ik hem in de hal zet?",
    }[language]
    read = TurnRead(grade=graded({Step.RELIABLE: 2, Step.ASK: 1}), ends_in_question=True)
    uptakes = {line.id for line in scenario.words.lines[Move.UPTAKE]}
    choices = {line.id for line in scenario.words.lines[Move.ANSWER] if line.only_to}
    used: tuple[str, ...] = ()
    put_off = 0
    for _ in range(5):
        reply = COLLEAGUE.choose(to_answer(scenario, words, read, warm(used_lines=used)))
        if choices & set(reply.lines):
            put_off += 1
            assert not uptakes & set(reply.lines)
        used += reply.lines
    assert put_off


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_not_to_know_is_no_answer_to_a_choice_and_half_a_yes_none_to_a_fact(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {"en": "When is the ferry to Skye?", "nl": "Hoe laat vaart de boot naar Texel?"}[
        language
    ]
    read = TurnRead(grade=graded({}, Signal.ASKS_FACT), ends_in_question=True)
    told = tuple(layer.id for layer in scenario.rules.layers)
    answers = {line.id: line for line in scenario.words.lines[Move.ANSWER]}
    used: tuple[str, ...] = ()
    for _ in range(8):
        state = warm(used_lines=used, told=told)
        reply = COLLEAGUE.choose(to_answer(scenario, words, read, state))
        if (line := answers.get(reply.lines[-1])) is not None:
            assert line.only_to is not Asked.CHOICE
        used += reply.lines
    assert len(answers.keys() & set(used)) >= 4


ASKED: dict[tuple[Asked, Language], str] = {
    (Asked.EITHER, "en"): "I'll bring it. Shall I ring you first, or would you rather I came by?",
    (Asked.EITHER, "nl"): "Ik breng hem. Zal ik je eerst bellen, of heb je liever dat ik langskom?",
    (Asked.CONSENT, "en"): "I'll bring it back on Friday, dry and folded. Can you live with that?",
    (Asked.CONSENT, "nl"): "Ik breng hem vrijdag terug, droog en wel. Kun je daarmee leven?",
}


@pytest.mark.parametrize("asked", [Asked.EITHER, Asked.CONSENT])
@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_this_or_that_is_answered_by_choosing_and_a_proposal_by_what_one_thinks_of_it(
    scenario_id: str, language: Language, asked: Asked
) -> None:
    """Nothing is taken up before it: "I'll hold you to it" and "for a start, yes" say it twice."""
    scenario = LIBRARY.load(scenario_id, language)
    words = ASKED[asked, language]
    read = TurnRead(grade=graded({Step.RELIABLE: 2, Step.ASK: 2}), ends_in_question=True)
    lines = {line.id: line for line in scenario.words.lines[Move.ANSWER]}
    used: tuple[str, ...] = ()
    for _ in range(3):
        reply = COLLEAGUE.choose(to_answer(scenario, words, read, warm(used_lines=used)))
        line = lines[reply.lines[-1]]
        # A line that knows such a question may be about it as well, and come first.
        assert line.answers or (line.only_to is asked and len(reply.lines) == 1)
        used += reply.lines
    after_all = COLLEAGUE.choose(to_answer(scenario, words, read, warm(used_lines=used)))
    assert lines[after_all.lines[-1]].only_to in (asked, Asked.CHOICE, None)
    assert any(lines[each].only_to is asked for each in used if each in lines)


@pytest.mark.parametrize(("scenario_id", "language"), SITUATIONS)
def test_a_question_after_what_was_just_said_is_not_answered_as_if_it_were_new(
    scenario_id: str, language: Language
) -> None:
    scenario = LIBRARY.load(scenario_id, language)
    words = {"en": "How do you mean?", "nl": "Hoe bedoel je?"}[language]
    read = TurnRead(grade=graded({}, Signal.ASKS_FACT), ends_in_question=True)
    taken_up = {line.after for found in scenario.words.lines.values() for line in found}
    last = next(ln.id for ln in scenario.words.lines[Move.WITHDRAW] if ln.id not in taken_up)
    reply = COLLEAGUE.choose(to_answer(scenario, words, read, warm(used_lines=(last,))))
    (line,) = (line for line in scenario.words.lines[Move.ANSWER] if line.id in reply.lines)
    assert line.only_to is Asked.OWN_WORDS
