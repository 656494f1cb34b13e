"""What is very long is read once: read anew from each of its signs, it would take minutes."""

import pytest

from rehearse.colleague.checks.known import known_in, unknown_fact
from rehearse.colleague.checks.spoken import form
from tests.colleague.replies import LIBRARY, ground

LONG = 200_000
NOTHING = known_in("", "en")


@pytest.mark.parametrize("run", ["\n", "\n “", ". ", "Yes. ", "1 "])
def test_where_sentences_begin_is_seen_at_once(run: str) -> None:
    known = known_in("1", "en")
    assert unknown_fact(f"{run * LONG}\nMay I go? Yes.", known, "en") is None
    assert unknown_fact(f"{run * LONG}\nYes. And Henry?", known, "en") == "Henry"


@pytest.mark.parametrize("run", ["honderd", "duizend", "d"])
def test_a_word_of_many_hundreds_is_no_number(run: str) -> None:
    assert known_in(f"{run * LONG}-x, driehonderdtwintig.", "nl").numbers == {"320"}


@pytest.mark.parametrize("run", ["\n", " \n", "\n\t", " "])
def test_a_mark_before_a_line_is_found_behind_any_blanks(run: str) -> None:
    on = ground(LIBRARY.load("promised-raise", "en"))
    assert not list(form(f"{run * LONG}Anna.", "", on))
    assert [found.words for found in form(f"Hm.{run * LONG}\n- Anna.", "", on)] == ["- "]


def test_a_list_in_one_line_is_found_behind_many_first_marks() -> None:
    on = ground(LIBRARY.load("promised-raise", "en"))
    assert not list(form("Two: " + "1) a " * LONG, "", on))
    assert list(form("Two: " + "1) a " * LONG + "2) b", "", on))
