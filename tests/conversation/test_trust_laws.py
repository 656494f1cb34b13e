"""The laws of trust, each about one turn from one state."""

from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.conversation import trust
from rehearse.conversation.rubric import Level, NotScored, NotScoredCode, Step, TurnGrade
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.trust import Cause, TrustState, after_turn, at_start
from tests.conftest import graded

NEEDED = st.lists(st.sampled_from(list(Step)), min_size=1, max_size=3, unique=True).map(tuple)
LEVELS = st.dictionaries(st.sampled_from(list(Step)), st.sampled_from([-1, 0, 1, 2]))
DOUBT = st.frozensets(st.sampled_from(list(Step)), max_size=3)
GRADES = st.builds(lambda levels, doubt: graded(levels, doubtful=doubt), LEVELS, DOUBT)


@st.composite
def states(draw: st.DrawFn) -> TrustState:
    touched = draw(st.frozensets(st.sampled_from(list(Step))))
    clear = frozenset(s for s in touched if draw(st.booleans()))
    return TrustState(
        trust=draw(st.integers(0, 100)),
        touched=touched,
        clear=clear,
        gates=clear | frozenset(s for s in touched if draw(st.booleans())),
    )


SKILLED = st.sets(st.sampled_from(list(Step)), min_size=2, max_size=5).map(
    lambda steps: graded(dict.fromkeys(steps, 2))
)


