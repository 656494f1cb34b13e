"""What lives as long as the app: the services, and the one event loop that turns run on.

A page's script is stopped whenever its reader leaves, clicks or reloads. A turn must not be: so
turns run on a loop in a thread of their own, and a page only asks and looks.
"""

import asyncio
import gc
import logging
import queue
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

import streamlit as st

from rehearse.assembly import App, build
from rehearse.conversation.rubric import Language
from rehearse.pages.set_outside import set_outside
from rehearse.service.pace import instant, spoken
from rehearse.settings import Pace

_log = logging.getLogger(__name__)
T = TypeVar("T")

LOOK_EVERY_S = 0.7
"""How often a page looks whether what it waits for has come, in seconds."""


class Runtime:
    """The app's services and their loop. Made once a process; safe to use from any thread."""

    def __init__(self, make: Callable[[], App]) -> None:
        self.app = make()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(
            target=self._loop.run_forever, name="rehearse-turns", daemon=True
        )
        self._thread.start()
        self._warming: list[threading.Thread] = []
        self.warm()

    def warm(self, scenario_id: str | None = None, language: Language = "en") -> None:
        """Load what a turn needs, beside everything else, so that the first one does not wait."""

        def load() -> None:
            try:
                self.app.warm(scenario_id, language)
            except Exception as error:  # noqa: BLE001 - the turn that needs it says so, in words
                _log.error("could not load ahead: %s", type(error).__name__)
            _set_aside()

        loading = threading.Thread(target=load, name="rehearse-warm", daemon=True)
        self._warming = [thread for thread in self._warming if thread.is_alive()] + [loading]
        loading.start()

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Let the loop do something and wait for what comes of it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def follow(self, events: AsyncIterator[T], every: float = 0.2) -> Iterator[T | None]:
        """What comes from the loop, as it comes; None every so often while nothing does.

        The None lets a page touch the screen, which is where Streamlit stops a script that its
        reader has left.
        """
        arrived: queue.SimpleQueue[tuple[bool, T | Exception | None]] = queue.SimpleQueue()

        async def read() -> None:
            try:
                async for event in events:
                    arrived.put((True, event))
                arrived.put((False, None))
            except Exception as trouble:  # noqa: BLE001 - raised again where the page waits
                arrived.put((False, trouble))

        reading = asyncio.run_coroutine_threadsafe(read(), self._loop)
        try:
            yield from self._drain(arrived, every)
        finally:
            reading.cancel()

    def close(self) -> None:
        """Let go of the services and the loop."""
        for loading in self._warming:
            loading.join()
        self.wait(self.app.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @staticmethod
    def _drain(
        arrived: "queue.SimpleQueue[tuple[bool, T | Exception | None]]", every: float
    ) -> Iterator[T | None]:
        while True:
            try:
                more, what = arrived.get(timeout=every)
            except queue.Empty:
                yield None
                continue
            if isinstance(what, Exception):
                raise what
            if not more:
                return
            yield what


@cache
def _set_aside() -> None:
    """Take what is loaded by now out of the garbage collector's sight, once a process.

    After every run of a page Streamlit collects garbage, and would look through all of it: a tenth
    of a second each time, a quarter of one with litellm, while nothing else in the app can work.
    """
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner=False, on_release=Runtime.close)
def runtime() -> Runtime:
    """The one runtime of this process. What fails is not kept: the next look tries again."""
    settings, wrong = set_outside()
    pause = spoken if settings.pace is Pace.SPOKEN else instant

    def make() -> App:
        app = build(settings, pause=pause)
        return replace(app, warnings=(*wrong, *app.warnings))

    return Runtime(make)
