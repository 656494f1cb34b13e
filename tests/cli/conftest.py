"""Ways to run the command line: in this process, as one of its own, and in a terminal."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

import rehearse
from rehearse.cli import main
from rehearse.grader.local import LocalGrader
from tests.cli import fakes
from tests.models.provider import Provider

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str


class Command:
    """``command("grade", "...", stdin=...)`` runs one command in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch

    def __call__(self, *words: str, stdin: bytes = b"") -> Outcome:
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
        given = io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
        with self._monkeypatch.context() as patch:
            patch.setattr(sys, "stdin", given)
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            code = main(list(words))
            out.flush(), err.flush()
        texts = [stream.buffer.getvalue().decode("utf-8") for stream in (out, err)]  # type: ignore[attr-defined]
        return Outcome(code, *texts)


@pytest.fixture(autouse=True)
def _plain_system(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "PYTHONIOENCODING", "PYTHONUTF8", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "C.UTF-8")


@pytest.fixture
def grader(monkeypatch: pytest.MonkeyPatch) -> Iterator[fakes.FakeGrader]:
    """The fake grader, in place of the local one."""
    monkeypatch.setattr(LocalGrader, "load", LocalGrader.__dict__["load"])
    rehearse._situations.cache_clear()
    yield fakes.install()
    rehearse._grader.cache_clear()
    rehearse._situations.cache_clear()


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, grader: fakes.FakeGrader) -> Command:
    return Command(monkeypatch)


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A model on this machine that takes part."""
    with Provider() as provider:
        monkeypatch.setenv("REHEARSE_MODEL", "openai/here")
        monkeypatch.setenv("REHEARSE_API_BASE", provider.address)
        yield provider


def process(
    *words: str,
    stdin: bytes = b"",
    env: dict[str, str] | None = None,
    module: str = "tests.cli.faked",
) -> subprocess.CompletedProcess[bytes]:
    """Run a command as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", module, *words],
        input=stdin,
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        timeout=120,
        check=False,
    )


def python(code: str, *words: str) -> Sequence[str]:
    """The lines that a piece of Python prints."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, cwd=ROOT, timeout=120, check=True
    )
    return done.stdout.decode().splitlines()
