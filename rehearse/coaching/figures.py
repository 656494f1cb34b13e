"""Figures for how far two readers of the same turns agree. Pure arithmetic over counts of levels.

Tables stand in the last two axes and hold one row and one column a level, in the order of LEVELS;
whatever axes come before them are worked out at once, which is what makes a bootstrap cheap.

No library with a licence that fits works out an ordinal alpha (nltk leaves the ordinal difference
to its caller), and none takes resampled counts; the tests hold ours against nltk's all the same.
"""

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

LEVELS = (-1, 0, 1, 2)

ROUNDS = 400
"""How often turns are drawn anew for an interval."""

SEED = 7
"""The same turns give the same interval every time."""

_PLACES = np.arange(len(LEVELS))
_FAR = (_PLACES[:, None] - _PLACES[None, :]) ** 2


def confusion(rows: Counts, columns: Counts) -> Counts:
    """How often each level of one reader (rows) met each level of the other (columns)."""
    table = np.zeros((len(LEVELS), len(LEVELS)), np.int64)
    np.add.at(table, (rows + 1, columns + 1), 1)
    return table


def same_share(tables: npt.ArrayLike) -> Numbers:
    """The share of the same level, 0 to 1; nan of nothing."""
    table = np.asarray(tables, np.float64)
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum((-2, -1)))


def kappa(tables: npt.ArrayLike) -> Numbers:
    """Cohen's kappa with quadratic weights (Cohen 1968): agreement beyond chance, where a miss
    weighs by the square of its distance.

    1 is full agreement, 0 what chance brings; nan where both always say the same one level, since
    chance could not have brought anything else.
    """
    table = np.asarray(tables, np.float64)
    by_chance = table.sum(-1)[..., :, None] * table.sum(-2)[..., None, :]
    observed = (_FAR * table).sum((-2, -1)) * table.sum((-2, -1))
    return 1 - ratio(observed, (_FAR * by_chance).sum((-2, -1)))


def alpha(coincidences: npt.ArrayLike) -> Numbers:
    """Krippendorff's alpha for ordered levels, from coincidences: every pair of readers of one
    turn stands in both ways, weighed by 1 / (readers of that turn - 1).

    After Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections C and E: the
    distance between two levels is how many levels were given between them, which is what the
    difference of their middle ranks is. 1 is full agreement, 0 what chance brings; nan where
    only one level was given.
    """
    table = np.asarray(coincidences, np.float64)
    given = table.sum(-1)
    ranks = given.cumsum(-1) - given / 2
    far = (ranks[..., :, None] - ranks[..., None, :]) ** 2
    by_chance = (given[..., :, None] * given[..., None, :] * far).sum((-2, -1))
    observed = (table * far).sum((-2, -1)) * (given.sum(-1) - 1)
    return 1 - ratio(observed, by_chance)


def draws(turns: int) -> Numbers:
    """How often each turn (rows) counts in each round (columns): once in round 0, the turns as they
    are; in the others as often as it was drawn, with replacement."""
    dice = np.random.default_rng(SEED)
    drawn = dice.integers(0, max(turns, 1), (ROUNDS, turns))
    counted = [np.ones(turns, np.int64), *(np.bincount(row, minlength=turns) for row in drawn)]
    return np.stack(counted, axis=1).astype(np.float64)


def interval(rounds: Numbers) -> tuple[Numbers, Numbers]:
    """Both ends of the 95% interval, by percentiles over the rounds in the last axis, of which the
    first is the figure itself.

    Rounds in which the figure could not be told (nan) are left out, and an interval is never
    narrower than its own figure.
    """
    ordered = np.sort(rounds[..., 1:], axis=-1)
    last = np.maximum((~np.isnan(ordered)).sum(-1) - 1, 0)
    low = _at(ordered, np.floor(0.025 * last))
    high = _at(ordered, np.ceil(0.975 * last))
    return np.fmin(low, rounds[..., 0]), np.fmax(high, rounds[..., 0])


def _at(ordered: Numbers, place: Numbers) -> Numbers:
    picked = np.take_along_axis(ordered, place.astype(np.int64)[..., None], axis=-1)
    return np.asarray(picked[..., 0], np.float64)


def ratio(part: Numbers, whole: Numbers) -> Numbers:
    """The one over the other, of whole arrays; nan where there is nothing to divide by."""
    share = np.full(np.shape(whole), np.nan)
    np.divide(part, whole, out=share, where=whole != 0)
    return share
