"""Trust, 0 to 100, and how one graded turn moves it.

The rule is asymmetric on purpose: trust falls faster than it rises (Slovic 1993). What each
situation cannot do without works as a gate (in apologies, naming one's responsibility counts
most, then the offer of repair: Lewicki, Polin & Lount 2016).
"""

from collections.abc import Iterable
from enum import StrEnum

from pydantic import Field

from rehearse.conversation.rubric import Frozen, Level, NotScored, Step, StepScore, TurnGrade
from rehearse.conversation.scenario import Band, Difficulty

RULE_VERSION = "trust-6"

START = {Difficulty.EASY: 45, Difficulty.NORMAL: 34, Difficulty.HARD: 20}

CLEAR = 10
CLEAR_AGAIN = 7
PARTIAL = 3
AGAINST = -20
AGAINST_IN_DOUBT = -PARTIAL
"""What the grader would not sign moves trust by a little, whichever way. Of held-out turns with
only such harm, two thirds do harm by their labels (173 of 256): costing nothing, they let trust
rise through half an apology; costing it all, one harmless turn in twelve would lose 20."""
MOST_GAINED_A_TURN = 2 * CLEAR_AGAIN
"""As much as two steps that were clear before: trust takes several good turns, however full the
first is. Less than one step against costs, so a turn that holds one never raises trust."""
MOST_GAINED_WHEN_HIGH = CLEAR
"""The same once trust is high: the last of it comes by one step at a time. Four good questions in a
row took it to where only an open gate would lift it further, and there it stood. Six skilled turns
win from any state still."""
MOST_GAINED_BY_LISTENING = CLEAR_AGAIN
"""The same until the first step that a situation cannot do without was done, be it half: who only
asks is trusted more, by half as much a turn. A plain question brought what a confession brings."""
MOST_LOST_A_TURN = 2 * MOST_GAINED_A_TURN
"""One clumsy turn costs two good ones, however much is wrong with it."""
FULLEST = 100
CAP_BEFORE_FIRST_GATE = 59
CAP_BEFORE_ALL_GATES = 79
CAP_WHILE_UNTOLD = 89
"""Nobody trusts wholly who still keeps to themselves what it did to them."""
SETTLED = 75
"""From here, with all gates open and an agreement made, a colleague can be at peace with it."""


class Cause(StrEnum):
    """Why a step moved trust as it did, or why the sum did not arrive whole."""

    CLEAR = "clear"
    CLEAR_AGAIN = "clear_again"
    PARTIAL = "partial"
    PARTIAL_AGAIN = "partial_again"
    IN_DOUBT = "in_doubt"
    AGAINST = "against"
    AGAINST_IN_DOUBT = "against_in_doubt"
    MOST_A_TURN = "most_a_turn"
    MOST_LOST_A_TURN = "most_lost_a_turn"
    FULL = "full"
    FIRST_GATE_SHUT = "first_gate_shut"
    GATE_SHUT = "gate_shut"
    UNTOLD = "untold"
    NOT_SCORED = "not_scored"


class TrustCause(Frozen):
    """One reason for the way trust moved.

    ``points`` is what the step itself brings; of a shut gate, ``step`` is the one still missing.
    """

    cause: Cause
    step: Step | None = None
    points: int = 0


class TrustState(Frozen):
    """Settled trust and what it remembers of the path: steps done, gates opened."""

    trust: int = Field(ge=0, le=100)
    clear: frozenset[Step] = frozenset()
    """Steps that were clear beyond doubt."""
    touched: frozenset[Step] = frozenset()
    """Steps that were at least partial."""
    gates: frozenset[Step] = frozenset()
    """Needed steps that were clear, in doubt or not. A gate once open stays open."""

    @property
    def band(self) -> Band:
        return band_of(self.trust)

    def first_gate_open(self, needed: tuple[Step, ...]) -> bool:
        return needed[0] in self.gates

    def all_gates_open(self, needed: tuple[Step, ...]) -> bool:
        return set(needed) <= self.gates


class TrustChange(Frozen):
    """How one turn moved trust, and why."""

    state: TrustState
    moved: int
    causes: tuple[TrustCause, ...]
    provisional: "TrustChange | None" = None
    """How it had moved by the grade that the move was chosen by, where another counts by now."""


def band_of(trust: int) -> Band:
    """How a colleague is at so much trust, from 0 to 100."""
    if trust < 40:
        return Band.LOW
    return Band.MIDDLE if trust < 60 else Band.HIGH


def at_start(difficulty: Difficulty) -> TrustState:
    return TrustState(trust=START[difficulty])


