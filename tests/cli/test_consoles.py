"""Old code pages, and pipes that close or are full."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.cli.conftest import ROOT, process

pytestmark = pytest.mark.slow

CONSOLES = {
    "cp1252": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "LC_ALL=C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp850": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp850"},
}
WORDS = "Sorry 🙏 – ik had ’t moeten zeggen ✓ [own_part=2 worth=-1 ask=1 clarity=1?]"
GRADE = ["grade", "--lang", "nl", WORDS]
COMMANDS = {
    "grade": (GRADE, ""),
    "scenarios": (["scenarios", "--lang", "nl"], ""),
    "doctor": (["doctor", "--lang", "nl"], ""),
    "history": (["history", "--lang", "nl"], ""),
    "chat": (
        ["chat", "--scenario", "promised-raise", "--lang", "nl", "--turns", "-"],
        f"{WORDS}\n",
    ),
    "wrong use": (["grade", "--lang", "nl", "één", "twéé"], ""),
}


@pytest.mark.parametrize("name", CONSOLES)
def test_no_console_breaks_a_table(name: str) -> None:
    assert ends_and_lines(CONSOLES[name]) == usual()


@cache
def usual() -> dict[str, tuple[int, int]]:
    """The same where everything can be shown."""
    return ends_and_lines({"PYTHONIOENCODING": "utf-8"})


def ends_and_lines(env: dict[str, str]) -> dict[str, tuple[int, int]]:
    """Exit code and number of lines of each command, all in one process on such a console."""
    with TemporaryDirectory() as folder:
        env = {**env, "REHEARSE_DATA_DIR": folder}
        done = process(json.dumps(list(COMMANDS.values())), env=env, module="tests.cli.in_turn")
    assert done.returncode == 0, done.stderr
    assert b"Traceback" not in done.stderr
    shown, codes = done.stdout.split(b"\0")[:-1:2], done.stdout.split(b"\0")[1::2]
    found = zip(COMMANDS, shown, codes, strict=True)
    return {case: (int(code), table.count(b"\n")) for case, table, code in found}


def test_signs_get_a_plain_substitute() -> None:
    shown = process(*GRADE, env=CONSOLES["ascii"]).stdout.decode("ascii")
    assert "* Eigen aandeel: duidelijk" in shown
    assert "v Waarde zien: averechts" in shown
    assert "o Vragen: deels" in shown
    assert '"Sorry ? - ik had \'t moeten zeggen +"' in shown


def test_a_code_page_keeps_what_it_can() -> None:
    shown = process(*GRADE, env=CONSOLES["cp1252"]).stdout.decode("cp1252")
    assert "“Sorry ? – ik had ’t moeten zeggen +”" in shown


@pytest.mark.parametrize("name", CONSOLES)
def test_json_is_the_same_everywhere(name: str) -> None:
    code, shown = as_json(CONSOLES[name])
    assert code == 0
    assert shown.isascii()
    assert shown == usual_json()


@cache
def usual_json() -> bytes:
    return as_json({})[1]


def as_json(env: dict[str, str]) -> tuple[int, bytes]:
    raw = '{"id": "é🙏", "lang": "nl", "turn": "Sorry 🙏 [own_part=2]"}\n'.encode()
    done = process("grade", "--jsonl", "-", stdin=raw, env=env)
    return done.returncode, done.stdout


def test_an_argument_survives_a_locale_that_cannot_read_it() -> None:
    words = ("grade", "--json", "Eén 🙏 [own_part=2]")
    assert process(*words, env=CONSOLES["LC_ALL=C"]).stdout == process(*words).stdout


@pytest.mark.parametrize("words", [["scenarios"], ["--help"], ["grade", "--jsonl", "-"]])
def test_a_reader_that_leaves_is_no_trouble(words: list[str]) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.cli.faked", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
    ) as running:
        assert running.stdin
        assert running.stdout
        assert running.stderr
        running.stdout.close()
        # Small enough for the pipe to hold it, whether or not anyone still reads it.
        running.stdin.write(b'{"turn": "x"}\n' * 500)
        running.stdin.close()
        errors = running.stderr.read()
        running.wait(60)
    assert errors == b""


def redirected(how: str, words: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """A command whose standard streams a shell closed or sent elsewhere."""
    command = [sys.executable, "-m", "tests.cli.faked", *words]
    shell = ["sh", "-c", f'exec "$@" {how}', "sh", *command]
    return subprocess.run(shell, capture_output=True, cwd=ROOT, timeout=120, check=False)


posix = pytest.mark.skipif(os.name != "posix", reason="no shell that closes streams")


@posix
@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["grade", "-"], 2),
        (["grade", "--jsonl", "-"], 0),
        (["take-in", "-"], 2),
        (["chat", "--scenario", "promised-raise"], 0),
    ],
)
def test_a_standard_input_that_is_closed_is_an_empty_one(words: list[str], code: int) -> None:
    done = redirected("<&-", words)
    assert (done.returncode, b"Traceback" in done.stderr) == (code, False)


@posix
def test_a_standard_output_that_is_closed_is_told_where_a_file_should_go_there() -> None:
    assert redirected(">&-", ["scenarios"]).returncode == 0
    begun = process("chat", "--scenario", "promised-raise", "--json", stdin=b"")
    done = redirected(">&-", ["export", json.loads(begun.stdout.split(b"\n")[0])["rehearsal"]])
    assert done.returncode == 1
    assert done.stderr.startswith(b"Not everything could be shown")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
@pytest.mark.parametrize("words", [["scenarios"], ["scenarios", "--json"], ["export"]])
def test_a_standard_output_that_is_full_is_told(words: list[str]) -> None:
    if words == ["export"]:
        begun = process("chat", "--scenario", "promised-raise", "--json", stdin=b"")
        words = ["export", json.loads(begun.stdout.split(b"\n")[0])["rehearsal"]]
    done = redirected("> /dev/full", words)
    assert done.returncode == 1
    assert done.stderr.startswith(b"Not everything could be shown")
    assert len(done.stderr.splitlines()) == 1
