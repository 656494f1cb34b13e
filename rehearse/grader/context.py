"""The second half of the local grader: reads each sentence inside its turn.

A small fine-tuned transformer reads what the colleague said and then the whole turn, so that a
sentence is judged with the "but" that follows it. A sentence's row is the mean over its pieces;
heads score it as those of ``heads`` do, and scores are pooled over the turn in the same way.
"""

import hashlib
import io
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from rehearse.conversation.rubric import Frozen
from rehearse.grader.heads import Numbers, head_names
from rehearse.language import transformer
from rehearse.language.one_thread import one_thread
from rehearse.language.pieces import END, START, UNKNOWN, Pieces
from rehearse.language.question_encoder import Below
from rehearse.language.transformer import Transformer

FILE = "context.npz"
SCORE_DECIMALS = 2
MOST_HEARD = 60
"""Pieces of what the colleague said that are read: its end, which the turn answers."""


class SentenceScores(Protocol):
    """Whoever scores sentences inside their turn: the reader, or a store of what it said."""

    def scores(self, sentences: Sequence[str], heard: str) -> Numbers:
        """One row of scores a sentence, one column a head, before any pooling."""
        ...


class ContextCard(Frozen):
    """What the file says about itself."""

    data: str
    """Hash over the turns and labels it was tuned on."""
    recipe: str
    """How it was tuned: of the same turns, another recipe makes another reader."""
    heads: tuple[str, ...]

    @property
    def key(self) -> str:
        """What tells this reader from any other."""
        return key_of(self.data, self.recipe)


def key_of(data: str, recipe: str) -> str:
    """What tells a reader tuned on this data by this recipe from any other."""
    return hashlib.sha256(f"{data} {recipe}".encode()).hexdigest()


@dataclass(frozen=True)
class Window:
    """As much of a turn as is read at once: pieces, and which sentence each belongs to."""

    pieces: tuple[int, ...]
    sentence_of: tuple[int, ...]
    """-1 for what belongs to none."""


def windows(sentences: Sequence[str], heard: str, pieces: Pieces, longest: int) -> Iterator[Window]:
    """A turn in as few windows as hold it, each of whole sentences; a sentence too long for one
    is cut at its end."""
    opening = [START, *pieces.last(heard, MOST_HEARD), END]
    room = longest - len(opening) - 1
    inside: list[int] = []
    owners: list[int] = []
    for n, sentence in enumerate(sentences):
        cut = pieces.first(sentence, room) or [UNKNOWN]
        if inside and len(inside) + len(cut) > room:
            yield _window(opening, inside, owners)
            inside, owners = [], []
        inside, owners = inside + cut, owners + [n] * len(cut)
    if inside:
        yield _window(opening, inside, owners)


def _window(opening: list[int], inside: list[int], owners: list[int]) -> Window:
    return Window((*opening, *inside, END), (*(-1 for _ in opening), *owners, -1))


@dataclass(frozen=True)
class ContextReader:
    """The tuned transformer with its heads."""

    pieces: Pieces
    transformer: Transformer
    weights: npt.NDArray[np.float32]
    """From the transformer's rows to heads."""
    bias: npt.NDArray[np.float32]
    card: ContextCard

    def scores(self, sentences: Sequence[str], heard: str) -> Numbers:
        """One row of scores a sentence, one column a head, before any pooling."""
        found = np.zeros((len(sentences), len(self.bias)))
        for n, row in enumerate(self.rows(sentences, heard, 1)):
            found[n] = row @ self.weights + self.bias
        # Two decimals: what processors differ by is gone, and scores that were stored beside the
        # cases are the same as fresh ones.
        return np.round(found, SCORE_DECIMALS)

    def rows(self, sentences: Sequence[str], heard: str, upper: int) -> npt.NDArray[np.float32]:
        """One row a sentence: the means over its pieces as they leave each of so many upper blocks,
        beside each other."""
        found = np.zeros((len(sentences), upper * self.transformer.width), np.float32)
        for window in windows(sentences, heard, self.pieces, self.transformer.longest):
            with one_thread():
                after = self.transformer.after_blocks(window.pieces)[-upper:]
            owner = np.asarray(window.sentence_of)
            for n in sorted(set(window.sentence_of) - {-1}):
                found[n] = np.concatenate([rows[owner == n].mean(axis=0) for rows in after])
        return found

    @property
    def key(self) -> str:
        """What tells this reader from any other."""
        return self.card.key

    def to_bytes(self) -> bytes:
        """The model's file."""
        buffer = io.BytesIO()
        kept: dict[str, Any] = transformer.pack(self.transformer)
        kept["card"] = np.frombuffer(self.card.model_dump_json().encode(), np.uint8)
        kept["pieces"] = np.frombuffer("\n".join(self.pieces.pieces).encode(), np.uint8)
        kept |= {"piece_scores": self.pieces.scores, "weights": self.weights, "bias": self.bias}
        np.savez_compressed(buffer, **kept)
        return buffer.getvalue()


def from_bytes(raw: bytes) -> ContextReader:
    """A reader from its file.

    Raises:
        ValueError: it was tuned for other heads than this code has.
    """
    with np.load(io.BytesIO(raw)) as stored:
        kept = {name: stored[name] for name in stored.files}
    card = ContextCard.model_validate(json.loads(bytes(kept["card"])))
    if card.heads != head_names():
        raise ValueError(f"{FILE} does not fit the heads: run `python -m evals train`")
    return ContextReader(
        Pieces(bytes(kept["pieces"]).decode().split("\n"), kept["piece_scores"]),
        transformer.unpack(kept),
        kept["weights"],
        kept["bias"],
        card,
    )


_loading = threading.Lock()


def load() -> ContextReader:
    """The reader that ships with the package; one serves the process.

    Raises:
        ValueError: it does not fit this code.
    """
    # Threads that come at the same time would each load one, of thirty megabytes, and keep it.
    with _loading:
        return _shipped()


@cache
def _shipped() -> ContextReader:
    return from_bytes((resources.files(__package__) / FILE).read_bytes())


def below() -> Below:
    """What questions are read with before the blocks that are tuned on questions."""
    reader = load()
    return Below(reader.pieces, reader.transformer)
