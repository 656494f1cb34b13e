"""What one talk, along one path, amounted to: meaning before measure.

Looks at the turns that are over; one that is still to be answered is not in it yet.
"""

from rehearse.conversation.rubric import Frozen, Level, Step
from rehearse.conversation.views import RehearsalView, TreeView
from rehearse.report.forks import Attempt, Fork, forks
from rehearse.report.layers import LayerTold, LayerUnsaid, told, unsaid
from rehearse.report.moments import Moment, moments
from rehearse.report.path import Past, course
from rehearse.report.pillars import PillarSeen, pillars
from rehearse.report.summary import summary
from rehearse.report.telling import Sentence

__all__ = [
    "Attempt",
    "Debrief",
    "Fork",
    "LayerTold",
    "LayerUnsaid",
    "Moment",
    "PillarSeen",
    "StepCell",
    "TurnColumn",
    "debrief",
]


class StepCell(Frozen):
    """One step in one turn."""

    level: Level
    doubt: bool = False


class TurnColumn(Frozen):
    """One turn of the path in the chart; no cells for a turn that was not scored."""

    n: int
    cells: dict[Step, StepCell] | None


class Debrief(Frozen):
    """One path, looked back on."""

    summary: tuple[Sentence, ...]
    """Three plain sentences: how it began, where it turned, where it ended. Fewer for a talk too
    short to have all three; one, saying so, where nothing was said yet."""
    strongest: Moment | None
    hardest: Moment | None
    """What worked against a step and cost most; else a half step that could have gone further."""
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
    found = course(view)
    strongest, hardest = moments(found)
    return Debrief(
        summary=summary(found),
        strongest=strongest,
        hardest=hardest,
        columns=tuple(_column(past) for past in found.past),
        needed=view.scenario.rules.needed,
        told=told(found),
        unsaid=unsaid(found),
        pillars=pillars(found),
        forks=tuple(forks(view, tree)),
        unscored=sum(past.grade is None for past in found.past),
    )


def _column(past: Past) -> TurnColumn:
    if past.grade is None:
        return TurnColumn(n=past.n, cells=None)
    cells = {s.step: StepCell(level=s.level, doubt=s.doubt) for s in past.grade.scores}
    return TurnColumn(n=past.n, cells=cells)
