"""Who answers: one seam, whoever stands behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Scenario
from rehearse.models import Spent


@dataclass(frozen=True)
class ToAnswer:
    """What the colleague is given to answer: the moment, the manager's words, the situation."""

    scenario: Scenario
    moment: Moment
    words: str
    opening: int
    """Which of the openings this rehearsal began with."""

    @property
    def spoken(self) -> tuple[str, ...]:
        """The ids of the lines that the colleague spoke until now, the first words included."""
        opened = self.scenario.words.openings[self.opening]
        return (opened.id, *self.moment.state.used_lines)


class Colleague(Protocol):
    """Decides what the colleague does in answer to a turn, and has a line for it. No model does: it
    is a ``Voice``, and finds other words for what is decided."""

    def choose(self, to_answer: ToAnswer) -> Reply:
        """The whole reply to one turn: the same for the same path and words. May block."""
        ...


@dataclass(frozen=True)
class Exchange:
    """One turn of the talk: what the manager said and what the colleague answered."""

    words: str
    reply: str


@dataclass(frozen=True)
class Speech:
    """What is to be said, before anybody has found the words for it."""

    to_answer: ToAnswer
    plan: Reply
    """The reply in the scenario's own line: its move, what it tells, and the words that stand where
    no better ones are found."""
    opened: str
    """The colleague's first words in this talk."""
    so_far: tuple[Exchange, ...]
    """The talk on this path up to the turn that is answered, oldest first."""
    harmed: tuple[Step, ...] = ()
    """The steps that the manager's turn before this one worked against: what second thoughts are
    about."""


class Retracted:
    """What was said of this reply is taken back; it starts again."""


class Voice(Protocol):
    """Finds a colleague's words for a reply that is decided already."""

    def speak(self, speech: Speech, spent: Spent) -> AsyncIterator[str | Retracted | Reply]:
        """The reply by the sentence, in pieces that make up its text, and at the end, once, the
        reply itself. Leaving early stops the work.

        Never raises for what a provider or model does: the plan's own words stand then, and the
        reply says why.
        """
        ...
