"""A report in the reader's words, ready to be laid out: values, in the order they are read."""

from enum import StrEnum

from rehearse.conversation.rubric import Frozen, Language
from rehearse.locale import phrase
from rehearse.report.card_words import CardWords


class Sign(StrEnum):
    """What stands before a level, and alone in the chart."""

    CLEAR = "clear"
    PARTIAL = "partial"
    ABSENT = "absent"
    AGAINST = "against"
    DOUBT = "doubt"
    UNSCORED = "unscored"

    @property
    def written(self) -> str:
        """The sign where it can only be written: in plain text, and under a drawn one."""
        return _WRITTEN[self]


_WRITTEN = {
    Sign.CLEAR: "●",
    Sign.PARTIAL: "◐",
    Sign.ABSENT: "·",
    Sign.AGAINST: "▼",
    Sign.DOUBT: "◌",
    Sign.UNSCORED: "–",
}


class Mark(Frozen):
    """A sign with the word for it."""

    sign: Sign
    word: str


class Fact(Frozen):
    """A label and what belongs to it."""

    label: str
    text: str
    own: bool = False
    """Whether the manager wrote it."""


class Said(Frozen):
    """Words of the colleague."""

    name: str
    gesture: str | None
    text: str


class NoteTold(Frozen):
    """What the grader made of one step in one turn."""

    step: str
    mark: Mark
    quote: str | None
    """None where the note before it stands on the same words."""
    remarks: tuple[str, ...]
    rewrite: str | None
    disputed: str | None


class TurnTold(Frozen):
    """One turn of the manager, what was made of it, and the answer."""

    who: str
    text: str
    mark: Mark | None
    """Only for a turn that was not scored."""
    remark: str | None
    """Why there are no notes, where there are none."""
    notes: tuple[NoteTold, ...]
    reply: Said | None
    after: str | None
    """What is to be said about the answer."""


class MomentTold(Frozen):
    """A turn worth coming back to."""

    heading: str
    quote: str
    where: str
    mark: Mark
    reason: str
    rewrite: str | None
    then: str


class ChartRow(Frozen):
    """One step over the turns."""

    step: str
    needed: bool
    marks: tuple[Mark, ...]


class Chart(Frozen):
    """The steps over some turns: ``first`` to ``last``, both included."""

    first: int
    last: int
    rows: tuple[ChartRow, ...]


class Told(Frozen):
    """Something the colleague told, and in which turn."""

    gist: str
    where: str


class PillarTold(Frozen):
    """One pillar: what was written, and what the talk did to it."""

    name: str
    wobbles: bool
    written: str | None
    told: str


class AttemptTold(Frozen):
    """One version of a turn."""

    which: str
    turn: TurnTold
    then: str


class ForkTold(Frozen):
    """A turn that was said in more ways than one."""

    heading: str
    attempts: tuple[AttemptTold, ...]


class Meaning(Frozen):
    """What a level means."""

    mark: Mark
    text: str


class Report(Frozen):
    """Everything that a file of one talk holds; what is empty is left out of it."""

    ui: Language
    spoken: Language
    name: str
    title: str
    facts: tuple[Fact, ...]
    summary: tuple[str, ...]
    moments: tuple[MomentTold, ...]
    charts: tuple[Chart, ...]
    told: tuple[Told, ...]
    unsaid: tuple[str, ...]
    """Each reason once, however many things it kept unsaid: what they are would be a spoiler."""
    pillars: tuple[PillarTold, ...]
    forks: tuple[ForkTold, ...]
    prepared: tuple[Fact, ...]
    opening: Said | None
    turns: tuple[TurnTold, ...]
    card: CardWords
    meanings: tuple[Meaning, ...]

    def say(self, key: str, **slots: object) -> str:
        """A phrase of the report in the reader's language."""
        return phrase(f"export.{key}", self.ui, **slots)
