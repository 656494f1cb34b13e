"""What happens to a turn, in the one shape that the page, the terminal, evals and tests read."""

from enum import StrEnum
from typing import Any, Final, Literal

from pydantic import Field

from rehearse.conversation.rubric import Frozen

EVENT_VERSION: Final = 1


class EventType(StrEnum):
    """The kinds of event, in the order in which a turn goes through them."""

    OPENED = "opened"
    """The colleague's opening line. ``data``: rehearsal, scenario, language, difficulty, name,
    text, gesture."""
    SAID = "said"
    """The manager's words are stored. ``data``: text, parent."""
    GRADED = "graded"
    """``data``: grade (the contract's form), final (bool)."""
    MOVED = "moved"
    """The colleague's move is chosen. ``data``: move, moved (points of trust), causes."""
    WORD = "word"
    """A piece of the reply, on its way. ``data``: text, offset (code points into the reply)."""
    RETRACTED = "retracted"
    """What was shown of the reply is taken back; it starts again."""
    REPLIED = "replied"
    """The reply is stored. ``data``: text, gesture, move, told (layer id or null), lines, source,
    stopped, instead (why the scenario's line stands, or null)."""
    FAILED = "failed"
    """The turn stopped half way; opening the rehearsal tries again. ``data``: code, message, and
    slots: the message's, to tell it in another language."""
    DONE = "done"
    """The turn is complete; the next one may be answered."""
    ENDED = "ended"
    """The branch can go no further. ``data``: layers_told, ended."""


class Event(Frozen):
    """One thing that happened to a turn.

    ``seq`` numbers stored facts only, from 1 within the turn; a word or a failure carries the last
    fact's. ``trust`` is trust as known at that point: before the turn in ``said``, after it from
    ``graded`` on.
    """

    v: Literal[1] = EVENT_VERSION
    seq: int
    turn_id: str
    type: EventType
    trust: int
    data: dict[str, Any] = Field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Flat, as the command line prints it."""
        head = {"v": self.v, "seq": self.seq, "turn_id": self.turn_id, "type": self.type.value}
        return {**head, "trust": self.trust, **self.data}
