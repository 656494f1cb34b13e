"""What changed over several talks, in at most two sentences."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile

from rehearse.conversation.rubric import Level, Step
from rehearse.conversation.views import RehearsalView
from rehearse.report.reached import Course, Reached, TalkReached, reached_by, said
from rehearse.report.telling import Sentence

MOST_SENTENCES = 2

TURNS_EARLIER = 2
"""How many turns sooner something must come to be called earlier."""


def what_changed(
    scored: Sequence[RehearsalView], alike: Sequence[RehearsalView], needed: Sequence[Step]
) -> tuple[Sentence, ...]:
    """``scored``: all talks with a scored turn; ``alike``: those of them that one grader graded."""
    if not scored:
        return ()
    if len(alike) < 2:
        return (said("early" if len(scored) == 1 else "regraded"),)
    told = _changes([reached_by(talk) for talk in alike], needed)
    if len(alike) < len(scored):
        told = [*told[: MOST_SENTENCES - 1], said("alike", talks=len(alike))]
    return tuple(told)


def _changes(talks: Sequence[TalkReached], needed: Sequence[Step]) -> list[Sentence]:
    """What got better and what is still hard; where one of them is missing, more of the rest."""
    order = [*needed, *(step for step in Step if step not in needed)]
    courses = {step: [talk.steps[step] for talk in talks] for step in order}
    better = _one_each(_better(courses))
    hard = _one_each(_hard(courses, needed), without=[step for step, _ in better[:1]])
    found = [*better[:1], *hard[:1], *better[1:], *_one_each(_kept(courses))]
    told = _one_each(found)[:MOST_SENTENCES]
    return [sentence for _, sentence in told] or [said("no_line")]


_Change = tuple[Step, Sentence]


def _one_each(changes: Iterable[_Change], without: Sequence[Step] = ()) -> list[_Change]:
    """The first that is said of each step."""
    first: dict[Step, Sentence] = {}
    for step, sentence in changes:
        if step not in without:
            first.setdefault(step, sentence)
    return list(first.items())


def _better(courses: Mapping[Step, Course]) -> Iterator[_Change]:
    """What a later talk did better than an earlier one, the most telling first."""
    own_part = _own_part(courses[Step.OWN_PART])
    if own_part:
        yield Step.OWN_PART, own_part
    for rule in (_steady, _relieved, _first_time):
        for step, course in courses.items():
            if sentence := rule(step, course):
                yield step, sentence


def _own_part(course: Course) -> Sentence | None:
    """The own part named sooner in a talk, or named at last."""
    turns = [reached.first_clear for reached in course]
    first, last = turns[0], turns[-1]
    if last is None:
        return None
    if first is None:
        return said("named", n=last)
    if first - last < TURNS_EARLIER:
        return None
    known = [turn for turn in turns if turn is not None]
    falls = all(later < sooner for sooner, later in pairwise(known))
    each_time = len(course) > 2 and len(known) == len(course) and falls
    return said("earlier_each" if each_time else "earlier", first=first, last=last)


def _steady(step: Step, course: Course) -> Sentence | None:
    """Clear in each of the latest talks, after one in which it was not."""
    run = _run(course, lambda reached: reached.first_clear is not None)
    return said("steady", step, talks=run) if 1 < run < len(course) else None


def _relieved(step: Step, course: Course) -> Sentence | None:
    """Worked against before and no more; of one talk that is only said where the step was done."""
    run = _run(course, lambda reached: not reached.against)
    if not 0 < run < len(course):
        return None
    if run > 1:
        return said("relieved", step, talks=run)
    return said("relieved.one", step) if course[-1].best >= Level.PARTIAL else None


def _first_time(step: Step, course: Course) -> Sentence | None:
    clear = [reached.first_clear is not None for reached in course]
    return said("first_time", step) if clear[-1] and not any(clear[:-1]) else None


def _hard(courses: Mapping[Step, Course], needed: Sequence[Step]) -> Iterator[_Change]:
    """What works against the manager now, or was never clear."""
    for step, course in courses.items():
        if course[-1].against and not any(reached.against for reached in course[:-1]):
            yield step, said("against_now", step)
    for step, course in courses.items():
        if all(reached.best < Level.CLEAR for reached in course):
            if any(reached.best is Level.PARTIAL for reached in course[-2:]):
                yield step, said("search", step)
            elif step in needed:
                yield step, said("never", step)


def _kept(courses: Mapping[Step, Course]) -> Iterator[_Change]:
    """What was clear from the first talk to the last."""
    for step, course in courses.items():
        if all(reached.first_clear is not None for reached in course):
            yield step, said("always", step, talks=len(course))


def _run(course: Course, holds: Callable[[Reached], bool]) -> int:
    """In how many of the latest talks something holds, without a break."""
    return sum(1 for _ in takewhile(holds, reversed(course)))
