"""The service, for code that waits for it.

Turns own themselves: they run on a loop of their own, in a thread, so that one goes on while the
terminal waits for someone to type.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Iterator
from types import TracebackType
from typing import Self, TypeVar

from rehearse import assembly
from rehearse.cli.speech import settings
from rehearse.service.events import Event
from rehearse.service.rehearsing import Rehearsing
from rehearse.settings import Settings

Result = TypeVar("Result")

_LOOK_UP = 0.2
"""Seconds between two looks at the keyboard: a plain wait cannot be interrupted everywhere."""


class Door:
    """The assembled app behind a door that answers one question at a time."""

    def __init__(self, chosen: Settings | None = None) -> None:
        """``chosen``: other settings than those that are set from outside.

        Raises:
            SettingError: one of those cannot be used.
        """
        self._chosen = chosen or settings()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        try:
            self.app = self.ask(_built(self._chosen))
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self.ask(_closed(self.app))
        finally:
            self._end()

    @property
    def service(self) -> Rehearsing:
        return self.app.rehearsing

    def ask(self, question: Awaitable[Result]) -> Result:
        """Wait for an answer; the wait can be interrupted, the work goes on."""
        answer = asyncio.run_coroutine_threadsafe(_whole(question), self._loop)
        while True:
            try:
                return answer.result(_LOOK_UP)
            except TimeoutError:
                if answer.done():
                    raise

    def follow(self, events: AsyncIterator[Event]) -> Iterator[Event]:
        """The events of a turn, as they come."""
        while (event := self.ask(_next(events))) is not None:
            yield event

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _whole(question: Awaitable[Result]) -> Result:
    return await question


async def _next(events: AsyncIterator[Event]) -> Event | None:
    return await anext(events, None)


async def _built(chosen: Settings) -> assembly.App:
    return assembly.build(chosen)


async def _closed(app: assembly.App) -> None:
    # A turn that still runs is let finish, offline a matter of milliseconds; one that waits for a
    # provider is left after a second, and taken up by the next ``--resume``.
    async with app:
        pass
