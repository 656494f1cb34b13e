"""Which line a question is after: kernel ridge regression (Saunders et al. 1998) over the questions
that the lines of a situation were written for.

Likeness to a line's examples tells what a question is near. Weighed against the examples of all
other lines it tells which line it is after, and whether any. Of 252 questions of the evals that
have a line, 215 find it, where the nearest examples find 204; of these with their line taken away
17 in 100 still find one surely enough to be told it, where 34 did.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from rehearse.colleague.wording import Wording
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Line
from rehearse.language import questions
from rehearse.language.encoder import Encode, Vectors

OF_KIND = 0.25
OF_OPENING = 0.25
"""What it counts, beside the likeness of meaning and of wording, that two questions are of one
kind, or open alike."""
RIDGE = 0.1
"""How little a single example can say; at 0 each would have its line for certain."""
MOST_ALIKE = 2 + OF_KIND + OF_OPENING
"""The likeness of a question to itself."""
MATCHERS_AT_HAND = 48
"""How many sets of examples are kept: one a situation, and one for each of its last words."""

Numbers: TypeAlias = npt.NDArray[np.float32]


class Matcher:
    """Knows the questions that some lines were written for."""

    def __init__(self, lines: Sequence[Line], language: Language, encode: Encode) -> None:
        examples = [example for line in lines for example in line.answers]
        self._ids = [line.id for line in lines]
        self._wording = Wording(examples)
        self._examples = examples
        self._language = language
        self._kinds = {kind: n for n, kind in enumerate(questions.kinds_known(language))}
        placed = zip(examples, encode(examples), strict=True)
        self._rows = np.stack([self._row(*each) for each in placed])
        worded = np.stack([self._worded(example) for example in examples])
        alike = _alike(self._rows @ self._rows.T, worded)
        whose = np.repeat(np.eye(len(lines)), [len(line.answers) for line in lines], axis=0)
        weights = np.linalg.solve(alike + RIDGE * np.eye(len(examples)), whose)
        self._weights = weights.astype(np.float32)

    def after(self, question: str, vector: Vectors) -> Mapping[str, float]:
        """By id how surely a question is after each line: about 1 where it is one of its examples,
        about 0 where it is after something else. Without lines there is nothing to tell."""
        meant = self._rows @ self._row(question, vector)
        sure: Numbers = _alike(meant, self._worded(question)) @ self._weights
        return dict(zip(self._ids, sure.tolist(), strict=True))

    def _worded(self, question: str) -> Numbers:
        """How like the wording of a question that of each example is."""
        return self._wording.likeness(question).to(self._examples)

    def _row(self, question: str, vector: Vectors) -> Numbers:
        """A question in numbers: the product of two counts their likeness in meaning, kind and
        opening together."""
        kinds = questions.kinds(question, self._language)
        of_kind = np.zeros(len(self._kinds), np.float32)
        opens = np.zeros(len(questions.OPENINGS), np.float32)
        of_kind[[self._kinds[kind] for kind in kinds]] = sqrt(OF_KIND / max(1, len(kinds)))
        opening = questions.opening(question, self._language)
        if opening is not None:
            opens[questions.OPENINGS.index(opening)] = sqrt(OF_OPENING)
        return np.concatenate([vector, of_kind, opens])


def _alike(meant: Numbers, worded: Numbers) -> Numbers:
    """How like questions are, by the likeness of what they mean and of their wording."""
    alike: Numbers = np.exp(meant + worded - MOST_ALIKE)
    return alike


def after(
    question: str,
    vector: Vectors,
    lines: tuple[Line, ...],
    last_said: str | None,
    language: Language,
    encode: Encode,
) -> Mapping[str, float]:
    """By id how surely a question is after each line, where this was said last, if anything was.

    What takes up other words cannot be meant, but shows what is not: of questions of any kind more
    that have no line get none beside these. What takes up the last words is weighed without them:
    "who?" is asked back about half of all that is said.
    """
    sure = _matcher(lines, language, encode).after(question, vector)
    if not any(line.after == last_said for line in lines if line.after):
        return sure
    here = tuple(line for line in lines if line.after in (None, last_said))
    back = _matcher(here, language, encode).after(question, vector)
    taken_up = {line.id: back[line.id] for line in here if line.after is not None}
    return {**sure, **taken_up}


def prepare(lines: tuple[Line, ...], language: Language, encode: Encode) -> None:
    """Weigh the examples of these lines now."""
    _matcher(lines, language, encode)


@lru_cache(maxsize=MATCHERS_AT_HAND)
def _matcher(lines: tuple[Line, ...], language: Language, encode: Encode) -> Matcher:
    return Matcher(lines, language, encode)
