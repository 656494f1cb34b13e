"""How alike the wording of two questions is: the words, and pairs of words, that they share, the
seldomer the more.

A sentence vector knows what a question is about, and takes "who told you that you were off it?" for
"who goes in your place?". Each of the evals' questions was asked while its line stood and while it
did not: of a thousand, 465 got their line more surely than nine in ten got one that was not theirs;
with the wording beside the vectors 562.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Vectors

_WORD = re.compile(r"[^\W_]+")
_EDGE = ""
Columns: TypeAlias = tuple[npt.NDArray[np.intp], Vectors]
"""The places of the examples that hold a term, and what it counts in each."""
_NOWHERE: Columns = (np.zeros(0, np.intp), np.zeros(0, np.float32))


class Wording:
    """The wording of the questions that the lines of one situation were written for."""

    def __init__(self, examples: Sequence[str]) -> None:
        terms = {example: _terms(example) for example in examples}
        place_of = {example: place for place, example in enumerate(terms)}
        self._places = np.array([place_of[example] for example in examples], np.intp)
        self._different = len(terms)
        self._in_how_many = Counter(t for each in terms.values() for t in set(each))
        holding: dict[str, list[tuple[int, float]]] = {}
        for example, place in place_of.items():
            for term, weight in self._weigh(terms[example]).items():
                holding.setdefault(term, []).append((place, weight))
        self._holding = {term: _columns(found) for term, found in holding.items()}

    def likeness(self, text: str) -> Vectors:
        """How like the wording of a text that of each example is, in the order in which they were
        given: from 0, nothing shared, to 1, the same words."""
        alike = np.zeros(self._different, np.float32)
        for term, weight in self._weigh(_terms(text)).items():
            places, weights = self._holding.get(term, _NOWHERE)
            alike[places] += weight * weights
        found: Vectors = alike[self._places]
        return found

    def among(self) -> Vectors:
        """How like the wording of each example that of each other one is, a row for each."""
        alike = np.zeros((self._different, self._different), np.float32)
        for places, weights in self._holding.values():
            alike[places[:, None], places] += weights[:, None] * weights
        found: Vectors = alike[np.ix_(self._places, self._places)]
        return found

    def _weigh(self, terms: Sequence[str]) -> dict[str, float]:
        counts = Counter(terms)
        weights = {term: sqrt(count) * self._seldom(term) for term, count in counts.items()}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _seldom(self, term: str) -> float:
        return log((self._different + 1) / (self._in_how_many[term] + 1))


def _columns(found: Sequence[tuple[int, float]]) -> Columns:
    places, weights = zip(*found, strict=True)
    return np.array(places, np.intp), np.array(weights, np.float32)


def _terms(text: str) -> list[str]:
    words = _WORD.findall(plain_signs(text).lower())
    pairs = zip([_EDGE, *words], [*words, _EDGE], strict=True)
    return words + [f"{one} {other}" for one, other in pairs]
