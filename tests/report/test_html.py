"""The HTML report: one file, nothing fetched, nothing said becomes markup."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest

from rehearse.conversation.keepsakes import Card
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import Move
from rehearse.report.html import as_html
from tests.report.documents import (
    HARD_TO_DRAW,
    NASTY,
    NOTHING,
    SPOILER,
    TODAY,
    TURNS,
    document,
    long_document,
    turn,
    view,
)


class Read(HTMLParser):
    """Tags with what is in them, and the language each piece of text stands in."""

    VOID = frozenset({"meta", "br", "link", "img", "input"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[tuple[str, str]] = []
        self.spoken: list[tuple[str, str]] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append((tag, found))
        if tag not in self.VOID:
            inherited = self.open[-1][1] if self.open else ""
            self.open.append((tag, found.get("lang") or inherited))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.spoken.append((self.open[-1][1], data.strip()))

    def language(self, text: str) -> str:
        return next(lang for lang, found in self.spoken if text in found)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [found for name, found in self.tags if name == tag]


def test_nothing_is_fetched_and_nothing_runs() -> None:
    html = as_html(document(card=Card(opening=NASTY)), "nl", TODAY)
    read = Read(html)
    assert not {"script", "img", "link", "iframe", "a", "object"} & {tag for tag, _ in read.tags}
    for _, found in read.tags:
        assert not any(name.startswith("on") or name in {"src", "style"} for name in found)
        assert (found.get("href") or "#").startswith("#")
    assert "url(" not in html
    assert "@import" not in html


def test_the_policy_lets_its_own_style_through_and_nothing_else() -> None:
    html = as_html(document(), "nl", TODAY)
    policy = Read(html).named("meta")[1]["content"]
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_what_was_said_stands_there_letter_for_letter() -> None:
    html = as_html(document(card=Card(opening=NASTY)), "nl", TODAY)
    assert html.count("&lt;img src=x onerror=alert(1)&gt;") == 2
    assert HARD_TO_DRAW in html


@pytest.mark.parametrize("said", ["\ud83d half", "nul \x00 en \x1b[31m", "om\u202egekeerd"])
def test_signs_that_no_page_can_carry_break_nothing(said: str) -> None:
    html = as_html(document(view=view((turn(1, said, None, reply=said),))), "nl", TODAY)
    html.encode()
    assert not re.search("[\x00\x1b\u202e]", html)


def test_every_passage_has_its_language() -> None:
    read = Read(as_html(document(view=view(spoken="nl")), "en", TODAY))
    assert read.named("html")[0]["lang"] == "en"
    assert read.language("Ik schrok") == "nl"
    assert read.language("Ik heb zes weken gezwegen.") == "nl"
    assert read.language("kijkt op") == "nl"
    assert read.language("EN: Noor nr 1.") == "en"
    assert read.language("It could also be") == "en"
    assert read.language("What I ask") == "en"


def test_the_chart_is_a_table_that_can_be_heard() -> None:
    html = as_html(document(), "nl", TODAY)
    row = re.search(
        r"<tr><th scope=\"row\" class=\"needed\">Eigen aandeel.*?</tr>", html, re.DOTALL
    )
    assert row is not None
    heard = re.findall(r'<span class="unseen">(.*?)</span>', row[0])
    assert heard == [" (nodig)", "duidelijk", "duidelijk", "niet beoordeeld"]
    assert re.findall(r'href="#(\w+)"', row[0]) == ["clear", "clear", "unscored"]


def test_every_sign_that_is_used_is_drawn() -> None:
    html = as_html(document(), "nl", TODAY)
    used = set(re.findall(r'<use href="#(\w+)"', html))
    assert used == {"clear", "partial", "absent", "against", "doubt", "unscored"}
    assert used <= set(re.findall(r'<symbol id="(\w+)"', html))


def test_a_doubt_is_drawn_without_the_ink_of_success() -> None:
    html = as_html(document(), "nl", TODAY)
    assert re.search(r"^[^{]*\.sign\.doubt[^{]* \{ color: var\(--soft\); \}$", html, re.MULTILINE)
    (drawn,) = re.findall(r'<symbol id="doubt".*?</symbol>', html)
    assert 'fill="currentColor"' not in drawn


def test_ids_are_unique_in_a_long_talk() -> None:
    ids = [
        found["id"]
        for _, found in Read(as_html(long_document(), "nl", TODAY)).tags
        if "id" in found
    ]
    assert len(ids) == len(set(ids))


def test_the_card_is_a_page_of_its_own_and_empty_fields_are_lines() -> None:
    html = as_html(document(card=Card()), "nl", TODAY)
    assert re.search(r"\.card \{[^}]*break-before: page", html)
    card = html[html.index('<section class="card"') :]
    assert card.count('class="line"') == 4 + 2
    assert "Morgen, met Noor" in card


def test_what_stayed_unsaid_is_not_given_away() -> None:
    html = as_html(document(), "nl", TODAY)
    assert "NL: Noor nr 31." in html
    assert SPOILER not in html


def test_an_answer_that_was_stopped_is_told_as_that() -> None:
    for text, told in (
        ("", "You stopped the answer before Noor had said anything."),
        ("Well.", "You didn’t let Noor finish here."),
    ):
        cut = TURNS[0].model_copy(
            update={"reply": Reply(move=Move.ANSWER, text=text, stopped=True)}
        )
        html = as_html(document(view=view((cut,))), "en", TODAY)
        assert told in html
        assert ("(komt niet aan het woord)" in html) is (text == "")


def test_a_model_that_played_or_graded_is_named() -> None:
    by_hand = as_html(document(), "en", TODAY)
    assert "was played by fixed rules, from lines" in by_hand
    assert "graded by" not in by_hand
    grade = TURNS[0].graded
    assert grade is not None
    by_model = TURNS[0].model_copy(
        update={
            "reply": Reply(move=Move.ANSWER, text="Yes.", source="model"),
            "grade": grade.model_copy(update={"grader": "model:ollama/llama3:8b:0123abcd"}),
        }
    )
    html = as_html(document(view=view((by_model,))), "en", TODAY)
    assert "a language model found the words" in html
    assert "Your turns were read and graded by ollama/llama3:8b." in html
    both = as_html(document(view=view((by_model, *TURNS[1:]))), "en", TODAY)
    assert "ollama/llama3:8b graded 1 of your " in both


def test_a_silence_is_told_in_words() -> None:
    silent = TURNS[0].model_copy(update={"reply": Reply(move=Move.SILENCE, text="...")})
    html = as_html(document(view=view((silent,))), "en", TODAY)
    assert '<p lang="nl" dir="auto">(zegt niets)</p>' in html
    assert "..." not in html


def test_a_talk_in_which_nothing_was_said_yet() -> None:
    html = as_html(document(view=view(()), debrief=NOTHING, card=Card()), "en", TODAY)
    assert "You wanted to talk? (0)" in html
    assert "<table" not in html
    assert "The strongest moment" not in html
