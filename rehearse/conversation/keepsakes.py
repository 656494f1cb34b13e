"""What the manager writes down for themselves around a talk: before it, after it, to take along.

All of it is optional, none of it is graded, and the colleague never hears it.
"""

from datetime import date, time

from pydantic import Field

from rehearse.conversation.rubric import Frozen, Pillar

MOST_KEPT = 2_000
"""The longest text kept in one field, in code points."""

READINESS = range(11)
"""How ready somebody feels for the real conversation: 0 not at all, 10 could have it tomorrow."""


class Preparation(Frozen):
    """What was written on Prepare, before the first turn."""

    own_part: str = Field(default="", max_length=MOST_KEPT)
    goal: str = Field(default="", max_length=MOST_KEPT)
    """What should be different after the talk."""
    seen: dict[Pillar, str] = Field(default_factory=dict)
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
    words: str = Field(default="", max_length=MOST_KEPT)


class Card(Frozen):
    """The one page to take into the room, in the manager's own words."""

    opening: str = Field(default="", max_length=MOST_KEPT)
    own_part: str = Field(default="", max_length=MOST_KEPT)
    question: str = Field(default="", max_length=MOST_KEPT)
    commitment: str = Field(default="", max_length=MOST_KEPT)
    due: date | None = None
    """By when the commitment is kept."""


class Keepsakes(Frozen):
    """Everything of this kind that belongs to one rehearsal."""

    preparation: Preparation = Preparation()
    reflection: Reflection = Reflection()
    card: Card | None = None
    """As the manager changed it; None while it is as it was drafted."""
