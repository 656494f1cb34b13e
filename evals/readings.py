"""What the context reader scores the sentences of the cases, stored: reading them anew takes long.

Two files beside the cases. ``unseen.npz`` holds, for each turn set apart, the scores of a reader
that never saw its story: thresholds are set by them. ``readings.npz`` holds those of the reader
that ships, for whatever else the evals grade.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from evals.cases import CASES
from evals.whole import written_whole
from rehearse.grader.context import SCORE_DECIMALS, SentenceScores
from rehearse.grader.heads import Numbers

UNSEEN = CASES / "unseen.npz"
FILE = CASES / "readings.npz"
TOLERANCE = 0.1
"""How much a stored score may differ from a fresh one: far less than what moves a level."""
_SCALE = 10**SCORE_DECIMALS

Known = dict[bytes, Numbers]


def key(sentences: Sequence[str], heard: str) -> bytes:
    """What a reading is stored by: its words, whatever the case they stand in."""
    text = "\x1e".join((heard, *sentences))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]


class Remembered:
    """Scores as they were stored; what is not is read, and kept."""

    def __init__(self, reader: SentenceScores, known: Mapping[bytes, Numbers]) -> None:
        self._reader = reader
        self._known: Known = dict(known)
        self._asked: dict[bytes, tuple[Sequence[str], str]] = {}
        self.fresh = 0
        """How many turns had to be read."""

    def scores(self, sentences: Sequence[str], heard: str) -> Numbers:
        """One row of scores a sentence, one column a head, before any pooling."""
        name = key(sentences, heard)
        self._asked[name] = (sentences, heard)
        if name not in self._known:
            self.fresh += 1
            self._known[name] = self._reader.scores(sentences, heard)
        return self._known[name]

    @property
    def used(self) -> Known:
        """What was asked for, stored before or not."""
        return {name: self._known[name] for name in self._asked}

    def drifted(self, one_in: int) -> tuple[int, int]:
        """How many of one in so many, always the same, are read otherwise than was stored; and
        how many these are."""
        drawn = [name for name in self._asked if int.from_bytes(name[:4], "big") % one_in == 0]
        apart = [
            np.abs(self._reader.scores(*self._asked[name]) - self._known[name]).max()
            for name in drawn
        ]
        return sum(bool(far > TOLERANCE) for far in apart), len(drawn)


def load(file: Path, reader: str) -> Known:
    """The stored readings, if they are of the reader with this key; else none."""
    if not file.exists():
        return {}
    with np.load(file) as stored:
        if bytes(stored["reader"]).decode() != reader:
            return {}
        names, sizes, rows = stored["keys"], stored["sizes"], stored["rows"]
    parts = np.split(rows.astype(np.float64) / _SCALE, np.cumsum(sizes)[:-1])
    return {bytes(name): part for name, part in zip(names, parts, strict=True)}


def store(file: Path, reader: str, known: Mapping[bytes, Numbers]) -> None:
    """Write readings, in an order that does not hang on when they were made."""
    names = sorted(known)
    rows: npt.NDArray[np.int16] = np.round(
        np.vstack([known[name] for name in names]) * _SCALE
    ).astype(np.int16)
    kept = {
        "reader": np.frombuffer(reader.encode(), np.uint8),
        "keys": np.frombuffer(b"".join(names), np.uint8).reshape(-1, 16),
        "sizes": np.array([len(known[name]) for name in names]),
        "rows": rows,
    }
    written_whole(file, lambda to: np.savez_compressed(to, allow_pickle=False, **kept))
