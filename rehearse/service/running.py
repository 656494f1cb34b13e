"""A turn under way in this process, and how readers follow it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import suppress
from typing import TypeVar

from rehearse.errors import RehearseError
from rehearse.service.events import Event, EventType
from rehearse.service.facts import facts
from rehearse.store.rows import Located, StoredGrade, StoredRehearsal, StoredTurn

_Result = TypeVar("_Result")


class Stopped(Exception):
    """Somebody asked to stop while something was waited for."""


class Left(Exception):
    """This process goes while a turn still waited for something: whoever sees this lets go of it,
    and the turn is taken up where it stands when it is next opened."""


class Running:
    """One turn being carried to its end. Readers only look; leaving one changes nothing.

    Lives on one event loop and is never touched from a thread.
    """

    def __init__(self, located: Located, leaving: asyncio.Event) -> None:
        """``leaving`` is set once this process waits for nobody any more."""
        self.turn: StoredTurn = located.turn
        self.rehearsal: StoredRehearsal = located.rehearsal
        self._stop = asyncio.Event()
        self._leaving = leaving
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
        """Wait that long, or until a stop is asked for; whether one was. Once this process goes,
        nothing is waited for."""
        paused = asyncio.sleep(seconds)
        with suppress(Stopped, Left):
            await self.unless_stopped(paused)
        return self._stop.is_set()

    async def unless_stopped(self, awaited: Awaitable[_Result]) -> _Result:
        """Wait for something, which is given up as soon as a stop is asked for.

        Raises:
            Stopped: a stop was asked for.
            Left: this process goes, and it has not come yet.
        """
        return await self._unless(awaited, {self._stop: Stopped(), self._leaving: Left()})

    async def unless_left(self, awaited: Awaitable[_Result]) -> _Result:
        """Wait for something, which is given up when this process goes.

        Raises:
            Left: this process goes, and it has not come yet.
        """
        return await self._unless(awaited, {self._leaving: Left()})

    def go_on(self) -> None:
        """Raises:
        Left: this process goes; nothing more is begun.
        """
        if self._leaving.is_set():
            raise Left

    async def _unless(
        self, awaited: Awaitable[_Result], given_up: Mapping[asyncio.Event, Exception]
    ) -> _Result:
        waiting = asyncio.ensure_future(awaited)
        asked = {asyncio.ensure_future(event.wait()): why for event, why in given_up.items()}
        try:
            await asyncio.wait({waiting, *asked}, return_when=asyncio.FIRST_COMPLETED)
            for asking, why in asked.items():
                # What has come is kept by whoever leaves; a stop goes before the next sentence.
                if asking.done() and not (isinstance(why, Left) and waiting.done()):
                    raise why
            return waiting.result()
        finally:
            for task in (waiting, *asked):
                task.cancel()
            await asyncio.wait({waiting})

    @property
    def last_seq(self) -> int:
        return self._log[-1].seq

    async def follow(self, after: int) -> AsyncIterator[Event]:
        """Everything after a fact, as it happens, until this process is done with the turn.

        Words carry the number of the fact before them, so they come for that one too, and so does
        their being taken back; their offset tells a reader which of them it has.
        """
        at = 0
        while True:
            changed = self._changed
            while at < len(self._log):
                event = self._log[at]
                at += 1
                words = event.type in (EventType.WORD, EventType.RETRACTED) and event.seq >= after
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
