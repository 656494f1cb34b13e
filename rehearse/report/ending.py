"""The third sentence of a summary: where a talk ended."""

from rehearse.conversation import trust
from rehearse.conversation.moves import HARMFUL_TURNS_TO_CLOSE
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Band, Move
from rehearse.conversation.trust import Cause
from rehearse.report.path import Course
from rehearse.report.telling import Sentence

TOO_SHORT = 2
"""Up to so many turns a talk has an ending only if something came of it."""

NEARLY = 6
"""Within how many points of the start trust counts as where it was."""


def ending(course: Course, *, telling_told: bool = False) -> Sentence | None:
    """Of a talk with at least one turn that is over; None while a turn is still to be answered,
    and for a talk that is too short and still open.

    ``telling_told``: whether it was said already that the colleague told something.
    """
    if course.pending:
        return None
    code = _left(course) or _agreed(course) or _offered(course)
    if code is None and course.past[-1].reply.told and not telling_told:
        code = "told_last"
    code = code or _short(course)
    if code is None and len(course.past) > TOO_SHORT:
        code = _missing(course) or _where_it_stands(course)
    return Sentence(code=f"end.{code}", slots={"name": course.name}) if code else None


def outcome(course: Course) -> Sentence | None:
    """The ending, if it can be told without knowing what any turn was worth."""
    code = _left(course)
    return Sentence(code=f"end.{code}", slots={"name": course.name}) if code else None


def _left(course: Course) -> str | None:
    if not course.end.closed:
        return None
    harmed = course.end.harmful_run >= HARMFUL_TURNS_TO_CLOSE
    return "left_hurt" if harmed else "left_stuck"


def _agreed(course: Course) -> str | None:
    end = course.end
    if end.small_steps == 0:
        return None
    if end.standing.band is Band.LOW:
        return "agreed_but_shut"
    at_peace = Move.SETTLE in end.moves and end.standing.band is Band.HIGH
    return "agreed_and_settled" if at_peace else "agreed"


def _offered(course: Course) -> str | None:
    """Whether a promise stands, or one is waited for."""
    if _promised(course):
        if course.end.standing.band is Band.LOW:
            return "offer_but_shut"
        return "offer_tested" if course.last_move is Move.TEST else "offer_open"
    if course.end.offers > 0:
        return None
    if course.last_move is Move.ASK_COMMITMENT:
        return "awaited"
    asked = Move.ASK_COMMITMENT in course.end.moves and course.all_scored
    return "asked_in_vain" if asked and course.end.standing.band is not Band.LOW else None


def _promised(course: Course) -> bool:
    grades = [past.grade for past in course.past if past.grade]
    return any(grade[Step.RELIABLE].firmly_clear for grade in grades)


def _short(course: Course) -> str | None:
    if len(course.past) > TOO_SHORT:
        return None
    if course.view.ended_at is None:
        return None
    return "after_one" if len(course.past) == 1 else "soon"


def _missing(course: Course) -> str | None:
    """The step without which trust was held where it ended."""
    needed, standing = course.view.scenario.rules.needed, course.end.standing
    if standing.first_gate_open(needed) or not course.all_scored:
        return None
    held = any(c.cause is Cause.FIRST_GATE_SHUT for past in course.past for c in past.causes)
    at_the_gate = standing.trust >= trust.CAP_BEFORE_FIRST_GATE - NEARLY
    return f"missing.{needed[0].value}" if held and at_the_gate else None


def _where_it_stands(course: Course) -> str:
    start, end = course.start.standing, course.end.standing
    if end.band is Band.HIGH:
        return "open"
    if end.band is Band.MIDDLE:
        return "on_guard" if start.band is Band.LOW else "on_guard_still"
    moved = end.trust - start.trust
    if abs(moved) < NEARLY:
        return "shut_as_before"
    return "shut_further" if moved < 0 else "ajar"
