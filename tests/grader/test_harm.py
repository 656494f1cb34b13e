"""Harm: how sure it is that a turn is harmful, and which of its steps are then stated."""

import numpy as np
import pytest

from rehearse.grader.harm import BESIDE, Harm, describe, stated

NO = -np.inf
LEAST = [0.3, 0.3, -1.0]


@pytest.mark.parametrize(
    ("certain", "sure", "told"),
    [
        ([0.4, 0.45, NO], True, [False, True, False]),
        ([0.4, 0.45, NO], False, [False, False, False]),
        ([BESIDE, 0.9, NO], True, [True, True, False]),
        ([0.2, NO, NO], True, [False, False, False]),
        ([0.2, NO, -0.5], True, [False, False, True]),
        ([NO, NO, NO], True, [False, False, False]),
    ],
    ids=["clearest", "not sure", "beside it", "too uncertain", "next clearest", "no harm"],
)
def test_in_a_surely_harmful_turn_the_clearest_able_step_is_stated(
    certain: list[float], sure: bool, told: list[bool]
) -> None:
    assert stated(np.array([certain]), np.array([sure]), LEAST).tolist() == [told]


def test_any_step_may_be_the_harmed_one() -> None:
    scores = np.array([[-3.0, 5.0, -3.0], [-3.0, 5.0, 2.0], [1.0, 5.0, 2.0]])
    described = describe(scores, [0, 2], np.zeros((3, 1)))
    some = described[:, 0]
    assert some[0] < 0 < some[1] < some[2]
    assert described[:, 1:4].tolist() == scores.tolist()


def test_sure_is_a_chance() -> None:
    harm = Harm(weights=(1.0, 0.0), sure=0.7)
    assert harm.surely(np.array([[0.8, 1.0], [0.9, 1.0]])).tolist() == [False, True]
