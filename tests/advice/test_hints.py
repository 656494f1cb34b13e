"""A hint answers the colleague's last move, names what is missing, and is never given twice."""

import ast
import inspect
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from string import Formatter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.advice import hints
from rehearse.advice.hints import Hint, hint
from rehearse.colleague import ToAnswer
from rehearse.conversation import rehearsal
from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import Reply, TurnRead
from rehearse.conversation.rubric import (
    LANGUAGES,
    Drift,
    GradeResult,
    Language,
    NotScored,
    NotScoredCode,
    Step,
)
from rehearse.conversation.scenario import Difficulty, Move, Scenario, Temperament
from rehearse.conversation.signals import Signal
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.locale import catalogue, phrase
from tests.conftest import graded
from tests.report.talks import situation
from tests.service.fakes import FakeColleague

NOW = datetime(2025, 11, 17, 9, tzinfo=UTC)
NOTHING = graded()
UNSCORED = NotScored(code=NotScoredCode.FAILED)
S = Signal

Beat = tuple[GradeResult, Move]
"""A turn as it was graded, and what the colleague did then."""


def path(
    *beats: Beat, scenario: Scenario | None = None, lines: Sequence[str] = ()
) -> RehearsalView:
    """A path along these beats; the last reply holds ``lines``."""
    scenario = scenario or situation()
    state = rehearsal.at_start(Difficulty.NORMAL)
    turns = [TurnView(id="0", parent_id=None, text="", said_at=NOW, state=state)]
    for n, (grade, move) in enumerate(beats, 1):
        told = f"layer-{n}" if move is Move.REVEAL else None
        spoken = tuple(lines) if n == len(beats) else ()
        reply = Reply(move=move, text="Hm.", told=told, lines=spoken)
        state, change = rehearsal.after_turn(state, scenario.rules, TurnRead(grade=grade), reply)
        turns.append(
            TurnView(
                id=str(n),
                parent_id=str(n - 1),
                text="x",
                said_at=NOW,
                grade=grade,
                change=change,
                reply=reply,
                state=state,
            )
        )
    return RehearsalView(
        id="talk",
        scenario=scenario,
        difficulty=Difficulty.NORMAL,
        started_at=NOW,
        ended_at=None,
        turns=tuple(turns),
    )


def code(*beats: Beat, scenario: Scenario | None = None) -> str:
    return hint(path(*beats, scenario=scenario)).code


OWNED: Beat = (graded({Step.OWN_PART: 2}), Move.TEST)
"""A first turn that opens the first gate."""
PROMISED: Beat = (graded({Step.RELIABLE: 2}), Move.TEST)
QUIET: Beat = (graded({}, S.LOGISTICS), Move.ANSWER)
SORRY = graded({}, S.APOLOGY)
FOR_FEELINGS = graded({Step.OWN_PART: -1}, S.APOLOGY)


