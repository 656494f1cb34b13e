"""Cuts text into the pieces of words that a transformer reads: the unigram model of SentencePiece.

The likeliest way to build the text from known pieces, found with Viterbi's algorithm (Kudo 2018).
Written here because the library for it would bring a hundred megabytes for these few lines.
"""

import unicodedata
from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

BLANK = "▁"
START, PAD, END, UNKNOWN = 0, 1, 2, 3
"""The pieces that stand for no letters, as the vocabulary has them."""
_UNKNOWN_COSTS = 10.0
"""How much less likely than the rarest piece a letter is that none holds."""


class Pieces:
    """A vocabulary with the log-likelihood of each of its pieces."""

    def __init__(self, pieces: Sequence[str], scores: npt.NDArray[np.float32]) -> None:
        self.pieces, self.scores = tuple(pieces), scores
        self._worth = {
            piece: (n, float(scores[n])) for n, piece in enumerate(pieces) if n > UNKNOWN
        }
        self._unknown = float(scores.min()) - _UNKNOWN_COSTS

    @cached_property
    def _longest(self) -> int:
        return max(len(piece) for piece in self.pieces)

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces that make up a text; what no piece holds is UNKNOWN."""
        return self._likeliest("".join(_words(text)))

    def first(self, text: str, most: int) -> list[int]:
        """The first pieces of a text, at most so many: as ``cut`` has them, but what comes behind
        is not read, for one sign can stand for eighteen letters."""
        found: list[int] = []
        for word in _words(text):
            found += self._likeliest(word[: most * self._reach])
            if len(found) >= most:
                break
        return found[:most]

    def last(self, text: str, most: int) -> list[int]:
        """The last pieces of a text, at most so many, by the same rule."""
        found: list[int] = []
        for word in reversed(_words(text)):
            found = self._likeliest(word[-most * self._reach :]) + found
            if len(found) >= most:
                break
        return found[-most:]

    @cached_property
    def _reach(self) -> int:
        """Letters of a word that are read for each piece which is wanted of it: twice what one can
        hold, since what stands further on has a say in where the last of them ends."""
        return 2 * self._longest

    def _likeliest(self, letters: str) -> list[int]:
        """The pieces that make up letters. No piece goes on behind a blank, so words can be cut
        apart or together."""
        best = [0.0] + [-np.inf] * len(letters)
        came_by = [(0, UNKNOWN)] * (len(letters) + 1)
        for start in range(len(letters)):
            for end in range(start + 1, min(len(letters), start + self._longest) + 1):
                known = self._worth.get(letters[start:end])
                if known and best[start] + known[1] > best[end]:
                    best[end], came_by[end] = best[start] + known[1], (start, known[0])
            if best[start] + self._unknown > best[start + 1]:
                best[start + 1], came_by[start + 1] = best[start] + self._unknown, (start, UNKNOWN)
        found, at = [], len(letters)
        while at > 0:
            at, piece = came_by[at]
            found.append(piece)
        return found[::-1]


def _words(text: str) -> list[str]:
    """The words of a text, each behind a blank."""
    return [BLANK + word for word in unicodedata.normalize("NFKC", text).split()]
