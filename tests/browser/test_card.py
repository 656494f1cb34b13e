"""The card's form in a real browser: one lands at its first field, and no words are cut."""

import pytest

from rehearse.conversation.keepsakes import Card
from tests.browser.screen import Open
from tests.browser.seeds import Seeds
from tests.browser.talks import OWN_PART, SKILLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_HIDDEN = """(boxes) => boxes.map((box) => box.scrollHeight - box.clientHeight)"""


def test_changing_the_card_begins_at_its_first_field_and_shows_all_words(
    screen: Open, seeds: Seeds
) -> None:
    talk = seeds.talk([OWN_PART["en"]], ended=True)
    long = " ".join(SKILLED["en"])
    seeds.keep(talk.id, Card(opening=SKILLED["en"][0], own_part=long, question=long))
    reader = screen(width=360, height=640)
    reader.open("debrief", rehearsal=talk.id)
    reader.page.click(".st-key-paper-change button")
    boxes = reader.page.locator(".st-key-paper textarea")
    boxes.last.wait_for()
    reader.settle()
    reader.until(lambda: reader.in_view("[class*=st-key-paper-opening-]"))
    assert boxes.evaluate_all(_HIDDEN) == [0, 0, 0, 0]
    boxes.first.fill(long)
    reader.until(lambda: boxes.evaluate_all(_HIDDEN) == [0, 0, 0, 0])