@pytest.mark.parametrize(
    ("beats", "expected"),
    [
        ([], "opening.own_part"),
        # What the colleague just did is answered first.
        ([OWNED, (graded({Step.ASK: 2}), Move.REVEAL)], "reveal"),
        ([OWNED, *[(graded({Step.ASK: 2}), Move.REVEAL), QUIET] * 2][:-1], "reveal_again"),
        ([OWNED], "test.bare"),
        ([OWNED, OWNED], "need.reliable"),
        ([PROMISED], "test.offer"),
        ([PROMISED, PROMISED], "still.reliable"),
        ([(NOTHING, Move.ASK_COMMITMENT)], "commit"),
        ([(NOTHING, Move.ASK_COMMITMENT)] * 2, "commit_again"),
        ([(graded({Step.RELIABLE: 1}), Move.ASK_COMMITMENT)], "nearly.reliable"),
        ([OWNED, PROMISED, (NOTHING, Move.SMALL_STEP)], "small_step"),
        ([(NOTHING, Move.SETTLE)], "settle"),
        ([(NOTHING, Move.SETTLE)] * 2, "enough"),
        ([(NOTHING, Move.CLOSE)], "closed"),
        ([(graded({}, S.TO_MACHINE), Move.PUZZLED)], "puzzled"),
        ([(graded({}, S.ASKS_FORGIVENESS, S.TEARS), Move.HOLD_OFF)], "plea"),
        ([(graded({}, S.FISHING), Move.HOLD_OFF)] * 2, "about_you_again"),
        ([(graded({}, S.TEARS), Move.HOLD_OFF)], "about_you"),
        ([(graded({}, S.JOKE), Move.HOLD_OFF)], "joke"),
        ([(graded({Step.WORTH: -1}), Move.LIMIT)], "against.worth"),
        ([(graded({Step.I_MESSAGE: -1}), Move.LIMIT)], "against.i_message"),
        ([(graded({Step.ASK: -1}), Move.LIMIT)], "against.ask"),
        ([(graded({}, S.THREAT), Move.LIMIT)], "against.clarity"),
        ([(graded({Step.ASK: -1}), Move.LIMIT)] * 2, "limit"),
        ([(graded({Step.FACE_IT: -1}, S.LEAVES), Move.WITHDRAW)], "left"),
        ([(FOR_FEELINGS, Move.WITHDRAW)], "sorry_feelings"),
        ([(SORRY, Move.SILENCE), (SORRY, Move.WITHDRAW)], "sorry_again"),
        ([(SORRY, Move.SILENCE), *[(SORRY, Move.WITHDRAW)] * 2], "room"),
        ([(graded({}, S.BREEZY), Move.INVITE_DRAMA)], "breezy"),
        ([(graded(drift=Drift.VICTIM), Move.INVITE_DRAMA)], "about_you"),
        ([(graded(drift=Drift.RESCUER), Move.INVITE_DRAMA)], "rescuer"),
        ([(graded(drift=Drift.PERSECUTOR), Move.INVITE_DRAMA)], "bait"),
        ([(graded({Step.ASK: 1}, S.ASKS_FACT), Move.ANSWER)], "answer"),
        ([(graded({}, S.ASKS_FACT, S.LOGISTICS), Move.ANSWER)], "answer"),
        # The colleague may hear a question of fact where the grader heard none.
        ([OWNED, (graded({Step.ASK: 1}), Move.ANSWER)], "answer"),
        ([OWNED, (graded({Step.ASK: 2}), Move.HINT)], "hint"),
        ([OWNED, *[(graded({Step.ASK: 2}), Move.HINT)] * 2], "hint_again"),
        # What a weak turn left out.
        ([(SORRY, Move.SILENCE)], "sorry"),
        ([(graded({}, S.EXCUSE), Move.CHALLENGE)], "excuse"),
        ([(graded({}, S.VAGUE), Move.CHALLENGE)], "vague.past"),
        ([OWNED, (graded({}, S.VAGUE), Move.CHALLENGE)], "vague.ahead"),
        ([(graded({Step.OWN_PART: 1}), Move.CHALLENGE)], "half"),
        ([(graded({Step.FACE_IT: -1}), Move.CHALLENGE)], "against.face_it"),
        ([OWNED, (graded({Step.RELIABLE: -1}), Move.CHALLENGE)], "against.reliable"),
        ([OWNED, (graded({Step.RELIABLE: 1}), Move.CHALLENGE)], "nearly.reliable"),
        ([(graded({Step.OWN_PART: 2}), Move.SILENCE)], "silence"),
        ([(graded({}, S.NO_SUBSTANCE), Move.SILENCE)], "silence_empty"),
        ([OWNED, (graded({}, S.REPEATS), Move.SILENCE)], "silence_repeats"),
        ([OWNED, (NOTHING, Move.GO_ON)], "go_on"),
        # A first gate that is still shut is named: at once where nothing else asks for an answer,
        # after a few turns before a challenge, never before a reveal or a test.
        ([(NOTHING, Move.GO_ON)], "need.own_part"),
        ([QUIET, QUIET, (graded({Step.FACE_IT: -1}), Move.CHALLENGE)], "need.own_part"),
        ([*[QUIET] * 4, (graded({}, S.EXCUSE), Move.CHALLENGE)], "still.own_part"),
        ([(graded({Step.OWN_PART: 1}), Move.GO_ON)], "nearly.own_part"),
        ([QUIET, QUIET, (graded({Step.OWN_PART: -1}), Move.CHALLENGE)], "against.own_part"),
        ([QUIET, QUIET, (graded({Step.ASK: 2}), Move.REVEAL)], "reveal"),
        ([QUIET, QUIET, (graded({Step.FACE_IT: 2}), Move.TEST)], "test.bare"),
        # Of two things worked against, the one that the situation needs.
        ([(graded({Step.WORTH: -1, Step.RELIABLE: -1}), Move.ANSWER)], "against.reliable"),
        # What the path lacks.
        ([OWNED, QUIET], "need.ask"),
        ([OWNED, (graded({Step.ASK: 2}, S.LOGISTICS), Move.ANSWER)], "need.reliable"),
        ([OWNED, PROMISED, (graded({Step.ASK: 2}, S.LOGISTICS), Move.ANSWER)], "need.i_message"),
        ([(graded(dict.fromkeys(Step, 2), S.LOGISTICS), Move.ANSWER)], "listen"),
        ([(UNSCORED, Move.GO_ON)], "need.own_part"),
    ],
)
def test_the_hint_that_fits(beats: list[Beat], expected: str) -> None:
    assert code(*beats) == expected


