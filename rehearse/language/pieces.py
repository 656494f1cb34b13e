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
        words = unicodedata.normalize("NFKC", text).split()
        if not words:
            return []
        letters = BLANK + BLANK.join(words)
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
