"""Vectors of questions: near each other where the same answer would do for both.

A sentence encoder knows what a question is about, hardly what it is after: "who told you?" and
"whom did you tell?" are nearly one to it. This one was tuned on the questions that the lines of our
situations were written for, so that those of one line lie together and all others apart, and so
that what no line answers lies near none.

Its upper blocks are its own; the lower ones are those that the grader reads with.
"""

import hashlib
import io
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from importlib import resources
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from rehearse.conversation.rubric import Frozen
from rehearse.language import transformer
from rehearse.language.both import both
from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Vectors
from rehearse.language.one_thread import one_thread
from rehearse.language.pieces import END, START, Pieces
from rehearse.language.transformer import Block, Numbers, Transformer

FILE = "questions.npz"
LONGEST = 60
"""Pieces of a question that are read."""
STEPS = 250
"""Into how many steps a number from 0 to 1 is rounded: what processors differ by is gone, and what
was stored is the same as what is made anew."""
_REMEMBERED = 4_096
_AT_ONCE = 64
"""Questions that are read together."""
_HASH_BYTES = 8
_SMALL = 1e-12


Stored: TypeAlias = npt.NDArray[np.int8]
"""A vector in ``STEPS``."""


class QuestionCard(Frozen):
    """What the file says about itself."""

    data: str
    """Hash over the lines and questions it was tuned on."""
    recipe: str


@dataclass(frozen=True)
class Below:
    """What reads before the encoder's own blocks do."""

    pieces: Pieces
    transformer: Transformer
    """Of which the upper blocks, as many as are the encoder's own, are not used."""

    def cut(self, question: str) -> tuple[int, ...]:
        """The pieces of a question as they are read."""
        return (START, *self.pieces.first(plain_signs(question), LONGEST), END)


@dataclass(frozen=True)
class Tuned:
    """What tuning made, and the vectors of the questions it was tuned on."""

    blocks: tuple[Block, ...]
    projection: Numbers
    """From the mean row of a question to its vector."""
    shift: Numbers
    card: QuestionCard
    vectors: Mapping[bytes, Stored]
    """By ``key`` of the question."""

    def to_bytes(self) -> bytes:
        """The encoder's file."""
        buffer = io.BytesIO()
        names = sorted(self.vectors)
        kept: dict[str, Any] = transformer.pack_blocks(self.blocks)
        kept["card"] = np.frombuffer(self.card.model_dump_json().encode(), np.uint8)
        kept |= {"projection": self.projection, "shift": self.shift}
        kept["questions"] = np.frombuffer(b"".join(names), np.uint8).reshape(-1, _HASH_BYTES)
        kept["vectors"] = np.stack([self.vectors[name] for name in names])
        np.savez_compressed(buffer, **kept)
        return buffer.getvalue()


def from_bytes(raw: bytes) -> Tuned:
    """What ``Tuned.to_bytes`` wrote."""
    with np.load(io.BytesIO(raw)) as stored:
        kept = {name: stored[name] for name in stored.files}
    names = map(bytes, kept["questions"])
    return Tuned(
        transformer.unpack_blocks(kept),
        kept["projection"],
        kept["shift"],
        QuestionCard.model_validate(json.loads(bytes(kept["card"]))),
        dict(zip(names, kept["vectors"], strict=True)),
    )


def load() -> Tuned:
    """The encoder that ships with the package."""
    return from_bytes((resources.files(__package__) / FILE).read_bytes())


class QuestionEncoder:
    """Turns questions into unit vectors, and remembers the latest of them.

    One serves a process, from any thread. It is loaded at its first use; what reads below it, at
    the first question whose vector is not stored.
    """

    def __init__(
        self, below: Callable[[], Below], tuned: Callable[[], Tuned] | None = None
    ) -> None:
        self._lock = threading.Lock()
        self._below, self._load = below, tuned or load
        self._known: OrderedDict[bytes, Stored] = OrderedDict()

    def encode(self, questions: Sequence[str]) -> Vectors:
        """One unit vector a question, as rows."""
        stored, named = self._tuned.vectors, [(key(question), question) for question in questions]
        with self._lock:
            new = [q for name, q in named if name not in stored and name not in self._known]
            self._known |= self.fresh(new)
            rows = [self._row(name) for name, _ in named]
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        found = np.array(rows, np.float32).reshape(len(rows), self._tuned.projection.shape[1])
        sizes = np.linalg.norm(found, axis=1, keepdims=True)
        unit: Vectors = (found / np.where(sizes > 0, sizes, 1)).astype(np.float32)
        return unit

    def knows(self, question: str) -> bool:
        """Whether the vector of this question is stored."""
        return key(question) in self._tuned.vectors

    def _row(self, name: bytes) -> Stored:
        if name in self._known:
            self._known.move_to_end(name)
            return self._known[name]
        return self._tuned.vectors[name]

    def fresh(self, questions: Iterable[str]) -> dict[bytes, Stored]:
        """The vectors of questions as they would be stored, made anew; by ``key``."""
        of_length: dict[int, dict[bytes, tuple[int, ...]]] = {}
        for question in questions:
            pieces = self._below_it.cut(question)
            of_length.setdefault(len(pieces), {})[key(question)] = pieces
        made: dict[bytes, Stored] = {}
        for texts in of_length.values():
            names = list(texts)
            for start in range(0, len(names), _AT_ONCE):
                some = names[start : start + _AT_ONCE]
                made |= zip(some, self._made([texts[name] for name in some]), strict=True)
        return made

    def _made(self, texts: Sequence[tuple[int, ...]]) -> npt.NDArray[np.int8]:
        """The vectors of texts of one length."""
        read, half = self._whole, len(texts) // 2
        with one_thread():
            if half:
                parts = both(
                    lambda t: read.on_many(t[:half]), lambda t: read.on_many(t[half:]), texts
                )
                rows = np.concatenate(parts)
            else:
                rows = read(texts[0])[None]
        found = rows.mean(axis=1) @ self._tuned.projection + self._tuned.shift
        found /= np.linalg.norm(found, axis=1, keepdims=True) + _SMALL
        rounded: npt.NDArray[np.int8] = np.clip(np.round(found * STEPS), -127, 127).astype(np.int8)
        return rounded

    @cached_property
    def _tuned(self) -> Tuned:
        return self._load()

    @cached_property
    def _below_it(self) -> Below:
        return self._below()

    @cached_property
    def _whole(self) -> Transformer:
        lower, own = self._below_it.transformer, self._tuned.blocks
        return replace(lower, blocks=(*lower.blocks[: -len(own)], *own))


def key(question: str) -> bytes:
    """The name under which the vector of a question is stored."""
    digest = hashlib.sha256(plain_signs(question).encode("utf-8", "surrogatepass"))
    return digest.digest()[:_HASH_BYTES]
