"""A rehearsal as the terminal holds it: where the talk stands, and what can be said next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rehearse.cli.door import Door
from rehearse.conversation.rehearsal import Ending
from rehearse.conversation.rubric import NotScored, Step
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.ids import new_id
from rehearse.models.spending import Spending
from rehearse.models.trouble import TooSlow
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL


@dataclass
class Point:
    """One answered turn of the path: what came of it. The first is the colleague's opening."""

    turn_id: str
    trust: int
    text: str
    gesture: str | None
    told: tuple[str, ...]
    words: str = ""
    """What the manager said; nothing for the opening."""
    closed: bool = False
    causes: Sequence[Mapping[str, Any]] = field(default_factory=tuple)


class Talk:
    """One path through a rehearsal, kept as a stack: to say a turn differently is to step back."""

    def __init__(self, door: Door, view: RehearsalView) -> None:
        self._door = door
        self.id = view.id
        self.scenario = view.scenario
        self.name = view.scenario.name
        self.model = door.app.settings.model if view.live else None
        """Who finds the colleague's words, where it is not the rules alone."""
        self.stays_here = door.app.models is not None and not view.live
        """No model takes part, though there is one."""
        self.reader = door.app.settings.reads_again() if view.live else None
        """Who grades each turn again there."""
        self.points = [_point(turn) for turn in view.turns if turn.done]

    @property
    def here(self) -> Point:
        return self.points[-1]

    @property
    def trust(self) -> int:
        return self.here.trust

    @property
    def closed(self) -> bool:
        return self.here.closed

    @property
    def needed(self) -> tuple[Step, ...]:
        return self.scenario.rules.needed

    def opening(self) -> Iterator[Event]:
        """What there is to tell of the colleague's opening line."""
        root = self.points[0].turn_id
        yield from self._door.follow(self._door.service.events(LOCAL, root))

    def say(self, text: str) -> Iterator[Event]:
        """Say a turn and tell what happens to it.

        Raises:
            RehearseError: it was refused, or could not be stored: then nothing was said.
        """
        turn_id = new_id()
        service = self._door.service
        self._door.ask(service.say(LOCAL, turn_id, self.here.turn_id, text))
        final = True
        for event in self._door.follow(service.events(LOCAL, turn_id)):
            if event.type is EventType.GRADED:
                final = event.data["final"]
            elif event.type is EventType.REPLIED:
                self.points.append(self._answered(event, text))
            elif event.type is EventType.DONE:
                event = self._settled(event, final=final)
            yield event

    def step_back(self) -> bool:
        """Stand before the last turn, so that it can be said differently; False at the opening."""
        if len(self.points) < 2:
            return False
        before = self.points[-2]
        self._door.ask(self._door.service.rewind(LOCAL, self.id, before.turn_id))
        self.points.pop()
        return True

    def end(self) -> None:
        self._door.ask(self._door.service.finish(LOCAL, self.id))

    def spending(self) -> Spending:
        """What the calls of models took, on all its paths."""
        return self._door.ask(self._door.app.taking_part.spending(LOCAL, self.id))

    def ended(self, ending: Ending) -> dict[str, Any]:
        """The last line of a run."""
        how = Ending.CLOSE if self.closed else ending
        return {
            "v": 1,
            "type": EventType.ENDED.value,
            "trust": self.trust,
            "layers_told": list(self.here.told),
            "ended": how.value,
            "rehearsal": self.id,
        }

    def _settled(self, done: Event, *, final: bool) -> Event:
        """Take the turn as it came out: a second reading may have counted trust anew. The event
        tells why one is missing, where the grade is not ``final``."""
        turn = self._door.ask(self._door.service.turn(LOCAL, done.turn_id))
        self.points[-1] = _point(turn)
        if final:
            return done
        return done.model_copy(update={"data": {**done.data, "unread": _why_unread(turn)}})

    def _answered(self, event: Event, words: str) -> Point:
        told = event.data.get("told")
        return Point(
            turn_id=event.turn_id,
            trust=event.trust,
            text=event.data["text"],
            gesture=event.data.get("gesture"),
            told=(*self.here.told, told) if told else self.here.told,
            words=words,
        )


def _why_unread(turn: TurnView) -> str:
    """Why a turn that was to be read again keeps its first grade."""
    if isinstance(turn.second, NotScored):
        return turn.second.trouble or "turn_failed"
    return TooSlow.code


def _point(turn: TurnView) -> Point:
    assert turn.state is not None
    spoken = turn.reply or turn.opening
    return Point(
        turn_id=turn.id,
        trust=turn.state.trust,
        text=spoken.text if spoken else "",
        gesture=spoken.gesture if spoken else None,
        told=turn.state.told,
        words=turn.text,
        closed=turn.state.closed,
        causes=[c.model_dump(mode="json") for c in turn.change.causes] if turn.change else (),
    )
