"""Which line a question is after: kernel ridge regression (Saunders et al. 1998) over the questions
that the lines of a situation were written for.

Likeness to a line's examples tells what a question is near. Weighed against the examples of all
other lines, and against questions that no line answers, it tells which line it is after, and
whether any.

How surely was tried on questions that neither it nor the encoder of questions had seen, some of
those last written: of 526 with a line 70 in 100 find it, where by the vectors of a sentence
encoder that was not tuned 63 do; at a threshold that lets through 20 in 100 of those without one,
53 find theirs and 9 another, where 40 and 8 did.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any, TypeAlias

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
_ANYWHERE = "\uffff"
"""In the place of what a line takes up: that it answers what can be asked in any talk. Behind all
ids, for those weighed together stand before it."""
SITUATIONS_AT_HAND = 16
"""Of how many situations the examples are kept, weighed: some five megabytes each."""

Numbers: TypeAlias = npt.NDArray[np.float32]
Places: TypeAlias = npt.NDArray[np.intp]
Exact: TypeAlias = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Questions:
    """What managers may ask in a situation."""

    lines: tuple[Line, ...]
    """Each answers something: its ``answers`` are questions that it was written for."""
    unanswered: tuple[str, ...]
    """Questions that none of these answers."""
    language: Language


@dataclass(frozen=True)
class TakenUp:
    """The lines that take up one thing that was said, weighed against those that take up none."""

    ids: list[str]
    examples: Places
    weights: Numbers


class Matcher:
    """Knows the questions that some lines were written for."""

    def __init__(self, asked: Questions, encode: Encode) -> None:
        lines, language = asked.lines, asked.language
        examples = [example for line in lines for example in line.answers]
        owner = np.repeat(np.arange(len(lines)), [len(line.answers) for line in lines])
        whose = np.eye(len(lines))[owner]
        examples += asked.unanswered
        whose = np.vstack([whose, np.zeros((len(asked.unanswered), len(lines)))])
        self._ids = [line.id for line in lines]
        self._wording = Wording(examples)
        self._language = language
        self._kinds = {kind: n for n, kind in enumerate(questions.kinds_known(language))}
        placed = zip(examples, encode(examples), strict=True)
        self._rows = np.stack([self._row(*each) for each in placed])
        alike = _alike(self._rows @ self._rows.T, self._wording.among()) + RIDGE * np.eye(
            len(examples)
        )
        takes_up = np.array([_ANYWHERE if line.anywhere else line.after or "" for line in lines])
        taken = np.where(whose.any(axis=1), takes_up[whose.argmax(axis=1)], "")
        parted = _Parted.of(alike, whose, taken)
        self._weights = parted.weights()
        self._taken_up = {
            said: parted.taken_up(said, np.flatnonzero(takes_up == said), self._ids)
            for said in sorted(set(takes_up) - {""})
        }

    def after(self, question: str, vector: Vectors, last_said: str | None) -> Mapping[str, float]:
        """By id how surely a question is after each line, where this was said last: about 1 where
        it is one of its examples, about 0 where it is after something else.

        What takes up other words cannot be meant, but shows what is not: of questions of any kind
        more that have no line get none beside these. What takes up the last words is weighed
        without them: "who?" is asked back about half of all that is said. What can be asked in any
        talk takes nothing from the lines of the situation.
        """
        meant = self._rows @ self._row(question, vector)
        alike = _alike(meant, self._wording.likeness(question))
        sure = dict(zip(self._ids, (alike @ self._weights).tolist(), strict=True))
        for said in (last_said or "", _ANYWHERE):
            if (apart := self._taken_up.get(said)) is not None:
                found = alike[apart.examples] @ apart.weights
                sure |= dict(zip(apart.ids, found.tolist(), strict=True))
        return sure

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


@dataclass(frozen=True)
class _Parted:
    """The examples of what takes up nothing, solved once, and what the others add to that: by the
    Schur complement, for the first are the same whatever was said last."""

    whose: Exact
    """By example: 1 for the line that it was written for."""
    plain: Places
    others: Places
    """Those that take up the same stand together."""
    takes_up: npt.NDArray[np.str_]
    """By each of the others, in their order: what its line takes up."""
    towards: Exact
    """By each of the others: how like each plain example it is."""
    among: Exact
    """By each of the others: how like each of the others it is."""
    across: Exact
    """By each of the others: what it comes to by the plain examples."""
    alone: Exact
    """By line: the weights of the plain examples, were there no others."""

    @classmethod
    def of(cls, alike: Exact, whose: Exact, taken: npt.NDArray[np.str_]) -> "_Parted":
        """``taken``: what the line of each example takes up; "" where that is nothing, or no
        line."""
        plain, others = np.flatnonzero(taken == ""), np.flatnonzero(taken != "")
        others = others[np.argsort(taken[others], kind="stable")]
        towards = alike[np.ix_(others, plain)]
        beside = np.hstack([towards.T, whose[plain]])
        solved = np.ascontiguousarray(np.linalg.solve(alike[np.ix_(plain, plain)], beside).T)
        return cls(
            whose=whose,
            plain=plain,
            others=others,
            takes_up=taken[others],
            towards=towards,
            among=alike[np.ix_(others, others)],
            across=solved[: len(others)],
            alone=solved[len(others) :],
        )

    def weights(self) -> Numbers:
        """By example the weights of all lines of the situation, weighed together."""
        found = np.zeros_like(self.whose)
        every = np.arange(self.whose.shape[1])
        own = slice(int(np.searchsorted(self.takes_up, _ANYWHERE)))
        found[self.plain], found[self.others[own]] = self._beside(own, every)
        return found.astype(np.float32)

    def taken_up(self, said: str, lines: Places, ids: list[str]) -> TakenUp:
        """The lines that take this up, weighed with those that take up nothing."""
        begin = int(np.searchsorted(self.takes_up, said, "left"))
        end = int(np.searchsorted(self.takes_up, said, "right"))
        plainly, weights = self._beside(slice(begin, end), lines)
        return TakenUp(
            ids=[ids[n] for n in lines.tolist()],
            examples=np.concatenate([self.plain, self.others[begin:end]]),
            weights=np.concatenate([plainly, weights]).astype(np.float32),
        )

    def _beside(self, some: slice, lines: Places) -> tuple[Exact, Exact]:
        """The weights of these lines by the plain examples and by some of the others, weighed
        together and without the rest."""
        towards, across, alone = self.towards[some], self.across[some].T, self.alone[lines].T
        apart = self.among[some, some] - towards @ across
        own = self.whose[np.ix_(self.others[some], lines)]
        weights = np.linalg.solve(apart, own - towards @ alone)
        return alone - across @ weights, weights


@lru_cache(maxsize=SITUATIONS_AT_HAND)
def matcher(asked: Questions, encode: Encode) -> Matcher:
    """The matcher of these questions; made once."""
    return Matcher(asked, encode)
