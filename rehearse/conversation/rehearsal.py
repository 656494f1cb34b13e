"""The conversation so far, as values: what a path through the tree of turns remembers.

A path's state is folded turn by turn and kept with each turn, so that a turn costs the same at
turn 60 as at turn 1 and a rewind is only a matter of taking another parent.
"""

from enum import StrEnum
from typing import Literal

from rehearse.conversation import trust
from rehearse.conversation.rubric import (
    Drift,
    Frozen,
    GradeResult,
    Level,
    NotScored,
    Step,
    TurnGrade,
)
from rehearse.conversation.scenario import Difficulty, LayerRule, Move, Opening, ScenarioRules
from rehearse.conversation.signals import Signal
from rehearse.conversation.trust import TrustChange, TrustState

SECOND_THOUGHTS_FROM = 10
"""How much lower than the provisional grade promised trust must settle to come back to harm in
it."""

STUCK_WINDOW = 4
"""How many turns ago trust is compared with, to see that a talk is stuck."""


class Ending(StrEnum):
    """How a rehearsal, or one run through it, came to its end."""

    CLOSE = "close"
    END_OF_TURNS = "end_of_turns"
    STOPPED = "stopped"


class Live(Frozen):
    """What a rehearsal played by a model goes by; one without it never leaves the machine."""

    names: tuple[str, ...] = ()
    """Names that the manager wants no model to see: each becomes a stand-in before a request
    leaves."""
    let_through: tuple[str, ...] = ()
    """Names that were recognised and that the manager takes for nobody's: they go out as they
    are."""
    away: bool = False
    """Whether the manager goes on without it for now; nothing leaves meanwhile."""


class Reply(Frozen):
    """What the colleague did and said in answer to a turn."""

    move: Move
    text: str
    gesture: str | None = None
    lines: tuple[str, ...] = ()
    """Ids of the lines spoken, in order."""
    told: str | None = None
    """The layer this reply tells, if any."""
    source: Literal["scripted", "model"] = "scripted"
    """Whose words these are: the scenario's own lines, or a model's."""
    instead: str | None = None
    """Why the scenario's line stands where a model should have found the words: the code of the
    trouble, or of the check that its words did not pass."""
    stopped: bool = False
    """Cut off by the manager: what stands here is what was said until then."""


class TurnRead(Frozen):
    """What the colleague goes by when answering: the grade, and the shape of the words."""

    grade: GradeResult
    ends_in_question: bool = False

    def has(self, *signals: Signal) -> bool:
        return isinstance(self.grade, TurnGrade) and bool(self.grade.signals & set(signals))

    def at_least(self, step: Step, level: Level) -> bool:
        return isinstance(self.grade, TurnGrade) and self.grade.level(step) >= level

    def against(self, *steps: Step) -> bool:
        """Whether the turn works against one of the steps, beyond doubt."""
        grade = self.grade
        return isinstance(grade, TurnGrade) and any(grade[step].against for step in steps)

    @property
    def harmful(self) -> bool:
        return isinstance(self.grade, TurnGrade) and self.grade.harmful

    @property
    def any_clear(self) -> bool:
        return isinstance(self.grade, TurnGrade) and self.grade.any_clear

    @property
    def repairs(self) -> bool:
        """Whether the turn is clear on a step and works against none beyond doubt."""
        return self.any_clear and not self.harmful

    @property
    def only_helps(self) -> bool:
        """Whether the turn does something for a step and leans against none, in doubt or not."""
        levels = [s.level for s in self.grade.scores] if isinstance(self.grade, TurnGrade) else []
        return max(levels, default=0) > 0 and min(levels) >= 0

    @property
    def drift(self) -> Drift:
        return self.grade.drift if isinstance(self.grade, TurnGrade) else Drift.NONE

    @property
    def sorry_for_feelings(self) -> bool:
        """An apology for what the other feels in place of an own act."""
        return self.has(Signal.APOLOGY) and self.against(Step.OWN_PART)

    @property
    def deflects(self) -> bool:
        # Who repairs is still there: of eight such turns heard to leave the sore point, two do.
        leaves = self.has(Signal.LEAVES) and not self.repairs
        return leaves or self.sorry_for_feelings

    @property
    def empty_sorry(self) -> bool:
        return self.has(Signal.APOLOGY) and not self.any_clear


