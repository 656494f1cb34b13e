"""How alike the wording of two questions is: the words, and pairs of words, that they share, the
seldomer the more.

A sentence vector knows what a question is about, and takes "who told you that you were off it?" for
"who goes in your place?". Each of the evals' questions was asked while its line stood and while it
did not: of a thousand, 465 got their line more surely than nine in ten got one that was not theirs;
with the wording beside the vectors 562.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt
from typing import TypeAlias

import numpy as np

from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Vectors

_WORD = re.compile(r"[^\W_]+")
_EDGE = ""
Weights: TypeAlias = dict[str, float]


class Wording:
    """The wording of the questions that the lines of one situation were written for."""

    def __init__(self, examples: Iterable[str]) -> None:
        self._terms = {example: _terms(example) for example in examples}
        self._in_how_many = Counter(t for terms in self._terms.values() for t in set(terms))
        self._weights = {example: self._weigh(terms) for example, terms in self._terms.items()}

    def weights(self, text: str) -> Weights:
        """What each word, and each pair, of a text counts."""
        return self._weigh(_terms(text))

    def likeness(self, weights: Weights, examples: Iterable[str]) -> Vectors:
        """From 0, nothing shared, to 1, the same words, for each of these examples."""
        shared = [_shared(weights, self._weights[example]) for example in examples]
        return np.array(shared, np.float32)

    def _weigh(self, terms: Sequence[str]) -> Weights:
        counts = Counter(terms)
        weights = {term: sqrt(count) * self._seldom(term) for term, count in counts.items()}
        length = sqrt(sum(weight**2 for weight in weights.values()))
        return {term: weight / length for term, weight in weights.items()} if length else {}

    def _seldom(self, term: str) -> float:
        return log((len(self._terms) + 1) / (self._in_how_many[term] + 1))


def _terms(text: str) -> list[str]:
    words = _WORD.findall(plain_signs(text).lower())
    pairs = zip([_EDGE, *words], [*words, _EDGE], strict=True)
    return words + [f"{one} {other}" for one, other in pairs]


def _shared(one: Weights, other: Weights) -> float:
    fewer, more = sorted((one, other), key=len)
    return sum(weight * more[term] for term, weight in fewer.items() if term in more)
