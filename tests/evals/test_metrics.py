"""Our figures against scikit-learn's and scipy's."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import cohen_kappa_score, f1_score, roc_auc_score

from evals import metrics
from rehearse.coaching.figures import LEVELS
from tests.coaching.test_figures import LEVEL, PAIRS, columns

SCORED = st.lists(st.tuples(st.booleans(), st.sampled_from([0.1, 0.2, 0.5, 0.9])), max_size=40)


@given(PAIRS)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    truth, found = columns(pairs)
    assume(len({*truth, *found}) > 1)
    expected = cohen_kappa_score(truth, found, labels=list(LEVELS), weights="quadratic")
    assert metrics.quadratic_kappa(truth, found) == pytest.approx(expected)


def test_kappa_where_both_always_say_the_same() -> None:
    same = np.zeros(4, np.int64)
    assert metrics.quadratic_kappa(same, same) == 1.0


@settings(deadline=None)
@given(PAIRS)
def test_f1_is_that_of_scikit_learn(pairs: list[tuple[int, int]]) -> None:
    truth, found = columns(pairs)
    expected = f1_score(truth == -1, found == -1, zero_division=0.0)
    assert metrics.f1(truth == -1, found == -1) == pytest.approx(expected)


@given(SCORED)
def test_auc_is_that_of_scikit_learn(scored: list[tuple[bool, float]]) -> None:
    truth = np.array([t for t, _ in scored], np.bool_)
    score = np.array([s for _, s in scored])
    if truth.all() or not truth.any():
        assert math.isnan(metrics.auc(truth, score))
    else:
        assert metrics.auc(truth, score) == pytest.approx(roc_auc_score(truth, score))


@given(st.lists(st.tuples(LEVEL, st.sampled_from([0.1, 0.2, 0.3])), min_size=2, max_size=40))
def test_rank_correlation_is_that_of_scipy(pairs: list[tuple[int, float]]) -> None:
    truth = np.array([float(a) for a, _ in pairs])
    score = np.array([b for _, b in pairs])
    if len(set(truth)) == 1 or len(set(score)) == 1:
        assert math.isnan(metrics.rank_correlation(truth, score))
    else:
        expected = spearmanr(truth, score).statistic
        assert metrics.rank_correlation(truth, score) == pytest.approx(expected)


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30))
def test_character_f1_counts_characters(a: int, long_a: int, b: int, long_b: int) -> None:
    quote, passage = set(range(a, a + long_a)), set(range(b, b + long_b))
    expected = 2 * len(quote & passage) / (len(quote) + len(passage))
    assert metrics.character_f1((a, a + long_a), (b, b + long_b)) == pytest.approx(expected)
