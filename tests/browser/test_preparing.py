"""Preparing in a real browser: what was filled in outlives looking at another page."""

import pytest

from rehearse.conversation.scenario import Difficulty
from tests.browser.screen import BEGIN, Open, Screen
from tests.browser.seeds import Seeds

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FIELDS = "[class*=st-key-prep-] textarea"
CHOSEN = ":is(.st-key-difficulty, .st-key-how-ready) button[data-selected]"
DAY = ".st-key-planned [data-testid=stDateInput] [role=spinbutton]"
HOUR = ".st-key-planned [data-testid=stSelectbox] input"


def filled_in(reader: Screen) -> list[str]:
    """Everything that stands on the sheet."""
    page = reader.page
    return [
        *(field.input_value() for field in page.locator(FIELDS).all()),
        *reader.texts(CHOSEN),
        *reader.texts(DAY),
        page.input_value(HOUR),
    ]


def test_back_and_forward_lose_nothing_of_it(screen: Open, seeds: Seeds) -> None:
    seeds.clear()
    reader = screen()
    page, press = reader.page, reader.page.keyboard
    reader.start()
    page.click(".st-key-start-promised-raise button")
    page.wait_for_selector(".scene h1")
    reader.settle()
    for n, field in enumerate(page.locator(FIELDS).all()):
        field.fill(f"field {n}")
    page.click(".st-key-difficulty button >> nth=2")
    reader.settle()
    page.click(".st-key-how-ready button >> nth=4")
    reader.settle()
    page.locator(DAY).first.click()
    press.type("14032031")
    press.press("Tab")
    reader.settle()
    page.click(HOUR)
    press.type("10.30")
    press.press("Enter")
    reader.settle()
    before = filled_in(reader)
    assert before[:7] == [*(f"field {n}" for n in range(5)), "Guarded", "4"]
    assert before[-1] == "10.30"
    page.go_back()
    page.wait_for_selector(".st-key-cards")
    reader.settle()
    page.go_forward()
    page.wait_for_selector(".scene h1")
    for _ in range(10):
        page.wait_for_timeout(500)
        reader.settle()
        if filled_in(reader) == before:
            break
    assert filled_in(reader) == before
    # Words that came back by themselves go along without being touched.
    page.locator(BEGIN).first.click()
    reader.in_talk()
    begun = seeds.look(reader.rehearsal)
    assert begun.difficulty is Difficulty.HARD
    written = begun.keepsakes.preparation
    assert (written.own_part, written.goal, written.ready) == ("field 0", "field 1", 4)
    assert (str(written.planned_on), str(written.planned_at)) == ("2031-03-14", "10:30:00")
