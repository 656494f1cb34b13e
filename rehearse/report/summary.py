"""A talk in three plain sentences: how it began, where it turned, where it ended."""

from rehearse.report.beginning import beginning
from rehearse.report.ending import ending, outcome
from rehearse.report.path import Course
from rehearse.report.telling import Sentence
from rehearse.report.turning import turning


def summary(course: Course) -> tuple[Sentence, ...]:
    """Fewer than three sentences for a talk too short to have all; one where nothing was said."""
    if not course.past:
        return (_nothing(course),)
    if not any(past.grade for past in course.past):
        return _those([Sentence(code="summary.all_unscored"), outcome(course)])
    turned = turning(course) if len(course.past) > 1 else None
    told = turned is not None and _tells(turned)
    return _those([beginning(course), turned, ending(course, telling_told=told)])


def _tells(turned: Sentence) -> bool:
    """Whether the turn of a talk was that the colleague told something."""
    then = turned.parts.get("then")
    return then is not None and then.code in ("turned.told", "turned.told_first")


def _nothing(course: Course) -> Sentence:
    if not course.pending:
        code = "summary.nothing_said"
    elif course.view.spoken[0].answered:
        code = "summary.first_being_read"
    else:
        code = "summary.first_pending"
    return Sentence(code=code, slots={"name": course.name})


def _those(sentences: list[Sentence | None]) -> tuple[Sentence, ...]:
    return tuple(sentence for sentence in sentences if sentence)
