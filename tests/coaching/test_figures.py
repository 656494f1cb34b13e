"""Figures of agreement against scikit-learn's, nltk's and Krippendorff's own."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask
from sklearn.metrics import cohen_kappa_score, confusion_matrix

from rehearse.coaching import figures

LEVEL = st.sampled_from(figures.LEVELS)
PAIRS = st.lists(st.tuples(LEVEL, LEVEL), min_size=2, max_size=60)
UNITS = st.lists(st.lists(LEVEL, max_size=4), min_size=1, max_size=30)


def columns(pairs: list[tuple[int, int]]) -> tuple[figures.Counts, figures.Counts]:
    return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])


@given(PAIRS)
def test_confusion_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, other = columns(pairs)
    expected = confusion_matrix(one, other, labels=list(figures.LEVELS))
    assert (figures.confusion(one, other) == expected).all()


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    one, other = columns(pairs)
    assume(len({*one, *other}) > 1)
    expected = cohen_kappa_score(one, other, labels=list(figures.LEVELS), weights="quadratic")
    assert figures.kappa(figures.confusion(one, other)) == pytest.approx(expected)


def test_kappa_of_many_tables_is_that_of_each() -> None:
    tables = np.random.default_rng(3).integers(0, 9, (3, 5, 4, 4))
    each = [[float(figures.kappa(table)) for table in row] for row in tables]
    assert figures.kappa(tables) == pytest.approx(np.array(each))


def test_beyond_chance_nothing_can_be_told_of_one_level() -> None:
    same = np.zeros(4, np.int64)
    table = figures.confusion(same, same)
    assert np.isnan(figures.kappa(table))
    assert np.isnan(figures.alpha(table + table.T))
    assert figures.same_share(table) == 1


def coincidences(units: list[list[int]], values: tuple[int, ...]) -> figures.Numbers:
    """By its definition: every pair of readers of a unit, both ways, by 1 / (readers - 1)."""
    table = np.zeros((len(values), len(values)))
    for unit in units:
        for one, other in permutations(unit, 2):
            table[values.index(one), values.index(other)] += 1 / (len(unit) - 1)
    return table


def test_alpha_of_krippendorffs_example() -> None:
    """Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C: four observers,
    twelve units, values missing; for ordered values it gives 0.815."""
    told = (
        (1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None),
        (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3),
        (None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None),
        (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None),
    )
    units = [[value for value in unit if value] for unit in zip(*told, strict=True)]
    found = figures.alpha(coincidences(units, (1, 2, 3, 4, 5)))
    assert found == pytest.approx(0.815, abs=0.0005)


@given(UNITS)
def test_alpha_is_that_of_nltk(units: list[list[int]]) -> None:
    pairable = [value for unit in units if len(unit) > 1 for value in unit]
    assume(len(set(pairable)) > 1)

    def ordinal(one: int, other: int) -> float:
        low, high = sorted((one, other))
        between = sum(low <= value <= high for value in pairable)
        return (between - (pairable.count(low) + pairable.count(high)) / 2) ** 2

    rows = [(who, n, value) for n, unit in enumerate(units) for who, value in enumerate(unit)]
    expected = AnnotationTask(data=rows, distance=ordinal).alpha()
    assert figures.alpha(coincidences(units, figures.LEVELS)) == pytest.approx(expected)


def test_draws_begin_with_the_turns_as_they_are_and_draw_as_many_each_time() -> None:
    drawn = figures.draws(30)
    assert (drawn[:, 0] == 1).all()
    assert (drawn.sum(0) == 30).all()
    assert len({tuple(column) for column in drawn.T}) > figures.ROUNDS / 2
    assert (drawn == figures.draws(30)).all()


def test_an_interval_leaves_out_what_could_not_be_told_and_holds_its_figure() -> None:
    rounds = np.array([[0.5, *np.linspace(0, 1, 101)], [2.0, *[np.nan] * 50, *np.ones(51)]])
    low, high = figures.interval(rounds)
    assert low.tolist() == pytest.approx([0.02, 1.0])
    assert high.tolist() == pytest.approx([0.98, 2.0])
