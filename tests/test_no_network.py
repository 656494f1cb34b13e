"""Everything happens on this machine: a rehearsal opens no socket, the app listens here only."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import this_machine

ROOT = Path(__file__).parent.parent
TURNS = """\
I promised you that raise in March and then kept quiet for six weeks. I should have told you.
What was that like for you?
You always make such a drama of things.
See https://example.org/ and ![this](https://example.org/x.png) by Friday, call +31 20 123 45 67.
"""
DRAW = "from streamlit.testing.v1 import AppTest; AppTest.from_file({page!r}).run(timeout=120)"
PATIENCE_S = 60
LISTENING = "0A"
HERE = "0100007F"
"""127.0.0.1 as Linux writes it."""


def watched(told: Path, module: str, *words: str) -> list[str]:
    return [sys.executable, "-m", "tests.watched", str(told), module, *words]


def what_was_told(told: Path) -> list[tuple[str, str | int | None]]:
    return [tuple(json.loads(line)) for line in told.read_text("utf-8").splitlines()]


@pytest.fixture
def told(tmp_path: Path) -> Path:
    return tmp_path / "sockets"


def test_the_watch_sees_what_it_should(told: Path, tmp_path: Path) -> None:
    reaching_out = tmp_path / "reaching_out.py"
    reaching_out.write_text(
        "import socket\n"
        "try: socket.create_connection(('example.org', 80), timeout=1)\n"
        "except PermissionError: pass\n"
        "try: socket.socket().connect(('192.0.2.1', 9))\n"
        "except PermissionError: pass\n",
        "utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = watched(told, "reaching_out")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert what_was_told(told) == [
        ("socket.getaddrinfo", "example.org"),
        ("socket.__new__", int(socket.AF_INET)),
        ("socket.connect", "192.0.2.1"),
    ]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="event loops pair up over TCP here")
def test_a_whole_rehearsal_opens_no_socket(told: Path, tmp_path: Path) -> None:
    turns = tmp_path / "turns.txt"
    turns.write_text(TURNS, "utf-8")
    chat = ("chat", "--scenario", "promised-raise", "--lang", "en", "--turns", str(turns), "--json")
    command = watched(told, "rehearse", *chat)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, done.stderr, events[-1]["type"]) == (0, "", "ended")
    assert len(events) > 4 * len(TURNS.splitlines())
    assert what_was_told(told) == []


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="event loops pair up over TCP here")
def test_the_first_page_is_drawn_without_a_socket(told: Path, tmp_path: Path) -> None:
    drawing = tmp_path / "drawing.py"
    drawing.write_text(DRAW.format(page=str(ROOT / "streamlit_app.py")), "utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    command = watched(told, "drawing")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert what_was_told(told) == []


def test_the_app_listens_on_this_machine_only(told: Path) -> None:
    with app(told) as (process, port):
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with direct.open(f"http://127.0.0.1:{port}/", timeout=PATIENCE_S) as page:
            assert page.status == 200
        if sys.platform == "linux":
            assert list(listening(process.pid)) == [f"{HERE}:{port:04X}"]
    asked_for = {host for event, host in what_was_told(told) if event != "socket.__new__"}
    assert asked_for <= {"127.0.0.1", None, f"http://127.0.0.1:{port}/_stcore/health"}


LEAVING = {
    "a name": lambda: socket.create_connection(("api.openai.com", 443), timeout=1),
    "an address": lambda: socket.socket().connect(("192.0.2.1", 443)),
    "quietly": lambda: socket.socket().connect_ex(("192.0.2.1", 443)),
    "an IPv6 address": lambda: socket.create_connection(("2001:db8::1", 443), timeout=1),
    "a datagram": lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"?", ("192.0.2.1", 53)),
    "a page": lambda: urllib.request.urlopen("http://example.org/", timeout=1),
    "a lookup": lambda: socket.getaddrinfo("api.anthropic.com", 443),
}


@pytest.mark.parametrize("way", LEAVING)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_no_test_leaves_this_machine(way: str) -> None:
    with pytest.raises(OSError, match="is not on this machine"):
        LEAVING[way]()
    assert len(this_machine.attempts) == 1
    this_machine.attempts.clear()


def test_no_test_finds_a_key() -> None:
    assert not [name for name in os.environ if name.endswith("_API_KEY")]


@contextmanager
def app(told: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The app as its command starts it, until it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = watched(told, "rehearse", "app", "--no-browser", "--port", str(port))
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + PATIENCE_S
        while not answers(port):
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < until
            time.sleep(0.1)
        yield process, port
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_S)


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def listening(pid: int) -> Iterator[str]:
    """The addresses that a process listens on, whoever in it opened them."""
    handles = [handle for handle in Path(f"/proc/{pid}/fd").iterdir() if handle.is_symlink()]
    own = set()
    for handle in handles:
        # A live process closes some while one looks.
        with contextlib.suppress(FileNotFoundError):
            own.add(str(handle.readlink()))
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            _, address, _, state, *rest = line.split()
            if state == LISTENING and f"socket:[{rest[5]}]" in own:
                yield address