@given(states(), GRADES, NEEDED, st.sampled_from(list(Step)), st.sampled_from(list(Level)))
@settings(max_examples=200)
def test_a_better_level_never_lowers_the_result(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...], step: Step, better: Level
) -> None:
    before = grade[step]
    if better <= before.level:
        return
    levels = {s.step: s.level for s in grade.scores} | {step: better}
    doubtful = frozenset(s.step for s in grade.scores if s.doubt) - {step}
    improved = graded(levels, doubtful=doubtful)
    assert (
        after_turn(state, improved, needed).state.trust
        >= after_turn(state, grade, needed).state.trust
    )


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_trust_stays_within_0_and_100(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    assert 0 <= after_turn(state, grade, needed).state.trust <= 100


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_a_turn_with_harm_never_raises_trust(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    if grade.harmful:
        assert after_turn(state, grade, needed).moved <= 0


@given(st.sampled_from(list(Step)), NEEDED)
def test_harm_costs_at_least_twice_what_the_step_earns(
    step: Step, needed: tuple[Step, ...]
) -> None:
    state = TrustState(trust=50)
    earned = after_turn(state, graded({step: 2}), needed).moved
    lost = -after_turn(state, graded({step: -1}), needed).moved
    # Before any gate, a clear step cannot lift trust over 59: it earns 9 of its 10 from 50.
    assert 0 < 2 * earned <= lost


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_a_repeat_never_earns_more(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    first = after_turn(state.model_copy(update={"trust": 20}), grade, needed)
    again = after_turn(first.state.model_copy(update={"trust": 20}), grade, needed)
    assert again.moved <= max(first.moved, 0) or grade.harmful


@given(states(), NEEDED, st.lists(SKILLED, min_size=6, max_size=6))
@settings(max_examples=200)
def test_six_skilled_turns_win_from_any_state(
    state: TrustState, needed: tuple[Step, ...], turns: list[TurnGrade]
) -> None:
    first = {score.step: score.level for score in turns[0].scores} | {needed[0]: Level.CLEAR}
    for grade in (graded(first), *turns[1:]):
        state = after_turn(state, grade, needed).state
    assert state.trust >= trust.SETTLED


@given(NEEDED, SKILLED, SKILLED)
def test_two_skilled_turns_never_win_from_a_normal_start(
    needed: tuple[Step, ...], first: TurnGrade, second: TurnGrade
) -> None:
    state = after_turn(at_start(Difficulty.NORMAL), first, needed).state
    assert after_turn(state, second, needed).state.trust < trust.SETTLED


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_gates_hold_trust_back_and_stay_open(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    after = after_turn(state, grade, needed).state
    assert state.gates <= after.gates
    if not after.first_gate_open(needed):
        assert after.trust <= max(state.trust, trust.CAP_BEFORE_FIRST_GATE)
    elif not after.all_gates_open(needed):
        assert after.trust <= max(state.trust, trust.CAP_BEFORE_ALL_GATES)


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_trust_never_comes_all_the_way_back_while_something_is_untold(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    whole = after_turn(state, grade, needed)
    held = after_turn(state, grade, needed, untold=True)
    most = max(state.trust, trust.CAP_WHILE_UNTOLD)
    assert held.state.trust == min(whole.state.trust, most)
    if held.state.trust < whole.state.trust:
        assert held.causes[-1].cause is Cause.UNTOLD


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_only_what_held_it_back_in_the_end_is_told(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    caps = (Cause.FULL, Cause.FIRST_GATE_SHUT, Cause.GATE_SHUT, Cause.UNTOLD)
    change = after_turn(state, grade, needed, untold=True)
    assert sum(each.cause in (Cause.MOST_A_TURN, *caps) for each in change.causes) <= 1
    if change.moved == 0 and not any(each.points < 0 for each in change.causes):
        assert Cause.MOST_A_TURN not in {each.cause for each in change.causes}


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_every_change_has_a_cause(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    change = after_turn(state, grade, needed)
    if change.moved:
        assert any(cause.points for cause in change.causes)


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_where_trust_is_full_nothing_else_is_said_to_hold_it(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    change = after_turn(state, grade, needed)
    causes = {cause.cause for cause in change.causes}
    if Cause.FULL in causes:
        assert change.state.trust == trust.FULLEST
        assert Cause.MOST_A_TURN not in causes
    if Cause.MOST_A_TURN in causes:
        assert change.state.trust < trust.FULLEST


@given(states(), GRADES, NEEDED)
@settings(max_examples=200)
def test_no_turn_moves_trust_by_more_than_a_turn_can(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    moved = after_turn(state, grade, needed).moved
    assert -trust.MOST_LOST_A_TURN <= moved <= trust.MOST_GAINED_A_TURN


@given(states(), GRADES, NEEDED)
def test_high_trust_grows_by_one_step_at_a_time(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    high = state.model_copy(update={"trust": max(60, state.trust)})
    assert after_turn(high, grade, needed).moved <= trust.CLEAR


@given(states(), GRADES, NEEDED)
def test_who_only_listens_gains_half_as_much_a_turn(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...]
) -> None:
    owns_nothing = state.model_copy(
        update={"touched": frozenset(), "clear": frozenset(), "gates": frozenset()}
    )
    moved = after_turn(owns_nothing, grade, needed).moved
    if grade.level(needed[0]) < Level.PARTIAL:
        assert moved <= trust.MOST_GAINED_A_TURN / 2


def test_what_one_turn_cannot_cost_is_said() -> None:
    worst = graded(dict.fromkeys(Step, -1))
    change = after_turn(TrustState(trust=60), worst, (Step.OWN_PART,))
    assert change.state.trust == 60 - trust.MOST_LOST_A_TURN
    assert change.causes[-1].cause is Cause.MOST_LOST_A_TURN
    # At the bottom it is the bottom that stops it, not how much a turn can cost.
    at_the_end = after_turn(TrustState(trust=20), worst, (Step.OWN_PART,))
    assert at_the_end.state.trust == 0
    assert Cause.MOST_LOST_A_TURN not in {cause.cause for cause in at_the_end.causes}


def test_good_beside_much_harm_does_not_make_it_cheaper() -> None:
    harm = {Step.ASK: -1, Step.WORTH: -1, Step.I_MESSAGE: -1}
    alone = after_turn(TrustState(trust=60), graded(harm), (Step.OWN_PART,))
    beside = graded(harm | {Step.OWN_PART: 2, Step.FACE_IT: 2})
    assert after_turn(TrustState(trust=60), beside, (Step.OWN_PART,)).moved == alone.moved


def test_what_a_full_trust_could_not_take_is_said_to_be_too_much() -> None:
    full = TrustState(trust=95, gates=frozenset({Step.OWN_PART}))
    change = after_turn(full, graded({Step.ASK: 2}), (Step.OWN_PART,))
    assert [cause.cause for cause in change.causes] == [Cause.CLEAR, Cause.FULL]


def test_ten_empty_sorries_leave_trust_where_it_was() -> None:
    state = at_start(Difficulty.NORMAL)
    for _ in range(10):
        state = after_turn(state, graded({Step.OWN_PART: 1}), (Step.OWN_PART,)).state
    assert state.trust == 37


def test_a_turn_not_scored_moves_nothing() -> None:
    state = TrustState(trust=50, touched=frozenset({Step.ASK}))
    change = after_turn(state, NotScored(code=NotScoredCode.FAILED), (Step.OWN_PART,))
    assert change.state == state
    assert change.moved == 0


def test_a_clear_step_in_doubt_earns_a_partial_but_opens_its_gate() -> None:
    needed = (Step.OWN_PART,)
    in_doubt = graded({Step.OWN_PART: 2}, doubtful=frozenset(needed))
    change = after_turn(at_start(Difficulty.NORMAL), in_doubt, needed)
    assert change.moved == trust.PARTIAL
    assert change.state.all_gates_open(needed)


@given(states(), GRADES, NEEDED, st.sampled_from(list(Step)))
@settings(max_examples=200)
def test_harm_in_doubt_costs_something_and_far_less_than_harm(
    state: TrustState, grade: TurnGrade, needed: tuple[Step, ...], step: Step
) -> None:
    def trust_with(level: int, *, doubt: bool) -> int:
        levels = {s.step: s.level for s in grade.scores} | {step: Level(level)}
        others = frozenset(s.step for s in grade.scores if s.doubt) - {step}
        doubtful = others | {step} if doubt else others
        return after_turn(state, graded(levels, doubtful=doubtful), needed).state.trust

    untouched, perhaps, surely = (
        trust_with(0, doubt=False),
        trust_with(-1, doubt=True),
        trust_with(-1, doubt=False),
    )
    assert surely <= perhaps <= untouched
    assert untouched - perhaps <= trust.PARTIAL
