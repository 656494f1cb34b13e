"""Which move fits what: a table a rule, and thousands of rehearsals in which none may starve."""

import random
from collections import Counter

import pytest

from rehearse.conversation import rehearsal
from rehearse.conversation.moves import (
    MOST_IN_ALL,
    MOST_IN_WINDOW,
    MOST_RUNNING,
    UNCAPPED,
    WINDOW,
    Moment,
    fitting,
)
from rehearse.conversation.rehearsal import PathState, Reply, TurnRead, tellable
from rehearse.conversation.rubric import Drift, Step
from rehearse.conversation.scenario import (
    BEFORE_THE_LINE,
    Difficulty,
    Move,
    Opening,
    Temperament,
)
from rehearse.conversation.signals import Signal
from tests.conftest import graded
from tests.conversation.test_golden_dialogues import raise_story

S = Signal
START = rehearsal.at_start(Difficulty.NORMAL)


def first_move(
    levels: dict[Step, int] | None = None,
    *signals: Signal,
    state: PathState = START,
    temperament: Temperament = Temperament.SHARP,
    drift: Drift = Drift.NONE,
    doubtful: frozenset[Step] = frozenset(),
    asks: bool = False,
) -> Move:
    grade = graded(levels, *signals, drift=drift, doubtful=doubtful)
    read = TurnRead(grade=grade, ends_in_question=asks)
    moment = Moment(state, read, raise_story(temperament), Difficulty.NORMAL, temperament)
    return fitting(moment)[0]


def warm(trust: int = 65, **update: object) -> PathState:
    standing = START.standing.model_copy(
        update={
            "trust": trust,
            "gates": frozenset({Step.OWN_PART}),
            "clear": frozenset({Step.OWN_PART}),
        }
    )
    return START.model_copy(update={"standing": standing, "turns": 3, **update})


@pytest.mark.parametrize(
    ("levels", "signals", "move"),
    [
        ({}, (S.OTHER_LANGUAGE,), Move.PUZZLED),
        ({Step.OWN_PART: 2}, (S.TO_MACHINE,), Move.PUZZLED),
        ({Step.OWN_PART: 2}, (S.ASKS_FORGIVENESS,), Move.HOLD_OFF),
        ({}, (S.TEARS,), Move.HOLD_OFF),
        ({}, (S.JOKE,), Move.HOLD_OFF),
        ({Step.FACE_IT: -1}, (S.JOKE,), Move.HOLD_OFF),
        ({Step.FACE_IT: 1}, (S.JOKE,), Move.CHALLENGE),
        ({}, (S.FISHING,), Move.HOLD_OFF),
        ({Step.I_MESSAGE: -1}, (), Move.LIMIT),
        ({Step.WORTH: -1}, (), Move.LIMIT),
        ({Step.ASK: -1}, (), Move.LIMIT),
        ({Step.CLARITY: -1}, (S.THREAT,), Move.LIMIT),
        ({}, (S.BREEZY,), Move.INVITE_DRAMA),
        ({}, (S.ASKS_FACT,), Move.ANSWER),
        ({}, (S.LOGISTICS,), Move.ANSWER),
        ({Step.ASK: 2}, (S.ASKS_IMPACT,), Move.HINT),
        ({Step.ASK: 2}, (S.ASKS_NEED,), Move.ASK_COMMITMENT),
        ({Step.FACE_IT: -1}, (), Move.CHALLENGE),
        ({Step.OWN_PART: 1}, (S.EXCUSE,), Move.CHALLENGE),
        ({Step.OWN_PART: 2}, (), Move.SILENCE),
        ({}, (S.NO_SUBSTANCE,), Move.SILENCE),
        ({}, (S.REPEATS,), Move.SILENCE),
        ({}, (), Move.GO_ON),
    ],
)
def test_the_first_turn(levels: dict[Step, int], signals: tuple[Signal, ...], move: Move) -> None:
    assert first_move(levels, *signals) is move


def test_a_feeling_inside_a_real_repair_is_no_bid_for_comfort() -> None:
    assert first_move({Step.OWN_PART: 2}, S.TEARS) is Move.SILENCE


def test_a_doubtful_blame_sets_no_limit() -> None:
    doubt = frozenset({Step.I_MESSAGE})
    assert first_move({Step.I_MESSAGE: -1}, doubtful=doubt) is Move.GO_ON


def test_a_threat_heard_in_a_turn_that_only_helps_sets_no_limit() -> None:
    assert first_move({}, S.THREAT) is Move.LIMIT
    assert first_move({Step.RELIABLE: 1}, S.THREAT) is not Move.LIMIT
    doubt = frozenset({Step.CLARITY})
    mixed = {Step.RELIABLE: 1, Step.CLARITY: -1}
    assert first_move(mixed, S.THREAT, doubtful=doubt) is Move.LIMIT


def test_a_word_given_is_taken_up_before_a_wide_question_is_half_answered() -> None:
    given = {Step.RELIABLE: 2, Step.ASK: 2}
    assert first_move(given, asks=True) is Move.HINT
    assert first_move(given, state=warm(50), asks=True) is Move.TEST
    assert first_move(given, S.ASKS_IMPACT, state=warm(42), asks=True) is Move.HINT


