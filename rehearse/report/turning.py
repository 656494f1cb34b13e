"""The second sentence of a summary: where a talk turned after its beginning, or that it did not."""

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from rehearse.conversation.rubric import Level, Step
from rehearse.conversation.scenario import Band, Move
from rehearse.report.acts import Act, act, harm, step_taken
from rehearse.report.path import Course, Past
from rehearse.report.telling import Sentence

Acts = frozenset[Act]

NOTABLE = 7
"""What trust must gain in one turn for it to be told: a clear step, even one taken before."""

BIT_BY_BIT = 9
"""What trust must gain in all for a talk without such a turn to have opened."""

_ABOUT_EQUAL = 6
"""Within how many points of the largest a change tells as much."""

_APOLOGIES = frozenset({Act.SORRY, Act.SORRY_FOR_FEELINGS})
_ABOUT_SELF = frozenset({Act.ABOUT_SELF, Act.FISHED, Act.ASKED_FORGIVENESS})
_EMPTY = frozenset({Act.VAGUE, Act.LITTLE})

_NOT_OPEN = frozenset({Move.SILENCE, Move.HOLD_OFF, Move.LIMIT, Move.WITHDRAW, Move.CLOSE})
"""Answers that nobody would call an opening, whatever trust did."""


def turning(course: Course) -> Sentence:
    """Of a talk with at least two turns that are over; the first is the beginning, not the turn."""
    first, *later = course.past
    if not any(past.grade for past in later):
        return Sentence(code="turn.unscored")
    begun = _acts(first)
    rises = _unended([past for past in later if _rose(past)])
    falls = [past for past in later if _fell(past)]
    if rises and falls:
        return _both(course, rises, falls, begun)
    if rises:
        return _one("turn.rise", course, _telling(rises, begun, course), begun)
    if falls:
        return _only_falls(course, later, falls, begun)
    return _never(course, later)


def _acts(past: Past) -> Acts:
    """Everything that a turn did clearly, for or against."""
    if past.grade is None:
        return frozenset()
    taken = [step_taken(past.grade, s.step) for s in past.grade.scores if s.firmly_clear]
    against = harm(past.grade)
    return frozenset([act(past.grade), *taken, *([against] if against else [])])


def _rose(past: Past) -> bool:
    """Whether a turn won trust by a step that can be named."""
    clear = past.grade is not None and any(score.firmly_clear for score in past.grade.scores)
    return clear and past.moved >= NOTABLE


def _fell(past: Past) -> bool:
    """Whether a turn cost trust, or would have where there was none left to lose."""
    return past.harmful and (past.moved < 0 or past.before.trust == 0)


def _unended(rises: list[Past]) -> list[Past]:
    """Without those that an agreement came of, if there are others: the ending tells those."""
    ended = (Move.SMALL_STEP, Move.SETTLE)
    return [past for past in rises if past.reply.move not in ended] or rises


def _telling(turns: Sequence[Past], begun: Acts, course: Course) -> Past:
    """The turn with the largest change. Of about equal ones, one that the colleague first told
    something after, and one that did something else than the beginning did."""

    def tells(past: Past) -> tuple[bool, bool, int, int]:
        first_told = past.reply.told is not None and not past.before.told
        return (first_told, _done(past, course, begun) not in begun, abs(past.moved), -past.n)

    largest = max(abs(past.moved) for past in turns)
    return max((p for p in turns if abs(p.moved) > largest - _ABOUT_EQUAL), key=tells)


def _done(past: Past, course: Course, begun: Acts) -> Act:
    """What raised or lowered trust in a turn: something else than the beginning, if it did more."""
    assert past.grade is not None
    against = harm(past.grade)
    if against is not None:
        return against
    acts = [step_taken(past.grade, step) for step in _largest_first(past, course)]
    return next((found for found in acts if found not in begun), acts[0])


def _largest_first(past: Past, course: Course) -> list[Step]:
    """The clear steps by what they brought; of equals a needed one, then the first by the guide."""
    assert past.grade is not None
    points = {cause.step: cause.points for cause in past.causes if cause.points > 0}
    order = (*course.view.scenario.rules.needed, *Step)
    clear = [score.step for score in past.grade.scores if score.firmly_clear]
    return sorted(clear, key=lambda step: (-points.get(step, 0), order.index(step)))


def _one(code: str, course: Course, past: Past, begun: Acts) -> Sentence:
    parts = {"when": _when(past, course, begun), "then": _then(past, course)}
    return Sentence(code=code, parts=parts)


def _when(past: Past, course: Course, begun: Acts) -> Sentence:
    """What was done, told right behind the beginning: of the same act, that it was done again."""
    if _done(past, course, begun) in begun:
        return Sentence(code="when.again_against" if past.harmful else "when.again")
    return _when_in_full(past, course, begun)


def _when_in_full(past: Past, course: Course, begun: Acts) -> Sentence:
    done = _done(past, course, begun)
    return Sentence(code=f"when.{done.value}", slots={"name": course.name})


