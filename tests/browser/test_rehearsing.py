"""A rehearsal in a real browser: marks, words that are only words, double clicks, a reload."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.screen import BOX, Open
from tests.browser.seeds import Seeds
from tests.browser.talks import OWN_PART, QUESTION, SKILLED

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAY_IT = ".st-key-say-it button"

_WATCH_SAY_IT = """() => {
  window.looks = [];
  const look = () => {
    const shown = [...document.querySelectorAll('.st-key-say-it button')]
      .filter((button) => button.checkVisibility())
      .map((button) => button.disabled ? 'grey' : 'blue').join(' and ');
    if (window.looks.at(-1) !== shown) window.looks.push(shown);
    requestAnimationFrame(look);
  };
  look();
}"""
"""Writes down every look that the button has from now on, frame by frame."""


def test_on_a_phone_it_stands_under_the_last_answer_how_the_colleague_is(
    screen: Open, seeds: Seeds
) -> None:
    reader = screen(width=360)
    reader.enter(seeds.talk([OWN_PART["en"]]).id)
    reader.settle()
    below, above = (reader.page.locator(f"{at} .standing") for at in (".below", ".st-key-rail"))
    assert above.is_hidden()
    # At one moment: the page may still be on its way down.
    tops = reader.page.evaluate(
        "(ats) => ats.map((at) => [...document.querySelectorAll(at)].at(-1)"
        ".getBoundingClientRect().y)",
        [".speech", ".below", BOX],
    )
    assert tops == sorted(tops)
    told = below.inner_text()
    reader.resize(1280)
    assert below.is_hidden()
    assert above.inner_text() == told


def test_the_words_are_marked_only_while_the_note_is_open(
    spoken_screen: Open, spoken_seeds: Seeds
) -> None:
    reader = spoken_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.send(OWN_PART["en"])
    line = "getComputedStyle(document.querySelector('.said mark')).textDecorationLine"
    # Opened while the colleague still answers, it stays open once the answer is there.
    # By keyboard: while the page scrolls to the new turn, a mouse would miss.
    reader.page.focus("details.notes > summary")
    reader.page.keyboard.press("Enter")
    reader.answered(1)
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate(line) == "underline"
    reader.page.click("details.notes > summary")
    assert reader.page.evaluate(line) == "none"


_LETTERS_ALONE = """() => {
  const turn = document.querySelector('[class*=st-key-turn-] .said'), alone = [];
  for (let width = 150; 500 > width; width += 1) {
    turn.style.width = width + 'px';
    turn.querySelectorAll('.letter').forEach((letter) => {
      const words = [...letter.previousElementSibling.getClientRects()].at(-1);
      if (letter.getBoundingClientRect().top > words.bottom) alone.push(width);
    });
  }
  return alone;
}"""


def test_a_raised_letter_never_stands_on_a_line_without_its_word(
    screen: Open, seeds: Seeds
) -> None:
    reader = screen()
    reader.enter(seeds.talk([QUESTION["en"] + " " + SKILLED["en"][1]]).id)
    reader.settle()
    reader.page.click("details.notes > summary")
    expect(reader.page.locator(".said .letter").first).to_be_visible()
    assert reader.page.evaluate(_LETTERS_ALONE) == []


@pytest.mark.parametrize("width", [360, 1280])
def test_a_turn_is_said_anew_at_the_box_though_the_notes_before_it_are_open(
    screen: Open, seeds: Seeds, width: int
) -> None:
    reader = screen(width=width, height=640)
    reader.enter(seeds.talk(SKILLED["en"][:3]).id)
    reader.settle()
    reader.unfold(".st-key-turn-2 details.notes > summary")
    reader.page.click(".st-key-ways-3 [class*=st-key-again-] button")
    reader.page.wait_for_selector(".st-key-again-not")
    reader.settle()
    reader.until(lambda: reader.in_view(BOX))
    reader.page.wait_for_timeout(2_500)
    assert reader.in_view(BOX)
    assert reader.in_view(SAY_IT)
    if width == 1280:
        assert reader.in_view(".st-key-talk .speech")


@pytest.mark.parametrize("width", [360, 1280])
def test_versions_come_into_view_though_the_notes_above_them_are_open(
    screen: Open, seeds: Seeds, width: int
) -> None:
    talk = seeds.talk(SKILLED["en"][:2])
    seeds.say(talk.spoken[0].id, SKILLED["en"][2])
    reader = screen(width=width, height=640)
    reader.enter(talk.id)
    reader.settle()
    reader.unfold(".st-key-turn-2 details.notes > summary")
    reader.page.wait_for_timeout(2_500)
    for _ in range(2):
        versions = reader.page.locator(".st-key-ways-2 [class*=st-key-versions-] button")
        # By script: a click scrolls to its button first.
        versions.dispatch_event("click")
        reader.page.wait_for_selector(".st-key-all-versions-2 p")
        reader.settle()
        reader.until(lambda: reader.in_view(".st-key-all-versions-2"))
        versions.dispatch_event("click")
        reader.page.wait_for_selector(".st-key-all-versions-2", state="detached")
        reader.settle()
        reader.page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        reader.page.wait_for_timeout(2_500)


def test_while_the_colleague_answers_there_is_one_way_to_say_something(
    spoken_screen: Open, spoken_seeds: Seeds
) -> None:
    reader = spoken_screen()
    page = reader.page
    reader.enter(spoken_seeds.talk().id)
    for turn, words in enumerate(SKILLED["en"][:2], start=1):
        page.fill(BOX, words)
        page.evaluate(_WATCH_SAY_IT)
        page.click(SAY_IT)
        reader.answered(turn)
        looks = page.evaluate("window.looks")
        # Grey until the answer is there, and never a second one beside it.
        assert "grey" in looks
        assert set(looks) <= {"", "blue", "grey"}, looks


def test_what_is_said_is_text_and_nothing_else(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    reader.enter(seeds.talk().id)
    nasty = (
        "<img src=x onerror=\"document.title='broken'\"><script>document.title='broken'</script>\n"
        "![x](http://elsewhere.invalid/x.png) :red[r] $5 and $6 `c` \u202eright\u202c 😀"
    )
    reader.send(nasty)
    reader.answered(1)
    assert reader.texts(".said") == [nasty]
    expect(reader.page.locator(".said :not(mark):not(sup)")).to_have_count(0)
    assert reader.page.title() != "broken"
    assert reader.left_this_computer() == set()


def test_two_clicks_in_a_row_are_one(screen: Open, seeds: Seeds) -> None:
    reader = screen()
    page = reader.page
    before = len(seeds.history())
    reader.begin("moved-work", clicks=2)
    assert len(seeds.history()) == before + 1
    page.fill(BOX, "What was that like for you?")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+Enter")
    reader.answered(1)
    page.wait_for_timeout(800)
    assert len(reader.texts(".said")) == 1


def test_a_reload_while_the_colleague_answers_loses_nothing(
    spoken_screen: Open, spoken_seeds: Seeds
) -> None:
    reader = spoken_screen()
    reader.enter(spoken_seeds.talk().id)
    reader.send(OWN_PART["en"])
    reader.page.wait_for_selector(".said")
    reader.page.reload()
    reader.answered(1)
    second = reader.page.context.new_page()
    second.goto(reader.page.url)
    second.wait_for_selector(".st-key-ways-1 button")
    assert second.locator(".speech").all_inner_texts() == reader.texts(".speech")
    assert reader.texts(".said") == [OWN_PART["en"]]


def test_back_is_one_page_back(screen: Open) -> None:
    reader = screen()
    page = reader.page
    reader.begin()
    page.go_back()
    page.wait_for_selector(".scene h1")
    assert urlsplit(page.url).path == "/prepare"
    page.go_back()
    page.wait_for_selector(".st-key-cards")
    assert urlsplit(page.url).path == "/"
    page.go_forward()
    page.wait_for_selector(".scene h1")
    page.go_forward()
    reader.in_talk()
    reader.settle()
    assert urlsplit(page.url).path == "/talk"
    reader.send("I kept it from you.")
    reader.answered(1)
    page.click(".st-key-ways-1 button")
    page.wait_for_url("**again=**")
    page.go_back()
    page.wait_for_url(lambda url: "again=" not in url)
    reader.answered(1)
