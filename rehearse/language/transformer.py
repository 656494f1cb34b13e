"""A small transformer in plain numpy: what the words of a text mean beside each other.

Post-layer-norm blocks as in BERT (Devlin et al. 2019), with the tanh form of GELU.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float32]
Stored = Mapping[str, npt.NDArray[Any]]

HEADS = 12
"""Attention heads of a block."""
MATRICES = ("qkv", "out", "up", "down")
NORMS = ("attended", "fed")
_SMALL = 1e-12


@dataclass(frozen=True)
class Block:
    """One block: attention over all pieces, then a small network on each."""

    weights: dict[str, Numbers]
    """By the names of MATRICES, from rows to columns."""
    biases: dict[str, Numbers]
    norms: dict[str, tuple[Numbers, Numbers]]

    def __call__(self, rows: Numbers) -> Numbers:
        pieces, width = rows.shape
        asked = rows @ self.weights["qkv"] + self.biases["qkv"]
        query, key, value = asked.reshape(pieces, 3, HEADS, -1).transpose(1, 2, 0, 3)
        likeness = query @ key.transpose(0, 2, 1) / np.float32(np.sqrt(query.shape[-1]))
        likeness = np.exp(likeness - likeness.max(axis=2, keepdims=True))
        likeness /= likeness.sum(axis=2, keepdims=True)
        seen = (likeness @ value).transpose(1, 0, 2).reshape(pieces, width)
        rows = normed(rows + self._by("out", seen), *self.norms["attended"])
        return normed(rows + self._by("down", gelu(self._by("up", rows))), *self.norms["fed"])

    def _by(self, name: str, rows: Numbers) -> Numbers:
        moved: Numbers = rows @ self.weights[name] + self.biases[name]
        return moved


@dataclass(frozen=True)
class Transformer:
    """Pieces of text in, one row of numbers a piece out."""

    words: "Packed"
    places: Numbers
    first_norm: tuple[Numbers, Numbers]
    blocks: tuple[Block, ...]

    @property
    def longest(self) -> int:
        """How many pieces it can read at once."""
        return len(self.places)

    def __call__(self, pieces: Sequence[int]) -> Numbers:
        rows = normed(self.embedded(pieces), *self.first_norm)
        for block in self.blocks:
            rows = block(rows)
        return rows

    def embedded(self, pieces: Sequence[int]) -> Numbers:
        """What each piece brings with it, and its place."""
        found: Numbers = self.words.rows(np.asarray(pieces)) + self.places[: len(pieces)]
        return found


@dataclass(frozen=True)
class Packed:
    """A matrix as bytes, each row with a scale of its own."""

    whole: npt.NDArray[np.int8]
    scale: npt.NDArray[np.float16]

    @classmethod
    def of(cls, matrix: npt.NDArray[Any]) -> "Packed":
        """Rounded to 127 steps a row."""
        scale = np.maximum(np.abs(matrix).max(axis=1) / 127, 1e-7).astype(np.float16)
        whole = np.clip(np.round(matrix / scale.astype(np.float32)[:, None]), -127, 127)
        return cls(whole.astype(np.int8), scale)

    def rows(self, numbers: npt.NDArray[np.int64]) -> Numbers:
        """Some rows, as numbers again."""
        unpacked: Numbers = self.whole[numbers] * self.scale[numbers].astype(np.float32)[:, None]
        return unpacked

    def all(self) -> Numbers:
        """All rows, as numbers again."""
        return self.rows(np.arange(len(self.whole)))


def gelu(x: Numbers) -> Numbers:
    """The Gaussian error linear unit (Hendrycks and Gimpel 2016), by its tanh form."""
    bent: Numbers = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x * x * x)))
    return bent


def normed(rows: Numbers, weight: Numbers, bias: Numbers) -> Numbers:
    """Each row brought to mean 0 and spread 1, then scaled and moved."""
    rows = rows - rows.mean(axis=1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=1, keepdims=True) + _SMALL)
    level: Numbers = rows / spread * weight + bias
    return level


def pack(transformer: Transformer) -> dict[str, npt.NDArray[Any]]:
    """What is stored of a transformer; ``unpack`` makes it again."""
    kept: dict[str, npt.NDArray[Any]] = {
        "words": transformer.words.whole,
        "words.scale": transformer.words.scale,
        "places": transformer.places.astype(np.float16),
        "first_norm": np.stack(transformer.first_norm),
    }
    for n, block in enumerate(transformer.blocks):
        for name in MATRICES:
            # By column: a column is one output, and outputs differ most in size.
            packed = Packed.of(block.weights[name].T)
            kept[f"{n}.{name}"], kept[f"{n}.{name}.scale"] = packed.whole, packed.scale
            kept[f"{n}.{name}.bias"] = block.biases[name]
        for name in NORMS:
            kept[f"{n}.{name}"] = np.stack(block.norms[name])
    return kept


def unpack(kept: Stored) -> Transformer:
    """A transformer from what ``pack`` stored."""
    blocks: list[Block] = []
    while f"{len(blocks)}.qkv" in kept:
        n = len(blocks)
        packed = {m: Packed(kept[f"{n}.{m}"], kept[f"{n}.{m}.scale"]) for m in MATRICES}
        blocks.append(
            Block(
                {name: np.ascontiguousarray(packed[name].all().T) for name in MATRICES},
                {name: kept[f"{n}.{name}.bias"] for name in MATRICES},
                {name: (kept[f"{n}.{name}"][0], kept[f"{n}.{name}"][1]) for name in NORMS},
            )
        )
    return Transformer(
        Packed(kept["words"], kept["words.scale"]),
        kept["places"].astype(np.float32),
        (kept["first_norm"][0], kept["first_norm"][1]),
        tuple(blocks),
    )
