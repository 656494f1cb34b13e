"""Text is cut as SentencePiece cuts it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.language.pieces import BLANK, END, PAD, START, UNKNOWN, Pieces

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")

# Pieces of multilingual-e5-small with their scores: every one that occurs in the texts below.
KNOWN = {
    ".": -3.6256, "▁": -3.93, "e": -5.7019, "i": -5.7854, "t": -6.0719, "n": -6.0935,
    "...": -6.3896, "d": -7.2937, "ni": -7.4722, "et": -7.6978, "l": -7.762, "g": -7.933,
    "▁nie": -8.2723, "b": -8.2894, "▁ni": -8.3582, "be": -8.5587, "ge": -8.6682, "ie": -8.7611,
    "el": -8.9456, "▁n": -9.0527, "▁ge": -9.125, "nie": -9.1251, "▁g": -9.1318, "▁niet": -9.7255,
    "bel": -10.7112, "eb": -11.0804, "ld": -11.1879, "iet": -11.3086, "eld": -11.9752,
    "▁geb": -12.2809, "geb": -12.653, "ebe": -12.8295, "▁gebe": -13.2131,
    ",": -3.4635, "s": -5.0726, "'": -6.3456, "o": -6.4178, "u": -6.4678, "r": -6.7605,
    "y": -6.9764, "▁I": -7.4242, "▁s": -7.4524, "h": -7.7012, "ul": -8.0662, "▁so": -8.14,
    "ho": -8.7925, "I": -8.9196, "or": -9.1728, "ou": -9.2395, "so": -9.4511, "ry": -9.6911,
    "sh": -9.8304, "sor": -10.8804, "▁should": -10.9756, "▁sor": -11.0565, "▁sh": -11.2088,
    "sho": -11.5484, "hou": -11.7012, "▁sho": -11.8045, "rr": -12.3154, "uld": -12.8105,
    "rry": -12.8719, "▁sorry": -12.9155,
    "a": -5.5477, "▁na": -6.3278, "na": -7.3209, "▁1": -7.551, "2": -8.3691, "1": -8.6493,
    "f": -8.65, "ef": -10.7471, "ï": -11.3881, "▁1⁄2": -13.1696, "1⁄2": -13.3249, "⁄": -15.3624,
}  # fmt: skip


MADE = Pieces([*SPECIAL, *KNOWN], np.array([0.0] * len(SPECIAL) + list(KNOWN.values()), np.float32))


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return MADE


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("niet gebeld…", ["▁niet", "▁geb", "eld", "..."]),
        ("I shouldn't, sorry", ["▁I", "▁should", "n", "'", "t", ",", "▁sorry"]),
        ("naïef ½", ["▁na", "ï", "ef", "▁1⁄2"]),
    ],
)
def test_as_the_tokeniser_of_the_base_model_does(pieces: Pieces, text: str, cut: list[str]) -> None:
    assert [pieces.pieces[n] for n in pieces.cut(text)] == cut


def test_the_special_pieces_stand_first() -> None:
    assert [SPECIAL[n] for n in (START, PAD, END, UNKNOWN)] == ["<s>", "<pad>", "</s>", "<unk>"]


def test_blanks_make_no_difference(pieces: Pieces) -> None:
    assert pieces.cut("  niet\n\tgebeld ") == pieces.cut("niet gebeld")


@pytest.mark.parametrize("text", ["", " \n "])
def test_of_nothing_nothing_is_cut(pieces: Pieces, text: str) -> None:
    assert pieces.cut(text) == []


def test_a_letter_that_no_piece_holds_is_unknown_and_the_rest_is_read(pieces: Pieces) -> None:
    cut = pieces.cut("niet 漢 sorry")
    assert [pieces.pieces[n] for n in cut] == ["▁niet", BLANK, "<unk>", "▁sorry"]


def test_the_names_of_special_pieces_are_not_read_as_such(pieces: Pieces) -> None:
    assert START not in pieces.cut("<s>")
    assert END not in pieces.cut("</s>")


@given(st.text(alphabet="nietgbldsorryshu.,' 漢½…", max_size=120), st.integers(1, 40))
def test_a_part_of_a_text_is_cut_as_the_whole_is(text: str, most: int) -> None:
    whole = MADE.cut(text)
    assert MADE.first(text, most) == whole[:most]
    assert MADE.last(text, most) == whole[-most:]


@pytest.mark.parametrize("part", ["nietgebeld", "sorry", "漢"])
def test_of_a_word_without_end_only_a_part_is_read(pieces: Pieces, part: str) -> None:
    assert pieces.first(part * 2_000, 30) == pieces.cut(part * 100)[:30]
    assert pieces.last(part * 2_000, 30) == pieces.cut(part * 100)[-30:]