def after_turn(
    state: TrustState,
    grade: TurnGrade | NotScored,
    needed: tuple[Step, ...],
    *,
    untold: bool = False,
) -> TrustChange:
    """Trust after one more turn. ``needed`` are the steps the situation cannot do without;
    ``untold`` says whether the colleague has something left to tell."""
    if isinstance(grade, NotScored):
        cause = TrustCause(cause=Cause.NOT_SCORED)
        return TrustChange(state=state, moved=0, causes=(cause,))
    causes = [c for score in grade.scores if (c := _step_cause(score, state)) is not None]
    gained = sum(c.points for c in causes if c.points > 0)
    lost = sum(c.points for c in causes if c.points < 0)
    earned = state.trust + gained + lost
    opened = _remember(state, grade.scores, needed)
    counted = min(gained, _most_gained(opened, needed)) + lost
    wanted = state.trust + max(counted, -MOST_LOST_A_TURN)
    allowed, shut = _cap(opened, needed, untold=untold)
    # A cap holds trust back; it never takes away what a path from a higher start already had.
    # Only what held it back in the end is told.
    if shut is not None and wanted > max(allowed, state.trust):
        wanted = max(allowed, state.trust)
        causes.append(shut)
    elif wanted < min(earned, FULLEST):
        causes.append(TrustCause(cause=Cause.MOST_A_TURN))
    elif earned > FULLEST <= wanted:
        causes.append(TrustCause(cause=Cause.FULL))
    elif counted < -MOST_LOST_A_TURN > -state.trust:
        causes.append(TrustCause(cause=Cause.MOST_LOST_A_TURN))
    trust = min(FULLEST, max(0, wanted))
    return TrustChange(
        state=opened.model_copy(update={"trust": trust}),
        moved=trust - state.trust,
        causes=tuple(causes),
    )


def _most_gained(state: TrustState, needed: tuple[Step, ...]) -> int:
    """What a turn can bring. ``state``: trust before the turn, steps done as it leaves them."""
    if needed[0] not in state.touched:
        return MOST_GAINED_BY_LISTENING
    return MOST_GAINED_WHEN_HIGH if state.band is Band.HIGH else MOST_GAINED_A_TURN


def points(score: StepScore) -> int:
    """What a step brings or costs the first time, in points of trust, before what a turn can move
    is counted."""
    cause = _step_cause(score, TrustState(trust=0))
    return cause.points if cause else 0


def _step_cause(score: StepScore, state: TrustState) -> TrustCause | None:
    step = score.step
    again = step in state.touched
    if score.level is Level.AGAINST:
        if score.doubt:
            return TrustCause(cause=Cause.AGAINST_IN_DOUBT, step=step, points=AGAINST_IN_DOUBT)
        return TrustCause(cause=Cause.AGAINST, step=step, points=AGAINST)
    if score.firmly_clear:
        if step in state.clear:
            return TrustCause(cause=Cause.CLEAR_AGAIN, step=step, points=CLEAR_AGAIN)
        return TrustCause(cause=Cause.CLEAR, step=step, points=CLEAR)
    if score.level is Level.ABSENT:
        return None
    if again:
        return TrustCause(cause=Cause.PARTIAL_AGAIN, step=step)
    cause = Cause.IN_DOUBT if score.level is Level.CLEAR else Cause.PARTIAL
    return TrustCause(cause=cause, step=step, points=PARTIAL)


def _remember(
    state: TrustState, scores: Iterable[StepScore], needed: tuple[Step, ...]
) -> TrustState:
    clear, touched, gates = set(state.clear), set(state.touched), set(state.gates)
    for score in scores:
        if score.level >= Level.PARTIAL:
            touched.add(score.step)
        if score.firmly_clear:
            clear.add(score.step)
        if score.level is Level.CLEAR and score.step in needed:
            gates.add(score.step)
    return state.model_copy(
        update={
            "clear": frozenset(clear),
            "touched": frozenset(touched),
            "gates": frozenset(gates),
        }
    )


def _cap(
    state: TrustState, needed: tuple[Step, ...], *, untold: bool
) -> tuple[int, TrustCause | None]:
    """How far trust can grow for now, and what holds it there."""
    missing = next((step for step in needed if step not in state.gates), None)
    if missing is None and untold:
        return CAP_WHILE_UNTOLD, TrustCause(cause=Cause.UNTOLD)
    if missing is None:
        return FULLEST, None
    if not state.first_gate_open(needed):
        return CAP_BEFORE_FIRST_GATE, TrustCause(cause=Cause.FIRST_GATE_SHUT, step=missing)
    return CAP_BEFORE_ALL_GATES, TrustCause(cause=Cause.GATE_SHUT, step=missing)
