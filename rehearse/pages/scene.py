"""What the talk shows: a path, whether its last turn is being answered, or one is said anew."""

from dataclasses import dataclass

from rehearse.conversation.rubric import Language
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.pages.runtime import Runtime
from rehearse.pages.speaking import Voice

TURNS_IN_VIEW = 8
"""A longer talk shows its latest turns; the earlier ones come when asked for."""


@dataclass(frozen=True)
class Scene:
    """One look at a talk."""

    services: Runtime
    view: RehearsalView
    ui: Language
    running: TurnView | None
    """The last turn, while the colleague is answering it."""
    again: TurnView | None
    """The turn that is being said differently; the path then ends before it."""

    @property
    def voice(self) -> Voice:
        return Voice(self.view.name, self.view.language)

    @property
    def words_only(self) -> bool:
        return self.view.keepsakes.preparation.words_only

    @property
    def turns(self) -> list[TurnView]:
        """The manager's turns up to where the talk now stands."""
        turns = self.view.spoken
        if self.again is None:
            return list(turns)
        return list(turns[: turns.index(self.again)])

    @property
    def last(self) -> TurnView:
        """What the manager would answer now."""
        return self.turns[-1] if self.turns else self.view.turns[0]

    @property
    def place(self) -> str:
        """Where the next words will stand: after the last turn, or instead of one."""
        return f"again-{self.again.id}" if self.again else self.last.id

    @property
    def box(self) -> str:
        """The key of the box for the next words. It names the talk, so that what was typed in it
        can be dropped with the talk."""
        return f"words-{self.view.id}-{self.place}"

    @property
    def at_end(self) -> bool:
        """Whether the colleague has left, and nothing is being said anew."""
        return self.view.closed and self.again is None and self.running is None
