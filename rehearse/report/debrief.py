"""What one talk, along one path, amounted to: meaning before measure."""

from rehearse.conversation.rubric import Frozen, Level, Passage, Pillar, Reason, Step
from rehearse.conversation.views import RehearsalView, TreeView, TurnView
from rehearse.report.telling import Sentence


class Moment(Frozen):
    """A turn worth coming back to, by one step of it."""

    n: int
    """Which turn, from 1."""
    step: Step
    level: Level
    quote: Passage
    reason: Reason
    rewrite: str | None
    then: Sentence
    """What the colleague did next."""


class StepCell(Frozen):
    """One step in one turn."""

    level: Level
    doubt: bool = False


class TurnColumn(Frozen):
    """One turn of the path in the chart; no cells for a turn that was not scored."""

    n: int
    cells: dict[Step, StepCell] | None


class LayerTold(Frozen):
    """Something the colleague told, and in answer to which turn."""

    layer: str
    gist: str
    n: int


class LayerUnsaid(Frozen):
    """Something the colleague kept back, and why."""

    layer: str
    gist: str
    """Shown only to who asks for it: it would spoil another try."""
    why: Sentence


class PillarSeen(Frozen):
    """One pillar: what the manager wrote beforehand, and what their words did to it."""

    pillar: Pillar
    wobbles: bool
    """Whether it is the one that this situation made wobble."""
    written: str | None
    held: tuple[int, ...]
    """Turns whose words held it up."""
    knocked: tuple[int, ...]
    """Turns whose words knocked it, beyond doubt."""
    told: Sentence
    """The same in a sentence."""


class Attempt(Frozen):
    """One version of a turn that was said more than once."""

    turn: TurnView
    then: Sentence
    """What the colleague did next."""
    on_path: bool
    """Whether it is the version of the path looked back on."""


class Fork(Frozen):
    """A turn of the path that was said in more than one way, oldest first."""

    n: int
    attempts: tuple[Attempt, ...]


class Debrief(Frozen):
    """One path, looked back on."""

    summary: tuple[Sentence, ...]
    """Three plain sentences: how it began, where it turned, where it ended. Fewer for a talk too
    short to have all three; one, saying so, where nothing was said yet."""
    strongest: Moment | None
    hardest: Moment | None
    columns: tuple[TurnColumn, ...]
    needed: tuple[Step, ...]
    """The steps this situation cannot do without, in order."""
    told: tuple[LayerTold, ...]
    unsaid: tuple[LayerUnsaid, ...]
    pillars: tuple[PillarSeen, ...]
    forks: tuple[Fork, ...]
    unscored: int
    """How many turns were not scored."""


def debrief(view: RehearsalView, tree: TreeView) -> Debrief:
    """Look back on a path. ``tree`` holds the other versions of its turns."""
    raise NotImplementedError
