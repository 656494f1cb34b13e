"""Words of people in a request: nothing in them passes for our marks, or for no words at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.models.harmless import CLOSING, OPENING, harmless


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\x9f", "\ud800"])
def test_what_no_provider_takes_is_made_visible(sign: str) -> None:
    assert harmless(f"a{sign}b") == "a\ufffdb"


def test_lines_and_tabs_stay() -> None:
    assert harmless("one\r\n\ttwo") == "one \n\ttwo"


@given(st.text(alphabet=st.characters(exclude_categories=()) | st.sampled_from(OPENING + CLOSING)))
def test_no_angle_is_left_and_every_place_stays(text: str) -> None:
    told = harmless(text)
    assert len(told) == len(text)
    assert not set(OPENING + CLOSING) & set(told)
    assert told.encode("utf-8").decode("utf-8") == told
