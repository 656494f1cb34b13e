"""What Streamlit names itself is told in the language of the page."""

import pytest

from rehearse.locale import phrase
from rehearse.pages.own_words import NAMES
from tests.browser.screen import Open
from tests.browser.states import SITUATION
from tests.browser.talks import LOCALES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

_NAMED = """() => [...document.querySelectorAll('[aria-label],[alt],[aria-valuetext]')].flatMap(
  (one) => ['aria-label', 'alt', 'aria-valuetext'].map((name) => one.getAttribute(name)))
  .filter(Boolean).map((own) => own.split(', ')[0])"""


def test_a_dutch_page_names_nothing_in_english(screen: Open) -> None:
    reader = screen(LOCALES["nl"])
    reader.open("prepare", situation=SITUATION)
    theirs = {phrase(f"page.streamlit.{name}", "en") for name in NAMES}
    ours = {phrase(f"page.streamlit.{name}", "nl") for name in ("home", "pages", "day", "open")}
    elsewhere = ("close", "upload", "upload_field", "clear", "drop", "shortcut")
    here = theirs - {phrase(f"page.streamlit.{name}", "en") for name in elsewhere}
    for ui, named in (("nl", ours), ("en", here)):
        reader.open("prepare", situation=SITUATION, ui=ui)
        reader.page.wait_for_timeout(300)
        found = set(reader.page.evaluate(_NAMED))
        assert named - found == set()
        assert ui == "en" or found & theirs == set()
