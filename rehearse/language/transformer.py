"""A small transformer in plain numpy: what the words of a text mean beside each other.

Post-layer-norm blocks as in BERT (Devlin et al. 2019), with the tanh form of GELU.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from rehearse.language.both import both

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
        one, other = self._halves
        rows = self._with("attended", "out", rows, both(one.attended, other.attended, rows))
        return self._with("fed", "down", rows, both(one.fed, other.fed, rows))

    def on_many(self, texts: Numbers) -> Numbers:
        """The same for texts of one length: text by piece by width."""
        weights, biases = self.weights, self.biases
        asked = texts @ weights["qkv"] + biases["qkv"]
        asked = asked.reshape(*texts.shape[:2], 3, HEADS, -1).transpose(2, 0, 3, 1, 4)
        query, key, value = asked
        likeness = query @ key.swapaxes(2, 3) / np.float32(np.sqrt(query.shape[-1]))
        share = np.exp(likeness - likeness.max(axis=3, keepdims=True))
        share /= share.sum(axis=3, keepdims=True)
        seen = (share @ value).swapaxes(1, 2).reshape(texts.shape)
        rows = normed(texts + seen @ weights["out"] + biases["out"], *self.norms["attended"])
        fed = gelu(rows @ weights["up"] + biases["up"]) @ weights["down"] + biases["down"]
        return normed(rows + fed, *self.norms["fed"])

    def _with(self, norm: str, by: str, rows: Numbers, moved: tuple[Numbers, Numbers]) -> Numbers:
        """Rows with what both halves add to them, brought back to size."""
        rows = rows + moved[0]
        rows += moved[1]
        rows += self.biases[by]
        return normed(rows, *self.norms[norm])

    @cached_property
    def _halves(self) -> tuple["_Half", "_Half"]:
        return _Half.of(self, range(HEADS // 2)), _Half.of(self, range(HEADS // 2, HEADS))


@dataclass(frozen=True)
class _Half:
    """Half of a block's heads, and half of what stands between the two steps of its network: what
    both halves add to a row is the block's (tensor parallelism, Shoeybi et al. 2019)."""

    heads: int
    qkv: Numbers
    qkv_bias: Numbers
    out: Numbers
    up: Numbers
    up_bias: Numbers
    down: Numbers

    @classmethod
    def of(cls, block: Block, heads: range) -> "_Half":
        """The part of a block that belongs to these of its heads."""
        weights, biases = block.weights, block.biases
        own = _share(len(weights["out"]), heads)
        inner = _share(len(weights["down"]), heads)
        return cls(
            len(heads),
            _of_three(weights["qkv"], own),
            _of_three(biases["qkv"], own),
            weights["out"][own],
            weights["up"][:, inner],
            biases["up"][inner],
            weights["down"][inner],
        )

    def attended(self, rows: Numbers) -> Numbers:
        """What these heads add to each row, by what stands in all of them."""
        pieces = len(rows)
        asked = rows @ self.qkv
        asked += self.qkv_bias
        query, key, value = asked.reshape(pieces, 3, self.heads, -1).transpose(1, 2, 0, 3)
        likeness = query @ key.transpose(0, 2, 1)
        likeness /= np.float32(np.sqrt(query.shape[-1]))
        likeness -= likeness.max(axis=2, keepdims=True)
        np.exp(likeness, out=likeness)
        likeness /= likeness.sum(axis=2, keepdims=True)
        seen = (likeness @ value).transpose(1, 0, 2).reshape(pieces, -1)
        added: Numbers = seen @ self.out
        return added

    def fed(self, rows: Numbers) -> Numbers:
        """What this half of the network adds to each row."""
        inner = rows @ self.up
        inner += self.up_bias
        added: Numbers = gelu(inner) @ self.down
        return added


def _share(width: int, heads: range) -> slice:
    """Where these heads' part lies among so many columns."""
    return slice(width * heads.start // HEADS, width * heads.stop // HEADS)


def _of_three(asked: Numbers, own: slice) -> Numbers:
    """These columns of queries, of keys and of values, beside each other."""
    return np.concatenate([part[..., own] for part in np.split(asked, 3, axis=-1)], axis=-1)


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

    @property
    def width(self) -> int:
        """Numbers of a row."""
        return int(self.places.shape[1])

    def __call__(self, pieces: Sequence[int]) -> Numbers:
        return self.after_blocks(pieces)[-1]

    def after_blocks(self, pieces: Sequence[int]) -> list[Numbers]:
        """The rows as they leave each block, the lowest first."""
        rows, found = normed(self.embedded(pieces), *self.first_norm), []
        for block in self.blocks:
            rows = block(rows)
            found.append(rows)
        return found

    def on_many(self, texts: Sequence[Sequence[int]]) -> Numbers:
        """The rows of texts of one length: text by piece by width. All of it on this thread, so
        that two calls can run beside each other."""
        embedded = np.stack([self.embedded(pieces) for pieces in texts])
        rows = normed(embedded, *self.first_norm)
        for block in self.blocks:
            rows = block.on_many(rows)
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
    bent = x * x
    bent *= np.float32(0.7978845608 * 0.044715)
    bent += np.float32(0.7978845608)
    bent *= x
    np.tanh(bent, out=bent)
    bent += np.float32(1)
    bent *= x
    bent *= np.float32(0.5)
    return bent


def normed(rows: Numbers, weight: Numbers, bias: Numbers) -> Numbers:
    """Each row brought to mean 0 and spread 1, then scaled and moved."""
    rows = rows - rows.mean(axis=-1, keepdims=True)
    spread = np.sqrt((rows * rows).mean(axis=-1, keepdims=True) + _SMALL)
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
    return kept | pack_blocks(transformer.blocks)


def pack_blocks(blocks: Sequence[Block]) -> dict[str, npt.NDArray[Any]]:
    """What is stored of some blocks; ``unpack_blocks`` makes them again."""
    kept: dict[str, npt.NDArray[Any]] = {}
    for n, block in enumerate(blocks):
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
    return Transformer(
        Packed(kept["words"], kept["words.scale"]),
        kept["places"].astype(np.float32),
        (kept["first_norm"][0], kept["first_norm"][1]),
        unpack_blocks(kept),
    )


def unpack_blocks(kept: Stored) -> tuple[Block, ...]:
    """Blocks from what ``pack_blocks`` stored."""
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
    return tuple(blocks)