def test_what_holds_trust_back_is_named_before_a_move_that_can_wait() -> None:
    warm = [(graded({Step.OWN_PART: 2, Step.FACE_IT: 2}), Move.TEST)] * 3
    asked = graded({Step.ASK: 2})
    assert code(*warm, (asked, Move.HINT)) == "need.reliable"
    assert code(*warm, (asked, Move.REVEAL)) == "reveal"


def test_a_silence_over_a_true_word_is_left_alone() -> None:
    facing = situation("tiny", Step.FACE_IT, Step.CLARITY)
    owned = graded({Step.OWN_PART: 2})
    assert code(QUIET, QUIET, (owned, Move.SILENCE), scenario=facing) == "silence"
    assert code(QUIET, QUIET, (owned, Move.GO_ON), scenario=facing) == "need.face_it"


def test_the_way_in_is_the_first_thing_the_situation_needs() -> None:
    assert code(scenario=situation("tiny", Step.FACE_IT, Step.CLARITY)) == "opening.face_it"


def test_words_that_were_taken_back_come_first() -> None:
    second_thoughts = situation().words.lines[Move.SECOND_THOUGHTS][0].id
    view = path(OWNED, (NOTHING, Move.CHALLENGE), lines=["challenge", second_thoughts])
    assert hint(view).code == "second_thoughts"


def test_a_turn_that_is_not_over_leaves_the_hint_as_it_was() -> None:
    view = path(OWNED, (graded({Step.ASK: 2}), Move.REVEAL))
    waiting = TurnView(id="3", parent_id="2", text="And then?", said_at=NOW)
    assert hint(view.model_copy(update={"turns": (*view.turns, waiting)})) == hint(view)


@pytest.mark.parametrize(
    ("beats", "step"),
    [
        ([], Step.OWN_PART),
        ([OWNED], Step.RELIABLE),
        ([(graded({Step.WORTH: -1}), Move.LIMIT)], Step.WORTH),
        ([OWNED, QUIET], Step.ASK),
        ([(NOTHING, Move.CLOSE)], None),
    ],
)
def test_a_hint_knows_the_step_it_points_to(beats: list[Beat], step: Step | None) -> None:
    assert hint(path(*beats)).step is step


# Any path at all.

