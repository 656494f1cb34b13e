"""The first sentence of a summary: how a talk began, and what the colleague did with that."""

from rehearse.report.acts import act
from rehearse.report.answers import clause
from rehearse.report.path import Course
from rehearse.report.telling import Sentence


def beginning(course: Course) -> Sentence:
    """Of a talk with at least one turn that is over."""
    first = course.past[0]
    did = act(first.grade).value if first.grade else "unscored"
    return Sentence(
        code="begin.both",
        parts={
            "did": Sentence(code=f"begin.{did}", slots={"name": course.name}),
            "then": clause(first.turn, first.before, course.view.scenario),
        },
    )
