"""A rehearsal in a real browser: by keyboard, by ear, after a reload, and with a bad line."""

from collections.abc import Callable

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Open = Callable[..., Screen]

OWN_PART = {
    "nl": "Ik heb je dat in maart beloofd en daarna heb ik zes weken niets gezegd.",
    "en": "I promised you that in March and then I said nothing for six weeks.",
}

LISTEN = """() => {
  window.heard = [];
  const region = document.querySelector('.st-key-live');
  new MutationObserver(() => {
    const now = region.innerText;
    if (now && window.heard.at(-1) !== now) window.heard.push(now);
  }).observe(region, { subtree: true, childList: true, characterData: true });
}"""


@pytest.mark.parametrize(
    ("language", "locale", "width", "scheme"),
    [("nl", "nl-NL", 1280, "light"), ("en", "en-GB", 360, "dark"), ("nl", "nl-NL", 640, "dark")],
)
def test_a_rehearsal_fits_the_screen_and_stays_on_this_computer(
    screen: Open, language: str, locale: str, width: int, scheme: str
) -> None:
    reader = screen(locale, width, color_scheme=scheme)
    reader.page.goto(reader.address)
    reader.page.wait_for_selector(".st-key-how")
    assert reader.fits()
    reader.begin()
    reader.send(OWN_PART[language])
    reader.answered(1)
    assert reader.page.evaluate("document.documentElement.lang") == language
    reader.page.click("details.notes > summary")
    assert reader.fits()
    assert reader.texts(".note .quote")
    assert {host.split(":")[0] for host in reader.hosts if host} <= {"127.0.0.1"}


def test_the_keyboard_alone_is_enough(screen: Open) -> None:
    reader = screen()
    page = reader.page
    page.goto(reader.address)
    page.focus(".st-key-start-promised-raise button")
    page.keyboard.press("Enter")
    page.wait_for_selector("textarea")
    for _ in range(12):
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
        page.keyboard.press("Tab")
    page.keyboard.type(OWN_PART["en"])
    page.keyboard.press("Control+Enter")
    reader.answered(1)
    expect(page.locator("textarea")).to_be_focused()
    page.focus("details.notes > summary")
    page.keyboard.press("Enter")
    expect(page.locator("details.notes[open]")).to_have_count(1)


def test_a_listener_hears_each_thing_once(screen: Open) -> None:
    reader = screen()
    reader.begin()
    reader.page.evaluate(LISTEN)
    reader.send(OWN_PART["en"])
    reader.answered(1)
    reader.page.wait_for_timeout(500)
    heard = reader.page.evaluate("window.heard")
    answer = reader.texts(".speech")[-1]
    assert heard[0] == "Kit is answering"
    assert heard[1].startswith(f"Kit: {answer} Your turn: ")
    assert len(heard) == 2


def test_the_words_are_marked_only_while_the_note_is_open(screen: Open) -> None:
    reader = screen()
    reader.begin()
    reader.send(OWN_PART["en"])
    line = "getComputedStyle(document.querySelector('.said mark')).textDecorationLine"
    # Opened while the colleague still answers, it stays open once the answer is there.
    reader.page.click("details.notes > summary")
    reader.answered(1)
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate(line) == "underline"
    reader.page.click("details.notes > summary")
    assert reader.page.evaluate(line) == "none"


def test_what_is_said_is_text_and_nothing_else(screen: Open) -> None:
    reader = screen()
    reader.begin()
    nasty = (
        "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>\n"
        "![x](http://elsewhere.invalid/x.png) :red[r] $5 and $6 `c` \u202eright\u202c 😀"
    )
    reader.send(nasty)
    reader.answered(1)
    assert reader.texts(".said") == [nasty]
    assert reader.page.locator(".said :not(mark):not(sup)").count() == 0
    assert reader.page.title() != "broken"
    assert {host.split(":")[0] for host in reader.hosts if host} <= {"127.0.0.1"}


def test_two_clicks_in_a_row_are_one(screen: Open) -> None:
    reader = screen()
    page = reader.page
    page.goto(reader.address)
    page.dblclick(".st-key-start-moved-work button")
    page.wait_for_selector("textarea")
    page.fill("textarea", "What was that like for you?")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    reader.answered(1)
    page.wait_for_timeout(800)
    assert len(reader.texts(".said")) == 1


def test_a_reload_while_the_colleague_answers_loses_nothing(screen: Open) -> None:
    reader = screen()
    reader.begin()
    reader.send(OWN_PART["en"])
    reader.page.wait_for_selector(".said")
    reader.page.reload()
    reader.answered(1)
    second = reader.page.context.new_page()
    second.goto(reader.page.url)
    second.wait_for_selector(".st-key-ways-1 button")
    assert second.locator(".speech").all_inner_texts() == reader.texts(".speech")
    assert reader.texts(".said") == [OWN_PART["en"]]


def test_a_line_that_drops_takes_no_words_along(screen: Open) -> None:
    reader = screen()
    lines: list[WebSocketRoute] = []

    def through(line: WebSocketRoute) -> None:
        line.connect_to_server()
        lines.append(line)

    reader.page.route_web_socket("**/_stcore/stream", through)
    reader.begin()
    reader.send(OWN_PART["en"])
    reader.page.wait_for_selector(".said")
    lines[-1].close()
    reader.answered(1)
    reader.page.fill("textarea", "half a th")
    lines[-1].close()
    reader.page.wait_for_timeout(3_000)
    assert len(lines) == 3
    assert reader.page.input_value("textarea") == "half a th"
    assert reader.texts(".said") == [OWN_PART["en"]]
    reader.send("half a thought, and the rest of it")
    reader.answered(2)
