"""A rehearsal in which a model takes part, as people have it: with a provider that does well, is
slow, dies half way, and refuses."""

import threading

import pytest
from playwright.sync_api import Locator, expect

from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.locale import phrase
from tests.browser.looks import AXE_AT, LOOKS, WIDTHS, Look, troubles
from tests.browser.playing import KEY, REPLY, Playing, read, spoken
from tests.browser.regions import announced, listen
from tests.browser.screen import BEGIN, BOX, PATIENCE_MS, Open, Screen
from tests.browser.talks import LOCALES, VAGUE
from tests.models.provider import Body, drops, refuses, says

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = "[class*=st-key-prep-][class*=names] textarea"
RECOGNISED = ".st-key-recognised input"
STOP = ".st-key-stop button"
CHECK = ".st-key-foot [data-testid=stBaseButton-secondaryFormSubmit]"
AGAIN = ".st-key-ask-again button"
STAY = ".st-key-stay-here button"

FIRST: dict[Language, str] = {lang: f"{REPLY[lang].split('. ')[0]}." for lang in LANGUAGES}
"""The first sentence of the model's answer."""
LATER: dict[Language, str] = {
    "nl": "We gaan ervoor zorgen dat dit soort dingen wat beter loopt.",
    "en": "We will see to it that these things go a bit better.",
}
OWNED: dict[Language, str] = {
    "nl": "Ik heb je dat in maart beloofd en daarna zes weken niks gezegd.",
    "en": "I promised you that in March and then I said nothing for six weeks.",
}

_WATCH = """() => {
  window.spoken = [];
  const look = () => {
    const now = [...document.querySelectorAll('.speech')].at(-1)?.innerText.trim() ?? '';
    if (window.spoken.at(-1) !== now) window.spoken.push(now);
  };
  new MutationObserver(look).observe(document.documentElement, {
    subtree: true, childList: true, characterData: true,
  });
}"""
"""Writes down all that the last thing said ever looked like."""


def talking(screen: Open, playing: Playing, language: Language = "en", **more: object) -> Screen:
    """A window on a talk in which a model takes part."""
    reader = screen(LOCALES[language], **more)
    view = playing.seeds.talk(language=language, live=Live())
    reader.enter(view.id)
    return reader


