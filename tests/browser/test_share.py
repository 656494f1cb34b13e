"""A talk goes to a coach as a file and a review comes back, in a real browser."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload

from tests.browser.screen import Open, Screen
from tests.browser.seeds import Seeds
from tests.browser.talks import BLAME, LOCALES, NAMING, QUESTION

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def coachs(tmp_path: Path) -> Iterator[Seeds]:
    """Rehearse on the coach's computer."""
    seeds = Seeds(tmp_path)
    yield seeds
    seeds.close()


def download(reader: Screen) -> bytes:
    with reader.page.expect_download() as coming:
        reader.page.click("[class*=st-key-share-file-] button")
    assert coming.value.suggested_filename.startswith("gesprek-om-mee-te-lezen-")
    return coming.value.path().read_bytes()


def test_there_and_back_with_names_replaced(screen: Open, seeds: Seeds, coachs: Seeds) -> None:
    view = seeds.talk([NAMING["nl"], BLAME["nl"]], language="nl")
    reader = screen(LOCALES["nl"])
    reader.open("debrief", rehearsal=view.id)
    reader.page.click(".st-key-to-share button")
    reader.page.wait_for_selector(".st-key-share .shared-talk")
    shown = reader.page.locator(".shared-talk").inner_text()
    assert "Pieter" not in shown
    assert len(reader.texts(".shared-talk mark.replaced")) == 2
    reader.page.click(".st-key-share-now button")
    reader.page.wait_for_selector("[class*=st-key-share-file-]")
    reader.settle()
    file = download(reader)
    assert b"Pieter" not in file
    assert b"12345678" not in file
    going = json.loads(file)["content"]
    assert all(turn["text"] in shown for turn in going["turns"])

    coachs.review(coachs.take_in(file), "Anna", "Hier hoor ik een verwijt.", QUESTION["nl"])
    back = FilePayload(
        name="meegelezen.json",
        mimeType="application/json",
        buffer=coachs.review_file(going["id"], "Anna"),
    )
    reader.open("history")
    reader.unfold(".st-key-coach-file summary")
    reader.until(lambda: reader.texts(".st-key-coach-file button p") == ["Kies een bestand"])
    reader.page.set_input_files(".st-key-coach-file input[type=file]", back)
    reader.page.click(".st-key-to-reviews button")
    reader.page.wait_for_selector(".st-key-reviews")
    reader.settle()
    assert reader.rehearsal == view.id
    (heading,) = reader.texts(".st-key-reviews h2")
    assert heading == "Wat Anna zag"
    reader.until(lambda: reader.page.locator(".st-key-reviews h2").bounding_box()["y"] < 300)
    reader.unfold(".st-key-reviews summary")
    assert len(reader.texts(".corrections li")) == 2
    assert reader.complaints == []
    assert reader.left_this_computer() == set()
