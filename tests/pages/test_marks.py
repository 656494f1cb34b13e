"""People's words on the page: all there, never live, marked where the level was earned."""

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from rehearse.pages.marks import Mark, beginning, label, marked, plain, showable

KINDS = st.sampled_from(["doubt", "partial", "clear", "against", "replaced"])
ANYTHING = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(ANYTHING.filter(bool))
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    spans = draw(st.lists(places.filter(lambda span: span[0] < span[1]), max_size=7))
    return text, [
        Mark(start, end, draw(KINDS), letter)
        for (start, end), letter in zip(spans, "abcdefg", strict=False)
    ]


def _read(html: str) -> str:
    """What a reader sees with the notes shut: no letters, no tags."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r"<sup.*?</sup>", "", html)))


@given(marked_texts())
def test_every_word_stays_and_only_our_own_tags_come_in(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    html = marked(text, marks)
    tags = set(re.findall(r"<[^>]*>", html))
    assert all(re.fullmatch(r'</?(mark|sup)( class="\w+( replaced)?")?>', tag) for tag in tags)
    assert _read(html) == unescape(plain(text))


@given(marked_texts())
def test_each_passage_is_marked_and_has_its_letter(given_: tuple[str, list[Mark]]) -> None:
    text, marks = given_
    html = marked(text, marks)
    letters = "".join(re.findall(r'<sup class="letter">(\w+)</sup>', html))
    assert sorted(letters) == sorted(mark.letter for mark in marks)
    covered = {at for mark in marks for at in range(mark.start, mark.end)}
    inside = unescape("".join(re.findall(r"<mark[^>]*>(.*?)</mark>", html, re.DOTALL)))
    assert inside == unescape("".join(plain(showable(text)[at]) for at in sorted(covered)))


def test_where_passages_overlap_the_strongest_gives_the_look() -> None:
    marks = [Mark(0, 4, "partial", "a"), Mark(2, 6, "against", "b")]
    assert marked("abcdef", marks) == (
        '<mark class="partial">ab</mark><mark class="against">cd</mark>'
        '<sup class="letter">a</sup><mark class="against">ef</mark><sup class="letter">b</sup>'
    )


@given(ANYTHING)
def test_what_no_page_can_carry_is_replaced_one_for_one(text: str) -> None:
    shown = showable(text)
    assert len(shown) == len(text)
    shown.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", shown)


def test_line_breaks_of_every_system_stay() -> None:
    assert showable("a\r\nb\rc\nd\te") == "a \nb\nc\nd\te"


def test_a_label_is_no_markdown() -> None:
    assert label("![x](y) :red[z] $5 *a*") == r"!\[x\](y) \:red\[z\] \$5 \*a\*"
    assert label("1. _a_ <b>") == r"1\. \_a\_ \<b>"
    assert label(" - a") == r"\- a"


def test_a_name_in_a_label_is_read_out_without_backslashes() -> None:
    for name in ("openai/gpt-4.1_mini", "ollama_chat/llama3.1:8b", "vertex_ai/claude@20240620"):
        assert label(f"Let {name} find Kit’s words.") == f"Let {name} find Kit’s words."


@given(ANYTHING, st.integers(1, 40))
def test_a_beginning_ends_at_a_word(text: str, most: int) -> None:
    words = text.split()
    found = beginning(text, most)
    if len(" ".join(words)) <= most:
        assert found == " ".join(words)
        return
    kept = found.removesuffix(" …")
    assert found != kept
    assert len(kept) <= most
    cut_word = len(words[0]) > most and kept == words[0][:most]
    assert cut_word or kept.split() == words[: len(kept.split())]
