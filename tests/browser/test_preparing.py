"""Preparing in a real browser: what was filled in outlives a reload and another page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import TimeoutError

from rehearse.conversation.scenario import Difficulty
from tests.browser.screen import BEGIN, Open, Screen
from tests.browser.seeds import Seeds

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_PRESSES = 3
_LOST_MS = 15_000
"""After which a press that changed nothing is taken for lost."""

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
        str(page.locator(".st-key-only-words input").is_checked()),
    ]


def test_reload_back_and_forward_lose_nothing_of_it(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    seeds.clear()
    page = reader.page
    reader.start()
    page.click(".st-key-start-promised-raise button")
    page.wait_for_selector(".scene h1")
    reader.settle()
    before = _fill_in(reader)
    for leave_and_return in (page.reload, lambda: _back_and_forward(reader)):
        leave_and_return()
        page.wait_for_selector(".scene h1")
        reader.settle()
        reader.until(lambda: filled_in(reader) == before)
    assert "field" not in page.url
    # Words that came back by themselves go along without being touched.
    page.click(".st-key-how-ready button >> nth=5")
    page.wait_for_url("**ready=5**")
    page.locator(BEGIN).first.click()
    reader.in_talk()
    begun = seeds.look(reader.rehearsal)
    assert begun.difficulty is Difficulty.HARD
    written = begun.keepsakes.preparation
    assert (written.own_part, written.goal, written.ready) == ("field 0", "field 1", 5)
    assert (str(written.planned_on), str(written.planned_at)) == ("2031-03-14", "10:30:00")
    assert written.words_only
    page.go_back()
    page.wait_for_url("**/prepare?**ready=5**")


def _fill_in(reader: Screen) -> list[str]:
    """Write something in each field, choose something everywhere; what then stands there."""
    page, press = reader.page, reader.page.keyboard
    for n, field in enumerate(page.locator(FIELDS).all()):
        field.fill(f"field {n}")
    page.click(".st-key-difficulty button >> nth=2")
    page.wait_for_url("**difficulty=hard**")
    reader.settle()
    page.click(".st-key-how-ready button >> nth=4")
    page.wait_for_url("**ready=4**")
    reader.settle()
    page.locator(DAY).first.click()
    press.type("14032031")
    page.click(HOUR)
    page.wait_for_url("**day=2031-03-14**")
    reader.settle()
    press.type("10.30")
    press.press("Enter")
    page.wait_for_url("**hour=10**")
    reader.settle()
    page.locator(".st-key-only-words label").first.click()
    page.wait_for_url("**words-only=True**")
    reader.settle()
    stands = filled_in(reader)
    assert stands[:7] == [*(f"field {n}" for n in range(5)), "Closed off", "4"]
    assert stands[-2:] == ["10.30", "True"]
    return stands


def _back_and_forward(reader: Screen) -> None:
    back, forward = reader.page.go_back, reader.page.go_forward
    _press(reader, back, ".st-key-cards", undo=forward)
    _press(reader, forward, ".scene h1", undo=back)


def _press(
    reader: Screen, press: Callable[[], object], sign: str, undo: Callable[[], object]
) -> None:
    """Go to the page with this sign. On a machine that is busy with other tests, Streamlit now and
    then loses a press while the page before still works: the address moves, the page stays. Then
    it is pressed again; what stands on the page is asked only once."""
    for _ in range(_PRESSES):
        press()
        try:
            reader.page.wait_for_selector(sign, timeout=_LOST_MS)
        except TimeoutError:
            undo()
            reader.settle()
        else:
            reader.settle()
            return
    pytest.fail(f"{_PRESSES} presses, and never {sign}")
