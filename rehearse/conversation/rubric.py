"""What a turn is scored on: seven steps, four levels, drift, and the grade that holds them.

The seven steps follow Monique Bruil's Dutch article on repairing trust at work (after Nate Regier);
their wording and levels are this project's own and are written out in docs/scoring-guide.md.
"""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rehearse.conversation.signals import Signal

Language = Literal["nl", "en"]
LANGUAGES: tuple[Language, ...] = ("nl", "en")

MAX_TURN_LENGTH = 20_000
"""The longest turn that is scored and answered, in code points."""


class Step(StrEnum):
    """A repair step, in the order of the guide."""

    WORTH = "worth"
    OWN_PART = "own_part"
    I_MESSAGE = "i_message"
    ASK = "ask"
    CLARITY = "clarity"
    FACE_IT = "face_it"
    RELIABLE = "reliable"


_PLACES = {step: place for place, step in enumerate(Step)}


class Level(IntEnum):
    """How far a turn takes a step."""

    AGAINST = -1
    ABSENT = 0
    PARTIAL = 1
    CLEAR = 2


class Drift(StrEnum):
    """Where a turn slides under pressure: a corner of the drama triangle, or nowhere."""

    NONE = "none"
    PERSECUTOR = "persecutor"
    RESCUER = "rescuer"
    VICTIM = "victim"


class Pillar(StrEnum):
    """What a colleague needs to be in someone's eyes; trust wobbles where one of them does."""

    VALUABLE = "valuable"
    CAPABLE = "capable"
    RESPONSIBLE = "responsible"


class Frozen(BaseModel):
    """A value: never changed once made, and nothing in it that its class does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Passage(Frozen):
    """A contiguous piece of a turn, letter for letter; ``start`` and ``end`` count code points."""

    text: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)

    @model_validator(mode="after")
    def _spans_its_text(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError("a passage spans exactly its text")
        return self


class Reason(Frozen):
    """Why a level was given: a code of the reason catalogue and the words for its slots.

    Kept as a code so that each reader gets the sentence in their own language.
    """

    code: str
    slots: dict[str, str] = Field(default_factory=dict)
    said: dict[Language, str] = Field(default_factory=dict)
    """The grader's own sentence, where it made one: told in place of the code's to whoever reads
    that language."""


class StepScore(Frozen):
    """One step of one turn.

    ``level`` is the level as read. ``doubt`` says that the grader would not sign it: moves take a
    doubtful -1 for a 0, and it costs a little trust; a doubtful 2 earns what a 1 earns.
    """

    step: Step
    level: Level
    doubt: bool = False
    evidence: Passage | None = None
    reason: Reason | None = None
    rewrite: str | None = None
    pillar: Pillar | None = None
    by: Literal["local"] | None = None
    """Who gave this level, where that was not the grader of the whole grade: the local grader, for
    a model that showed no words of the turn."""

    @model_validator(mode="after")
    def _a_level_is_explained(self) -> Self:
        if (self.level is Level.ABSENT) != (self.evidence is None):
            raise ValueError("a level other than 0 carries evidence, a level of 0 carries none")
        if (self.level is Level.ABSENT) != (self.reason is None):
            raise ValueError("a level other than 0 carries a reason, a level of 0 carries none")
        return self

    @property
    def against(self) -> bool:
        """Whether this counts as harm: a -1 that is not in doubt."""
        return self.level is Level.AGAINST and not self.doubt

    @property
    def firmly_clear(self) -> bool:
        return self.level is Level.CLEAR and not self.doubt


def strength(level: Level, *, doubt: bool) -> float:
    """A level as a place on one scale, from -1 to 2; in doubt it stands half as far from 0."""
    return level / 2 if doubt else float(level)


class TurnGrade(Frozen):
    """What a grader makes of one turn: all seven steps in the order of the guide."""

    kind: Literal["graded"] = "graded"
    grader: str
    """Who made it and from what: name, version of rubric and of the grader's own data."""
    language: Language
    """The language that the turn was read in; reasons are told in it."""
    scores: tuple[StepScore, ...]
    drift: Drift = Drift.NONE
    drift_evidence: Passage | None = None
    signals: frozenset[Signal] = frozenset()

    @model_validator(mode="after")
    def _holds_every_step(self) -> Self:
        if tuple(score.step for score in self.scores) != tuple(Step):
            raise ValueError("a grade holds the seven steps in the order of the guide")
        return self

    def __getitem__(self, step: Step) -> StepScore:
        return self.scores[_PLACES[step]]

    def level(self, step: Step) -> Level:
        """The level that trust and moves go by: as read, but a doubtful -1 counts as 0."""
        score = self[step]
        if score.level is Level.AGAINST and score.doubt:
            return Level.ABSENT
        return score.level

    @property
    def harmful(self) -> bool:
        """Whether the turn works against any step, beyond doubt."""
        return any(score.against for score in self.scores)

    @property
    def any_clear(self) -> bool:
        return any(score.level is Level.CLEAR for score in self.scores)


class NotScoredCode(StrEnum):
    """Why a turn has no grade."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_LINE = "bad_line"
    FAILED = "failed"


class NotScored(Frozen):
    """A grade that could not be made. Never a zero: it moves nothing and counts in no mean."""

    kind: Literal["not_scored"] = "not_scored"
    code: NotScoredCode
    trouble: str | None = None
    """What kept a model from grading: a code of the ``errors`` catalogue."""


GradeResult = Annotated[TurnGrade | NotScored, Field(discriminator="kind")]


def unscorable(text: str) -> NotScoredCode | None:
    """Why these words cannot be scored at all, or None when they can."""
    if len(text) > MAX_TURN_LENGTH:
        return NotScoredCode.TOO_LONG
    return None if has_words(text) else NotScoredCode.EMPTY


def has_words(text: str) -> bool:
    """Whether anything visible is left once blanks, control and format characters are gone."""
    return any(ch.isprintable() and not ch.isspace() for ch in text)