def test_drift_invites_drama_twice_and_never_running() -> None:
    state = warm(50, moves=(Move.INVITE_DRAMA,))
    assert first_move({}, state=state, drift=Drift.RESCUER) is not Move.INVITE_DRAMA
    state = warm(50, moves=(Move.INVITE_DRAMA, Move.GO_ON))
    assert first_move({}, state=state, drift=Drift.RESCUER) is Move.INVITE_DRAMA
    state = warm(50, moves=(Move.INVITE_DRAMA, Move.GO_ON, Move.INVITE_DRAMA, Move.GO_ON))
    assert first_move({}, state=state, drift=Drift.RESCUER) is not Move.INVITE_DRAMA


def test_when_it_is_warm_or_the_attack_is_in_doubt_nobody_strikes_back() -> None:
    assert first_move({}, state=warm(65), drift=Drift.RESCUER) is not Move.INVITE_DRAMA
    assert first_move({}, state=warm(50), drift=Drift.PERSECUTOR) is not Move.INVITE_DRAMA


def test_a_word_just_given_or_a_need_asked_after_comes_before_telling() -> None:
    state = warm(65, moves=(Move.TEST,))
    assert first_move({Step.RELIABLE: 2, Step.ASK: 2}, state=state) is Move.SMALL_STEP
    assert first_move({Step.ASK: 2}, S.ASKS_NEED, state=state) is Move.ASK_COMMITMENT
    assert first_move({Step.ASK: 2}, S.ASKS_IMPACT, state=state) is Move.REVEAL


def test_a_question_is_not_answered_with_the_bad_case_nor_with_a_demand() -> None:
    state = warm(65, told=("cake", "lunch", "leaving"))
    assert first_move({Step.FACE_IT: 2}, state=state, asks=True) is Move.GO_ON
    assert first_move({Step.FACE_IT: 2}, state=state) is Move.TEST


def test_who_withdraws_at_once_and_who_the_second_time() -> None:
    levels = {Step.FACE_IT: -1}
    once = START.model_copy(update={"deflections": 1})
    assert first_move(levels, S.LEAVES, temperament=Temperament.WITHDRAWN) is Move.WITHDRAW
    assert first_move(levels, S.LEAVES, temperament=Temperament.PLEASING) is Move.CHALLENGE
    assert first_move(levels, S.LEAVES, state=once) is Move.WITHDRAW
    assert first_move({}, S.LEAVES, state=once) is Move.WITHDRAW
    repairs = {Step.OWN_PART: 2, Step.FACE_IT: 2}
    assert first_move(repairs, S.LEAVES, state=once) is not Move.WITHDRAW
    assert first_move(repairs | {Step.WORTH: -1}, S.LEAVES, state=once) is Move.LIMIT


def test_the_third_sorry_without_a_clear_step_ends_the_warmth() -> None:
    third = START.model_copy(update={"empty_sorries": 2, "turns": 2})
    assert first_move({Step.OWN_PART: 1}, S.APOLOGY, state=third) is Move.WITHDRAW
    assert first_move({Step.OWN_PART: 2}, S.APOLOGY, state=third) is not Move.WITHDRAW


def test_three_harmful_turns_running_close() -> None:
    state = START.model_copy(update={"harmful_run": 2, "turns": 2})
    assert first_move({Step.I_MESSAGE: -1}, state=state) is Move.CLOSE
    assert first_move({}, state=state) is not Move.CLOSE


def test_a_stuck_talk_closes_from_turn_twelve() -> None:
    stuck = START.model_copy(update={"turns": 11, "recent_trust": (34, 34, 34, 34, 34)})
    assert first_move({}, state=stuck) is Move.CLOSE
    early = stuck.model_copy(update={"turns": 10})
    assert first_move({}, state=early) is not Move.CLOSE
    climbing = stuck.model_copy(update={"recent_trust": (30, 34, 34, 34, 34)})
    assert first_move({}, state=climbing) is not Move.CLOSE


def test_nothing_is_told_in_a_turn_that_harms_nor_below_its_threshold() -> None:
    asked = {Step.ASK: 2}
    assert first_move(asked, S.ASKS_IMPACT, state=warm()) is Move.REVEAL
    assert first_move({**asked, Step.WORTH: -1}, S.ASKS_IMPACT, state=warm()) is Move.LIMIT
    assert first_move(asked, S.ASKS_IMPACT, state=warm(44)) is Move.HINT


def test_who_owned_up_and_asks_later_is_told_what_waits_for_owning_up() -> None:
    waits = frozenset({Opening.ACKNOWLEDGED})
    rules = raise_story(Temperament.SHARP)
    layers = tuple(layer.model_copy(update={"opens_on": waits}) for layer in rules.layers)
    rules = rules.model_copy(update={"layers": layers})
    asks = TurnRead(grade=graded({Step.ASK: 2}))
    state = warm()
    assert tellable(state, asks, rules, Difficulty.NORMAL) is not None
    silent = TurnRead(grade=graded({Step.WORTH: 2}))
    assert tellable(state, silent, rules, Difficulty.NORMAL) is None
    nothing = state.standing.model_copy(update={"clear": frozenset()})
    never = state.model_copy(update={"standing": nothing})
    assert tellable(never, asks, rules, Difficulty.NORMAL) is None


