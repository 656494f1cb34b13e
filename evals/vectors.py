"""Sentence vectors of the cases, stored beside them: training anywhere sees the same numbers, and a
run need not make them anew.

What is new goes into a file of its own, and no file is written twice: all of them are 40 MB, and
whoever clones the project gets every version of a file.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from evals.cases import CASES
from evals.whole import written_whole
from rehearse.language.encoder import VECTOR_DECIMALS, Encoder, Vectors

FOLDER = CASES / "vectors"
_SCALE = 10**VECTOR_DECIMALS
TOLERANCE = 0.006
"""How much a stored number may differ from a fresh one: processors round a little differently."""

Known: TypeAlias = dict[bytes, npt.NDArray[np.int16]]
"""Vectors by the hash of their sentence, in thousandths."""


class RememberedEncoder(Encoder):
    """Finds the vectors that were stored; what is not is made, and kept."""

    def __init__(self, known: Mapping[bytes, npt.NDArray[np.int16]]) -> None:
        super().__init__()
        self._stored: Known = dict(known)
        self._asked: dict[bytes, str] = {}
        self.made = 0
        """How many sentences had none stored."""

    def fresh(self, sentences: list[str]) -> list[Vectors]:
        """What the memory of this run does not hold."""
        names = [_key(sentence) for sentence in sentences]
        named = dict(zip(names, sentences, strict=True))
        missing = [name for name in named if name not in self._stored]
        for name, row in zip(missing, self._made([named[n] for n in missing]), strict=True):
            self._stored[name] = row
        self.made += len(missing)
        self._asked |= named
        return [self._stored[name].astype(np.float32) / _SCALE for name in names]

    @property
    def used(self) -> Known:
        """The vectors of what was asked for, stored before or not."""
        return {name: self._stored[name] for name in self._asked}

    def drifted(self, one_in: int) -> tuple[int, int]:
        """How many of one in so many sentences, always the same, no longer get the vector that was
        stored; and how many these are."""
        drawn = [name for name in self._asked if int.from_bytes(name[:4], "big") % one_in == 0]
        anew = self._made([self._asked[name] for name in drawn])
        apart = [
            int(np.abs(row - self._stored[name]).max()) / _SCALE
            for name, row in zip(drawn, anew, strict=True)
        ]
        return sum(far > TOLERANCE for far in apart), len(drawn)

    def _made(self, sentences: list[str]) -> list[npt.NDArray[np.int16]]:
        return [np.round(row * _SCALE).astype(np.int16) for row in super().fresh(sentences)]


def remembered(folder: Path = CASES) -> RememberedEncoder:
    """An encoder with what is stored beside these cases."""
    return RememberedEncoder(load(folder / FOLDER.name))


def load(folder: Path = FOLDER) -> Known:
    """All stored vectors; none where there is no such folder."""
    known: Known = {}
    for file in sorted(folder.glob("*.npz")):
        with np.load(file) as stored:
            keys, rows = stored["keys"], stored["rows"]
        known |= {bytes(key): row for key, row in zip(keys, rows, strict=True)}
    return known


def store(folder: Path, known: Known) -> None:
    """Write the vectors that are not stored yet, in an order that does not hang on when they were
    made, to a file that their names give its name."""
    stored = load(folder)
    names = sorted(known.keys() - stored.keys())
    if not names:
        return
    together = b"".join(names)
    keys = np.frombuffer(together, np.uint8).reshape(-1, 16)
    file = folder / f"{hashlib.sha256(together).hexdigest()[:12]}.npz"
    rows = np.stack([known[name] for name in names])
    written_whole(file, lambda to: np.savez_compressed(to, keys=keys, rows=rows))


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
