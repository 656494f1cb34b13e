"""Pairs of levels for the same step of the same turn, and the figures for how far they agree."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rehearse.coaching import figures
from rehearse.coaching.choices import Flags
from rehearse.coaching.figures import LEVELS, Counts, Numbers
from rehearse.conversation.rubric import Frozen, Step

FEWEST_TURNS = 20
"""Below this many turns a figure says nothing: there is only that there are too few."""


class Estimate(Frozen):
    """A figure and its 95% interval, by drawing the turns anew."""

    value: float
    low: float
    high: float


class Figures(Frozen):
    """How far two sides agree over some turns.

    The estimates are None below FEWEST_TURNS; kappa and alpha also where everybody always gave the
    same one level.
    """

    turns: int
    pairs: int
    """Levels that were held side by side: more than turns where several coaches read one."""
    same: Estimate | None
    """The share of the same level, 0 to 1."""
    kappa: Estimate | None
    """Quadratic-weighted kappa: 1 is full agreement, 0 what chance brings."""
    alpha: Estimate | None
    """Krippendorff's alpha for ordered levels, on the same scale."""
    confusion: tuple[tuple[int, ...], ...]
    """How often each level of a coach (rows) met each level of the grader (columns), against to
    clear. Between coaches every pair stands in it both ways, since neither is the first."""
    mutual: bool
    """Whether both sides are coaches."""

    @property
    def too_few(self) -> bool:
        return self.turns < FEWEST_TURNS


class Compared(Frozen):
    """Figures for each step, and for the levels of all steps taken together.

    Together, kappa and alpha also count that both know which steps come up at all, so they are
    higher than those of most steps.
    """

    together: Figures
    steps: Mapping[Step, Figures]


@dataclass(frozen=True)
class Pairs:
    """Two levels each for one step of one turn."""

    turn: Counts
    step: Counts
    one: Counts
    other: Counts
    weight: Numbers
    """What a pair weighs in alpha: 1 / (readers of that step of that turn - 1)."""
    mutual: bool
    """Whether either level could as well be the other: those of two coaches."""

    def only(self, keep: Flags) -> "Pairs":
        return Pairs(
            self.turn[keep],
            self.step[keep],
            self.one[keep],
            self.other[keep],
            self.weight[keep],
            self.mutual,
        )


def compare(pairs: Pairs, drawn: Numbers) -> Compared:
    """The figures over these pairs; ``drawn`` says how often each turn counts in each round."""
    return compare_groups(pairs, np.zeros(len(pairs.turn), np.int64), 1, drawn)[0]


def compare_groups(pairs: Pairs, group: Counts, count: int, drawn: Numbers) -> tuple[Compared, ...]:
    """The figures over each of ``count`` groups of pairs; a pair of group -1 is in none."""
    kept = group >= 0
    pairs, group = pairs.only(kept), group[kept]
    tables = _tables(pairs, group, count, drawn, np.ones(len(group)))
    weighted = tables
    if (pairs.weight != 1).any():
        weighted = _tables(pairs, group, count, drawn, pairs.weight)
    found = _Found(tables, weighted, _distinct_turns(pairs, group, count, len(drawn)), pairs.mutual)
    return tuple(found.compared(n) for n in range(count))


def _tables(pairs: Pairs, group: Counts, count: int, drawn: Numbers, weight: Numbers) -> Numbers:
    """Tables of levels by group, step and round; behind the steps one more with all together."""
    side, rounds = len(LEVELS), drawn.shape[1]
    tables = np.zeros((count, len(Step) + 1, side * side, rounds))
    cell = (pairs.step * side + pairs.one + 1) * side + pairs.other + 1
    cells = len(Step) * side * side
    for n in range(count):
        here = group == n
        turns, turn = np.unique(pairs.turn[here], return_inverse=True)
        place = cell[here] * len(turns) + turn
        by_turn = np.bincount(place, weight[here], cells * len(turns)).reshape(cells, len(turns))
        tables[n, :-1] = (by_turn @ drawn[turns]).reshape(len(Step), side * side, rounds)
    tables[:, -1] = tables[:, :-1].sum(1)
    by_round = np.moveaxis(tables, -1, 2)
    return by_round.reshape(count, len(Step) + 1, rounds, side, side)


class _Found:
    """The figures of all groups and steps, worked out at once."""

    def __init__(self, tables: Numbers, weighted: Numbers, turns: Counts, mutual: bool) -> None:
        both_ways = weighted + weighted.swapaxes(-1, -2)
        shown = tables + tables.swapaxes(-1, -2) if mutual else tables
        self._counts = shown[:, :, 0].astype(np.int64)
        self._pairs = tables[:, :, 0].sum((-2, -1)).astype(np.int64)
        self._turns = turns
        self._mutual = mutual
        self._same = _with_ends(figures.same_share(shown))
        self._kappa = _with_ends(figures.kappa(shown))
        self._alpha = _with_ends(figures.alpha(both_ways))

    def compared(self, group: int) -> Compared:
        steps = {step: self._figures(group, n) for n, step in enumerate(Step)}
        return Compared(together=self._figures(group, len(Step)), steps=steps)

    def _figures(self, group: int, row: int) -> Figures:
        turns = int(self._turns[group, row])
        enough = turns >= FEWEST_TURNS
        return Figures(
            turns=turns,
            pairs=int(self._pairs[group, row]),
            same=_estimate(self._same[group, row]) if enough else None,
            kappa=_estimate(self._kappa[group, row]) if enough else None,
            alpha=_estimate(self._alpha[group, row]) if enough else None,
            confusion=tuple(tuple(line) for line in self._counts[group, row].tolist()),
            mutual=self._mutual,
        )


def _with_ends(rounds: Numbers) -> Numbers:
    """A figure with both ends of its interval, in the last axis."""
    low, high = figures.interval(rounds)
    return np.stack([rounds[..., 0], low, high], axis=-1)


def _estimate(ends: Numbers) -> Estimate | None:
    value, low, high = ends.tolist()
    return None if np.isnan(value) else Estimate(value=value, low=low, high=high)


def _distinct_turns(pairs: Pairs, group: Counts, count: int, turns: int) -> Counts:
    """How many turns each group and step is about, and behind the steps all of them together."""
    there = np.zeros((count, len(Step) + 1, turns), np.bool_)
    there[group, pairs.step, pairs.turn] = True
    there[:, -1] = there[:, :-1].any(1)
    return np.asarray(there.sum(-1), np.int64)
