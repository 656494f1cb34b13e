"""A situation as data: who was hurt, how, what it takes, and the words for it in one language."""

import hashlib
import json
import re
from collections.abc import Set
from enum import StrEnum
from string import Formatter
from typing import Self

from pydantic import Field, field_serializer, model_validator

from rehearse.conversation.rubric import Frozen, Language, Pillar, Step


class Temperament(StrEnum):
    """How a person is when things are bad."""

    WITHDRAWN = "withdrawn"
    SHARP = "sharp"
    PLEASING = "pleasing"
    ANXIOUS = "anxious"


class Band(StrEnum):
    """How warm it is between two people: low to 39, middle to 59, high from 60."""

    LOW = "low"
    MIDDLE = "middle"
    HIGH = "high"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {band: rank for rank, band in enumerate(Band)}


class Opening(StrEnum):
    """What a turn gives that lets the colleague tell something."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    SAFE = "safe"


class Move(StrEnum):
    """What the colleague does in answer to a turn, in order of precedence."""

    PUZZLED = "puzzled"
    CLOSE = "close"
    HOLD_OFF = "hold_off"
    LIMIT = "limit"
    WITHDRAW = "withdraw"
    INVITE_DRAMA = "invite_drama"
    ANSWER = "answer"
    REVEAL = "reveal"
    SETTLE = "settle"
    HINT = "hint"
    SMALL_STEP = "small_step"
    TEST = "test"
    ASK_COMMITMENT = "ask_commitment"
    CHALLENGE = "challenge"
    SILENCE = "silence"
    GO_ON = "go_on"
    SECOND_THOUGHTS = "second_thoughts"
    """No answer of its own: a sentence before the line, when the grade settled much lower."""
    UPTAKE = "uptake"
    """No answer of its own either: a few words before a line that is about something else, so that
    a promise is heard."""
    ACKNOWLEDGE = "acknowledge"
    """Nor is this: the same for what was owned. What stands for ``{said}`` in it, and in an
    uptake, are the manager's own words for when, how long or how often."""
    BRIDGE = "bridge"
    """Nor is this: a few words before a line that leaves a plain question lying, so that the
    question is heard."""


BEFORE_THE_LINE = frozenset({Move.SECOND_THOUGHTS, Move.UPTAKE, Move.ACKNOWLEDGE, Move.BRIDGE})
"""What is spoken before the line of a move, and is none itself."""


class Difficulty(StrEnum):
    """How much trust is left at the start."""

    EASY = "easy"
    NORMAL = "normal"
    HARD = "hard"


class Said(StrEnum):
    """What a manager can have said by now, that lines of the colleague take for granted."""

    NAMED = "named"
    """The sore point, at least roughly."""
    OWNED = "owned"
    """Plainly, what he or she did."""
    PROMISED = "promised"
    """Something that can be checked."""
    APOLOGISED = "apologised"
    """A sorry, in this very turn."""
    HALF = "half"
    """Half a thing, in this very turn, or less: a part, an excuse or a promise that one cannot hold
    on to."""
    ANSWERED = "answered"
    """Something, in this very turn, to a question that the colleague had just asked."""


class Asked(StrEnum):
    """What a closing question can be, where it is not about how it was for the colleague."""

    FACT = "fact"
    CHOICE = "choice"
    """A yes or a no, about what the colleague wants or is offered."""
    EITHER = "either"
    """This or that."""
    CONSENT = "consent"
    """Whether what was just proposed will do."""
    CONFIRM = "confirm"
    """Whether the colleague meant what the manager makes of it."""
    OWN_WORDS = "own_words"
    """What the colleague meant, or has just spoken of."""
    AGAIN = "again"
    """What was answered before."""
    WHY = "why"
    """A fact, as are all that follow: each told by the word that opens the question."""
    WHEN = "when"
    """How long, how often and how many too."""
    WHO = "who"
    WHERE = "where"
    SAID = "said"
    """What somebody said to something."""
    WANT = "want"
    """What of this or that kind the colleague would want."""
    HOW = "how"
    WHAT = "what"
    WHETHER = "whether"
    """A yes or a no, about how things are or were."""


