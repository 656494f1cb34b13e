"""The one step to practise next, and in which situation."""

from collections.abc import Sequence

from rehearse.conversation.rubric import Frozen, Level, Step
from rehearse.conversation.views import RehearsalView
from rehearse.report.reached import Course, needed_steps, reached_by, said
from rehearse.report.telling import Sentence

LATELY = 3
"""How many of the newest talks say what to practise next."""


class NextStep(Frozen):
    """The one step to practise next, why, and in which situation."""

    step: Step
    why: Sentence
    scenario_id: str


class Practice(Frozen):
    """A situation there is, as far as choosing what to practise needs."""

    scenario_id: str
    needed: tuple[Step, ...]


def next_step(scored: Sequence[RehearsalView], practices: Sequence[Practice]) -> NextStep | None:
    """The needed step that went worst lately, else one that went well in another situation."""
    if not scored:
        return None
    lately = [reached_by(talk) for talk in scored[-LATELY:]]
    played = [talk.scenario.id for talk in reversed(scored)]
    asked_for = {step for practice in practices for step in practice.needed}
    for weakness in (_against_and_never_clear, _not_clear, _against_last):
        for step in [*needed_steps(scored), *Step]:
            if step in asked_for and (why := weakness([talk.steps[step] for talk in lately])):
                where = _where(step, practices, played)
                return NextStep(step=step, why=why, scenario_id=where)
    new = next((practice for practice in practices if practice.scenario_id not in played), None)
    if new is None:
        return None
    return NextStep(step=new.needed[0], why=said("next.new"), scenario_id=new.scenario_id)


def _against_and_never_clear(course: Course) -> Sentence | None:
    if any(reached.best is Level.CLEAR for reached in course):
        return None
    return _against_last(course) or (
        said("next.against") if any(reached.against for reached in course) else None
    )


def _not_clear(course: Course) -> Sentence | None:
    if any(reached.first_clear is not None for reached in course):
        return None
    if any(reached.partly for reached in course):
        return said("next.partly")
    doubted = any(reached.best >= Level.PARTIAL for reached in course)
    return said("next.doubtful" if doubted else "next.untouched")


def _against_last(course: Course) -> Sentence | None:
    return said("next.against_last") if course[-1].against else None


def _where(step: Step, practices: Sequence[Practice], played: Sequence[str]) -> str:
    """A situation that needs the step: one not played yet, else the one played last."""
    asking = [practice.scenario_id for practice in practices if step in practice.needed]
    new = [scenario_id for scenario_id in asking if scenario_id not in played]
    return (new or sorted(asking, key=played.index))[0]
