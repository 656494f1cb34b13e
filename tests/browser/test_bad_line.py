"""A line that is cut, and an app that dies: nothing that was said or written is lost or doubled."""

import pytest

from tests.browser.proxy import Proxy
from tests.browser.screen import BEGIN, BOX, Open, Screen
from tests.browser.seeds import Seeds
from tests.browser.server import Server
from tests.browser.talks import SKILLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WORDS = SKILLED["en"][0]


def _cut_twice(reader: Screen, proxy: Proxy) -> None:
    _cut(reader, proxy)
    _cut(reader, proxy)


def _cut(reader: Screen, proxy: Proxy) -> None:
    before = proxy.opened
    assert proxy.cut() == 1
    reader.until(lambda: proxy.opened > before)
    assert proxy.opened == before + 1
    reader.settle()


def _said_once(reader: Screen, seeds: Seeds, words: str = WORDS) -> None:
    """The turn and its whole answer are there once, on screen and in the store."""
    stored = seeds.look(reader.rehearsal)
    assert [turn.text for turn in stored.spoken] == [words]
    assert stored.leaf.siblings == (stored.leaf.id,)
    assert stored.leaf.reply is not None
    assert reader.texts(".said") == [words]
    assert reader.texts(".speech")[1:] == [stored.leaf.reply.text]


def test_cut_with_the_preparation_half_written(
    shaky_screen: Open, proxy: Proxy, spoken_seeds: Seeds
) -> None:
    reader = shaky_screen()
    reader.open("prepare", situation="promised-raise", spoken="en")
    fields = reader.page.locator("[class*=st-key-prep-] textarea")
    for n, field in enumerate(fields.all()):
        field.fill(f"field {n}")
    reader.page.click(".st-key-how-ready button >> nth=4")
    reader.page.wait_for_url("**ready=4**")
    reader.settle()
    _cut_twice(reader, proxy)
    assert [field.input_value() for field in fields.all()] == [f"field {n}" for n in range(5)]
    reader.page.locator(BEGIN).first.click()
    reader.in_talk()
    written = spoken_seeds.look(reader.rehearsal).keepsakes.preparation
    assert (written.own_part, written.goal, written.ready) == ("field 0", "field 1", 4)
    assert list(written.seen.values()) == ["field 2", "field 3", "field 4"]


def test_a_page_that_a_cut_left_empty_comes_back(screen: Open) -> None:
    reader = screen()
    reader.open("prepare", situation="promised-raise", spoken="en")
    field = reader.page.locator("[class*=st-key-prep-] textarea").first
    field.fill("half a thought")
    reader.page.click(".st-key-how-ready button >> nth=4")
    reader.page.wait_for_url("**ready=4**")
    reader.settle()
    reader.page.evaluate(
        "[...document.querySelector('[data-testid=stMain]').children]"
        ".forEach((part) => { part.style.display = 'none'; })"
    )
    reader.page.wait_for_selector(".scene h1")
    reader.settle()
    reader.until(lambda: field.input_value() == "half a thought")
    assert reader.texts(".st-key-how-ready button[data-selected]") == ["4"]


def test_cut_in_the_middle_of_an_answer(
    shaky_screen: Open, proxy: Proxy, spoken_seeds: Seeds
) -> None:
    reader = shaky_screen()
    reader.enter(spoken_seeds.talk().id)
    address = reader.page.url
    reader.send(WORDS)
    reader.page.wait_for_selector(".caret", state="attached")
    assert proxy.cut() == 1
    reader.answered(1)
    assert proxy.opened == 2
    assert reader.page.url == address
    _said_once(reader, spoken_seeds)


def test_cut_for_longer_than_the_answer_takes(
    shaky_screen: Open, proxy: Proxy, spoken_seeds: Seeds
) -> None:
    reader = shaky_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.send(WORDS)
    reader.page.wait_for_selector(".caret", state="attached")
    proxy.cut(refuse=True)
    reader.until(lambda: spoken_seeds.look(reader.rehearsal).leaf.done)
    proxy.mend()
    reader.answered(1)
    _said_once(reader, spoken_seeds)


def test_cut_with_half_a_turn_typed(shaky_screen: Open, proxy: Proxy, spoken_seeds: Seeds) -> None:
    reader = shaky_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.page.fill(BOX, "half a th")
    _cut_twice(reader, proxy)
    assert reader.page.input_value(BOX) == "half a th"
    reader.page.type(BOX, "ought")
    reader.page.keyboard.press("Control+Enter")
    reader.answered(1)
    assert reader.texts(".said") == ["half a thought"]


def test_killed_in_the_middle_of_an_answer(
    spoken_screen: Open, spoken_app: Server, spoken_seeds: Seeds
) -> None:
    reader = spoken_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.send(WORDS)
    reader.page.wait_for_selector(".caret", state="attached")
    spoken_app.kill()
    spoken_app.start()
    reader.answered(1)
    _said_once(reader, spoken_seeds)
    reader.page.reload()
    reader.answered(1)
    _said_once(reader, spoken_seeds)


def test_killed_with_half_a_turn_typed(
    spoken_screen: Open, spoken_app: Server, spoken_seeds: Seeds
) -> None:
    """The press reaches an app that never drew this page, and is heard all the same."""
    reader = spoken_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.page.fill(BOX, "half a th")
    spoken_app.kill()
    spoken_app.start()
    # Long enough for the page to see that the line is gone: it still looks settled.
    reader.page.wait_for_timeout(1_000)
    reader.settle()
    assert reader.page.input_value(BOX) == "half a th"
    reader.send("half a thought")
    reader.answered(1)
    assert reader.texts(".said") == ["half a thought"]
