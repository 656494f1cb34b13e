"""What the store hands to the service: values, never rows."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rehearse.conversation.keepsakes import Keepsakes
from rehearse.conversation.rehearsal import Live, PathState, Reply
from rehearse.conversation.rubric import GradeResult, Language, Step
from rehearse.conversation.scenario import Difficulty, Scenario, Utterance
from rehearse.conversation.trust import TrustChange


class Stage(StrEnum):
    """How far a turn has come. Each is reached in one transaction, in this order."""

    SAID = "said"
    GRADED = "graded"
    MOVED = "moved"
    REPLIED = "replied"
    DONE = "done"

    @property
    def rank(self) -> int:
        return tuple(Stage).index(self)


class Purpose(StrEnum):
    """What a grade was made for."""

    PROVISIONAL = "provisional"
    FINAL = "final"
    REGRADE = "regrade"


@dataclass(frozen=True)
class Lease:
    """Who carries a turn, and until when nobody else may."""

    owner: str
    until: datetime


@dataclass(frozen=True)
class StoredGrade:
    """One grade and who made it; the name stands there for a failed one too."""

    result: GradeResult
    grader: str
    purpose: Purpose


@dataclass(frozen=True)
class StoredRehearsal:
    """A rehearsal without its turns."""

    id: str
    owner_id: str
    snapshot: str
    scenario_id: str
    title: str
    name: str
    language: Language
    difficulty: Difficulty
    opening: int
    started_at: datetime
    ended_at: datetime | None
    leaf_id: str
    live: Live | None = None
    """What it goes by where a model takes part; None where everything stays on this machine."""


@dataclass(frozen=True)
class Listed:
    """A rehearsal in a list, by the path where it was left."""

    rehearsal: StoredRehearsal
    turns: int
    """The manager's turns on that path."""
    trust: int
    last_said_at: datetime
    """When the last of them was said; the start, where nothing was."""
    branches: int
    closed: bool
    """Whether the colleague left at its end."""


@dataclass(frozen=True)
class StoredTurn:
    """A turn as far as it has come. From ``MOVED`` on it has a reply, from ``DONE`` on a state."""

    id: str
    rehearsal_id: str
    parent_id: str | None
    depth: int
    """The manager's turns up to and with this one; 0 for the root."""
    words: str
    said_at: datetime
    stage: Stage
    trust_before: int
    label: str | None = None
    """What the manager called the branch that departs here."""
    opening: Utterance | None = None
    grade: StoredGrade | None = None
    """The one that counts."""
    others: tuple[StoredGrade, ...] = ()
    """Grades of this turn that do not count, oldest first."""
    change: TrustChange | None = None
    reply: Reply | None = None
    state: PathState | None = None
    failed: str | None = None
    """The code of what stopped the turn half way; opening the rehearsal tries again."""
    lease: Lease | None = None

    @property
    def done(self) -> bool:
        return self.stage is Stage.DONE

    @property
    def provisional(self) -> StoredGrade | None:
        """The grade that the move was chosen by, where another counts by now."""
        return next((g for g in self.others if g.purpose is Purpose.PROVISIONAL), None)

    @property
    def replied(self) -> bool:
        return self.stage.rank >= Stage.REPLIED.rank


@dataclass(frozen=True)
class Located:
    """A turn and the rehearsal it belongs to."""

    turn: StoredTurn
    rehearsal: StoredRehearsal


@dataclass(frozen=True)
class Said(Located):
    """A turn that was just stored, or was there before under the same id, with its parent."""

    parent: StoredTurn
    siblings: tuple[str, ...]
    """The ids under the same parent, oldest first, this one included."""
    known: bool
    """Whether the same words were already stored under this id."""


@dataclass(frozen=True)
class Path:
    """A rehearsal along one path, root first."""

    rehearsal: StoredRehearsal
    turns: tuple[StoredTurn, ...]
    children: dict[str | None, tuple[str, ...]]
    """The ids under each parent in the whole tree, oldest first."""
    unfinished: tuple[Located, ...]
    """Turns anywhere in the tree that have not come to their end, the shallowest first."""
    disputed: dict[str, frozenset[Step]]
    """The steps marked as not right in each turn's effective grade, for turns that have any."""
    keepsakes: Keepsakes
    scenario: Scenario


@dataclass(frozen=True)
class StoredDraft:
    """Words that were checked, not said."""

    words: str
    grade: StoredGrade
    checked_at: datetime
