"""What is stated without doubt holds on the turns that its thresholds were set on."""

import numpy as np
import pytest

from evals import cases, thresholds, training, vectors
from evals.cases import Split
from evals.thresholds import Blind

FEW = 60


@pytest.fixture(scope="module")
def blind() -> Blind:
    """A handful of training turns of every story, read by a recipe cut short."""
    inside = [case for case in cases.split_of(cases.load(), Split.TRAIN) if not case.retold]
    few = inside[:: max(1, len(inside) // FEW)]
    examples = training.prepare(few, vectors.remembered())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "ROUNDS", 25)
        return examples, training.read(
            examples, training.unseen_scores(examples, np.arange(len(examples.cases)))
        )


def test_stated_levels_have_the_right_sign_often_enough(blind: Blind) -> None:
    rules = thresholds.thresholds(*blind)
    given = thresholds.shown(*blind, rules.steps)
    kept = given.signs[rules.doubt.certainty(given.described) >= rules.doubt.stated]
    assert len(kept)
    assert (kept == 1).mean() >= thresholds.RIGHT_SIGN
    assert (kept == -1).mean() <= thresholds.WRONG_SIGN


@pytest.mark.parametrize("share", [0.0, 0.02, 0.1])
def test_false_harm_is_bounded_by_step_and_by_turn(
    blind: Blind, share: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thresholds, "FALSE_HARM", share)
    monkeypatch.setattr(thresholds, "HARMLESS_HARMED", share)
    examples, reading = blind
    rules = thresholds.thresholds(examples, reading)
    in_doubt = thresholds.doubts(examples, reading, rules)
    given = thresholds.shown(examples, reading, rules.steps)
    stated = np.zeros_like(in_doubt)
    harm = given.levels == -1
    stated[given.turns[harm], given.steps[harm]] = True
    stated &= ~in_doubt
    labels = np.array([[int(level) for level in case.levels.values()] for case in examples.cases])
    false = stated & (labels != -1)
    harmless = ~(labels == -1).any(axis=1)
    assert (false.sum(axis=0) <= share * len(labels)).all()
    assert stated[harmless].any(axis=1).sum() <= share * harmless.sum()


def test_the_same_turns_twice_ask_no_more(blind: Blind) -> None:
    rules = thresholds.thresholds(*blind)
    assert thresholds.held_on([blind, blind], rules) == rules


def test_turns_of_which_all_are_harmful_are_surely_so(blind: Blind) -> None:
    described = np.ones((4, 3))
    weights = thresholds._weights_of_harm(described, np.ones(4, np.bool_))
    assert (described @ np.array(weights) > 5).all()
    none = thresholds._weights_of_harm(described, np.zeros(4, np.bool_))
    assert (described @ np.array(none) < -5).all()
