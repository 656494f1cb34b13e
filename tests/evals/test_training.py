"""Training is the same every time, and the model says which data it comes from."""

import math
from dataclasses import replace

import numpy as np
import pytest

from evals import cases, crossed, suite, thresholds, training, vectors
from evals.cases import Split
from evals.thresholds import Held
from rehearse.grader import context, heads
from rehearse.grader.context import key_of
from rehearse.grader.heads import Heads

FEW = 40


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[cases.Case]:
    """A handful of training turns of every story, and a recipe cut short."""
    monkeypatch.setattr(training, "ROUNDS", 25)
    inside = [case for case in cases.split_of(cases.load(), Split.TRAIN) if not case.retold]
    return inside[:: max(1, len(inside) // FEW)]


def trained_on(few: list[cases.Case]) -> Heads:
    """Heads, with a second half that says what the first does."""
    examples = training.prepare(few, vectors.remembered())
    unseen = training.unseen_scores(examples, np.arange(len(examples.cases)))
    held_to = Held(examples, unseen)
    reader = key_of(cases.fingerprint(few), context.load().card.recipe)
    blind = examples, training.read(examples, unseen, unseen)
    return thresholds.finish(examples, blind, reader, held_to)


def test_twice_trained_is_the_same_file(few: list[cases.Case]) -> None:
    first, second = (trained_on(few).to_bytes() for _ in range(2))
    assert first == second


def test_the_model_knows_its_data(few: list[cases.Case]) -> None:
    trained, shipped = trained_on(few), context.load()
    card = shipped.card.model_copy(update={"data": cases.fingerprint(few)})
    made, reader = shipped.card.recipe, replace(shipped, card=card)
    assert suite.up_to_date(trained, reader, few, (), made).holds
    for stale in (
        suite.up_to_date(trained, reader, few[1:], (), made),
        suite.up_to_date(trained, reader, few[1:], few[:1], made),
        suite.up_to_date(trained, shipped, few, (), made),
        suite.up_to_date(trained, reader, few, (), "another recipe"),
    ):
        assert not stale.holds
        assert "python -m evals train" in stale.findings[0].message


def test_no_story_is_in_two_folds(few: list[cases.Case]) -> None:
    home: dict[tuple[str, str], int] = {}
    for case, fold in zip(few, training.folds(few), strict=True):
        assert home.setdefault(case.key, int(fold)) == fold


def test_cross_validation_measures_every_step(few: list[cases.Case]) -> None:
    examples = training.prepare(few, vectors.remembered())
    unseen = training.unseen_scores(examples, np.arange(len(examples.cases)))
    report = crossed.report(
        examples, training.read(examples, unseen), training.folds(examples.cases)
    )
    kappa = report.value("training/all/macro/kappa")
    assert kappa is not None
    assert not math.isnan(kappa)
    assert {figure.subject for figure in report.figures} == {
        "macro",
        *(case_step.value for case_step in few[0].levels),
    }


def test_what_ships_fits_the_cues() -> None:
    assert heads.load().card.heads == heads.head_names()
