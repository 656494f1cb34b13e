"""The three pillars: what the manager wrote about each, and what their words did to it."""

from collections.abc import Callable

from rehearse.conversation.rubric import Frozen, Level, Pillar, Step, StepScore
from rehearse.language.tell import known_words, words
from rehearse.report.path import Course
from rehearse.report.telling import Sentence

_LONG_ENOUGH = 4
"""Letters from which on a rare word tells what is spoken of."""


class PillarSeen(Frozen):
    """One pillar: what the manager wrote beforehand, and what their words did to it."""

    pillar: Pillar
    wobbles: bool
    """Whether it is the one that this situation made wobble."""
    written: str | None
    held: tuple[int, ...]
    """Turns whose words held it up."""
    knocked: tuple[int, ...]
    """Turns whose words knocked it, beyond doubt."""
    told: Sentence
    """The same in a sentence."""


def pillars(course: Course) -> tuple[PillarSeen, ...]:
    """All three, in their order."""
    return tuple(_seen(course, pillar) for pillar in Pillar)


def _seen(course: Course, pillar: Pillar) -> PillarSeen:
    written = course.view.keepsakes.preparation.seen.get(pillar, "").strip() or None
    held = _turns(course, pillar, lambda score: score.level >= Level.PARTIAL and not score.doubt)
    knocked = _turns(course, pillar, lambda score: score.against)
    return PillarSeen(
        pillar=pillar,
        wobbles=pillar is course.view.scenario.rules.pillar,
        written=written,
        held=held,
        knocked=knocked,
        told=_told(course, pillar, held, knocked)
        if held or knocked
        else _absent(course, pillar, written),
    )


def _turns(course: Course, pillar: Pillar, counts: Callable[[StepScore], bool]) -> tuple[int, ...]:
    """The turns in which the pillar was touched in a way that counts."""
    scores = ((past.n, past.grade[Step.WORTH]) for past in course.past if past.grade)
    return tuple(n for n, score in scores if score.pillar is pillar and counts(score))


def _told(
    course: Course, pillar: Pillar, held: tuple[int, ...], knocked: tuple[int, ...]
) -> Sentence:
    parts = {
        did: Sentence(
            code=f"pillars.{pillar.value}.{did}", slots={"name": course.name, "turns": turns}
        )
        for did, turns in (("held", held), ("knocked", knocked))
        if turns
    }
    if len(parts) == 2:
        return Sentence(code="pillars.both", parts=parts)
    return Sentence(code="pillars.one", parts={"did": next(iter(parts.values()))})


def _absent(course: Course, pillar: Pillar, written: str | None) -> Sentence:
    """That nothing certain was said about it, and how sure that is."""
    if course.past and not any(past.grade for past in course.past):
        return Sentence(code="pillars.unscored")
    doubtful = _turns(course, pillar, lambda score: score.doubt)
    if doubtful:
        return Sentence(code="pillars.doubtful", slots={"turns": doubtful})
    if written and (turns := _named_again(course, written)):
        return Sentence(code="pillars.named_again", slots={"turns": turns})
    if not course.all_scored:
        return Sentence(code="pillars.absent_as_far_as_scored")
    return Sentence(code="pillars.not_come_back" if written else "pillars.absent")


def _named_again(course: Course, written: str) -> tuple[int, ...]:
    """The turns that use a word of what was written which is not one that everybody uses."""
    telling = _telling(written)
    return tuple(past.n for past in course.past if telling & _telling(past.turn.text))


def _telling(text: str) -> set[str]:
    rare = set(words(text)) - known_words()
    return {word for word in rare if len(word) >= _LONG_ENOUGH}
