"""What is measured of one step of a grader. Pure arithmetic over counts: no grader, no files.

A turn falls into one cell of a table: its label, its grade, whether that is in doubt, and what the
quote is worth. Such tables stand in the last four axes of an array; whatever axes come before them
are worked out at once, which is what makes a bootstrap cheap.
"""

from collections.abc import Callable
from math import prod

import numpy as np
import numpy.typing as npt

from rehearse.coaching import figures
from rehearse.coaching.figures import LEVELS, ratio

Labels = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

HIT = 0.5
"""Character F1 with an accepted passage from which a quote is one that readers would make."""

_SHAPE = (len(LEVELS), len(LEVELS), 2, 3)
_SURE = 0
_MISSED, _MADE = 1, 2
"""What a quote is worth; 0 is for where there is none to compare."""
_AGAINST, _ABSENT, _GOOD = 0, 1, slice(2, None)
"""Places of levels."""
_PLACES = np.arange(len(LEVELS))
_FAR = np.abs(_PLACES[:, None] - _PLACES[None, :])


def cells(truth: Labels, given: Labels, doubt: Flags, overlap: Numbers) -> Labels:
    """The cell that each turn falls into.

    ``overlap`` is the character F1 of the quote with the nearest accepted passage, nan where there
    are not both.
    """
    quote = np.where(np.isnan(overlap), 0, np.where(overlap >= HIT, _MADE, _MISSED))
    places = (truth + 1, given + 1, doubt.astype(np.int64), quote)
    found: Labels = np.ravel_multi_index(places, _SHAPE)
    return found


def tables(fallen: Labels, draws: Numbers | None = None) -> Numbers:
    """How often each cell was fallen into: in each round of ``figures.draws``, or once."""
    if draws is None:
        draws = np.ones((len(fallen), 1))
    each: Numbers = np.eye(prod(_SHAPE))[fallen]
    found: Numbers = draws.T @ each
    return found.reshape(-1, *_SHAPE)


Measure = Callable[[Numbers], Numbers]
"""From tables to a figure for each; nan where there is nothing to measure it by."""


def kappa(met: npt.ArrayLike) -> Numbers:
    """Agreement beyond chance, from how often each label (rows) met each grade (columns); far
    misses weigh by the square of their distance.

    1 is full agreement, 0 what chance brings. 1 as well where all have one level and are given it,
    so that a suite without a miss is not without a figure; nan of nothing.
    """
    agreed = figures.kappa(met)
    return np.where(np.isnan(agreed) & (np.sum(met, (-1, -2)) > 0), 1.0, agreed)


def f1(hits: Numbers, sought: Numbers) -> Numbers:
    """The harmonic mean of precision and recall. ``sought``: what was to be found and what was
    taken for it, counted together; nan where there was neither."""
    return ratio(2 * hits, sought)


def _kappa(table: Numbers) -> Numbers:
    return kappa(table.sum((-1, -2)))


def _f1_at(level: int) -> Measure:
    at = LEVELS.index(level)

    def of_level(table: Numbers) -> Numbers:
        met = table.sum((-1, -2))
        return f1(met[..., at, at], met[..., at, :].sum(-1) + met[..., :, at].sum(-1))

    return of_level


def _distance(table: Numbers) -> Numbers:
    met = table.sum((-1, -2))
    return ratio((met * _FAR).sum((-1, -2)), met.sum((-1, -2)))


def _evidence_hits(table: Numbers) -> Numbers:
    quotes = table.sum((-2, -3, -4))
    return ratio(quotes[..., _MADE], quotes[..., _MISSED] + quotes[..., _MADE])


def _false_against(table: Numbers) -> Numbers:
    told = table[..., _AGAINST, _SURE, :].sum(-1)
    return ratio(told[..., _ABSENT:].sum(-1), table.sum((-1, -2, -3, -4)))


def _stated(table: Numbers) -> Numbers:
    given = table.sum((-1, -4))
    shown = given.sum(-2) - given[..., _ABSENT, :]
    return ratio(shown[..., _SURE], shown.sum(-1))


def _right_sign(table: Numbers) -> Numbers:
    sure = table[..., _SURE, :].sum(-1)
    right = sure[..., _AGAINST, _AGAINST] + sure[..., _GOOD, _GOOD].sum((-1, -2))
    return ratio(right, _shown(sure))


def _wrong_sign(table: Numbers) -> Numbers:
    sure = table[..., _SURE, :].sum(-1)
    wrong = sure[..., _AGAINST, _GOOD].sum(-1) + sure[..., _GOOD, _AGAINST].sum(-1)
    return ratio(wrong, _shown(sure))


def _shown(met: Numbers) -> Numbers:
    """How many were given a level other than 0."""
    shown: Numbers = met.sum((-1, -2)) - met[..., :, _ABSENT].sum(-1)
    return shown


MEASURES: dict[str, Measure] = {
    "kappa": _kappa,
    "f1_against": _f1_at(-1),
    "f1_absent": _f1_at(0),
    "f1_partial": _f1_at(1),
    "f1_clear": _f1_at(2),
    "distance": _distance,
    "evidence_hits": _evidence_hits,
    "false_against": _false_against,
    "stated": _stated,
    "right_sign": _right_sign,
    "wrong_sign": _wrong_sign,
}
"""By name. ``distance`` is the mean absolute error, in levels."""
LOW_IS_GOOD = frozenset({"distance", "false_against", "wrong_sign"})


def mean_of(values: Numbers) -> Numbers:
    """The mean over the first axis of what is no nan; nan where all are."""
    there = ~np.isnan(values)
    return ratio(np.where(there, values, 0).sum(0), there.sum(0).astype(np.float64))