GRADES = st.builds(
    lambda levels, signals, drift, doubt: graded(
        levels, *signals, drift=drift, doubtful=frozenset(doubt)
    ),
    st.dictionaries(st.sampled_from(list(Step)), st.sampled_from([-1, 1, 2]), max_size=4),
    st.sets(st.sampled_from(list(Signal)), max_size=2),
    st.sampled_from(list(Drift)),
    st.sets(st.sampled_from(list(Step)), max_size=2),
)
TURNS = st.lists(st.tuples(st.one_of(GRADES, st.just(UNSCORED)), st.booleans()), max_size=16)
NEEDED = st.lists(st.sampled_from(list(Step)), min_size=1, max_size=3, unique=True)


def _played(
    turns: list[tuple[GradeResult, bool]], needed: list[Step], temperament: Temperament
) -> list[RehearsalView]:
    """The path after each turn, with the moves that the rules choose."""
    scenario = situation("tiny", *needed)
    rules = scenario.rules.model_copy(update={"temperament": temperament})
    scenario = scenario.model_copy(update={"rules": rules})
    beats: list[Beat] = []
    views = [path(scenario=scenario)]
    for grade, asks in turns:
        state = views[-1].settled
        if state.closed:
            break
        read = TurnRead(grade=grade, ends_in_question=asks)
        moment = Moment(state, read, rules, Difficulty.NORMAL, temperament)
        beats.append((grade, FakeColleague().choose(ToAnswer(scenario, moment, "x", 0)).move))
        views.append(path(*beats, scenario=scenario))
    return views


@given(TURNS, NEEDED, st.sampled_from(list(Temperament)))
@settings(max_examples=150, deadline=None)
def test_any_path_has_a_hint_in_each_language_and_never_the_same_twice_running(
    turns: list[tuple[GradeResult, bool]], needed: list[Step], temperament: Temperament
) -> None:
    found = [hint(view) for view in _played(turns, needed, temperament)]
    for given_now in found:
        for language in LANGUAGES:
            assert "{" not in phrase(f"hints.{given_now.code}", language, name="Kim")
    assert all(before.code != after.code for before, after in pairwise(found))


@given(TURNS, NEEDED)
@settings(max_examples=100, deadline=None)
def test_a_step_that_was_clear_is_never_said_to_be_missing(
    turns: list[tuple[GradeResult, bool]], needed: list[Step]
) -> None:
    for view in _played(turns, needed, Temperament.SHARP):
        found = hint(view)
        if found.code.startswith(("need.", "still.", "nearly.")):
            standing = view.settled.standing
            if view.settled.moves[-1] is not Move.TEST:
                assert found.step not in standing.gates | standing.clear


# The words.


def _ours(language: Language) -> dict[str, str]:
    phrases = catalogue(language)
    return {key: text for key, text in phrases.items() if key.startswith("hints.")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_is_short_and_names_nobody(language: Language) -> None:
    gendered = {"nl": r"hij|zij|ze|haar|hem|u|uw", "en": r"he|she|her|him|his|hers"}[language]
    for key, text in _ours(language).items():
        assert not re.search(rf"\b({gendered})\b", text, re.IGNORECASE), key
        assert {name for _, name, _, _ in Formatter().parse(text) if name} <= {"name"}, key
        assert len(text.split()) <= 28, key
        assert not re.search(r"[!\"']|\d", text), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hint_is_no_sentence_to_repeat(language: Language) -> None:
    """Nothing in it is said to the colleague: there the colleague would be "you"."""
    first_person = {"nl": r"\b(ik|mijn|me)\b", "en": r"\b(I|my|me|I’m)\b"}[language]
    for key, text in _ours(language).items():
        assert not re.search(first_person, text), key


def test_every_phrase_is_in_use() -> None:
    families = {
        f"{kind}.{step}" for kind in ("need", "still", "nearly", "against") for step in Step
    }
    written = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(hints)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    known = {key.removeprefix("hints.") for key in _ours("nl")}
    assert families <= known <= families | written


def test_a_hint_is_a_plain_value() -> None:
    assert hint(path()) == Hint(code="opening.own_part", name="Noor", step=Step.OWN_PART)