def last_said(reader: Screen) -> Locator:
    return reader.page.locator(".speech").last


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_preparing_to_looking_back(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    playing.provider.plan("words", says(spoken).at(8), says(spoken))
    reader = live_screen(LOCALES[language])
    reader.open("prepare", situation="promised-raise", spoken=language)
    reader.page.fill(NAMES, "Sanne van den Broek; Otto")
    reader.page.locator(BEGIN).first.click()
    reader.in_talk()
    reader.page.evaluate(_WATCH)
    words = f"{VAGUE[language]} Sanne, Otto."
    reader.send(words)
    reader.answered(1)
    shown = [text for text in reader.page.evaluate("window.spoken") if text in REPLY[language]]
    sentences = REPLY[language].split(". ")
    whole = [". ".join([*sentences[:n], ""]).strip() for n in (1, 2)]
    assert [text for text in shown if text][-3:] == [*whole, REPLY[language]]
    assert reader.texts(".said") == [words]
    assert not [name for name in ("Sanne", "Broek", "Otto") if name in playing.sent()]
    reader.send(VAGUE[language])
    reader.answered(2)
    assert reader.texts(".notice") == []
    reader.page.click(".st-key-finish button")
    reader.page.wait_for_selector(".st-key-debrief .st-key-paper")
    reader.settle()
    assert VAGUE[language] in reader.page.inner_text(".st-key-debrief")
    assert reader.complaints == []
    assert reader.left_this_computer() == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_that_was_taken_off_by_keyboard_outlives_a_reload_and_goes_along(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    playing.seeds.clear()
    reader = live_screen(LOCALES[language])
    page = reader.page
    reader.open("prepare", situation="promised-raise", spoken=language)
    written = page.locator("[class*=st-key-prep-] textarea").first
    written.fill({"nl": "Dat zagen Marieke en Sanne.", "en": "Marieke and Sanne saw."}[language])
    written.blur()
    marieke, sanne = (
        page.get_by_role("checkbox", name=phrase("live.prepare.replace", language, name=name))
        for name in ("Marieke", "Sanne")
    )
    expect(sanne).to_be_checked(timeout=PATIENCE_MS)
    unseen = reader.tab_to(f"{RECOGNISED}[aria-label*=Marieke]")
    page.keyboard.press("Space")
    expect(marieke).not_to_be_checked()
    unseen += reader.tab_to(f"{RECOGNISED}[aria-label*=Sanne]")
    page.keyboard.press("Space")
    off = phrase("live.prepare.let_through", language, names="Marieke, Sanne")
    expect(page.get_by_text(off)).to_be_visible(timeout=PATIENCE_MS)
    page.keyboard.press("Space")
    expect(sanne).to_be_checked(timeout=PATIENCE_MS)
    page.reload()
    off = phrase("live.prepare.let_through", language, names="Marieke")
    expect(page.get_by_text(off)).to_be_visible(timeout=PATIENCE_MS)
    expect(marieke).not_to_be_checked()
    expect(sanne).to_be_checked(timeout=PATIENCE_MS)
    assert "arieke" not in page.url
    reader.settle()
    page.locator(BEGIN).first.click()
    reader.in_talk()
    reader.send(f"{VAGUE[language]} Marieke, Sanne.")
    reader.answered(1)
    assert f"{VAGUE[language]} Marieke, " in playing.sent()
    assert "Sanne" not in playing.sent()
    page.click(".st-key-what-is-sent button")
    expect(
        page.get_by_text(phrase("live.sent.let_through", language, names="Marieke"))
    ).to_be_visible(timeout=PATIENCE_MS)
    # It counts for that talk: the next one begins as if nothing was taken off.
    reader.open("prepare", situation="promised-raise", spoken=language)
    expect(marieke).to_be_checked(timeout=PATIENCE_MS)
    page.wait_for_timeout(1_000)
    expect(marieke).to_be_checked(timeout=PATIENCE_MS)
    assert not [stop for stop in unseen if "stand-in" in stop]
    assert reader.complaints == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_stop_keeps_what_was_said(live_screen: Open, playing: Playing, language: Language) -> None:
    playing.provider.plan("words", says(spoken).at(6))
    reader = talking(live_screen, playing, language)
    reader.page.fill(BOX, VAGUE[language])
    reader.page.click(CHECK)
    reader.page.wait_for_selector(".checked")
    reader.settle()
    reader.send(VAGUE[language])
    expect(last_said(reader)).to_have_text(FIRST[language])
    # Not even the frame of what was checked.
    assert not reader.page.is_visible(".st-key-turn-checked")
    reader.page.click(STOP)
    reader.answered(1)
    expect(last_said(reader)).to_have_text(FIRST[language])
    stored = playing.seeds.look(reader.rehearsal).leaf.reply
    assert stored is not None
    assert (stored.text, stored.stopped) == (FIRST[language], True)
    assert playing.provider.of("words")[0].left


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reload_and_other_clicks_while_it_speaks_cost_nothing(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    playing.provider.plan("words", says(spoken).at(6))
    reader = talking(live_screen, playing, language)
    reader.send(VAGUE[language])
    expect(last_said(reader)).to_have_text(FIRST[language])
    reader.page.click("[class*=st-key-words-only-] label")
    expect(last_said(reader)).to_contain_text(REPLY[language].split(". ")[1])
    reader.page.reload()
    reader.answered(1)
    expect(last_said(reader)).to_have_text(REPLY[language])
    assert [len(playing.provider.of(kind)) for kind in ("words", "form")] == [1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_window_that_is_closed_while_it_speaks_finds_the_answer_when_it_is_back(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    playing.provider.plan("words", says(spoken).at(6))
    reader = talking(live_screen, playing, language)
    reader.send(VAGUE[language])
    expect(last_said(reader)).to_have_text(FIRST[language])
    rehearsal = reader.rehearsal
    reader.page.close()
    back = live_screen(LOCALES[language])
    back.enter(rehearsal)
    back.answered(1)
    expect(last_said(back)).to_have_text(REPLY[language])
    assert [len(playing.provider.of(kind)) for kind in ("words", "form")] == [1, 1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provider_that_dies_half_way(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    playing.provider.plan("words", drops(REPLY[language], 9))
    reader = talking(live_screen, playing, language)
    reader.send(VAGUE[language])
    reader.answered(1)
    why = phrase("live.why.model_broken_off", language)
    assert reader.texts(".notice") == [phrase("live.instead.trouble", language, why=why)]
    planned = playing.seeds.look(reader.rehearsal).leaf.reply
    assert planned is not None
    assert planned.source == "scripted"
    expect(last_said(reader)).to_have_text(planned.text)
    # It is back: the same words, another version of the turn.
    playing.well()
    unseen = reader.tab_to(AGAIN, back=True)
    reader.page.keyboard.press("Enter")
    expect(last_said(reader)).to_have_text(REPLY[language])
    reader.answered(1)
    expect(reader.page.locator(".notice")).to_have_count(0)
    assert len(playing.seeds.look(reader.rehearsal).leaf.siblings) == 2
    # And gone again: the rest of the talk goes without.
    playing.provider.plan("words", refuses(401))
    reader.send(LATER[language])
    reader.page.wait_for_selector(STAY)
    reader.settle()
    unseen += reader.tab_to(STAY, back=True)
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(STAY, state="detached")
    reader.settle()
    asked = len(playing.provider.requests)
    reader.send(OWNED[language])
    reader.answered(3)
    assert len(playing.provider.requests) == asked
    expect(reader.page.locator(".notice")).to_have_count(0)
    assert unseen == []


def test_the_first_note_makes_way_without_a_jump(live_screen: Open, playing: Playing) -> None:
    may_read = threading.Event()

    def read_when_told(body: Body) -> str:
        may_read.wait(20)
        return read(body)

    playing.provider.plan("form", says(read_when_told))
    reader = talking(live_screen, playing)
    listen(reader.page)
    reader.send(VAGUE["en"])
    reader.answered(1)
    provisional = reader.page.locator(".chip", has_text=phrase("page.chip.provisional", "en"))
    expect(provisional).to_have_count(1)
    where = "document.querySelector('.st-key-foot textarea').getBoundingClientRect().top"
    reader.page.click(BOX)
    reader.page.keyboard.type("half a th")
    before = reader.page.evaluate(where)
    may_read.set()
    expect(provisional).to_have_count(0, timeout=20_000)
    reader.settle()
    reader.page.keyboard.type("ought")
    expect(reader.page.locator(BOX)).to_have_value("half a thought")
    expect(reader.page.locator(BOX)).to_be_focused()
    assert abs(reader.page.evaluate(where) - before) <= 30
    told = [one.text for one in announced(reader.page)]
    assert told[1:] == [f"Kit: {REPLY['en']}", "Your turn: Facing it partly."]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reading_that_comes_late_is_waited_for_where_it_will_stand(
    live_screen: Open, playing: Playing, language: Language
) -> None:
    may_read = threading.Event()

    def read_when_told(body: Body) -> str:
        may_read.wait(18)
        return read(body)

    playing.provider.plan("form", says(read_when_told))
    reader = talking(live_screen, playing, language)
    reader.send(VAGUE[language])
    under_way = reader.page.get_by_text(phrase("live.reading.under_way", language))
    expect(under_way).to_be_visible(timeout=15_000)
    reader.page.click(BOX)
    reader.page.keyboard.type("half a th")
    may_read.set()
    expect(under_way).to_have_count(0, timeout=15_000)
    later = phrase("live.reading.later", language, grade="").partition(":")[0]
    expect(reader.page.get_by_text(later)).to_be_visible()
    reader.page.keyboard.type("ought")
    expect(reader.page.locator(BOX)).to_have_value("half a thought")


def test_settings_tell_who_plays_and_never_the_key(live_screen: Open, playing: Playing) -> None:
    reader = live_screen()
    reader.start()
    unseen = reader.tab_to("a[href$=settings]")
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_selector(".in-use")
    unseen += reader.tab_to(".st-key-test button")
    reader.page.keyboard.press("Enter")
    expect(reader.page.locator(".works")).to_contain_text("openai/local")
    expect(reader.page.locator(".works-took")).to_contain_text("1 call to the model.")
    playing.provider.key = "another"
    reader.page.click(".st-key-test button")
    refused = phrase("errors.model_key_refused", "en", model="openai/local")
    expect(reader.page.locator(".notice")).to_have_text(refused)
    assert KEY not in reader.page.content()
    assert "OPENAI_API_KEY" in reader.page.inner_text(".in-use")
    assert unseen == []


def test_what_is_shown_as_sent_is_what_the_provider_got(
    live_screen: Open, playing: Playing
) -> None:
    reader = talking(live_screen, playing)
    reader.send(f"{VAGUE['en']} Ring me: 07700 900123, or Pieter.")
    reader.answered(1)
    reader.page.click(".st-key-what-is-sent button")
    reader.page.wait_for_selector(".letter-for-letter", state="attached")
    reader.settle()
    shown = reader.page.locator(".letter-for-letter").evaluate_all(
        "all => all.map(p => p.textContent)"
    )
    sent = [
        message["content"]
        for kind in ("words", "form")
        for asked in playing.provider.of(kind)
        for message in asked.body["messages"]
    ]
    assert shown == sent
    assert "900123" not in "".join(shown)
    assert "Pieter" not in "".join(shown)
    reader.page.click(".st-key-to-talk button")
    reader.in_talk()


def settings(reader: Screen, playing: Playing, language: Language) -> None:
    """After a test that failed."""
    playing.provider.key = "another"
    reader.open("settings")
    reader.page.click(".st-key-test button")
    reader.page.wait_for_selector(".notice")


def prepare(reader: Screen, playing: Playing, language: Language) -> None:
    """With a name that is recognised in what was written."""
    reader.open("prepare", situation="promised-raise", spoken=language)
    written = reader.page.locator("[class*=st-key-prep-] textarea").first
    written.fill({"nl": "Ik zei het tegen Marieke.", "en": "I told Marieke."}[language])
    written.blur()
    expect(reader.page.locator(RECOGNISED)).to_have_count(1)


def trouble(reader: Screen, playing: Playing, language: Language) -> None:
    """Neither words nor a second reading, and the first note open."""
    playing.provider.plan("words", refuses(404))
    playing.provider.plan("form", refuses(404))
    reader.enter(playing.seeds.talk(language=language, live=Live()).id)
    reader.send(VAGUE[language])
    reader.page.wait_for_selector(STAY)
    reader.unfold("details.notes > summary")


def what_is_sent(reader: Screen, playing: Playing, language: Language) -> None:
    view = playing.seeds.talk([VAGUE[language]], language=language, live=Live(names=("Sanne",)))
    reader.open("sent", rehearsal=view.id)
    reader.unfold("[data-testid=stExpander] summary")


@pytest.mark.parametrize("look", LOOKS, ids="-".join)
def test_these_pages_too_are_readable_for_all_and_fit(
    live_screen: Open, playing: Playing, look: Look
) -> None:
    language, scheme = look
    reader = live_screen(LOCALES[language], color_scheme=scheme)
    for state in (settings, prepare, trouble, what_is_sent):
        playing.well()
        reader.resize(WIDTHS[0])
        state(reader, playing, language)
        reader.settle()
        assert troubles(reader, AXE_AT[look]) == [], state.__name__
    assert reader.complaints == []
    assert reader.left_this_computer() == set()
