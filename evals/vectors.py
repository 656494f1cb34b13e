"""Sentence vectors of the cases, stored beside them: training anywhere sees the same numbers."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from evals.cases import CASES, Case
from rehearse.language import sentences
from rehearse.language.cues import plain_signs
from rehearse.language.encoder import VECTOR_DECIMALS, Encoder, Vectors
from rehearse.language.features import spoken

FILE = CASES / "vectors.npz"
_SCALE = 10**VECTOR_DECIMALS
TOLERANCE = 0.006
"""How much a stored number may differ from a fresh one: processors round a little differently."""


def texts_of(cases: Iterable[Case]) -> list[str]:
    """Every sentence that grading these cases encodes, each once."""
    found: dict[str, None] = {}
    for case in cases:
        for text in spoken(sentences.split(case.turn)):
            found[text] = None
        if case.colleague_last.strip():
            found[plain_signs(case.colleague_last.strip())] = None
    return list(found)


def load(texts: Iterable[str], file: Path = FILE) -> dict[str, Vectors]:
    """The stored vectors of those texts that have one."""
    if not file.exists():
        return {}
    with np.load(file) as stored:
        keys, rows = stored["keys"], stored["rows"]
    place = {bytes(key): n for n, key in enumerate(keys)}
    return {
        text: rows[place[_key(text)]].astype(np.float32) / _SCALE
        for text in texts
        if _key(text) in place
    }


def store(cases: Iterable[Case], encoder: Encoder, file: Path = FILE) -> int:
    """Write the vectors of these cases, keeping those already stored; returns how many are new."""
    texts = texts_of(cases)
    known = load(texts, file)
    missing = [text for text in texts if text not in known]
    if missing:
        known.update(zip(missing, encoder.encode(missing), strict=True))
    ordered = sorted(texts, key=_key)
    keys = np.frombuffer(b"".join(_key(text) for text in ordered), np.uint8).reshape(-1, 16)
    rows = np.round(np.stack([known[text] for text in ordered]) * _SCALE).astype(np.int16)
    np.savez_compressed(file, keys=keys, rows=rows)
    return len(missing)


def drawn(text: str, one_in: int) -> bool:
    """Whether a text is among the fixed one in so many that are encoded anew."""
    return int.from_bytes(_key(text)[:4], "big") % one_in == 0


def drifted(texts: list[str], known: dict[str, Vectors], encoder: Encoder) -> list[str]:
    """Which of these texts no longer encode to what was stored."""
    fresh = encoder.encode(texts)
    return [
        text
        for text, row in zip(texts, fresh, strict=True)
        if text in known and float(np.abs(row - known[text]).max()) > TOLERANCE
    ]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:16]
