"""What a measurement brought is not lost by one that cannot be made."""

import sys

import pytest

from benchmarks import __main__ as benchmarks
from benchmarks.table import Figure, Section


def test_a_measurement_is_shown_before_the_next_one_begins(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def good(*, quick: bool) -> Section:
        return Section("Turns", "By turns.", (Figure("a turn", "1.20x", "1.3x"),))

    def broken(*, quick: bool) -> Section:
        raise RuntimeError("no Chromium")

    monkeypatch.setattr(benchmarks, "MEASUREMENTS", {"turn": good, "page": broken})
    monkeypatch.setattr(sys, "argv", ["benchmarks"])
    with pytest.raises(RuntimeError):
        benchmarks.main()
    assert capsys.readouterr().out.splitlines()[:3] == [
        "Turns",
        "  By turns.",
        "    a turn  1.20x   target 1.3x",
    ]
