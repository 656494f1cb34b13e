"""Faults by their sense, where no list of phrases holds the words.

A linear model over the vector of a sentence and its words, learned from replies that slip and from
near twins that do not (``evals/slip_training.py``).
"""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt

from rehearse.colleague.checks.faults import Fault
from rehearse.conversation.rubric import Frozen
from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Encode

Numbers = npt.NDArray[np.float64]

FILE = "sense.npz"
FAULTS = (Fault.FORGIVES, Fault.SWAPS_ROLES, Fault.TAKES_OVER, Fault.OUT_OF_ROLE)
"""The faults that it knows, in the order of its columns; the first column is none of them."""
PLACES = 2**13
"""For words and their neighbours: each run of one to three has its place, by a checksum."""
RUN = 3
VECTOR_COUNTS = 3.0
"""What a sentence's vector counts beside its words."""
_WORD = re.compile(r"[\w']+|[?!]")


class SenseCard(Frozen):
    """What it learned from, and how sure it must be."""

    data: str
    """A hash over the replies that it learned from."""
    least: float
    """The chance of any fault from which one is found."""


@dataclass(frozen=True)
class Sense:
    """The model as it is stored."""

    weights: Numbers
    bias: Numbers
    card: SenseCard

    def chances(self, described: Numbers) -> Numbers:
        """How likely each sentence is of none and of each fault."""
        scores = described @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Numbers = raised / raised.sum(axis=1, keepdims=True)
        return found

    def fault(self, sentence: str, encode: Encode) -> Fault | None:
        """What a sentence slips into; None where it is not sure of any."""
        none, *others = self.chances(describe([sentence], encode))[0]
        return FAULTS[int(np.argmax(others))] if 1 - none >= self.card.least else None

    def to_bytes(self) -> bytes:
        """The model's file, its numbers rounded."""
        buffer = io.BytesIO()
        kept: dict[str, Any] = {
            "card": np.frombuffer(self.card.model_dump_json().encode(), np.uint8),
            "weights": self.weights.astype(np.float16),
            "bias": self.bias.astype(np.float32),
        }
        np.savez_compressed(buffer, **kept)
        return buffer.getvalue()


def describe(sentences: Sequence[str], encode: Encode) -> Numbers:
    """Sentences as the model reads them, one row each."""
    plain = [plain_signs(sentence) for sentence in sentences]
    words = np.zeros((len(plain), PLACES))
    for row, sentence in zip(words, plain, strict=True):
        row[_places(sentence)] = 1
    lengths = np.linalg.norm(words, axis=1, keepdims=True)
    return np.hstack([VECTOR_COUNTS * encode(plain), words / np.maximum(lengths, 1)])


def _places(sentence: str) -> list[int]:
    words = _WORD.findall(sentence.lower())
    runs = (
        " ".join(words[start : start + size])
        for size in range(1, RUN + 1)
        for start in range(len(words) - size + 1)
    )
    return [crc32(run.encode()) % PLACES for run in runs]


def from_bytes(raw: bytes) -> Sense:
    """The model from its file."""
    with np.load(io.BytesIO(raw)) as stored:
        card = SenseCard.model_validate(json.loads(bytes(stored["card"])))
        weights, bias = stored["weights"], stored["bias"]
    return Sense(weights.astype(np.float64), bias.astype(np.float64), card)


@cache
def load() -> Sense:
    """The model that ships with the package."""
    return from_bytes((resources.files(__package__) / FILE).read_bytes())
