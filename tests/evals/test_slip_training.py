"""How slips are learned from: rows, replies, and which sentence of a reply counts."""

from collections.abc import Sequence

import numpy as np
import pytest

from evals import slip_training
from evals.slip_training import Examples, Said
from rehearse.colleague.checks.sense import FAULTS, Learned, Numbers, SenseCard


class Spelling:
    """A reader to whom a sentence is how many of it are of which letter."""

    key = "spelling"

    def rows(self, sentences: Sequence[str], heard: str, upper: int) -> Numbers:
        return np.array([[s.count(letter) for letter in "abcde"] for s in sentences], np.float32)


def test_of_each_reply_the_likeliest_sentence_is_kept() -> None:
    likely = np.array([0.2, 0.9, 0.4, 0.3, 0.3], np.float32)
    kept = slip_training._likeliest(likely, np.array([0, 0, 1, 1, 2]))
    assert kept.tolist() == [False, True, True, False, True]


def test_a_reply_is_as_sure_as_its_surest_sentence() -> None:
    own = Examples(np.zeros((3, 1), np.float32), np.array([0, 1, 1]), np.array([2, 0]))
    assert own.faults.tolist() == [2, 0, 0]
    assert own.surest(np.array([0.5, 0.1, 0.7], np.float32)) == pytest.approx([0.5, 0.7])


def test_what_is_quoted_is_not_read_and_a_sentence_is_read_in_its_place() -> None:
    said = [Said("Aa. “Bbb.” Cc.", "a", 1), Said("Dd.", "a")]
    found = slip_training.described(said, Spelling())
    assert found.reply_of.tolist() == [0, 0, 1]
    assert found.rows.argmax(axis=1).tolist() == [0, 2, 3]
    assert found.fault_of.tolist() == [1, 0]


def test_faults_are_told_apart_by_the_sentence_that_has_them() -> None:
    """Each fault has a letter of its own, and every slip a harmless sentence beside it."""
    letters = "abcd"
    slips = [Said(f"{letter * 5} e. Ee.", "", n) for n, letter in enumerate(letters, 1)]
    examples = slip_training.described([*slips, Said("Ee.", ""), Said("E.", "")] * 6, Spelling())
    lines = slip_training.described([Said("Eee.", "")] * 6, Spelling())
    learned = slip_training._fitted([examples], lines)
    told = learned.chances(Spelling().rows([*(f"{x * 5} e" for x in letters), "ee"], "", 1))
    assert told[:4, 1:].argmax(axis=1).tolist() == [0, 1, 2, 3]
    assert told[4, 0] > told[:4, 0].max()


def test_what_is_measured_counts_replies_and_not_sentences() -> None:
    """Of three replies the first slips in its second sentence, and is caught by it."""
    rows = np.array([[0], [9], [0], [9]], np.float32)
    own = Examples(rows, np.array([0, 0, 1, 2]), np.array([1, 0, 0]))
    weights = np.array([[0, 9, 0, 0, 0]], np.float32)
    bias = np.array([9, 0, 0, 0, 0], np.float32)
    model = Learned(weights, bias, SenseCard(data="", reader="", least=0.5))
    found = slip_training.measured(model, [own])
    assert found.caught[FAULTS[0].value] == (1, 1)
    assert found.stopped == (1, 2)
