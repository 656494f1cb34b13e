"""A rehearsal as it is looked at: one path with its turns, or the whole tree of them."""

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property

from rehearse.conversation.keepsakes import Keepsakes
from rehearse.conversation.rehearsal import PathState, Reply
from rehearse.conversation.rubric import Frozen, GradeResult, Language, Step, TurnGrade
from rehearse.conversation.scenario import Difficulty, Move, Scenario, Utterance
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
    second: GradeResult | None = None
    """What a model read that does not count: it came too late or was asked for again; or why it
    could not be had."""
    change: TrustChange | None = None
    """How the turn moved trust, and why."""
    reply: Reply | None = None
    state: PathState | None = None
    """The path after this turn; None until the turn is done."""
    failed: bool = False
    """Whether it stopped half way; opening the rehearsal tries again."""
    siblings: tuple[str, ...] = ()
    """Ids of all turns under the same parent, oldest first, this one included."""
    label: str | None = None
    """What the manager called the branch that departs with this turn."""
    disputed: frozenset[Step] = frozenset()
    """The steps whose note the manager marked as not right."""

    @property
    def done(self) -> bool:
        return self.state is not None

    @property
    def answered(self) -> bool:
        """Whether the colleague has spoken; the turn may still wait for its second reading."""
        return self.opening is not None or self.reply is not None

    @property
    def graded(self) -> TurnGrade | None:
        """The grade, if the turn could be scored."""
        return self.grade if isinstance(self.grade, TurnGrade) else None


class DraftView(Frozen):
    """Words that were checked, not said: no turn, and nobody has heard them."""

    text: str
    grade: GradeResult
    checked_at: datetime


class RehearsalView(Frozen):
    """One rehearsal along one path, root first."""

    id: str
    scenario: Scenario
    difficulty: Difficulty
    started_at: datetime
    ended_at: datetime | None
    turns: tuple[TurnView, ...]
    live: bool = False
    """Whether a model takes part."""
    may_return: bool = False
    """Whether one took part and was left: it can be let in again."""
    let_through: tuple[str, ...] = ()
    """The recognised names that a model gets to read as they are."""
    keepsakes: Keepsakes = Keepsakes()

    @property
    def language(self) -> Language:
        return self.scenario.language

    @property
    def name(self) -> str:
        """The colleague's name."""
        return self.scenario.name

    @property
    def spoken(self) -> tuple[TurnView, ...]:
        """The manager's turns: all but the root. Turn n stands at n - 1."""
        return self.turns[1:]

    @property
    def leaf(self) -> TurnView:
        return self.turns[-1]

    @property
    def closed(self) -> bool:
        """Whether the colleague has left this branch: nothing more can be said in it."""
        return self.leaf.reply is not None and self.leaf.reply.move is Move.CLOSE

    @property
    def trust(self) -> int:
        """Settled trust, as of the last turn that is done."""
        return self.settled.trust

    @property
    def told(self) -> tuple[str, ...]:
        return self.settled.told

    @property
    def settled(self) -> PathState:
        """The path as of the last turn that is done."""
        return next(turn.state for turn in reversed(self.turns) if turn.state)


class TreeView(Frozen):
    """Every turn of a rehearsal, by id, whatever branch it is on."""

    turns: Mapping[str, TurnView]

    @cached_property
    def children(self) -> dict[str, tuple[TurnView, ...]]:
        """The turns under each turn, oldest first."""
        found: dict[str, tuple[TurnView, ...]] = {}
        for turn in self.turns.values():
            if turn.parent_id is not None:
                found[turn.parent_id] = (*found.get(turn.parent_id, ()), turn)
        return {parent: tuple(sorted(under, key=lambda t: t.id)) for parent, under in found.items()}