class PathState(Frozen):
    """What one path remembers. Belongs to the path: another branch has another."""

    standing: TrustState
    turns: int = 0
    """The manager's turns so far."""
    recent_trust: tuple[int, ...]
    """Settled trust after the last few turns, the newest last."""
    moves: tuple[Move, ...] = ()
    told: tuple[str, ...] = ()
    used_lines: tuple[str, ...] = ()
    harmful_run: int = 0
    """Harmful turns running, up to the last turn."""
    offers: int = 0
    """Checkable commitments made (reliable clear)."""
    small_steps: int = 0
    deflections: int = 0
    empty_sorries: int = 0
    second_thoughts: bool = False
    """Whether the last turn did harm and settled so much lower that the colleague comes back to
    it."""

    @property
    def trust(self) -> int:
        return self.standing.trust

    @property
    def closed(self) -> bool:
        return bool(self.moves) and self.moves[-1] is Move.CLOSE


def at_start(difficulty: Difficulty) -> PathState:
    standing = trust.at_start(difficulty)
    return PathState(standing=standing, recent_trust=(standing.trust,))


def threshold(layer: LayerRule, difficulty: Difficulty) -> int:
    """The settled trust a layer asks for: its distance above the start stays, at least 10."""
    start = trust.START[difficulty]
    distance = layer.threshold - trust.START[Difficulty.NORMAL]
    return start + max(10, distance)


def tellable(
    state: PathState, read: TurnRead, rules: ScenarioRules, difficulty: Difficulty
) -> LayerRule | None:
    """The layer this turn opens: the first untold one whose threshold was already reached."""
    if read.harmful:
        return None
    openings = _openings(state, read, rules)
    for layer in rules.layers:
        if layer.id in state.told or threshold(layer, difficulty) > state.trust:
            continue
        if openings & layer.opens_on:
            return layer
    return None


def next_untold(state: PathState, rules: ScenarioRules) -> LayerRule | None:
    return next((layer for layer in rules.layers if layer.id not in state.told), None)


def _openings(state: PathState, read: TurnRead, rules: ScenarioRules) -> set[Opening]:
    found = set()
    owns = read.at_least(Step.OWN_PART, Level.CLEAR) or read.at_least(Step.FACE_IT, Level.CLEAR)
    if read.at_least(Step.ASK, Level.CLEAR) or read.has(Signal.ASKS_IMPACT):
        found.add(Opening.ASKED)
        # Who owned up to it earlier, and now asks what is still untold, need not do so again.
        owns = owns or Step.OWN_PART in state.standing.clear
    if owns:
        found.add(Opening.ACKNOWLEDGED)
    if state.standing.first_gate_open(rules.needed) and state.harmful_run == 0:
        found.add(Opening.SAFE)
    return found


def after_turn(
    state: PathState,
    rules: ScenarioRules,
    read: TurnRead,
    reply: Reply,
    provisional: TurnGrade | NotScored | None = None,
) -> tuple[PathState, TrustChange]:
    """The path with one more turn on it.

    ``read`` holds the effective grade; ``provisional`` the grade that the move was chosen by,
    where it was another one.
    """
    told = (*state.told, reply.told) if reply.told else state.told
    untold = any(layer.id not in told for layer in rules.layers)
    change = trust.after_turn(state.standing, read.grade, rules.needed, untold=untold)
    settled_lower = False
    if provisional is not None:
        hoped = trust.after_turn(state.standing, provisional, rules.needed, untold=untold)
        lower = hoped.state.trust - change.state.trust >= SECOND_THOUGHTS_FROM
        # What only earned less than it seemed to leaves nothing to come back to.
        settled_lower = lower and read.harmful
        change = change.model_copy(update={"provisional": hoped})
    after = PathState(
        standing=change.state,
        turns=state.turns + 1,
        recent_trust=(*state.recent_trust, change.state.trust)[-(STUCK_WINDOW + 1) :],
        moves=(*state.moves, reply.move),
        told=told,
        used_lines=(*state.used_lines, *reply.lines),
        harmful_run=state.harmful_run + 1 if read.harmful else 0,
        offers=state.offers + read.at_least(Step.RELIABLE, Level.CLEAR),
        small_steps=state.small_steps + (reply.move is Move.SMALL_STEP),
        deflections=state.deflections + read.deflects,
        empty_sorries=state.empty_sorries + read.empty_sorry,
        second_thoughts=settled_lower,
    )
    return after, change
