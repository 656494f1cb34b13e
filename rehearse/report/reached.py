"""How far talks took each step, so that one can be held beside another."""

from collections.abc import Sequence
from datetime import datetime

from rehearse.conversation.rubric import Frozen, Level, Step, TurnGrade
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.report.telling import Sentence


class Reached(Frozen):
    """How far one talk took one step."""

    best: Level
    doubt: bool
    """Whether the best is only in doubt."""
    partly: bool
    """Whether it was taken at least in part, beyond doubt."""
    against: bool
    """Whether the step was also worked against once, beyond doubt."""
    first_clear: int | None
    """The first turn in which it was clear beyond doubt."""


class TalkReached(Frozen):
    """One talk in the chart of all talks."""

    rehearsal_id: str
    scenario_id: str
    title: str
    name: str
    started_at: datetime
    steps: dict[Step, Reached]
    grader: str
    """Who graded it; talks of different graders are compared with care."""
    ready_before: int | None
    ready_after: int | None


Course = Sequence[Reached]
"""How far each talk took one step, the oldest first."""


def graded_turns(talk: RehearsalView) -> list[tuple[int, TurnView, TurnGrade]]:
    """The turns that were scored, each with its number and its grade."""
    return [(n, turn, turn.graded) for n, turn in enumerate(talk.spoken, 1) if turn.graded]


def of_the_newest_grader(talks: Sequence[RehearsalView]) -> list[RehearsalView]:
    """The newest talks that one grader graded: levels of two graders are not held side by side."""
    alike: list[RehearsalView] = []
    newest = graded_turns(talks[-1])[-1][2].grader if talks else ""
    for talk in reversed(talks):
        if {grade.grader for _, _, grade in graded_turns(talk)} != {newest}:
            break
        alike.insert(0, talk)
    return alike


def needed_steps(talks: Sequence[RehearsalView]) -> list[Step]:
    """The steps that the situations of these talks cannot do without, the newest talk's first."""
    needed: list[Step] = []
    for talk in reversed(talks):
        needed.extend(step for step in talk.scenario.rules.needed if step not in needed)
    return needed


def reached_by(talk: RehearsalView) -> TalkReached:
    """How far a talk with at least one scored turn took every step."""
    graded = graded_turns(talk)
    return TalkReached(
        rehearsal_id=talk.id,
        scenario_id=talk.scenario.id,
        title=talk.scenario.words.title,
        name=talk.name,
        started_at=talk.started_at,
        steps={step: _step_reached(step, graded) for step in Step},
        grader=graded[-1][2].grader,
        ready_before=talk.keepsakes.preparation.ready,
        ready_after=talk.keepsakes.reflection.ready,
    )


def _step_reached(step: Step, graded: Sequence[tuple[int, TurnView, TurnGrade]]) -> Reached:
    touched = [grade[step] for _, _, grade in graded if grade.level(step) is not Level.ABSENT]
    best = max((score.level for score in touched), default=Level.ABSENT)
    return Reached(
        best=best,
        doubt=bool(touched) and all(score.doubt for score in touched if score.level is best),
        partly=any(score.level >= Level.PARTIAL and not score.doubt for score in touched),
        against=any(score.against for score in touched),
        first_clear=next((n for n, _, grade in graded if grade[step].firmly_clear), None),
    )


def said(what: str, step: Step | None = None, talks: int | None = None, **slots: int) -> Sentence:
    """``talks``: in how many of them; two of them have a sentence of their own."""
    told: dict[str, str | int] = dict(slots)
    if step is not None:
        told["step"] = step.value
    if talks is not None:
        told["n"] = talks
        what += ".two" if talks == 2 else ".more"
    return Sentence(code=f"progress.{what}", slots=told)
