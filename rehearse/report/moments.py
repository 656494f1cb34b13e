"""The two turns worth coming back to: the strongest moment and the hardest."""

from collections.abc import Iterator
from dataclasses import dataclass

from rehearse.conversation.rubric import Drift, Frozen, Level, Passage, Reason, Step, StepScore
from rehearse.conversation.scenario import Move
from rehearse.report.answers import answered
from rehearse.report.path import Course, Past
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


@dataclass(frozen=True)
class _Found:
    """A score with the turn it was given in, and its words."""

    past: Past
    score: StepScore
    quote: Passage
    reason: Reason
    needed: int
    """How much the situation needs the step: 0 not, else more for an earlier one."""

    def shares_words(self, other: "_Found") -> bool:
        apart = self.quote.end <= other.quote.start or other.quote.end <= self.quote.start
        return self.past.n == other.past.n and not apart


def moments(course: Course) -> tuple[Moment | None, Moment | None]:
    """The strongest and the hardest moment. What the manager marked as not right is neither."""
    found = list(_found(course))
    harms = [one for one in found if one.score.against]
    # Words that may have done harm, if only in doubt, are nobody's strongest moment either.
    doubted = [one for one in found if one.score.level is Level.AGAINST]
    good = [one for one in found if one.score.level >= Level.PARTIAL]
    unmixed = [one for one in good if not any(one.shares_words(harm) for harm in doubted)]
    strongest = max(filter(_counts, unmixed), key=_strength, default=None)
    hardest = max(harms, key=_cost, default=None) or _could_go_further(course, good, strongest)
    return _moment(course, strongest), _moment(course, hardest)


def _found(course: Course) -> Iterator[_Found]:
    needed = course.view.scenario.rules.needed
    for past in course.past:
        for score in past.grade.scores if past.grade else ():
            if score.evidence and score.reason and score.step not in past.turn.disputed:
                place = len(needed) - needed.index(score.step) if score.step in needed else 0
                yield _Found(past, score, score.evidence, score.reason, place)


def _counts(found: _Found) -> bool:
    """Whether something can be anybody's strongest moment: nothing that is in doubt. Of what is
    less than clear: no bare sorry, nothing that slid or did harm, and nothing that the colleague
    turned away from."""
    score, past = found.score, found.past
    if score.doubt:
        return False
    if score.firmly_clear:
        return True
    if past.read.empty_sorry or past.harmful or past.read.drift is not Drift.NONE:
        return False
    return past.reply.move not in _TURNED_AWAY


_TURNED_AWAY = (
    Move.PUZZLED,
    Move.CLOSE,
    Move.HOLD_OFF,
    Move.LIMIT,
    Move.WITHDRAW,
    Move.INVITE_DRAMA,
)


def _strength(found: _Found) -> tuple[int, ...]:
    """Clear before partly; then a turn that worked against nothing, a needed step, and the most
    trust won."""
    level, past = int(found.score.level), found.past
    return (level, not past.harmful, found.needed > 0, past.moved, found.needed, -past.n)


def _cost(found: _Found) -> tuple[int, ...]:
    """A needed step and the largest fall first; then one with a rewrite to show."""
    past = found.past
    return (found.needed > 0, -past.moved, found.score.rewrite is not None, found.needed, -past.n)


def _could_go_further(
    course: Course, good: list[_Found], strongest: _Found | None
) -> _Found | None:
    """A half step that a better version is known of, if it was never taken whole."""
    clear = course.end.standing.clear if course.past else frozenset()
    half = [
        one
        for one in good
        if one.score.level is Level.PARTIAL and not one.score.doubt
        if one.score.rewrite is not None and one.score.step not in clear
        if strongest is None or not one.shares_words(strongest)
    ]
    return max(half, key=lambda one: (one.needed, -one.past.n), default=None)


def _moment(course: Course, found: _Found | None) -> Moment | None:
    if found is None:
        return None
    past, score = found.past, found.score
    return Moment(
        n=past.n,
        step=score.step,
        level=score.level,
        quote=found.quote,
        reason=found.reason,
        rewrite=score.rewrite,
        then=answered(past.turn, past.before, course.view.scenario),
    )