class Utterance(Frozen):
    """Something the colleague says. The gesture is shown, never spoken, never given to a model."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    text: str = Field(min_length=1)
    gesture: str | None = None

    def __hash__(self) -> int:
        # Hashed at every turn, a hundred lines at once: not with all their examples.
        return hash(self.id)


class Line(Utterance):
    """One thing the colleague can say for a move, and when it serves."""

    band: Band = Band.LOW
    """The coldest band in which it may serve; it serves in every warmer one too."""
    standing: bool = False
    """Whether it can stand as the answer to whatever question the turn ends with."""
    open: bool = False
    """Whether it serves when nothing the manager said matches."""
    after: str | None = None
    """The id of an earlier line that must have been spoken: a call-back."""
    only_to: Asked | None = None
    """The only kind of question it answers, if not every."""
    since: Said | None = None
    """What must have been said for it to be a reply to something."""
    until: Said | None = None
    """What must not have been said, for it not to sound deaf."""
    particular: bool = False
    """Whether it is wrong, not only less apt, where nothing like its examples was said."""
    answers: tuple[str, ...] = ()
    """Example turns that this line answers."""
    anywhere: bool = False
    """Whether it answers what can be asked in any talk ("got a minute?"): it does so where no line
    of the situation's own is after that."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        if not self.open and not self.answers:
            raise ValueError(f"line {self.id!r} is not open and has no 'answers': it never serves")
        if self.open and self.particular:
            raise ValueError(f"line {self.id!r} is open: it cannot be 'particular' as well")
        return self

    @property
    def goes_on(self) -> bool:
        """Whether it goes on by itself: from the start, and whatever was said."""
        return not (self.after or self.anywhere or self.since is Said.ANSWERED)

    def fits_after(self, said: Set[Said]) -> bool:
        """Whether it takes nothing for granted that is not so, by what was said until now."""
        return (self.since is None or self.since in said) and self.until not in said


class Rewrite(Frozen):
    """What the manager could have said, and examples of turns it mends."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    answers: tuple[str, ...] = Field(min_length=1)
    text: str = Field(min_length=1)
    formal: str | None = None
    """The same in the polite form, for a manager who uses it (Dutch "u")."""


class LayerRule(Frozen):
    """When a layer may be told: settled trust at normal difficulty, and what opens it."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    threshold: int = Field(ge=44, le=100)
    opens_on: frozenset[Opening] = Field(min_length=1)

    @field_serializer("opens_on", when_used="json")
    def _in_order(self, opens_on: frozenset[Opening]) -> list[Opening]:
        # A set has another order in each process, and versions are told by what is written down.
        return sorted(opens_on)


class LayerWords(Frozen):
    """A layer's words: the gist for the debrief, the sideways hint, and the telling."""

    gist: str
    sideways: Utterance
    told: Utterance


class Persona(Frozen):
    """Who the colleague is."""

    name: str
    role: str
    portrait: str


class ScenarioRules(Frozen):
    """The part of a situation that is the same in every language."""

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    pillar: Pillar
    temperament: Temperament
    needed: tuple[Step, ...] = Field(min_length=1)
    languages: tuple[Language, ...] = Field(min_length=1)
    layers: tuple[LayerRule, ...] = Field(min_length=3, max_length=5)

    @model_validator(mode="before")
    @classmethod
    def _without_what_is_gone(cls, data: object) -> object:
        # Situations that were stored or written for 0.1.0 say how the pillar was made to wobble.
        return {k: v for k, v in data.items() if k != "wobble"} if isinstance(data, dict) else data


