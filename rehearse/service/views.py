"""What the service hands out: values to show, never rows of the store."""

from datetime import datetime

from rehearse.conversation.rehearsal import PathState, Reply
from rehearse.conversation.rubric import Frozen, GradeResult, Language
from rehearse.conversation.scenario import Difficulty, Scenario, Utterance
from rehearse.conversation.trust import TrustChange


class TurnView(Frozen):
    """One turn of a path, as far as it has come."""

    id: str
    parent_id: str | None
    """None for the root, which is the colleague's opening line."""
    text: str
    """The manager's words; for the root, nothing."""
    said_at: datetime
    opening: Utterance | None = None
    """The colleague's first line; only at the root."""
    grade: GradeResult | None = None
    """The effective grade; None while there is none yet."""
    change: TrustChange | None = None
    """How the turn moved trust, and why."""
    reply: Reply | None = None
    state: PathState | None = None
    """The path after this turn; None until the turn is done."""
    siblings: tuple[str, ...] = ()
    """Ids of all turns under the same parent, oldest first, this one included."""

    @property
    def done(self) -> bool:
        return self.state is not None


class RehearsalView(Frozen):
    """One rehearsal along one path, root first."""

    id: str
    scenario: Scenario
    difficulty: Difficulty
    started_at: datetime
    ended_at: datetime | None
    turns: tuple[TurnView, ...]

    @property
    def language(self) -> Language:
        return self.scenario.language

    @property
    def leaf(self) -> TurnView:
        return self.turns[-1]

    @property
    def closed(self) -> bool:
        """Whether the colleague has left this branch: nothing more can be said in it."""
        return self.leaf.state is not None and self.leaf.state.closed

    @property
    def trust(self) -> int:
        """Settled trust, as of the last turn that is done."""
        return next(turn.state.trust for turn in reversed(self.turns) if turn.state)

    @property
    def told(self) -> tuple[str, ...]:
        return next(turn.state.told for turn in reversed(self.turns) if turn.state)


class RehearsalRow(Frozen):
    """One rehearsal in a list."""

    id: str
    scenario_id: str
    title: str
    name: str
    language: Language
    difficulty: Difficulty
    started_at: datetime
    ended_at: datetime | None
    turns: int
    """The manager's turns on the current path."""
    trust: int
