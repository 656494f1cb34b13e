"""Who answers: one seam, whoever stands behind it."""

from dataclasses import dataclass
from typing import Protocol

from rehearse.conversation.moves import Moment
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import Scenario


@dataclass(frozen=True)
class Cue:
    """What the colleague is given to answer: the moment, the manager's words, the situation."""

    scenario: Scenario
    moment: Moment
    words: str
    opening: int
    """Which of the openings this rehearsal began with."""


class Colleague(Protocol):
    """A colleague of one kind: scripted, or played by a model."""

    def choose(self, cue: Cue) -> Reply:
        """The whole reply to one turn. Deterministic for the scripted colleague; may block."""
        ...
