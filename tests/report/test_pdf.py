"""The PDF: every letter is there to see and to copy, whatever fonts a computer has."""

import io
import re
import unicodedata
from datetime import date
from functools import cache
from unittest.mock import patch

import pytest
from pypdf import PdfReader

from rehearse.conversation.keepsakes import MOST_KEPT, Card
from rehearse.conversation.rubric import Language
from rehearse.report.document import Document
from rehearse.report.paper import BLUE, Paper
from rehearse.report.pdf import as_pdf, card_as_pdf
from rehearse.report.report import Sign
from tests.report.documents import (
    CARD,
    HARD_TO_DRAW,
    NOTHING,
    SPOILER,
    TODAY,
    document,
    kept,
    long_document,
    turn,
    view,
)


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """What is copied from all pages, with single blanks."""
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in read(pdf).pages))


@cache
def whole(language: Language) -> bytes:
    """The report of the talk that has everything, drawn once."""
    return as_pdf(document(), language, TODAY)


def saying(words: str) -> Document:
    return document(view=view((turn(1, words, None),)))


def size(pdf: bytes) -> tuple[int, int]:
    box = read(pdf).pages[0].mediabox
    return round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)


def test_every_letter_can_be_copied() -> None:
    words = HARD_TO_DRAW.replace("👩‍🏫", "👩🏫")
    assert words in text(as_pdf(saying(HARD_TO_DRAW), "nl", TODAY))
    assert words in text(card_as_pdf(document(card=Card(opening=HARD_TO_DRAW)), "nl", TODAY))


def test_its_fonts_are_inside_it() -> None:
    pages = read(whole("nl")).pages
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    assert all("/FontFile2" in font.get_object() for font in fonts)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("🏳️‍🌈 en 🤷🏽‍♀️", "🏳🌈 en 🤷"),
        ("naar 🇳🇱", "naar [NL]"),
        ("Ж α ≠ ☎ ❤️ 1️⃣", "Ж α ≠ ☎ ❤ 1"),
        ("e\u0301e\u0301n", "één"),
        ("nul\x00 half\ud83d", "nul\ufffd half\ufffd"),
        ("om\u202egekeerd", "omgekeerd"),
        ("zacht\u00adafgebroken", "zachtafgebroken"),
    ],
)
def test_what_is_made_of_several_signs_leaves_no_gap(said: str, shown: str) -> None:
    copied = text(as_pdf(saying(f"Kijk: {said}."), "nl", TODAY))
    assert f"Kijk: {shown}." in copied
    assert "□" not in copied


def test_what_no_font_has_is_replaced_in_sight_and_told() -> None:
    copied = text(as_pdf(saying("Hallo 你好 en שלום."), "nl", TODAY))
    assert "Hallo □□ en □□□□." in copied
    assert "6 tekens konden hier niet afgedrukt worden: U+05D5, U+05DC, U+05DD, U+05E9" in copied
    assert "U+4F60, U+597D" in copied


def test_a_picture_that_no_font_has_is_named() -> None:
    copied = text(as_pdf(saying("Kijk \U0001f000."), "nl", TODAY))
    assert "Kijk [mahjong tile east wind]." in copied
    assert "Eén teken kon hier niet afgedrukt worden: U+1F000" in copied


def test_what_the_card_cannot_show_is_told_too() -> None:
    card = document(card=Card(opening="Dag 你"))
    assert "Niet af te drukken: U+4F60." in text(card_as_pdf(card, "nl", TODAY))
    assert "Eén teken kon hier niet afgedrukt worden: U+4F60" in text(as_pdf(card, "nl", TODAY))


def test_the_card_is_not_blamed_for_what_only_the_talk_holds() -> None:
    copied = text(as_pdf(saying("Hallo 你."), "nl", TODAY))
    assert "Eén teken kon hier niet afgedrukt worden: U+4F60" in copied
    assert "Niet af te drukken" not in copied


def test_nothing_is_told_when_all_is_drawn() -> None:
    assert "getekend" not in text(as_pdf(saying(HARD_TO_DRAW), "nl", TODAY))


def test_every_letter_of_dutch_and_its_neighbours_is_drawn() -> None:
    blocks = [*range(0x21, 0x7F), *range(0xA1, 0x180), *range(0x1E00, 0x1EFA)]
    letters = "".join(chr(c) for c in blocks if unicodedata.category(chr(c))[0] in "LNPS")
    copied = text(as_pdf(saying(" ".join(letters)), "nl", TODAY))
    assert set(unicodedata.normalize("NFC", letters)) <= set(copied)
    assert "□" not in copied


def test_the_report_holds_all_of_it() -> None:
    copied = text(whole("nl"))
    for piece in (
        "De beloofde opslag",
        "26 november 2026, ",
        "NL: Noor nr 1. NL: Noor nr 2. NL: Noor nr 3.",
        "“Ik heb zes weken gezwegen.” Beurt 1 · Eigen aandeel, duidelijk",
        "Dat het pijn deed (beurt 2)",
        "NL: Noor nr 31.",
        "Ziet alles.",
        "Beurt 1, op 2 manieren",
        "Weer kunnen praten.",
        "vooraf 3, achteraf 6",
        "(kijkt op)",
        "Dit zit tussen ‘niet aan bod’ en ‘deels’ in.",
        "Klopt niet, volgens jou.",
        "Niet beoordeeld: het beoordelen lukte niet.",
        "Noor werd gespeeld volgens vaste regels",
        "Morgen, met Noor",
    ):
        assert piece in copied
    assert SPOILER not in copied


