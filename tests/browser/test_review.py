"""A coach without a mouse: a talk of twelve turns, from the first level to handing it in."""

import time

import pytest
from playwright.sync_api import expect

from rehearse.conversation.rubric import Level, Step
from tests.browser.regions import announced, listen
from tests.browser.screen import PATIENCE_MS, Open, Screen
from tests.browser.seeds import Seeds
from tests.browser.talks import BLAME, OWN_PART, QUESTION, SKILLED, VAGUE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TWELVE = (
    VAGUE["en"],
    BLAME["en"],
    f"{OWN_PART['en']} {QUESTION['en']}",
    *SKILLED["en"],
    QUESTION["en"],
    OWN_PART["en"],
    VAGUE["en"],
    SKILLED["en"][2],
)
CHOSEN = "[class*=st-key-step-] input:checked"
FIRST_RADIO = ".st-key-step-worth input"
LEVELS = "2143222"
"""The keys for the seven steps, from the first: the place of a level among the four."""


def opened(reader: Screen, seeds: Seeds, *turns: str, **params: str) -> tuple[str, str]:
    """Open a talk with these turns for reviewing, from the first; coach and share."""
    anna, share = seeds.coach(), seeds.share(seeds.talk(turns))
    reader.open("reading", talk=share, coach=anna, turn="1", **params)
    expect(reader.page.locator(FIRST_RADIO).first).to_be_focused(timeout=PATIENCE_MS)
    return anna, share


def heading(reader: Screen, words: str) -> None:
    expect(reader.page.locator(".st-key-where h2")).to_have_text(words, timeout=PATIENCE_MS)
    reader.settle()


def test_twelve_turns_by_keyboard_alone(
    screen: Open, seeds: Seeds, capsys: pytest.CaptureFixture[str]
) -> None:
    """Keys come faster here than from any person, without a wait between two of them."""
    reader = screen()
    anna, share = opened(reader, seeds, *TWELVE)
    page, keys = reader.page, reader.page.keyboard
    began = time.monotonic()
    for n in range(1, len(TWELVE) + 1):
        for key in LEVELS:
            keys.press(key)
        if n == 2:
            heading(reader, "Turn 2 of 12")
            expect(page.locator(CHOSEN)).to_have_count(7, timeout=PATIENCE_MS)
            reader.settle()
            reader.tab_to(".st-key-choose textarea", back=True)
            keys.type("Here 1, 2, j, k and u are words.")
            keys.press("Control+Enter")
        else:
            keys.press("j")
    heading(reader, "To finish")
    reader.tab_to("[class*=st-key-goal-] textarea")
    keys.type("Ask what it did.")
    reader.tab_to(".st-key-hand-in-now button")
    keys.press("Enter")
    page.wait_for_selector(".works")
    took = time.monotonic() - began
    review = seeds.reviewed(anna, share)
    assert review is not None
    chosen = [list(Level)[int(key) - 1] for key in LEVELS]
    found = list(review.turns.values())
    assert [turn.comment for turn in found] == ["", "Here 1, 2, j, k and u are words."] + [""] * 10
    assert [[turn.steps[step].level for step in Step] for turn in found] == [chosen] * 12
    assert review.goal is not None
    assert review.handed_in_at is not None
    with capsys.disabled():
        print(f"\ntwelve turns reviewed by keyboard in {took:.1f} s")


def test_a_key_whose_row_lost_the_focus_is_heard_all_the_same(screen: Open, seeds: Seeds) -> None:
    """A row that is drawn anew under the focus loses it, on a slow machine more often."""
    reader = screen()
    opened(reader, seeds, OWN_PART["en"])
    page, keys = reader.page, reader.page.keyboard
    page.evaluate("document.activeElement.blur()")
    keys.press("3")
    page.wait_for_selector(".st-key-step-worth .saved")
    reader.settle()
    page.click(".st-key-where h2")
    keys.press("3")
    keys.press("u")
    page.wait_for_selector(".st-key-standing .saved")
    expect(page.locator(CHOSEN)).to_have_count(0)


def test_every_key_does_what_the_legend_says(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    anna, share = opened(reader, seeds, OWN_PART["en"], BLAME["en"], QUESTION["en"])
    page, keys = reader.page, reader.page.keyboard
    listen(page)
    keys.press("ArrowRight")
    page.wait_for_selector(".st-key-step-worth .saved")
    expect(page.locator(".st-key-step-worth input:checked")).to_be_focused()
    keys.press("Tab")
    expect(page.locator(".st-key-step-own_part input").first).to_be_focused(timeout=PATIENCE_MS)
    keys.press("4")
    sentence = page.locator(".st-key-step-own_part [role=combobox]")
    sentence.wait_for()
    expect(page.locator(".st-key-step-i_message input").first).to_be_focused(timeout=PATIENCE_MS)
    reader.tab_to(".st-key-step-own_part [role=combobox]", back=True)
    keys.press("ArrowDown")
    keys.press("Enter")
    reader.until(lambda: "Kept: the sentence for Own part." in _told(reader))
    reader.tab_to(".st-key-step-i_message input")
    keys.press("a")
    reader.until(lambda: "Kept: the grader’s levels for turn 1." in _told(reader))
    keys.press("u")
    reader.until(lambda: "Undone: the grader’s levels for turn 1." in _told(reader))
    keys.press("j")
    heading(reader, "Turn 2 of 3")
    keys.press("k")
    heading(reader, "Turn 1 of 3")
    review = seeds.reviewed(anna, share)
    assert review is not None
    (turn,) = review.turns.values()
    own = turn.steps[Step.OWN_PART]
    assert own.level is Level.CLEAR
    assert own.passage is not None
    assert own.passage.text == OWN_PART["en"]
    assert turn.steps.keys() == {Step.WORTH, Step.OWN_PART}


def test_an_address_with_a_turn_outlives_a_reload(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    opened(reader, seeds, OWN_PART["en"], BLAME["en"], blind="yes")
    reader.page.keyboard.press("j")
    heading(reader, "Turn 2 of 2")
    reader.page.reload()
    heading(reader, "Turn 2 of 2")
    expect(reader.page.locator(".st-key-blind-first input")).to_be_checked()


def test_a_comment_that_was_not_left_yet_outlives_a_reload(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    opened(reader, seeds, OWN_PART["en"])
    box = reader.page.locator(".st-key-choose textarea")
    box.focus()
    reader.page.keyboard.type("Half a sen")
    reader.page.reload()
    expect(box).to_have_value("Half a sen", timeout=PATIENCE_MS)


def _told(reader: Screen) -> list[str]:
    return [one.text for one in announced(reader.page)]
