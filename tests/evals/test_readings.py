"""Stored readings: the same as fresh ones, of one reader, and a change of it is seen."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from evals import readings, suite
from evals.readings import Remembered
from rehearse.grader.heads import Numbers


class Counting:
    """Scores a sentence by its length, plus what it is told to be off by."""

    def __init__(self, off: float = 0.0) -> None:
        self.off, self.asked = off, 0

    def scores(self, sentences: Sequence[str], heard: str) -> Numbers:
        self.asked += 1
        return np.array([[len(text) / 100 + self.off, len(heard)] for text in sentences])


def test_what_was_stored_is_not_read_again(tmp_path: Path) -> None:
    file, reader = tmp_path / "readings.npz", Counting()
    first = Remembered(reader, {})
    wanted = [first.scores(words, "Well?") for words in (("One.", "Two more."), ("One.",))]
    assert (first.fresh, reader.asked) == (2, 2)
    readings.store(file, "data", first.used)
    again = Remembered(reader, readings.load(file, "data"))
    found = [again.scores(words, "Well?") for words in (("One.", "Two more."), ("One.",))]
    assert (again.fresh, reader.asked) == (0, 2)
    assert all(np.array_equal(a, b) for a, b in zip(found, wanted, strict=True))


def test_other_words_before_are_another_reading() -> None:
    remembered = Remembered(Counting(), {})
    assert remembered.scores(["One."], "Well?")[0, 1] == 5
    assert remembered.scores(["One."], "")[0, 1] == 0
    assert remembered.fresh == 2


def test_readings_of_another_reader_are_none(tmp_path: Path) -> None:
    file = tmp_path / "readings.npz"
    assert readings.load(file, "data") == {}
    remembered = Remembered(Counting(), {})
    remembered.scores(["One."], "")
    readings.store(file, "data", remembered.used)
    assert readings.load(file, "other") == {}


def test_stored_readings_that_no_longer_hold_are_told_with_their_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "CHECKED_ANEW", 1)
    stored = Remembered(Counting(), {})
    stored.scores(["One."], "")
    changed = Remembered(Counting(off=0.2), stored.used)
    changed.scores(["One."], "")
    (finding,) = suite.stored_readings(changed, tmp_path).findings
    assert f"Delete {tmp_path / 'readings.npz'} " in finding.message
    assert suite.stored_readings(stored, tmp_path).findings == ()


def test_a_reader_that_changed_is_seen() -> None:
    remembered = Remembered(Counting(), {})
    for n in range(20):
        remembered.scores([f"Sentence {n}."], "")
    assert remembered.drifted(1) == (0, 20)
    changed = Remembered(Counting(off=0.2), remembered.used)
    for n in range(20):
        changed.scores([f"Sentence {n}."], "")
    assert changed.fresh == 0
    assert changed.drifted(1) == (20, 20)


def test_only_what_was_asked_for_is_kept() -> None:
    before = Remembered(Counting(), {})
    for words in ("One.", "Two."):
        before.scores([words], "")
    after = Remembered(Counting(), before.used)
    after.scores(["Two."], "")
    assert set(after.used) == {readings.key(["Two."], "")}
