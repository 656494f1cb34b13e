"""Figures from counts are those of the turns themselves, taken one by one."""

import math
from collections.abc import Callable
from statistics import mean

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score, f1_score

from evals import measures
from evals.measures import HIT, MEASURES, Labels
from rehearse.coaching import figures
from rehearse.coaching.figures import LEVELS

LEVEL = st.sampled_from(LEVELS)
Row = tuple[int, int, bool, float]
"""Label, grade, whether in doubt, overlap."""
ROWS = st.lists(
    st.tuples(LEVEL, LEVEL, st.booleans(), st.sampled_from([math.nan, 0.2, HIT, 1.0])),
    min_size=1,
    max_size=40,
)


def cells(rows: list[Row]) -> Labels:
    truth, found, doubt, overlap = zip(*rows, strict=True)
    return measures.cells(np.array(truth), np.array(found), np.array(doubt), np.array(overlap))


def sign(level: int) -> int:
    return (level > 0) - (level < 0)


def shown(rows: list[Row]) -> list[Row]:
    return [row for row in rows if row[1]]


def sure(rows: list[Row]) -> list[Row]:
    return [row for row in shown(rows) if not row[2]]


def kappa(rows: list[Row]) -> float:
    truth, found = [row[0] for row in rows], [row[1] for row in rows]
    if len({*truth, *found}) == 1:
        return 1.0
    return float(cohen_kappa_score(truth, found, labels=list(LEVELS), weights="quadratic"))


def f1(level: int) -> Callable[[list[Row]], float]:
    def at(rows: list[Row]) -> float:
        truth, found = [row[0] == level for row in rows], [row[1] == level for row in rows]
        return float(f1_score(truth, found)) if any(truth) or any(found) else math.nan

    return at


def share(flags: list[bool]) -> float:
    return mean(flags) if flags else math.nan


ONE_BY_ONE: dict[str, Callable[[list[Row]], float]] = {
    "kappa": kappa,
    "f1_against": f1(-1),
    "f1_absent": f1(0),
    "f1_partial": f1(1),
    "f1_clear": f1(2),
    "distance": lambda rows: mean(abs(row[0] - row[1]) for row in rows),
    "evidence_hits": lambda rows: share([r[3] >= HIT for r in rows if not math.isnan(r[3])]),
    "false_against": lambda rows: share([r[1] == -1 != r[0] and not r[2] for r in rows]),
    "stated": lambda rows: share([not row[2] for row in shown(rows)]),
    "right_sign": lambda rows: share([sign(r[0]) == sign(r[1]) for r in sure(rows)]),
    "wrong_sign": lambda rows: share([sign(r[0]) == -sign(r[1]) for r in sure(rows)]),
}


@pytest.mark.parametrize("name", MEASURES)
@given(rows=ROWS)
def test_a_figure_is_that_of_the_turns(name: str, rows: list[Row]) -> None:
    found = MEASURES[name](measures.tables(cells(rows)))
    assert found.shape == (1,)
    assert found[0] == pytest.approx(ONE_BY_ONE[name](rows), nan_ok=True)


@given(rows=ROWS)
def test_a_round_counts_each_turn_as_often_as_it_was_drawn(rows: list[Row]) -> None:
    rounds = figures.draws(len(rows))
    tables = measures.tables(cells(rows), rounds)
    assert np.array_equal(tables[0], measures.tables(cells(rows))[0])
    again = [row for row, times in zip(rows, rounds[:, 3], strict=True) for _ in range(int(times))]
    assert np.array_equal(tables[3], measures.tables(cells(again))[0])


def test_a_mean_leaves_out_what_could_not_be_measured() -> None:
    values = np.array([[1.0, np.nan, np.nan], [2.0, 4.0, np.nan]])
    assert measures.mean_of(values) == pytest.approx([1.5, 4.0, np.nan], nan_ok=True)
