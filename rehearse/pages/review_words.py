"""What the pages of a coach say, and the sentences that tell what a choice changed."""

from dataclasses import dataclass

from rehearse.coaching.review import Review, TurnReview
from rehearse.coaching.shared import SharedTalk
from rehearse.conversation.rubric import Language, Level, Step, StepScore
from rehearse.locale import level_word, phrase, step_name
from rehearse.pages import frame


def say(key: str, **slots: object) -> str:
    """A phrase of the coach's pages, in the interface's language."""
    return phrase(f"review.{key}", frame.language(), **slots)


def graded_as(score: StepScore | None, ui: Language) -> str:
    """What the grader gave a step: a doubtful level too is told as it was read. None where the turn
    was not scored."""
    if score is None:
        return phrase("review.row.unscored", ui)
    level = level_word(score.level, False, ui)
    return phrase("review.row.doubt", ui, level=level) if score.doubt else level


def short_level(level: Level, ui: Language) -> str:
    """A level on a button, where there is little room."""
    return phrase(f"review.level.{level.name.lower()}", ui)


@dataclass(frozen=True)
class Undone:
    """What was taken back: a sentence, and where it stood; ``turn`` counts from 0, None for what is
    about the whole talk."""

    told: str
    turn: int | None = None
    step: Step | None = None


def undone(talk: SharedTalk, before: Review, after: Review, ui: Language) -> Undone | None:
    """What is different since a choice was taken back; None where nothing is."""
    for at, turn in enumerate(talk.turns):
        was, is_now = before.of(turn.id), after.of(turn.id)
        if was != is_now:
            return _in_turn(at, was, is_now, ui)
    for part in ("overall", "goal", "handed_in_at"):
        if getattr(before, part) != getattr(after, part):
            key = "handed_in" if part == "handed_in_at" else part
            return Undone(phrase(f"review.told.undone.{key}", ui))
    return None


def _in_turn(at: int, was: TurnReview, is_now: TurnReview, ui: Language) -> Undone:
    steps = [step for step in Step if was.steps.get(step) != is_now.steps.get(step)]
    if len(steps) == 1:
        told = phrase("review.told.undone.level", ui, step=step_name(steps[0], ui), n=at + 1)
        return Undone(told, at, steps[0])
    what = "levels" if steps else "comment"
    return Undone(phrase(f"review.told.undone.{what}", ui, n=at + 1), at)
