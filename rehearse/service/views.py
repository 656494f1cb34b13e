"""What the service hands out: values to show, never rows of the store."""

from datetime import datetime

from rehearse.conversation.rehearsal import PathState, Reply
from rehearse.conversation.rubric import Frozen, GradeResult, Language
from rehearse.conversation.scenario import Difficulty, Scenario, Utterance
from rehearse.conversation.trust import TrustChange
from rehearse.store.rows import Path, StoredRehearsal, StoredTurn


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


def turn_view(turn: StoredTurn, siblings: tuple[str, ...]) -> TurnView:
    """A stored turn as it is shown: a reply that is chosen but not yet said stays back."""
    return TurnView(
        id=turn.id,
        parent_id=turn.parent_id,
        text=turn.words,
        said_at=turn.said_at,
        opening=turn.opening,
        grade=turn.grade.result if turn.grade else None,
        change=turn.change,
        reply=turn.reply if turn.replied else None,
        state=turn.state,
        siblings=siblings,
    )


def rehearsal_view(path: Path, scenario: Scenario) -> RehearsalView:
    """A stored path as it is shown."""
    rehearsal = path.rehearsal
    return RehearsalView(
        id=rehearsal.id,
        scenario=scenario,
        difficulty=rehearsal.difficulty,
        started_at=rehearsal.started_at,
        ended_at=rehearsal.ended_at,
        turns=tuple(turn_view(turn, path.children[turn.parent_id]) for turn in path.turns),
    )


def rehearsal_row(rehearsal: StoredRehearsal, turns: int, trust: int) -> RehearsalRow:
    """A stored rehearsal as it stands in a list."""
    return RehearsalRow(
        id=rehearsal.id,
        scenario_id=rehearsal.scenario_id,
        title=rehearsal.title,
        name=rehearsal.name,
        language=rehearsal.language,
        difficulty=rehearsal.difficulty,
        started_at=rehearsal.started_at,
        ended_at=rehearsal.ended_at,
        turns=turns,
        trust=trust,
    )
