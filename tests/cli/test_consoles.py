"""Old code pages, pipes that close, and what a console shows in place of what it cannot."""

import subprocess
import sys
from functools import cache

import pytest

from rehearse.cli import console
from tests.cli.conftest import ROOT, process

CONSOLES = {
    "cp1252": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp1252"},
    "ascii": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"},
    "LC_ALL=C": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "cp850": {"PYTHONUTF8": "0", "PYTHONIOENCODING": "cp850"},
}
WORDS = "Sorry 🙏 – ik had ’t moeten zeggen ✓ [own_part=2 worth=-1 ask=1 clarity=1?]"
COMMANDS = {
    "grade": (["grade", "--lang", "nl", WORDS], b""),
    "scenarios": (["scenarios", "--lang", "nl"], b""),
    "doctor": (["doctor", "--lang", "nl"], b""),
    "history": (["history", "--lang", "nl"], b""),
    "chat": (
        ["chat", "--scenario", "promised-raise", "--lang", "nl", "--turns", "-"],
        f"{WORDS}\n".encode(),
    ),
    "wrong use": (["grade", "--lang", "nl", "één", "twéé"], b""),
}


@pytest.mark.parametrize("name", CONSOLES)
@pytest.mark.parametrize("case", COMMANDS)
def test_no_console_breaks_a_table(case: str, name: str) -> None:
    words, stdin = COMMANDS[case]
    done = process(*words, stdin=stdin, env=CONSOLES[name])
    code, lines = usual(case)
    assert b"Traceback" not in done.stderr
    assert done.returncode == code
    assert done.stdout.count(b"\n") == lines


@cache
def usual(case: str) -> tuple[int, int]:
    """Exit code and number of lines where everything can be shown."""
    words, stdin = COMMANDS[case]
    done = process(*words, stdin=stdin, env={"PYTHONIOENCODING": "utf-8"})
    return done.returncode, done.stdout.count(b"\n")


def test_signs_get_a_plain_substitute() -> None:
    words, _ = COMMANDS["grade"]
    shown = process(*words, env=CONSOLES["ascii"]).stdout.decode("ascii")
    assert "* Eigen aandeel: duidelijk" in shown
    assert "v Waarde zien: averechts" in shown
    assert "o Vragen: deels" in shown
    assert '"Sorry ? - ik had \'t moeten zeggen +"' in shown


def test_a_code_page_keeps_what_it_can() -> None:
    words, _ = COMMANDS["grade"]
    shown = process(*words, env=CONSOLES["cp1252"]).stdout.decode("cp1252")
    assert "“Sorry ? – ik had ’t moeten zeggen +”" in shown


@pytest.mark.parametrize("name", CONSOLES)
def test_json_is_the_same_everywhere(name: str) -> None:
    raw = '{"id": "é🙏", "lang": "nl", "turn": "Sorry 🙏 [own_part=2]"}\n'.encode()
    done = process("grade", "--jsonl", "-", stdin=raw, env=CONSOLES[name])
    assert done.returncode == 0
    assert done.stdout.isascii()
    assert done.stdout == process("grade", "--jsonl", "-", stdin=raw).stdout


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("gewoon", "gewoon"),
        ("a\tb\nc\r\nd", "a b c  d"),
        ("\x1b[31mrood", "\ufffd[31mrood"),
        ("\u202eomgekeerd\u202c", "omgekeerd"),
        ("half \ud83d", "half \ufffd"),
        ("👩‍👧 שלום ’t", "👩‍👧 שלום ’t"),
    ],
    ids=ascii,
)
def test_what_a_terminal_may_show(text: str, shown: str) -> None:
    assert console.safe(text) == shown


def test_columns_stay_straight_under_wide_signs() -> None:
    rows = console.table([["ab", "1"], ["日本", "2"], ["é👍x", "3"]]).split("\n")
    assert [console.columns(row) for row in rows] == [7, 7, 7]


def test_every_substitute_is_plain() -> None:
    assert all(plain.isascii() for plain in console._PLAIN.values())