def test_the_chart_is_copied_with_its_signs() -> None:
    copied = text(whole("nl"))
    assert re.search(r"Eigen aandeel ● ● –", copied)
    assert re.search(r"Vragen ▼ ▼ –", copied)


@pytest.mark.parametrize("sign", [Sign.ABSENT, Sign.AGAINST, Sign.DOUBT, Sign.UNSCORED])
def test_only_what_was_done_is_drawn_in_blue(sign: Sign) -> None:
    paper = Paper("A5", 16, title="", ui="nl", today=TODAY)
    with patch.object(Paper, "set_draw_color", autospec=True) as inked:
        paper.draw_sign(sign, 50, 50)
        paper.output()
    assert [call.args[1:] for call in inked.call_args_list] != []
    assert all(call.args[1:] != BLUE for call in inked.call_args_list)


@pytest.mark.parametrize(("language", "title"), [("nl", "Morgen, met"), ("en", "Tomorrow, with")])
def test_it_says_what_it_is_and_in_which_language(language: Language, title: str) -> None:
    pdf = read(whole(language))
    assert pdf.metadata is not None
    assert pdf.metadata.title == "De beloofde opslag"
    assert pdf.root_object["/Lang"] == language
    assert size(whole(language)) == (210, 297)
    card = pdf.pages[-1].extract_text()
    assert title in card
    assert f"{len(pdf.pages)} / {len(pdf.pages)}" in card


def test_a_talk_of_sixty_turns_is_whole() -> None:
    pdf = as_pdf(long_document(), "nl", TODAY)
    copied = text(pdf)
    assert re.findall(r"Jij, beurt (\d+)", copied) == [str(n) for n in range(1, 61)]
    assert len(read(pdf).pages) < 40


@pytest.mark.parametrize("words", ["I mean it: {nb} things went wrong.", "\ue000 {ALL_PAGES}"])
def test_no_words_of_peoples_are_taken_for_the_number_of_pages(words: str) -> None:
    pdf = as_pdf(saying(words), "en", TODAY)
    assert words.replace("\ue000", "□") in text(pdf)
    pages = read(pdf).pages
    for n, page in enumerate(pages, 1):
        assert f"{n} / {len(pages)}" in page.extract_text()


def test_a_turn_of_many_pages_loses_nothing() -> None:
    words = [f"woord{n}" for n in range(2_500)]
    copied = text(as_pdf(saying(" ".join(words)), "nl", TODAY))
    copied = re.sub(r"\d+ / \d+ ", "", copied)
    assert " ".join(words) in copied


def test_a_talk_in_which_nothing_was_said_yet() -> None:
    pdf = as_pdf(document(view=view(()), debrief=NOTHING, card=Card()), "en", TODAY)
    assert "You wanted to talk? (0)" in text(pdf)
    assert "The seven steps" not in text(pdf)


def test_the_same_talk_makes_the_same_file() -> None:
    assert as_pdf(document(), "nl", TODAY) == whole("nl")


def test_the_card_is_one_page_of_a5() -> None:
    pdf = card_as_pdf(document(), "nl", TODAY)
    assert size(pdf) == (148, 210)
    assert len(read(pdf).pages) == 1
    assert text(pdf).strip() == (
        "Morgen, met Noor Vrijdag 27 november, 9.30 uur "
        "Zo begin ik Ik wil het hebben over september. "
        "Mijn eigen aandeel Ik heb zes weken gezwegen. "
        "Dit vraag ik Wat heeft dat met je gedaan? "
        "Dit zeg ik toe Ik bel je dezelfde dag. Uiterlijk donderdag 10 december "
        "Nog voor mezelf "
        "Wordt Noor stil, dan wacht ik. Ik vul het niet in."
    )


FULL = {
    "words": ("woord " * MOST_KEPT)[:MOST_KEPT],
    "one word": "w" * MOST_KEPT,
    "lines": "a\n" * (MOST_KEPT // 2),
    "emoji": "😳" * MOST_KEPT,
}


@pytest.mark.parametrize("long", FULL.values(), ids=FULL)
def test_a_card_full_to_the_brim_is_one_page_and_says_it_was_cut(long: str) -> None:
    card = Card(opening=long, own_part=long, question=long, commitment=long, due=date(2026, 12, 10))
    pdf = card_as_pdf(document(card=card), "nl", TODAY)
    assert len(read(pdf).pages) == 1
    copied = text(pdf)
    assert copied.count("…") == 4
    assert "Ingekort, zodat het op één blad past." in copied
    assert "Wordt Noor stil" in copied
    assert lowest(pdf) > 16 / 25.4 * 72


def lowest(pdf: bytes) -> float:
    """How far above the foot of the page the last words stand, in points."""
    heights: list[float] = []

    def seen(words: str, _: object, matrix: list[float], *rest: object) -> None:
        if words.strip():
            heights.append(matrix[5])

    read(pdf).pages[0].extract_text(visitor_text=seen)
    return min(heights)


def test_a_long_card_is_set_smaller_before_it_is_cut() -> None:
    part = "Ik heb zes weken gezwegen, en dat had ik niet mogen doen. " * 6
    card = CARD.model_copy(update={"opening": part, "own_part": part, "question": part})
    copied = text(card_as_pdf(document(card=card), "nl", TODAY))
    assert copied.count("gezwegen, en dat had ik niet mogen doen.") == 18
    assert "Ingekort" not in copied
    assert "Nog voor mezelf" not in copied


def test_a_card_without_a_day_says_none() -> None:
    pdf = card_as_pdf(document(view=view(keepsakes=kept(planned_on=None))), "nl", TODAY)
    assert text(pdf).strip().startswith("Met Noor Zo begin ik")