def test_no_two_layers_running() -> None:
    state = warm(moves=(Move.REVEAL,), told=("cake",))
    assert first_move({Step.FACE_IT: 2}, state=state) is not Move.REVEAL


def test_the_bad_case_is_not_thrown_back_at_a_question_about_needs() -> None:
    state = warm(told=("cake", "lunch", "leaving"))
    assert first_move({Step.ASK: 2}, S.ASKS_NEED, state=state) is Move.ASK_COMMITMENT
    assert first_move({Step.RELIABLE: 2}, state=state) is Move.TEST


def test_an_offer_and_a_test_make_a_small_step_in_either_order() -> None:
    told = ("cake", "lunch", "leaving")
    tested = warm(moves=(Move.TEST,), told=told)
    assert first_move({Step.RELIABLE: 2}, state=tested) is Move.SMALL_STEP
    offered = warm(moves=(Move.TEST,), offers=1, told=told)
    assert first_move({}, state=offered) is Move.SMALL_STEP
    taken = warm(moves=(Move.TEST, Move.SMALL_STEP), offers=1, small_steps=1, told=told)
    assert first_move({}, state=taken) is not Move.SMALL_STEP


def test_the_warm_end_needs_gates_trust_and_an_agreement() -> None:
    told = ("cake", "lunch", "leaving")
    both = frozenset({Step.OWN_PART, Step.RELIABLE})
    ready = warm(80, told=told, small_steps=1, offers=1)
    assert first_move({}, state=ready) is not Move.SETTLE
    ready = ready.model_copy(update={"standing": ready.standing.model_copy(update={"gates": both})})
    assert first_move({}, state=ready) is Move.SETTLE
    assert first_move({Step.ASK: 2}, S.ASKS_NEED, state=ready) is Move.ASK_COMMITMENT
    assert first_move({}, state=ready.model_copy(update={"small_steps": 0})) is not Move.SETTLE
    assert (
        first_move({}, state=ready.model_copy(update={"moves": (Move.SETTLE,)})) is not Move.SETTLE
    )


MANNERS = {
    "skilled": ([0, 0, 0, 1, 2, 2, 2], 0.0),
    "mixed": ([-1, 0, 0, 0, 1, 1, 2, 2], 0.15),
    "clumsy": ([-1, -1, 0, 0, 0, 1], 0.35),
    "cold": ([0, 0, 0, 0, 0, 1], 0.05),
    "grovelling": ([0, 0, 0, 1, 1], 0.3),
}


def rehearse_once(manner: str, seed: int) -> PathState:
    """One rehearsal of up to 25 turns in one manner; every turn must find a move."""
    pool, drifts = MANNERS[manner]
    dice = random.Random(f"{manner}{seed}")
    temperament = dice.choice(list(Temperament))
    difficulty = dice.choice(list(Difficulty))
    rules = raise_story(temperament)
    state = rehearsal.at_start(difficulty)
    for _ in range(25):
        touched = dice.sample(list(Step), dice.choice([1, 2, 2, 3]))
        levels = {step: dice.choice(pool) for step in touched}
        signals = dice.sample(list(Signal), dice.choice([0, 0, 1, 1, 2]))
        if manner == "skilled":
            signals = [s for s in signals if s in (S.ASKS_IMPACT, S.ASKS_NEED, S.ASKS_FACT)]
        if manner == "grovelling":
            signals = [*signals, S.APOLOGY]
        drift = dice.choice(list(Drift)) if dice.random() < drifts else Drift.NONE
        read = TurnRead(grade=graded(levels, *signals, drift=drift))
        moment = Moment(state, read, rules, difficulty, temperament)
        move = fitting(moment)[0]
        told = moment.layer.id if move is Move.REVEAL and moment.layer else None
        state, _ = rehearsal.after_turn(state, rules, read, Reply(move=move, text=".", told=told))
        if state.closed:
            break
    return state


def test_over_a_thousand_rehearsals_no_move_starves_and_no_cap_breaks() -> None:
    made: Counter[Move] = Counter()
    for manner in MANNERS:
        for seed in range(220):
            state = rehearse_once(manner, seed)
            made.update(set(state.moves))
            for move in set(state.moves) - UNCAPPED:
                assert state.moves.count(move) <= MOST_IN_ALL.get(move, len(state.moves))
                for n in range(len(state.moves)):
                    window = state.moves[n : n + WINDOW]
                    assert window.count(move) <= MOST_IN_WINDOW
                    running = state.moves[n : n + MOST_RUNNING + 1]
                    assert len(running) <= MOST_RUNNING or set(running) != {move}
            assert not any(
                a is b is Move.REVEAL for a, b in zip(state.moves, state.moves[1:], strict=False)
            )
    answers = set(Move) - BEFORE_THE_LINE
    rare = {move: made[move] for move in answers if made[move] < 12}
    assert not rare
