"""The app as a process of its own: started as people start it, ended well or badly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from urllib.request import urlopen

from rehearse.settings import Pace

ROOT = Path(__file__).parents[2]
_START_S = 30.0


class Server:
    """One app on one data folder, always on the same port, however often it is started."""

    def __init__(self, folder: Path, pace: Pace, more: Mapping[str, str]) -> None:
        self.folder, self.pace, self._more = folder, pace, more
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers.

        Raises:
            RuntimeError: it does not within 30 seconds; the message is what it said.
        """
        command = ["-m", "streamlit", "run", "streamlit_app.py", "--server.port", str(self.port)]
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, *command],
                cwd=ROOT,
                env=os.environ
                | {"REHEARSE_DATA_DIR": str(self.folder), "REHEARSE_PACE": self.pace.value}
                | self._more,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until = time.monotonic() + _START_S
        while not self._answers():
            if time.monotonic() > until:
                raise RuntimeError(f"the app did not start:\n{self.said()}")
            time.sleep(0.1)

    def kill(self) -> None:
        """End it in the middle of whatever it does, as a crash would."""
        if self._process:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it as Ctrl+C does."""
        if self._process:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def said(self) -> str:
        """All it ever wrote to its terminal."""
        return self._log.read_text("utf-8")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.address}/_stcore/health", timeout=1):
                return True
        except OSError:
            return False


@contextmanager
def running(
    folder: Path, pace: Pace, more: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Server]:
    """An app on a data folder for as long as it is needed; ``more``: what else is set for it.

    Raises:
        AssertionError: it wrote a traceback to its terminal.
    """
    server = Server(folder, pace, more)
    server.start()
    try:
        yield server
    finally:
        server.stop()
    assert "Traceback" not in server.said(), server.said()
