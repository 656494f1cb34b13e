"""The terminal as it is: old code pages, pipes, and signs that should not reach it raw."""

import codecs
import errno
import json
import os
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TextIO

_HANDLER = "rehearse-plain"

_PLAIN = {
    "●": "*",
    "◐": "o",
    "▼": "v",
    "◌": "?",
    "·": ".",
    "█": "#",
    "░": ".",
    "✓": "+",
    "✗": "x",
    "–": "-",
    "—": "-",
    "…": "...",
    "→": "->",
    "‘": "'",
    "’": "'",
    "‚": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "€": "EUR",
    "\u00a0": " ",
    "\u200d": "",
    "\ufe0f": "",
    "\ufffd": "?",
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "ø": "o",
    "Ø": "O",
    "œ": "oe",
}
"""What stands in for a sign where the console cannot show it. All of it is ASCII."""

_UNSEEN = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
)
"""Marks that turn or hide the text around them."""

_SPACES = frozenset("\t\n\r\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029")

WIDEST = 78
"""Wider lines read badly, however wide the window."""


def prepare() -> None:
    """Make standard output and error take every sign: what cannot be shown gets a substitute."""
    codecs.register_error(_HANDLER, _substitute)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors=_HANDLER)
    reconfigure = getattr(sys.stdin, "reconfigure", None)
    if reconfigure:
        reconfigure(errors="replace")


def argument(word: str) -> str:
    """An argument as it was meant, where the locale made escapes of its UTF-8 bytes."""
    if not any("\udc80" <= sign <= "\udcff" for sign in word):
        return word
    try:
        return os.fsencode(word).decode("utf-8")
    except UnicodeError:
        return word


def _substitute(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_plain, error.object[error.start : error.end])), error.end


def _plain(sign: str) -> str:
    if sign in _PLAIN:
        return _PLAIN[sign]
    bare = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode("ascii")
    return bare or ("" if unicodedata.combining(sign) else "?")


def safe(text: str, *, lines: bool = False) -> str:
    """Text as a terminal may show it: no escapes, no control characters, nothing that turns lines.

    Line ends become blanks unless ``lines`` keeps them.
    """
    shown = []
    for sign in text:
        if lines and sign == "\n":
            shown.append(sign)
        elif sign in _SPACES:
            shown.append(" ")
        elif sign not in _UNSEEN:
            shown.append("\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} else sign)
    return "".join(shown)


def emit(value: Any) -> None:
    """One JSON value on a line of standard output, in ASCII, at once."""
    print(json.dumps(value, ensure_ascii=True), flush=True)


def write(data: bytes) -> None:
    """A file on standard output as it is, whatever the console can show.

    Raises:
        OSError: standard output was closed before we began, or takes no more.
    """
    if sys.stdout is None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))
    sys.stdout.flush()
    sys.stdout.buffer.write(data)


def interactive() -> bool:
    """Whether someone sits at a terminal and can be asked."""
    return _is_terminal(sys.stdin) and _is_terminal(sys.stdout)


def agreed(question: str, words: str) -> bool:
    """Whether someone answers a question with one of these words."""
    try:
        answer = input(question)
    except (EOFError, KeyboardInterrupt):
        print()
        return False
    return answer.strip().lower() in words.split()


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and not stream.closed and stream.isatty()


def progress(text: str) -> None:
    """A passing note on standard error, for someone who watches; "" wipes it."""
    if _is_terminal(sys.stderr):
        blank = " " * width()
        print(f"\r{blank}\r{text[: width()]}", end="", file=sys.stderr, flush=True)


def notice(text: str) -> None:
    """A line on standard error, for someone who watches."""
    if _is_terminal(sys.stderr):
        print(text, file=sys.stderr, flush=True)


def width() -> int:
    return max(30, min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns - 1))


def wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    """A paragraph within the width; ``first`` is the first line's indent where it differs."""
    return textwrap.fill(
        text,
        width(),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def bold(text: str) -> str:
    return _styled(text, "1")


def faint(text: str) -> str:
    return _styled(text, "2")


def italic(text: str) -> str:
    return _styled(text, "3")


def _styled(text: str, code: str) -> str:
    return f"\x1b[{code}m{text}\x1b[0m" if text and _has_styles() else text


def _has_styles() -> bool:
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    if os.name == "nt" and not os.environ.get("WT_SESSION"):
        return False
    return _is_terminal(sys.stdout)


def table(rows: Sequence[Sequence[str]], heading: Sequence[str] | None = None) -> str:
    """Rows in columns, two blanks apart; the last column is not padded."""
    clean = [[safe(cell) for cell in row] for row in rows]
    head = [list(heading)] if heading else []
    widths = [max(map(columns, cells)) for cells in zip(*head, *clean, strict=True)]
    lines = [_row(row, widths) for row in clean]
    return "\n".join([bold(_row(row, widths)) for row in head] + lines)


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (c + " " * (w - columns(c)) for c, w in zip(cells, widths, strict=True))
    return "  ".join(padded).rstrip()


def columns(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return sum(_columns_of(sign) for sign in text)


def _columns_of(sign: str) -> int:
    if unicodedata.combining(sign) or unicodedata.category(sign) in {"Cf", "Me", "Mn"}:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in {"W", "F"} else 1


def bar(share: float, cells: int = 10) -> str:
    """A small bar, filled for a share of 0 to 1."""
    full = round(share * cells)
    return "█" * full + "░" * (cells - full)


def say_lines(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)
