"""Questions lie near each other where the same answer would do."""

import numpy as np
import pytest

from evals import question_data
from rehearse.assembly import QUESTION_ENCODER
from rehearse.grader import context
from rehearse.language import question_encoder
from rehearse.language.question_encoder import QuestionEncoder, Tuned
from tests.colleague.test_taken_for_granted import LIBRARY

ENCODER = QUESTION_ENCODER


@pytest.fixture(scope="module")
def shipped() -> Tuned:
    return question_encoder.load()


def likeness(one: str, other: str) -> float:
    first, second = ENCODER.encode([one, other])
    return float(first @ second)


@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("Who was it that told you?", "From whom did you hear it?", "Who have you told?"),
        ("When did it reach you?", "How long have you known?", "Where were you when it did?"),
        ("Van wie kreeg je het te horen?", "Wie heeft het je verteld?", "Wie weet het nog meer?"),
        (
            "Wanneer hoorde je het het eerst?",
            "Hoelang weet je dat al?",
            "Waar zat je toen je het hoorde?",
        ),
    ],
)
def test_what_a_question_is_after_counts_more_than_its_words(
    asked: str, same: str, other: str
) -> None:
    assert likeness(asked, same) > likeness(asked, other)


def test_vectors_are_of_length_one_and_the_same_whatever_the_apostrophe() -> None:
    straight, curly, nothing = ENCODER.encode(["What's that?", "What’s that?", ""])
    assert np.linalg.norm(straight) == pytest.approx(1, abs=1e-5)
    assert (straight == curly).all()
    assert np.isfinite(nothing).all()
    assert ENCODER.encode([]).shape == (0, len(straight))


def test_what_is_read_is_as_long_as_it_may_be() -> None:
    words = "and then what " * 200
    assert (ENCODER.encode([words]) == ENCODER.encode([words + "?" * 2_000])).all()


def test_every_question_of_our_situations_is_stored(shipped: Tuned) -> None:
    """Else a situation opens slowly: run `python -m evals train-questions --keep`."""
    pools = question_data.pools(LIBRARY)
    lacking = [q for pool in pools for q in pool.questions if not ENCODER.knows(q)]
    assert not lacking
    assert len(shipped.vectors) == len(
        {question_encoder.key(q) for pool in pools for q in pool.questions}
    )


def test_what_is_stored_is_what_would_be_made_alone_and_with_others(shipped: Tuned) -> None:
    questions = [q for pool in question_data.pools(LIBRARY) for q in pool.questions][::800]
    together = ENCODER.fresh(questions)
    assert len(together) == len(set(questions))
    for question in questions:
        name = question_encoder.key(question)
        stored = shipped.vectors[name].astype(int)
        for made in (together[name], ENCODER.fresh([question])[name]):
            assert np.abs(made - stored).max() <= 1, question


def test_the_file_holds_all_of_it(shipped: Tuned) -> None:
    again = question_encoder.from_bytes(shipped.to_bytes())
    assert again.card == shipped.card
    assert again.vectors.keys() == shipped.vectors.keys()
    other = QuestionEncoder(context.below, lambda: again)
    asked = "Did you see that coming at all?"
    name = question_encoder.key(asked)
    assert (other.fresh([asked])[name] == ENCODER.fresh([asked])[name]).all()


def test_below_is_read_only_for_a_question_that_is_not_stored(shipped: Tuned) -> None:
    def none() -> question_encoder.Below:
        raise AssertionError("was read")

    stored = next(iter(question_data.pools(LIBRARY)[0].questions))
    encoder = QuestionEncoder(none, lambda: shipped)
    assert (encoder.encode([stored]) == ENCODER.encode([stored])).all()
    with pytest.raises(AssertionError, match="was read"):
        encoder.encode(["Is that a new question?"])
