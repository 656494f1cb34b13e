"""Two windows on one rehearsal: both see the same, and neither loses words to the other."""

import pytest

from rehearse.locale import phrase
from tests.browser.screen import BOX, Open, Screen
from tests.browser.seeds import Seeds
from tests.browser.talks import OWN_PART, QUESTION

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def _both(screen: Open, seeds: Seeds) -> tuple[Screen, Screen]:
    """The same rehearsal in two tabs of one browser."""
    first = screen()
    first.open("talk", rehearsal=seeds.talk().id)
    second = Screen(first.page.context.new_page(), first.address)
    second.open("talk", rehearsal=first.rehearsal)
    for reader in (first, second):
        reader.in_talk()
    return first, second


def test_what_is_said_in_one_is_in_the_other_after_a_reload(screen: Open, seeds: Seeds) -> None:
    first, second = _both(screen, seeds)
    first.send(OWN_PART["en"])
    first.answered(1)
    second.page.reload()
    second.answered(1)
    assert second.texts(".said") == [OWN_PART["en"]]
    assert second.texts(".speech") == first.texts(".speech")


def test_both_say_something_at_once(screen: Open, seeds: Seeds) -> None:
    """Each is a version of the turn; who comes too early is told so and still has the words."""
    first, second = _both(screen, seeds)
    both = {OWN_PART["en"]: first, QUESTION["en"]: second}
    for words, reader in both.items():
        reader.page.fill(BOX, words)
    for reader in both.values():
        reader.page.keyboard.press("Control+Enter")
    for reader in both.values():
        reader.answered(1)
    stored = seeds.versions(seeds.look(first.rehearsal).leaf.id)
    assert stored
    assert all(turn.reply for turn in stored)
    said = [turn.text for turn in stored]
    for words, reader in both.items():
        assert said.count(words) + [reader.page.input_value(BOX)].count(words) == 1


def test_one_says_something_while_the_other_is_being_answered(
    spoken_screen: Open, spoken_seeds: Seeds
) -> None:
    """The second is told to wait, and has the words in the box when the answer is there."""
    first, second = _both(spoken_screen, spoken_seeds)
    first.send(OWN_PART["en"])
    first.page.wait_for_selector(".said")
    second.send(QUESTION["en"])
    second.page.wait_for_selector(".notice")
    busy = phrase("errors.busy", "en", name=first.texts(".rail h1")[0])
    assert second.texts(".notice") == [busy]
    for reader in (first, second):
        reader.answered(1)
        assert reader.texts(".said") == [OWN_PART["en"]]
    assert second.page.input_value(BOX) == QUESTION["en"]
