"""A bad line: passes everything on to the app, and cuts its websockets on command."""

import asyncio
import contextlib
import threading
from asyncio import StreamReader, StreamWriter
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self

_LONGEST_READ = 64 * 1024


class Proxy:
    """Stands before the app on a port of its own, in a thread of its own.

    Use it in a ``with``. Only websockets suffer; what else the browser asks for gets through.
    """

    def __init__(self, port: int) -> None:
        self._to = port
        self._lines: set[StreamWriter] = set()
        self._refusing = False
        self.opened = 0
        """How many websockets got through until now."""
        self.port = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)
        self._thread.start()
        listening = asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def cut(self, *, refuse: bool = False) -> int:
        """Cut every websocket there is; returns how many there were. ``refuse``: until ``mend``
        no new one gets through either."""
        self._refusing = refuse
        return asyncio.run_coroutine_threadsafe(self._cut(), self._loop).result()

    def mend(self) -> None:
        """Let websockets through again."""
        self._refusing = False

    async def _cut(self) -> int:
        cut = list(self._lines)
        for line in cut:
            line.transport.abort()
        return len(cut)

    async def _close(self) -> None:
        self._server.close()
        mine = asyncio.current_task()
        tasks = [task for task in asyncio.all_tasks() if task is not mine]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _pass_on(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # a side went away, or the test is over: so does the other side
        finally:
            self._lines.discard(writer)
            writer.transport.abort()

    async def _connect(self, reader: StreamReader, writer: StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        is_line = b"upgrade: websocket" in head.lower()
        if is_line and self._refusing:
            return
        up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self._to)
        try:
            if is_line:
                self._lines.add(writer)
                self.opened += 1
            up_writer.write(head)
            await _either(_pipe(reader, up_writer), _pipe(up_reader, writer))
        finally:
            up_writer.transport.abort()


async def _pipe(reader: StreamReader, writer: StreamWriter) -> None:
    while data := await reader.read(_LONGEST_READ):
        writer.write(data)
        await writer.drain()
    with contextlib.suppress(OSError):
        writer.write_eof()


async def _either(*ways: Coroutine[Any, Any, None]) -> None:
    """Until one side has no more to say, or broke."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
