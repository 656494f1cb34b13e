"""Figures over labels and grades. Pure arithmetic: no grader, no files."""

from collections.abc import Sequence

import numpy as np

from evals import measures
from evals.measures import Flags, Labels, Numbers
from rehearse.coaching.figures import confusion


def quadratic_kappa(truth: Labels, given: Labels) -> float:
    """``measures.kappa`` of two rows of levels."""
    return float(measures.kappa(confusion(truth, given)))


def f1(truth: Flags, given: Flags) -> float:
    """``measures.f1`` of two rows of flags; but 0 where there was nothing to find and nothing was
    found, since whoever looks for the best threshold has to rank that as well."""
    hits, sought = (truth & given).sum(), truth.sum() + given.sum()
    found = float(measures.f1(np.asarray(hits, np.float64), np.asarray(sought, np.float64)))
    return 0.0 if np.isnan(found) else found


def character_f1(quote: tuple[int, int], passage: tuple[int, int]) -> float:
    """How well two spans of one turn cover each other, by characters; 0 to 1."""
    shared = min(quote[1], passage[1]) - max(quote[0], passage[0])
    if shared <= 0:
        return 0.0
    return 2 * shared / (quote[1] - quote[0] + passage[1] - passage[0])


def ranks(values: Numbers) -> Numbers:
    """The place of each value in order, from 1; equals share the mean of their places."""
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middle: Numbers = last - (counts - 1) / 2
    return middle[place]


def rank_correlation(truth: Numbers, score: Numbers) -> float:
    """Spearman's rank correlation; nan where one of the two is always the same."""
    if len(truth) < 2 or np.ptp(truth) == 0 or np.ptp(score) == 0:
        return float("nan")
    return float(np.corrcoef(ranks(truth), ranks(score))[0, 1])


def auc(truth: Flags, score: Numbers) -> float:
    """How often a true one scores above a false one, ties by half; nan where there are not both."""
    true, false = int(truth.sum()), int((~truth).sum())
    if not true or not false:
        return float("nan")
    total = float(ranks(score)[truth].sum())
    return (total - true * (true + 1) / 2) / (true * false)


def mean(values: Sequence[float]) -> float:
    """The plain mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0
