"""Doubt: what certainty hangs on; and how a level comes of chances."""

import numpy as np
import pytest

from rehearse.conversation.rubric import Level, Step
from rehearse.grader.doubt import FEATURES, Doubt, describe
from rehearse.grader.heads import StepThresholds
from rehearse.grader.local import decide

AT = StepThresholds(against=0.3, over_good=0.8, partial=0.35, clear=0.35, stated_against=0.7)


def weights(**right: float) -> tuple[tuple[float, ...], ...]:
    """Being right hangs on these features alone."""
    none = (0.0,) * len(FEATURES)
    return (tuple(right.get(name, 0.0) for name in FEATURES), none, none)


def test_every_feature_has_its_value() -> None:
    halves = np.array([[-1.0, 2.0, 1.0], [-3.0, 4.0, 0.0]])
    described = dict(zip(FEATURES, describe(Step.ASK, Level.CLEAR, halves, 3), strict=True))
    assert described["is_clear"] == described["step_ask"] == described["constant"] == 1
    assert described["is_partial"] == described["step_worth"] == described["margin_of_harm"] == 0
    assert (described["against"], described["margin_of_good"]) == (-2, 5)
    assert (described["apart_on_against"], described["least_partial"]) == (2, 2)


def test_certainty_is_right_less_opposite() -> None:
    halves = np.zeros((2, 3))
    described = [describe(Step.ASK, Level.CLEAR, halves, 1)]
    assert Doubt(weights=weights(), stated=0).certainty(described)[0] == pytest.approx(0)
    sure = Doubt(weights=weights(is_clear=20.0), stated=0)
    assert sure.certainty(described)[0] == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize(
    ("chances", "level"),
    [
        ((0.31, 0.2, 0.1), Level.AGAINST),
        ((0.31, 0.9, 0.8), Level.CLEAR),
        ((0.1, 0.9, 0.3), Level.PARTIAL),
        ((0.3, 0.35, 0.35), Level.ABSENT),
    ],
)
def test_a_level_comes_of_three_chances(chances: tuple[float, ...], level: Level) -> None:
    assert decide(chances, AT) is level
