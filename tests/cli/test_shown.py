"""What a console shows, and what in place of what it cannot."""

import errno

import pytest

from rehearse.cli import console
from tests.cli.conftest import Command


def test_trouble_with_a_file_of_ours_is_not_taken_for_that_of_the_output(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "full", "ours.txt")

    monkeypatch.setattr("rehearse.cli.scenarios.run", full)
    with pytest.raises(OSError, match="ours"):
        command("scenarios")


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
