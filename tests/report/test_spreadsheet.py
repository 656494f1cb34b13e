"""CSV: every turn and step in a row, and nothing that a spreadsheet would run."""

import csv
import io
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rehearse.conversation.rubric import Language
from rehearse.report.document import Reviewed
from rehearse.report.spreadsheet import as_csv, cell, review_as_csv
from tests.report.documents import document, turn, view
from tests.report.reviews import REVIEW, TALK


def read(data: bytes, language: Language = "nl") -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";" if language == "nl" else ","))


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "＝1",
        "－1",
        "＋1",
        "＠x",
        "﹢1",
        "\u200b=1",
    ],
)
def test_what_begins_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert cell(text).startswith("'")


@pytest.mark.parametrize("text", ["", "Ik zei niks.", "1-1", "'t was zo", "a=b", "…"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


@given(st.text())
def test_no_cell_can_run(text: str) -> None:
    shown = cell(text).lstrip("\t\r\n \u200b\u00ad")
    assert unicodedata.normalize("NFKC", shown[:1])[:1] not in {"=", "+", "-", "@"}


@given(st.text())
def test_what_was_said_comes_back_in_one_cell(text: str) -> None:
    rows = read(as_csv(document(view=view((turn(1, text, None),))), "nl"))
    assert len(rows) == 8
    assert {len(row) for row in rows} == {8}


def test_a_row_for_every_turn_and_step() -> None:
    rows = read(as_csv(document(), "nl"))
    assert rows[0][:4] == ["Beurt", "Stap", "Niveau", "Twijfelgeval"]
    assert [row[0] for row in rows[1:]] == [n for n in "123" for _ in range(7)]
    own = next(row for row in rows if row[:2] == ["1", "Eigen aandeel"])
    assert own[2:5] == ["2", "nee", "Ik heb zes weken gezwegen."]
    ask = next(row for row in rows if row[:2] == ["1", "Vragen"])
    assert ask[2] == "-1"
    assert {row[2] for row in rows if row[0] == "3"} == {""}


def test_english_is_parted_by_commas() -> None:
    assert read(as_csv(document(), "en"), "en")[0][:2] == ["Turn", "Step"]


def test_a_coachs_levels_stand_beside_the_graders() -> None:
    rows = read(review_as_csv(TALK, REVIEW, "nl"))
    assert {len(row) for row in rows} == {12}
    own = next(row for row in rows if row[:2] == ["1", "Eigen aandeel"])
    assert (own[2], own[6], own[7], own[8]) == ("2", "1", "zes weken", "ja")
    assert [row[-1] for row in rows[-2:]] == [REVIEW.overall, "'=Vraag door."]


def test_a_coach_in_the_file_of_a_talk() -> None:
    rows = read(
        as_csv(document(reviews=(Reviewed(review=REVIEW, talk=TALK, leaf_id=TALK.leaf_id),)), "nl")
    )
    assert rows[0][-1] == "Niveau volgens Anna"
    assert next(row for row in rows if row[:2] == ["1", "Eigen aandeel"])[-1] == "1"
