"""Without a mouse: from the first page through a turn to saying it differently."""

import pytest
from playwright.sync_api import expect

from tests.browser.screen import BEGIN, BOX, Open
from tests.browser.talks import OWN_PART

pytestmark = pytest.mark.browser


def test_the_keyboard_alone_is_enough(screen: Open) -> None:
    reader = screen()
    page, press = reader.page, reader.page.keyboard.press
    reader.start()
    unseen = reader.tab_to(".st-key-start-promised-raise button")
    press("Enter")
    if reader.arrived() == "prepare":
        reader.settle()
        unseen += reader.tab_to(BEGIN)
        press("Enter")
    reader.in_talk()
    unseen += reader.tab_to(BOX)
    page.keyboard.type(OWN_PART["en"])
    press("Control+Enter")
    reader.answered(1)
    expect(page.locator(BOX)).to_be_focused()
    unseen += reader.tab_to("details.notes > summary", back=True)
    press("Enter")
    expect(page.locator("details.notes[open]")).to_have_count(1)
    unseen += reader.tab_to(".st-key-ways-1 button")
    press("Enter")
    page.wait_for_selector(".st-key-again-not")
    reader.settle()
    expect(page.locator(BOX)).to_have_value(OWN_PART["en"])
    unseen += reader.tab_to(BOX)
    assert unseen == []
