"""Words that were typed and not sent, in a real browser: they come back whenever their box does."""

import pytest
from playwright.sync_api import expect

from rehearse.conversation.keepsakes import Preparation
from tests.browser.screen import BEGIN, BOX, PATIENCE_MS, Open, Screen
from tests.browser.seeds import Seeds
from tests.browser.talks import OWN_PART

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONGER_THAN_A_LOAD_MS = 3_000
"""After this a page does nothing more of what it does when it is loaded."""

_LOOKS_IN_A_SECOND = """async () => {
  let looks = 0;
  const all = Document.prototype.querySelectorAll;
  document.querySelectorAll = function (wanted) {
    if (wanted.startsWith('textarea')) looks += 1;
    return all.call(document, wanted);
  };
  await new Promise((after) => setTimeout(after, 1000));
  delete document.querySelectorAll;
  return looks;
}"""


def test_half_a_turn_outlives_saying_an_earlier_one_differently(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    reader.enter(seeds.talk([OWN_PART["en"]]).id)
    reader.page.wait_for_timeout(LONGER_THAN_A_LOAD_MS)
    reader.page.fill(BOX, "half a thought")
    reader.page.click(".st-key-ways-1 [class*=st-key-again-] button")
    reader.page.wait_for_selector(".st-key-again-not")
    reader.settle()
    assert reader.page.input_value(BOX) == OWN_PART["en"]
    reader.page.click(".st-key-again-not button")
    reader.page.wait_for_selector(".st-key-again-not", state="detached")
    reader.settle()
    expect(reader.page.locator(BOX)).to_have_value("half a thought", timeout=PATIENCE_MS)


def test_a_card_half_changed_outlives_a_reload_but_not_leaving_it_as_it_was(
    screen: Open, seeds: Seeds
) -> None:
    reader = screen()
    reader.open("debrief", rehearsal=seeds.talk([OWN_PART["en"]], ended=True).id)
    page, change = reader.page, ".st-key-paper-change button"
    asked = page.locator("[class*=st-key-paper-question-] textarea")
    page.click(change)
    written = asked.input_value()
    asked.fill("half a question")
    page.reload()
    reader.settle()
    page.wait_for_timeout(LONGER_THAN_A_LOAD_MS)
    page.click(change)
    expect(asked).to_have_value("half a question", timeout=PATIENCE_MS)
    page.click(".st-key-paper-leave button")
    page.click(change)
    expect(asked).to_have_value(written, timeout=PATIENCE_MS)
    page.wait_for_timeout(1_000)
    expect(asked).to_have_value(written, timeout=PATIENCE_MS)


def test_choosing_how_ready_one_feels_takes_no_typed_words_away(screen: Open, seeds: Seeds) -> None:
    talk = seeds.talk([OWN_PART["en"]], ended=True)
    reader = screen()
    reader.open("debrief", rehearsal=talk.id)
    page, number = reader.page, ".st-key-readiness-scale button >> nth=6"
    words = page.locator("[class*=st-key-ready-words-] textarea")
    words.fill("nearly there")
    page.click(number)
    reader.until(lambda: seeds.look(talk.id).keepsakes.reflection.ready == 6)
    reader.settle()
    page.wait_for_timeout(1_000)
    assert words.input_value() == "nearly there"
    page.click("[data-testid=stTopNavLink] >> nth=1")
    page.wait_for_selector("[class*=st-key-look-back-] button >> nth=0")
    reader.open("debrief", rehearsal=talk.id)
    expect(page.locator(number)).to_have_attribute("aria-checked", "true")
    expect(words).to_have_value("nearly there", timeout=PATIENCE_MS)
    page.click(".st-key-ready-save button")
    reader.until(lambda: seeds.look(talk.id).keepsakes.reflection.words == "nearly there")
    assert seeds.look(talk.id).keepsakes.reflection.ready == 6


def test_beginning_one_talk_keeps_what_was_typed_for_another_situation(screen: Open) -> None:
    reader = screen()
    reader.open("prepare", situation="doubted-idea")
    reader.page.fill(own_part("doubted-idea"), "not begun yet")
    reader.open("prepare", situation="moved-work")
    reader.page.fill(own_part("moved-work"), "taken along")
    reader.page.locator(BEGIN).first.click()
    reader.in_talk()
    reader.settle()
    assert list(kept(reader)) == ["rehearse:st-key-prep-doubted-idea_own-part"]
    reader.open("prepare", situation="doubted-idea")
    words = reader.page.locator(own_part("doubted-idea"))
    expect(words).to_have_value("not begun yet", timeout=PATIENCE_MS)


def test_erasing_one_talk_keeps_what_was_typed_in_another(screen: Open, seeds: Seeds) -> None:
    erased, other = seeds.talk(), seeds.talk()
    reader = screen()
    for talk, words in ((erased, "gone with its talk"), (other, "half a thought")):
        reader.enter(talk.id)
        reader.page.fill(BOX, words)
    reader.open("history")
    reader.page.click(f".st-key-delete-{erased.id} button")
    reader.page.click(f".st-key-yes-{erased.id} button")
    reader.until(lambda: list(kept(reader).values()) == ["half a thought"])
    reader.enter(other.id)
    expect(reader.page.locator(BOX)).to_have_value("half a thought", timeout=PATIENCE_MS)


def test_names_on_share_outlive_a_reload_until_it_is_shared(screen: Open, seeds: Seeds) -> None:
    talk = seeds.talk([OWN_PART["en"]])
    reader = screen()
    reader.open("share", rehearsal=talk.id)
    names = reader.page.locator("[class*=st-key-share-who-] textarea")
    names.fill("Brinkman")
    reader.page.reload()
    reader.settle()
    expect(names).to_have_value("Brinkman", timeout=PATIENCE_MS)
    reader.page.wait_for_timeout(1_000)
    reader.settle()
    reader.page.dblclick(".st-key-share-now button", delay=100)
    reader.page.wait_for_selector("[class*=st-key-share-file-]")
    reader.until(lambda: kept(reader) == {})
    reader.settle()
    expect(reader.page.locator("[class*=st-key-share-file-] button")).to_have_count(1)


def test_a_box_that_was_emptied_stays_empty_after_a_reload(screen: Open, seeds: Seeds) -> None:
    seeds.keep(seeds.talk().id, Preparation(own_part="from last time"))
    reader = screen()
    reader.open("prepare", situation="promised-raise")
    words = reader.page.locator(own_part("promised-raise"))
    expect(words).to_have_value("from last time", timeout=PATIENCE_MS)
    words.fill("")
    reader.page.reload()
    reader.settle()
    expect(words).to_have_value("", timeout=PATIENCE_MS)
    reader.page.wait_for_timeout(LONGER_THAN_A_LOAD_MS)
    assert words.input_value() == ""


def own_part(situation: str) -> str:
    return f".st-key-prep-{situation}_own-part textarea"


def kept(reader: Screen) -> dict[str, str]:
    """What the tab keeps of typed words, by box."""
    found: dict[str, str] = reader.page.evaluate(
        "() => Object.fromEntries(Object.entries(sessionStorage)"
        ".filter(([key]) => key.startsWith('rehearse:')))"
    )
    return found


def test_a_page_that_stands_still_is_not_looked_through_for_boxes(
    screen: Open, seeds: Seeds
) -> None:
    reader = screen()
    reader.enter(seeds.talk([OWN_PART["en"]]).id)
    reader.settle()
    reader.until(lambda: reader.page.evaluate(_LOOKS_IN_A_SECOND) == 0)