class ScenarioWords(Frozen):
    """The part of a situation that is written anew for each language."""

    title: str
    card: str
    brief: str
    happened: str
    own_part: str
    persona: Persona
    slots: dict[str, str]
    openings: tuple[Utterance, ...] = Field(min_length=3, max_length=3)
    lines: dict[Move, tuple[Line, ...]]
    unanswered: tuple[str, ...] = ()
    """Example questions that managers ask and that no line answers: what lies near one of these is
    after something that nobody wrote."""
    layers: dict[str, LayerWords]
    rewrites: dict[Step, tuple[Rewrite, ...]]


class Scenario(Frozen):
    """One situation in one language with every slot filled: what a rehearsal runs on."""

    rules: ScenarioRules
    language: Language
    words: ScenarioWords

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        wanted = {layer.id for layer in self.rules.layers}
        if wanted != set(self.words.layers):
            raise ValueError(
                f"layers {sorted(wanted)} have rules, {sorted(self.words.layers)} have words: "
                "they must be the same"
            )
        ids = [utterance.id for utterance in self.utterances()]
        twice = sorted({i for i in ids if ids.count(i) > 1})
        if twice:
            raise ValueError(f"line ids must be unique, used twice: {', '.join(twice)}")
        lost = sorted(
            line.after
            for lines in self.words.lines.values()
            for line in lines
            if line.after and line.after not in ids
        )
        if lost:
            raise ValueError(f"'after' names lines that do not exist: {', '.join(lost)}")
        missing = [
            move.value
            for move in Move
            # Situations that were stored before these came to be have no words for them.
            if move not in BEFORE_THE_LINE - {Move.SECOND_THOUGHTS} | {Move.REVEAL}
            and not self.words.lines.get(move)
        ]
        if missing:
            raise ValueError(f"moves without a line: {', '.join(missing)}")
        if not any(line.goes_on for line in self.words.lines[Move.GO_ON]):
            raise ValueError("every line of go_on has 'after': one must serve from the start")
        return self

    @property
    def id(self) -> str:
        return self.rules.id

    @property
    def name(self) -> str:
        """The colleague's name."""
        return self.words.persona.name

    def utterances(self) -> list[Utterance]:
        """Everything the colleague can say here."""
        found: list[Utterance] = list(self.words.openings)
        for lines in self.words.lines.values():
            found.extend(lines)
        for layer in self.words.layers.values():
            found.extend((layer.sideways, layer.told))
        return found

    def texts(self) -> tuple[str, ...]:
        """Everything that is said in it or about it."""
        words = self.words
        told = (words.title, words.card, words.brief, words.happened, words.own_part)
        persona = (words.persona.name, words.persona.role, words.persona.portrait)
        gists = tuple(layer.gist for layer in words.layers.values())
        said = tuple(utterance.text for utterance in self.utterances())
        return (*told, *persona, *words.slots.values(), *gists, *said)

    def version(self) -> str:
        """A hash over the parsed content, so that layout and comments of the files do not count."""
        canonical = json.dumps(self.model_dump(mode="json"), sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()[:16]


_SENTENCE_OPENS = re.compile(r"(?:^|(?<![.\s])[.!?][\"'’”)]*\s+(?:\.\.\.\s+)?)[\"'‘“]?$")
"""What stands before the first word of a sentence, quoted or not; behind dots only if those part
two sentences."""


def slot_names(text: str) -> set[str]:
    """The ``{slots}`` a text names.

    Raises:
        ValueError: a brace that opens or closes nothing, or a field that is not a plain name.
    """
    names = set()
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"{{{name}}} is not a plain slot")
        names.add(name)
    return names


def fill(text: str, slots: dict[str, str]) -> str:
    """The text with its slots filled; capitalised where a slot opens a sentence.

    Raises:
        ValueError: the text names a slot that is not there.
    """
    missing = slot_names(text) - set(slots)
    if missing:
        raise ValueError(f"no such slot: {', '.join(sorted(missing))}")
    filled = ""
    for plain, name, _, _ in Formatter().parse(text):
        filled += plain
        if name is not None:
            opens = _SENTENCE_OPENS.search(filled) is not None
            filled += slots[name][:1].upper() + slots[name][1:] if opens else slots[name]
    return filled
