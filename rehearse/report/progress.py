"""How talks changed, one after the other, in the manager's own sentences."""

from rehearse.conversation.rubric import Frozen
from rehearse.conversation.views import RehearsalView
from rehearse.report.changes import what_changed
from rehearse.report.practise_next import NextStep, Practice, next_step
from rehearse.report.reached import (
    TalkReached,
    graded_turns,
    needed_steps,
    of_the_newest_grader,
    reached_by,
)
from rehearse.report.readiness import Readiness, readiness
from rehearse.report.telling import Sentence
from rehearse.report.then_and_now import ThenAndNow, then_and_now


class Progress(Frozen):
    """Talks from the oldest to the newest, and what changed over them."""

    talks: tuple[TalkReached, ...]
    """Those with at least one scored turn, the oldest first."""
    summary: tuple[Sentence, ...]
    """At most two sentences of change; with one talk one that says it is too early, without any
    none. Only talks of one grader are compared, and where that leaves some out, it is said."""
    then_and_now: tuple[ThenAndNow, ...]
    """At most three steps, the most telling first."""
    next_step: NextStep | None
    readiness: Readiness | None
    graders: int
    """How many graders (or versions) graded these talks."""


def progress(talks: tuple[RehearsalView, ...], practices: tuple[Practice, ...]) -> Progress:
    """Compare talks, each along the path where it was left; oldest first."""
    scored = [talk for talk in talks if graded_turns(talk)]
    alike = of_the_newest_grader(scored)
    needed = needed_steps(alike)
    return Progress(
        talks=tuple(reached_by(talk) for talk in scored),
        summary=what_changed(scored, alike, needed),
        then_and_now=then_and_now(alike, needed),
        next_step=next_step(scored, practices),
        readiness=readiness(talks),
        graders=len({grade.grader for talk in scored for _, _, grade in graded_turns(talk)}),
    )
