"""Markdown shows exactly what was said, and nothing in it acts."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rehearse.conversation.keepsakes import Card
from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Difficulty
from rehearse.report.clean import clean
from rehearse.report.markdown import as_markdown
from rehearse.report.markdown_parts import plain
from tests.report.documents import (
    NASTY,
    NOTHING,
    SPOILER,
    TODAY,
    TURNS,
    document,
    long_document,
    view,
)

RENDERER = MarkdownIt("gfm-like", {"linkify": False})


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("1. een", r"1\. een"),
        ("- streep", r"\- streep"),
        ("www.ergens.nl", r"www\.ergens.nl"),
        ("http://ergens", r"http\://ergens"),
        ("a_b `c` ~d~ $e$", r"a\_b \`c\` \~d\~ \$e\$"),
        ("Nee! (Echt niet): ik", "Nee! (Echt niet): ik"),
        ("regel\nnieuw", "regel nieuw"),
        ("\x1b[31m\u202e", "\ufffd\\[31m"),
        ("\ud83d", "\ufffd"),
    ],
)
def test_words_are_no_markup(said: str, written: str) -> None:
    assert plain(said) == written


@given(st.text(st.characters(codec="utf-8") | st.sampled_from("![](){}<>*_`#|&;:-+=.1 \n")))
def test_whatever_is_said_comes_out_letter_for_letter(said: str) -> None:
    wanted = re.sub(r"\s+", " ", " ".join(clean(said).split("\n")).strip())
    html = RENDERER.render(f"x {plain(said)}").strip()
    assert re.sub(r"\s+", " ", unescape(html)) == f"<p>x {wanted}</p>".replace("x </p>", "x</p>")


@pytest.mark.parametrize(
    ("ui", "difficulty", "told"),
    [
        ("nl", Difficulty.HARD, "Hoe je collega begon: stug"),
        ("en", Difficulty.NORMAL, "How your colleague began: as in real life"),
    ],
)
def test_how_the_colleague_began_has_the_words_it_was_chosen_by(
    ui: Language, difficulty: Difficulty, told: str
) -> None:
    begun = view().model_copy(update={"difficulty": difficulty})
    assert f"\n- {told}\n" in as_markdown(document(view=begun), ui, TODAY)


def test_the_whole_report_is_there_in_its_order() -> None:
    text = as_markdown(document(), "nl", TODAY)
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert text.startswith("# De beloofde opslag\n")
    assert headings == [
        "Het sterkste moment",
        "Het lastigste moment",
        "De zeven stappen, beurt voor beurt",
        "Wat Noor vertelde",
        "Wat ongezegd bleef",
        "De drie pijlers",
        "Nog een keer, anders gezegd",
        "Wat je er zelf bij schreef",
        "Het gesprek",
        "Morgen, met Noor",
        "Over dit verslag",
    ]


def test_the_chart_is_a_table_with_signs() -> None:
    text = as_markdown(document(), "nl", TODAY)
    assert "| **Eigen aandeel** | ● | ● | – |" in text
    assert "| Vragen | ▼ | ▼ | – |" in text
    assert "| Waarde zien | ◌ | ◌ | – |" in text
    assert "| Helder zijn | ◐ | ◐ | – |" in text
    assert "● duidelijk, ◐ deels, · niet aan bod, ▼ averechts" in text


def test_notes_say_doubt_dispute_and_what_was_not_scored() -> None:
    text = as_markdown(document(), "nl", TODAY)
    assert "Dit zit tussen ‘niet aan bod’ en ‘deels’ in." in text
    assert text.count("**Klopt niet, volgens jou.**") == 1
    assert "> – Niet beoordeeld: het beoordelen lukte niet. Je woorden zijn bewaard." in text
    assert "> Geen van de zeven stappen." in text


def test_two_notes_on_the_same_words_quote_them_both() -> None:
    told = as_markdown(document(view=view(TURNS[:1]), debrief=NOTHING), "nl", TODAY)
    quote = "  \n> “Ik heb zes weken gezwegen.”"
    assert f"**Eigen aandeel**: duidelijk{quote}" in told
    assert f"**Vragen**: averechts{quote}" in told


def test_a_long_talk_has_a_table_for_every_twenty_turns() -> None:
    text = as_markdown(long_document(45), "nl", TODAY)
    firsts = re.findall(r"^\| Stap \| (\d+) \|", text, re.MULTILINE)
    assert firsts == ["1", "21", "41"]


def test_nothing_that_was_said_is_a_link_a_picture_or_a_tag() -> None:
    html = RENDERER.render(as_markdown(document(card=Card(opening=NASTY)), "nl", TODAY))
    assert html.count("![plaatje]") == 2
    assert not re.search(r"<(a|img)\b", html)
    assert "&lt;img src=x onerror=alert(1)&gt;" in html


def test_what_stayed_unsaid_is_not_given_away() -> None:
    text = as_markdown(document(), "nl", TODAY)
    assert "NL: Noor nr 31." in text
    assert SPOILER not in text


def test_a_talk_in_which_nothing_was_said_yet() -> None:
    text = as_markdown(document(view=view(()), debrief=NOTHING, card=Card()), "en", TODAY)
    assert "You wanted to talk? (0)" in text
    assert "The strongest moment" not in text
    assert r"**What I ask**  " + "\n" + r"\_\_\_" in text
