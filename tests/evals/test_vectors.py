"""Vectors that were stored are found again, and looked after."""

from pathlib import Path

import numpy as np
import pytest

from evals import vectors
from evals.vectors import RememberedEncoder
from rehearse.language.encoder import Encoder

SAID = ["I told him before I told you.", "Dat had andersom gemoeten.", "Sorry."]


@pytest.fixture
def stored(encoder: Encoder, tmp_path: Path) -> Path:
    """The vectors of what was said, but for the last."""
    first = RememberedEncoder({})
    first._model = encoder._model
    first.encode(SAID[:2])
    assert first.made == 2
    vectors.store(tmp_path / "vectors", first.used)
    return tmp_path / "vectors"


def test_what_is_stored_is_not_made_again(stored: Path, encoder: Encoder) -> None:
    again = RememberedEncoder(vectors.load(stored))
    again._model = encoder._model
    assert np.array_equal(again.encode(SAID), encoder.encode(SAID))
    assert again.made == 1
    assert len(again.used) == len(SAID)
    again.encode(SAID)
    assert again.made == 1


def test_one_sentence_twice_is_two_rows(stored: Path) -> None:
    both = RememberedEncoder(vectors.load(stored)).fresh([SAID[0], SAID[0]])
    assert len(both) == 2


def test_a_changed_encoder_is_seen(stored: Path, encoder: Encoder) -> None:
    known = vectors.load(stored)
    known[min(known)] = known[min(known)][::-1]
    changed = RememberedEncoder(known)
    changed._model = encoder._model
    changed.encode(SAID[:2])
    assert changed.drifted(1) == (1, 2)


def test_where_nothing_is_stored_all_is_made(tmp_path: Path) -> None:
    assert vectors.load(tmp_path / "none") == {}


def test_what_is_new_goes_beside_what_is_stored_and_no_file_is_written_again(
    stored: Path, encoder: Encoder
) -> None:
    (first,) = stored.glob("*.npz")
    before = first.read_bytes()
    again = RememberedEncoder(vectors.load(stored))
    again._model = encoder._model
    again.encode(SAID)
    vectors.store(stored, again.used)
    vectors.store(stored, again.used)
    assert len(list(stored.glob("*.npz"))) == 2
    assert first.read_bytes() == before
    assert vectors.load(stored).keys() == again.used.keys()
