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
    quote: str
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


class LevelsTold(Frozen):
    """One step of a turn: the grader's level beside the coach's."""

    step: str
    grader: Mark
    coach: Mark | None
    """None where the coach gave none."""
    differs: bool
    quotes: tuple[str, ...]
    """The words that each level goes by, once where both go by the same."""


class TurnReviewed(Frozen):
    """What a coach made of one turn."""

    n: int
    levels: tuple[LevelsTold, ...]
    """The steps that the grader or the coach saw in it."""
    remark: str | None
    """Why there are no levels of the grader's, or that coach and grader saw nothing."""
    comment: str | None


class ReviewTold(Frozen):
    """One coach's reading of a talk."""

    coach: str
    facts: tuple[Fact, ...]
    overall: str | None
    goal: Fact | None
    turns: tuple[TurnReviewed, ...]


class Speaking(Frozen):
    """What is laid out for one reader."""

    ui: Language
    spoken: Language
    """The language of the talk."""

    def say(self, key: str, **slots: object) -> str:
        """A phrase of the export in the reader's language."""
        return phrase(f"export.{key}", self.ui, **slots)


class ReadTurn(Frozen):
    """One turn of a shared talk with what was made of it, and the answer."""

    who: str
    text: str
    reviewed: TurnReviewed
    reply: Said | None


class ReviewReport(Speaking):
    """Everything that the file of one review holds."""

    title: str
    brief: str
    facts: tuple[Fact, ...]
    review: ReviewTold
    """Its turns stand in ``turns``."""
    opening: Said
    turns: tuple[ReadTurn, ...]
    meanings: tuple[Meaning, ...]
    closing: tuple[str, ...]
    """What one has to know about the file."""


class Report(Speaking):
    """Everything that a file of one talk holds; what is empty is left out of it."""

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
    reviews: tuple[ReviewTold, ...]
    """What coaches made of the turns on this path."""
    prepared: tuple[Fact, ...]
    opening: Said | None
    turns: tuple[TurnTold, ...]
    card: CardWords
    about: str
    """Who played and who graded, and that a grading can be wrong."""
    meanings: tuple[Meaning, ...]
