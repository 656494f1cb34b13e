"""What can be wrong with words that a model found for the colleague."""

from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One code a check."""

    STAGE_DIRECTION = "stage_direction"
    """A gesture among the words: gestures are a field of their own, and written by us."""
    LAYOUT = "layout"
    """Headings, lists, marks, emoji, a speaker's label, quotation marks around it all."""
    WRONG_LANGUAGE = "wrong_language"
    FORMAL_YOU = "formal_you"
    """Dutch "u" to a manager who says "je"."""
    OUT_OF_ROLE = "out_of_role"
    """Speaks of models, prompts, the exercise, its rules or scores, or of itself by name."""
    FORGIVES = "forgives"
    """Gives more than the move does: only code decides what is forgiven."""
    TAKES_OVER = "takes_over"
    """Claims what the manager did or promised, or says for the manager what they feel."""
    SWAPS_ROLES = "swaps_roles"
    """Comforts, coaches, praises or interviews the manager, or talks like a therapist."""
    UNKNOWN_FACT = "unknown_fact"
    """A date, time, sum, number or name that neither situation nor talk holds."""
    TOO_LONG = "too_long"
    TOO_MANY_QUESTIONS = "too_many_questions"
    REPEATS = "repeats"
    """Its own earlier words again."""
    ECHOES = "echoes"
    """The manager's sentence, turned round."""
    LAYER_MISSING = "layer_missing"
    """The reply does not hold the layer that it was to tell."""
    LAYER_EARLY = "layer_early"
    """The reply holds a layer that is not to be told now."""


@dataclass(frozen=True)
class Finding:
    """A fault and the words that show it: for the request to say it again, never for a log."""

    fault: Fault
    words: str
