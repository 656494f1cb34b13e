"""How long the app takes from its command to its first page, beside a Streamlit app of one line."""

import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.table import Figure, Section, milliseconds, times
from benchmarks.timing import ratio
from rehearse.resources import data_root

PATIENCE_S = 120
LOOK_EVERY_S = 0.01
HEALTH, PAGE = "/_stcore/health", "/"
ONE_LINE = "import streamlit as st\nst.write('x')\n"
DRAW = """\
import sys, time
from streamlit.testing.v1 import AppTest
begun = time.perf_counter()
AppTest.from_file(sys.argv[1], default_timeout=120).run()
print(time.perf_counter() - begun)
"""


@dataclass
class Contender:
    """An app that is started again and again, and how long it took each time."""

    command: tuple[str, ...]
    page: Path
    health: list[float] = field(default_factory=list)
    shell: list[float] = field(default_factory=list)
    drawn: list[float] = field(default_factory=list)


def measure(*, quick: bool) -> Section:
    """Start of the app to its first page."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, plain = _ours(), _one_line(folder / "one_line.py")
        for number in range(1 if quick else 4):
            for contender in (ours, plain) if number % 2 else (plain, ours):
                _start(contender, folder)
                contender.drawn.append(_draw(contender.page, folder))
    return Section(
        "Start of the app",
        "From the command to the first HTTP 200: of its health, and of / (the empty page that a\n"
        "browser then fills). Drawing is the first run of the page's script ever: no data folder\n"
        "yet, and nothing loaded but Streamlit. Beside it a Streamlit app of one line. Medians.",
        tuple(_figures(ours, plain)),
    )


def _ours() -> Contender:
    command = (sys.executable, "-m", "rehearse", "app", "--no-browser", "--port")
    return Contender(command, data_root() / "streamlit_app.py")


def _one_line(page: Path) -> Contender:
    page.write_text(ONE_LINE, "utf-8")
    run = (sys.executable, "-m", "streamlit", "run", str(page))
    private = ("--server.headless=true", "--browser.gatherUsageStats=false")
    return Contender((*run, *private, "--server.address=127.0.0.1", "--server.port"), page)


def _figures(ours: Contender, plain: Contender) -> Iterator[Figure]:
    readings: Sequence[tuple[str, list[float], list[float]]] = (
        ("health answers", ours.health, plain.health),
        ("/ answers", ours.shell, plain.shell),
        ("the first page is drawn", ours.drawn, plain.drawn),
    )
    for name, taken, beside in readings:
        yield Figure(name, milliseconds(statistics.median(taken)))
        yield Figure(f"{name}, against one line", times(ratio(taken, beside)))


def _start(contender: Contender, folder: Path) -> None:
    port = free_port()
    begun = time.perf_counter()
    with _process((*contender.command, str(port)), folder) as process:
        for path, readings in ((HEALTH, contender.health), (PAGE, contender.shell)):
            wait_for(f"http://127.0.0.1:{port}{path}", process)
            readings.append(time.perf_counter() - begun)


@contextmanager
def _process(command: Sequence[str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=_environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and process.poll() is None:
        try:
            with direct.open(url, timeout=PATIENCE_S) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(LOOK_EVERY_S)
    raise RuntimeError(f"{url} never answered")


def _draw(page: Path, folder: Path) -> float:
    """Seconds of a page's first run."""
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(page)],
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


def _environment(folder: Path) -> dict[str, str]:
    """A data folder that nobody has used yet; nothing of whoever runs this is read or written."""
    return {**os.environ, "REHEARSE_DATA_DIR": tempfile.mkdtemp(dir=folder)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
