"""What the manager writes down for themselves around a talk: before it, after it, to take along.

All of it is optional, none of it is graded, and the colleague never hears it.
"""

from datetime import date, time
from typing import Annotated

from pydantic import AfterValidator, Field

from rehearse.conversation.rubric import Frozen, Pillar

MOST_KEPT = 2_000
"""The longest text kept in one field, in code points."""


def _short_enough(text: str) -> str:
    if len(text) > MOST_KEPT:
        raise ValueError(f"longer than {MOST_KEPT} characters")
    return text


# Not pydantic's own limit: it refuses half a surrogate pair, and nothing typed may be refused so.
Kept = Annotated[str, AfterValidator(_short_enough)]
"""A text of at most ``MOST_KEPT`` code points."""

READINESS = range(11)
"""How ready somebody feels for the real conversation: 0 not at all, 10 could have it tomorrow."""


class Preparation(Frozen):
    """What was written on Prepare, before the first turn."""

    own_part: Kept = ""
    goal: Kept = ""
    """What should be different after the talk."""
    seen: dict[Pillar, Kept] = Field(default_factory=dict)
    """In what way this person is valuable, capable and responsible to the manager; a pillar that
    was left open is not in it."""
    planned_on: date | None = None
    """The day of the real talk."""
    planned_at: time | None = None
    """Its hour, on the manager's own clock."""
    ready: int | None = Field(default=None, ge=0, le=10)
    words_only: bool = False
    """Whether signs, levels and the line of trust stay out of view during the talk."""


class Reflection(Frozen):
    """How the manager looks back on the rehearsal."""

    ready: int | None = Field(default=None, ge=0, le=10)
    words: Kept = ""


class Card(Frozen):
    """The one page to take into the room, in the manager's own words."""

    opening: Kept = ""
    own_part: Kept = ""
    question: Kept = ""
    commitment: Kept = ""
    due: date | None = None
    """By when the commitment is kept."""


class Keepsakes(Frozen):
    """Everything of this kind that belongs to one rehearsal."""

    preparation: Preparation = Preparation()
    reflection: Reflection = Reflection()
    card: Card | None = None
    """As the manager changed it; None while it is as it was drafted."""