def _then(past: Past, course: Course) -> Sentence:
    code = _rose_to(past, course) if past.moved > 0 else _fell_to(past)
    return Sentence(code=f"turned.{code}", slots={"name": course.name})


def _rose_to(past: Past, course: Course) -> str:
    if past.reply.told:
        return "told" if past.before.told else "told_first"
    if past.reply.move in (Move.SMALL_STEP, Move.SETTLE) and not past.reply.stopped:
        return past.reply.move.value
    if past.reply.move in _NOT_OPEN:
        return "shifted"
    if past.after.standing.band is Band.LOW:
        return "crack"
    opened_before = any(p.moved >= NOTABLE for p in course.past[: past.n - 1])
    return "more_room" if opened_before else "room"


def _fell_to(past: Past) -> str:
    if past.reply.move in (Move.LIMIT, Move.WITHDRAW) and not past.reply.stopped:
        return past.reply.move.value
    return "shut_further" if past.before.standing.band is Band.LOW else "shut"


def _both(course: Course, rises: Sequence[Past], falls: Sequence[Past], begun: Acts) -> Sentence:
    signs = [sign for sign, _ in groupby(_signs(rises, falls))]
    if len(signs) == 2 and signs[0] < 0:
        return _fell_then_rose(course, rises, begun)
    rise, fall = _telling(rises, begun, course), _telling(falls, begun, course)
    code = "turn.back_and_forth"
    if len(signs) == 2:
        code = "turn.rose_then_fell"
    elif len(falls) == 1 and course.end.trust > fall.before.trust:
        code = "turn.one_slip"
    elif len(rises) == 1 and course.end.trust < rise.after.trust:
        code = "turn.one_opening"
        fall = _telling([past for past in falls if past.n > rise.n], begun, course)
    parts = {
        "opened": _opened(rise),
        "rise": _when(rise, course, begun),
        "fall": _when_in_full(fall, course, begun),
    }
    return Sentence(code=code, parts=parts)


def _opened(rise: Past) -> Sentence:
    return Sentence(code=f"opened.{'shifted' if rise.reply.move in _NOT_OPEN else 'room'}")


def _fell_then_rose(course: Course, rises: Sequence[Past], begun: Acts) -> Sentence:
    first = course.past[0]
    if course.end.trust < first.after.trust:
        code = "turn.fell_then_rose_some"
    elif first.moved >= NOTABLE:
        code = "turn.fell_then_rose_again"
    else:
        code = "turn.fell_then_rose"
    rise = _telling(rises, begun, course)
    return Sentence(code=code, parts={"opened": _opened(rise), "rise": _when(rise, course, begun)})


def _signs(rises: Iterable[Past], falls: Iterable[Past]) -> list[int]:
    changes = [(past.n, 1) for past in rises] + [(past.n, -1) for past in falls]
    return [sign for _, sign in sorted(changes)]


def _only_falls(
    course: Course, later: Sequence[Past], falls: Sequence[Past], begun: Acts
) -> Sentence:
    worst = _telling(falls, begun, course)
    scored = [past for past in later if past.grade]
    if len(falls) < 2 or 2 * len(falls) < len(scored):
        return _one("turn.fall", course, worst, begun)
    if _done(worst, course, begun) in begun:
        return Sentence(code="turn.downhill_same")
    return Sentence(code="turn.downhill", parts={"fall": _when(worst, course, begun)})


def _never(course: Course, later: Sequence[Past]) -> Sentence:
    scored = [past.grade for past in later if past.grade]
    acts = [act(grade) for grade in scored]
    slots: dict[str, str | int | tuple[int, ...]] = {"name": course.name}
    if course.end.trust - course.past[0].after.trust >= BIT_BY_BIT:
        several = sum(past.moved > 0 for past in later) > 1
        return Sentence(code="turn.bit_by_bit" if several else "turn.some_room")
    if all(past.before.standing.band is Band.HIGH for past in later):
        return Sentence(code="turn.stayed_open", slots=slots)
    if (habit := _habit(acts)) is not None:
        return Sentence(code=f"turn.{habit}", slots=slots)
    untouched = (
        grade[step].level is Level.ABSENT
        for grade in scored
        for step in (Step.OWN_PART, Step.FACE_IT)
    )
    if len(scored) == len(later) and all(untouched):
        return Sentence(code="turn.around", slots=slots)
    return Sentence(code="turn.little")


def _habit(acts: Sequence[Act]) -> str | None:
    """What more than half of at least two turns did, where that says why nothing moved."""
    kinds = Counter(_kind(found) for found in acts)
    habit, times = kinds.most_common(1)[0]
    return habit if times >= 2 and 2 * times > len(acts) else None


def _kind(found: Act) -> str | None:
    if found in _APOLOGIES:
        return "sorries"
    if found in _ABOUT_SELF:
        return "about_self"
    if found is Act.ASKED_FACT:
        return "facts"
    if found in _EMPTY:
        return "empty"
    return "explaining" if found in (Act.EXPLAINED, Act.OWNED_WITH_EXPLANATION) else None
