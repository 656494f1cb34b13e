"""A turn under way in this process, and how readers follow it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from contextlib import suppress
from typing import TypeVar

from rehearse.errors import RehearseError
from rehearse.service.events import Event, EventType
from rehearse.service.facts import facts
from rehearse.store.rows import Located, StoredGrade, StoredRehearsal, StoredTurn

_Result = TypeVar("_Result")


class Stopped(Exception):
    """Somebody asked to stop while something was waited for."""


class Running:
    """One turn being carried to its end. Readers only look; leaving one changes nothing.

    Lives on one event loop and is never touched from a thread.
    """

    def __init__(self, located: Located) -> None:
        self.turn: StoredTurn = located.turn
        self.rehearsal: StoredRehearsal = located.rehearsal
        self._stop = asyncio.Event()
        self.failure: RehearseError | None = None
        """What stopped it half way."""
        self.reading: asyncio.Task[StoredGrade] | None = None
        """The second reading of this turn, where one is under way."""
        self.over = asyncio.Event()
        """Set when this process is done with the turn, however that came."""
        self._log: list[Event] = facts(located)
        self._changed = asyncio.Event()

    def reached(self, turn: StoredTurn) -> None:
        """Take what was just stored and tell the readers what is new in it."""
        self.turn = turn
        known = self.last_seq
        for fact in facts(Located(turn, self.rehearsal)):
            if fact.seq > known:
                self._tell(fact)

    def passing(self, kind: EventType, data: dict[str, object]) -> None:
        """Tell the readers something that is not stored; it carries the last fact's number."""
        last = self._log[-1]
        self._tell(
            Event(seq=last.seq, turn_id=self.turn.id, type=kind, trust=last.trust, data=data)
        )

    def let_go(self) -> None:
        self.over.set()
        self._wake()

    def stop(self) -> None:
        """Ask whoever speaks to go no further."""
        self._stop.set()

    async def stopped_within(self, seconds: float) -> bool:
        """Wait that long, or until a stop is asked for; whether one was."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), seconds)
        return self._stop.is_set()

    async def unless_stopped(self, awaited: Awaitable[_Result]) -> _Result:
        """Wait for something, which is given up as soon as a stop is asked for.

        Raises:
            Stopped: a stop was asked for.
        """
        waiting = asyncio.ensure_future(awaited)
        stop = asyncio.ensure_future(self._stop.wait())
        try:
            await asyncio.wait({waiting, stop}, return_when=asyncio.FIRST_COMPLETED)
            if stop.done():
                raise Stopped
            return waiting.result()
        finally:
            stop.cancel()
            waiting.cancel()
            await asyncio.wait({waiting})

    @property
    def last_seq(self) -> int:
        return self._log[-1].seq

    async def follow(self, after: int) -> AsyncIterator[Event]:
        """Everything after a fact, as it happens, until this process is done with the turn.

        Words carry the number of the fact before them, so they come for that one too; their
        offset tells a reader which of them it has.
        """
        at = 0
        while True:
            changed = self._changed
            while at < len(self._log):
                event = self._log[at]
                at += 1
                words = event.type is EventType.WORD and event.seq >= after
                if event.seq > after or words or event.type is EventType.FAILED:
                    yield event
            if at == len(self._log) and self.over.is_set():
                return
            if changed is self._changed:
                await changed.wait()

    def _tell(self, event: Event) -> None:
        self._log.append(event)
        self._wake()

    def _wake(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
