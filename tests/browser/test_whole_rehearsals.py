"""Whole rehearsals from the first page on, by a skilled and by a clumsy manager."""

from typing import Any

import pytest
from playwright.sync_api import expect

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase
from tests.browser.screen import BOX, Open, Screen
from tests.browser.talks import CLUMSY, LOCALES, SKILLED

pytestmark = pytest.mark.browser

DESK: dict[str, Any] = {"width": 1280, "color_scheme": "light"}
PHONE: dict[str, Any] = {"width": 360, "color_scheme": "dark"}


@pytest.mark.parametrize(
    ("language", "device"), [("nl", DESK), ("en", PHONE)], ids=["nl-1280", "en-360"]
)
def test_a_skilled_manager_is_trusted_again(
    screen: Open, language: Language, device: dict[str, Any]
) -> None:
    reader = screen(LOCALES[language], **device)
    reader.begin("promised-raise")
    for n, words in enumerate(SKILLED[language], start=1):
        reader.send(words)
        reader.answered(n)
    name = reader.texts(".rail h1")[0]
    assert reader.texts(".said") == list(SKILLED[language])
    assert len(reader.texts(".speech")) == len(SKILLED[language]) + 1
    assert reader.texts(".st-key-rail .standing") == [
        phrase("page.trust.band.high", language, name=name)
    ]
    _looks_back(reader)


@pytest.mark.parametrize(
    ("language", "device"), [("en", DESK), ("nl", PHONE)], ids=["en-1280", "nl-360"]
)
def test_on_a_clumsy_manager_the_colleague_leaves(
    screen: Open, language: Language, device: dict[str, Any]
) -> None:
    reader = screen(LOCALES[language], **device)
    reader.begin("moved-work")
    for n, words in enumerate(CLUMSY[language], start=1):
        reader.send(words)
        reader.answered(n)
    reader.page.wait_for_selector(".closed")
    expect(reader.page.locator(BOX)).to_have_count(0)
    reader.page.click(".st-key-closed-again button")
    reader.in_talk()
    expect(reader.page.locator(BOX)).to_have_value(CLUMSY[language][-1])
    reader.page.click(".st-key-again-not button")
    reader.page.wait_for_selector(".closed")
    reader.settle()
    _looks_back(reader)


def _looks_back(reader: Screen) -> None:
    """Finish the talk: the debrief tells of this rehearsal, and the history has it."""
    rehearsal = reader.rehearsal
    assert reader.sticks_out() == []
    reader.page.click(".st-key-finish button")
    reader.page.wait_for_url("**/debrief?*")
    reader.page.wait_for_selector(".st-key-debrief .st-key-paper")
    reader.settle()
    assert reader.rehearsal == rehearsal
    assert reader.page.locator(".st-key-debrief .quote").count() > 0
    assert reader.sticks_out() == []
    reader.page.goto(f"{reader.address}/history")
    reader.page.wait_for_selector(f".st-key-listed-{rehearsal}")
    assert reader.complaints == []
