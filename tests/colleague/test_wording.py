"""How alike two wordings are, by the words they share."""

import numpy as np
import pytest

from rehearse.colleague.wording import Wording

EXAMPLES = (
    "Who told you about it?",
    "Who goes in your place?",
    "Where is the sketch now?",
    "Where is the list now?",
)
WORDING = Wording(EXAMPLES)


def likeness(text: str) -> dict[str, float]:
    return dict(zip(EXAMPLES, WORDING.likeness(text), strict=True))


@pytest.mark.parametrize("text", EXAMPLES)
def test_the_same_words_are_wholly_alike_whatever_their_capitals(text: str) -> None:
    found = likeness(text.upper())
    assert found[text] == pytest.approx(1)
    assert max(found, key=lambda each: found[each]) == text


def test_what_shares_no_word_is_not_alike_and_nothing_is_like_nothing() -> None:
    assert not any(likeness("Zullen wij even lopen?").values())
    assert not any(likeness("").values())


def test_a_seldom_word_counts_for_more_than_a_common_one() -> None:
    found = likeness("And the sketch?")
    assert found["Where is the sketch now?"] > found["Where is the list now?"] > 0
    assert found["Where is the list now?"] < 0.5 * found["Where is the sketch now?"]


def test_the_order_of_words_counts() -> None:
    assert likeness("told you about it who?")["Who told you about it?"] < 0.95


def test_the_examples_among_themselves_are_as_alike_as_each_alone() -> None:
    for examples in ([*EXAMPLES, EXAMPLES[0]], ["Why?"]):
        wording = Wording(examples)
        alone = np.stack([wording.likeness(example) for example in examples])
        assert wording.among() == pytest.approx(alone, abs=1e-6)
