"""Stored vectors of questions: the same as fresh ones, of one encoder, and a change is seen."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evals import closings, suite
from evals.closings import RememberedQuestions
from rehearse.assembly import QUESTION_ENCODER
from rehearse.language import question_encoder
from rehearse.language.question_encoder import Tuned

ASKED = ["Who rang you about the kite?", "Wie belde jou over die vlieger?"]


@pytest.fixture(scope="module")
def tuned() -> Tuned:
    return question_encoder.load()


def test_what_was_stored_is_not_made_again(tuned: Tuned, tmp_path: Path) -> None:
    file = tmp_path / "closings.npz"
    first = RememberedQuestions(tuned, {})
    assert np.array_equal(first.encode(ASKED), QUESTION_ENCODER.encode(ASKED))
    assert first.made == 2
    closings.store(file, first)
    again = RememberedQuestions(tuned, closings.load(file, tuned.card))
    assert np.array_equal(again.encode(ASKED), QUESTION_ENCODER.encode(ASKED))
    assert again.made == 0
    assert again.drifted(1) == (0, 2)


def test_vectors_of_another_encoder_are_none(tuned: Tuned, tmp_path: Path) -> None:
    file = tmp_path / "closings.npz"
    assert closings.load(file, tuned.card) == {}
    remembered = RememberedQuestions(tuned, {})
    remembered.encode(ASKED)
    closings.store(file, remembered)
    other = tuned.card.model_copy(update={"recipe": "another"})
    assert closings.load(file, other) == {}
    assert closings.load(file, tuned.card).keys() == remembered.used.keys()


def test_stored_vectors_that_no_longer_hold_are_told_with_their_file(
    tuned: Tuned, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "CHECKED_ANEW", 1)
    stored = RememberedQuestions(tuned, {})
    stored.encode(ASKED)
    changed = RememberedQuestions(replace(tuned, shift=tuned.shift + 0.3), stored.used)
    changed.encode(ASKED)
    (finding,) = suite.stored_questions(changed, tmp_path).findings
    assert "2 of 2 stored vectors of questions no longer hold" in finding.message
    assert f"Delete {tmp_path / 'closings.npz'} " in finding.message
    assert not suite.stored_questions(stored, tmp_path).findings
