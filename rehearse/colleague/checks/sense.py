"""Faults by their sense, where no list of phrases holds the words.

A linear model over what the grader's reader makes of a sentence, in answer to what the manager said
and after what was said before it. Learned from replies that slip and from near twins that do not
(``evals/slip_training.py``).
"""

import io
import json
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rehearse.colleague.checks.faults import Fault
from rehearse.conversation.rubric import Frozen
from rehearse.language.cues import plain_signs

Numbers = npt.NDArray[np.float32]

FILE = "sense.npz"
REBUILD = "run `python -m evals train-slips`"
FAULTS = (Fault.FORGIVES, Fault.SWAPS_ROLES, Fault.TAKES_OVER, Fault.OUT_OF_ROLE)
"""The faults that it knows, in the order of its columns; the first column is none of them."""
UPPER = 4
"""How many blocks of the reader, from above, say something: the lowest of these is as it was before
anything was tuned, the highest knows what harms and mends. Slips of four writers and their twins,
learned from ten others (December 2026), are told apart by all four with an AUC of 0.93, by the
highest and the lowest 0.92, by a sentence's vector and words 0.88, and by a block or two without
what the manager said 0.90 to 0.92."""
_REMEMBERED = 64
"""Sentences whose rows are kept: one is looked at again as the last of its reply, and all are
before a repair is asked for."""


class Reader(Protocol):
    """Whoever reads a sentence in its place: the grader's context reader."""

    @property
    def key(self) -> str:
        """What tells it from any other."""
        ...

    def rows(self, sentences: Sequence[str], heard: str, upper: int) -> Numbers:
        """One row a sentence, by so many upper blocks."""
        ...


class SenseCard(Frozen):
    """What it learned from, and how sure it must be."""

    data: str
    """A hash over the replies that it learned from."""
    reader: str
    """The key of the reader whose rows these were."""
    least: float
    """The chance of any fault from which one is found."""


@dataclass(frozen=True)
class Learned:
    """The model as it is stored."""

    weights: Numbers
    bias: Numbers
    card: SenseCard

    def fits(self, reader: Reader) -> bool:
        """Whether it was learned beside this reader."""
        return self.card.reader == reader.key

    def chances(self, rows: Numbers) -> Numbers:
        """How likely each sentence is of none and of each fault."""
        scores = rows @ self.weights + self.bias
        raised = np.exp(scores - scores.max(axis=1, keepdims=True))
        found: Numbers = raised / raised.sum(axis=1, keepdims=True)
        return found

    def to_bytes(self) -> bytes:
        """The model's file."""
        buffer = io.BytesIO()
        card = np.frombuffer(self.card.model_dump_json().encode(), np.uint8)
        kept: dict[str, Any] = {"card": card, "weights": self.weights, "bias": self.bias}
        np.savez_compressed(buffer, **kept)
        return buffer.getvalue()


def from_bytes(raw: bytes) -> Learned:
    """The model from its file."""
    with np.load(io.BytesIO(raw)) as stored:
        card = SenseCard.model_validate(json.loads(bytes(stored["card"])))
        return Learned(stored["weights"], stored["bias"], card)


def shipped() -> Learned:
    """The model that ships with the package."""
    return from_bytes((resources.files(__package__) / FILE).read_bytes())


class Sense:
    """Hears what a sentence slips into. One serves a process, from any thread."""

    def __init__(
        self, reader: Callable[[], Reader], learned: Callable[[], Learned] = shipped
    ) -> None:
        """Both are called at the first use."""
        self._get_reader, self._get_learned = reader, learned
        self._lock = threading.Lock()
        self._known: tuple[Reader, Learned] | None = None
        self._row = lru_cache(_REMEMBERED)(self._read)

    def warm(self) -> None:
        """Load what it needs and read once, so that the first sentence does not wait for it.

        Raises:
            ValueError: it was learned beside another reader.
        """
        self.fault("", (), "")

    def fault(self, sentence: str, before: Sequence[str], heard: str) -> Fault | None:
        """What a sentence slips into; None where it is not sure of any.

        Args:
            before: the sentences of this reply that go before it.
            heard: the manager's words that it answers.

        Raises:
            ValueError: it was learned beside another reader.
        """
        _, learned = self._loaded()
        (chances,) = learned.chances(self._row(sentence, tuple(before), heard)[None])
        sure = 1 - chances[0] >= learned.card.least
        return FAULTS[int(np.argmax(chances[1:]))] if sure else None

    def _read(self, sentence: str, before: tuple[str, ...], heard: str) -> Numbers:
        reader, _ = self._loaded()
        return row(reader, sentence, before, heard)

    def _loaded(self) -> tuple[Reader, Learned]:
        with self._lock:
            if self._known is None:
                reader, learned = self._get_reader(), self._get_learned()
                if not learned.fits(reader):
                    raise ValueError(f"{FILE} does not fit the reader: {REBUILD}")
                self._known = reader, learned
            return self._known


def row(reader: Reader, sentence: str, before: Sequence[str], heard: str) -> Numbers:
    """A sentence as the model is given it."""
    said = [plain_signs(each) for each in (*before, sentence)]
    last: Numbers = reader.rows(said, plain_signs(heard), UPPER)[-1]
    return last
