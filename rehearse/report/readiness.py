"""How ready the manager felt for the talk with one colleague, before and after."""

from collections.abc import Sequence

from rehearse.conversation.rubric import Frozen
from rehearse.conversation.views import RehearsalView
from rehearse.report.telling import Sentence


class Readiness(Frozen):
    """How ready the manager felt for the talk with one colleague, and the latest words on that."""

    told: Sentence
    words: str | None


def readiness(talks: Sequence[RehearsalView]) -> Readiness | None:
    """Of the newest situation that allows a comparison: readiness for one talk says nothing about
    readiness for another."""
    for newest in reversed(talks):
        alike = [talk for talk in talks if _about(talk) == _about(newest)]
        if told := _over_talks(alike) or _within_one(alike):
            words = (talk.keepsakes.reflection.words.strip() for talk in reversed(alike))
            return Readiness(told=told, words=next(filter(None, words), None))
    return None


def _about(talk: RehearsalView) -> tuple[str, str]:
    return talk.scenario.id, talk.name


def _over_talks(alike: Sequence[RehearsalView]) -> Sentence | None:
    """After the first talk and after the last: never after one and before another."""
    after = [found for talk in alike if (found := talk.keepsakes.reflection.ready) is not None]
    return _ready("ready_over", alike[0].name, after[0], after[-1]) if len(after) > 1 else None


def _within_one(alike: Sequence[RehearsalView]) -> Sentence | None:
    """Before and after the newest talk that has both."""
    for talk in reversed(alike):
        before, after = talk.keepsakes.preparation.ready, talk.keepsakes.reflection.ready
        if before is not None and after is not None:
            return _ready("ready", talk.name, before, after)
    return None


def _ready(code: str, name: str, first: int, last: int) -> Sentence:
    told = f"{code}_same" if first == last else code
    return Sentence(code=f"progress.{told}", slots={"name": name, "first": first, "last": last})
