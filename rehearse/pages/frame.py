"""What all pages share: the look, the interface's language, the way from page to page, mishaps."""

import logging
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Literal

import streamlit as st

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.errors import BadFile, NotFound, RehearseError
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.pages import own_words, scripts, typed_words
from rehearse.pages.marks import plain
from rehearse.pages.pictogram import SIGN
from rehearse.pages.set_outside import set_outside

_log = logging.getLogger(__name__)
_HERE = Path(__file__).resolve().parent

PageName = Literal[
    "start",
    "history",
    "review",
    "settings",
    "prepare",
    "talk",
    "debrief",
    "share",
    "sent",
    "reading",
]

_FILES: dict[PageName, str] = {
    "start": "start_page.py",
    "history": "history_page.py",
    "review": "review_page.py",
    "settings": "settings_page.py",
    "prepare": "prepare_page.py",
    "talk": "rehearse_page.py",
    "debrief": "debrief_page.py",
    "share": "share_page.py",
    "sent": "sent_page.py",
    "reading": "reading_page.py",
}
_SPOKEN = "spoken-chosen"
_IN_NAVIGATION: tuple[PageName, ...] = ("start", "history", "review", "settings")
"""What can be wandered off to; the others lead from one to the next."""


def pages() -> list[st.Page]:
    """The pages of the app; the first is where one comes in."""
    return [_page(name) for name in _FILES]


def go(page: PageName, **params: str) -> None:
    """Leave for another page. The interface's language goes along, and so does the talk's where
    it is another than that, or was chosen."""
    if params.get("spoken") == language() and _SPOKEN not in st.session_state:
        del params["spoken"]
    if chosen := st.session_state.get("ui"):
        params["ui"] = chosen
    st.switch_page(_page(page), query_params=params)


def say(key: str, **slots: object) -> str:
    """A phrase of the pages, in the interface's language."""
    return phrase(f"page.{key}", language(), **slots)


def language() -> Language:
    """The interface's language: as chosen, else as set, else as the browser has it."""
    asked = st.session_state.get("ui") or st.query_params.get("ui")
    for known in LANGUAGES:
        if asked == known:
            return known
    settled, _ = _settled()
    return settled or ("nl" if (st.context.locale or "").lower().startswith("nl") else "en")


def spoken() -> Language:
    """The language of a talk that is not begun: as the address has it, or as it was chosen; until
    then that of the interface."""
    asked = st.query_params.get("spoken") or st.session_state.get(_SPOKEN)
    return next((known for known in LANGUAGES if known == asked), language())


def choose_spoken(chosen: Language) -> None:
    """Have the talk in this language from now on, whatever becomes of the interface's."""
    st.session_state[_SPOKEN] = chosen
    st.query_params["spoken"] = chosen


def language_switch() -> None:
    """Lets the reader choose the interface's language."""
    with st.container(key="language", horizontal_alignment="right"):
        st.segmented_control(
            say("language.label"),
            LANGUAGES,
            default=language(),
            required=True,
            format_func=lambda known: phrase(f"page.language.{known}", language()),
            key="ui-choice",
            label_visibility="collapsed",
            on_change=_choose_language,
        )


def remember_language() -> None:
    """Take up the language that the address names: the links of the navigation drop it."""
    asked = st.query_params.get("ui")
    if asked in LANGUAGES:
        st.session_state.setdefault("ui", asked)


def show(page: Callable[[], None]) -> None:
    """Run a page in the app's dress; whatever breaks becomes one calm sentence with a way on."""
    st.html(_HERE / "look.css")
    st.logo(SIGN, size="large")
    if chosen := st.session_state.get("ui"):
        st.query_params["ui"] = chosen
    ui = language()
    # One element: each costs every run, and these are the same in almost all.
    at_once = (scripts.ONE_STEP_BACK, scripts.NEVER_EMPTY, scripts.page_language(ui))
    run_scripts("page", "\n".join((*at_once, own_words.rename(ui))))
    _links()
    guarded(page)


def guarded(work: Callable[[], None]) -> None:
    """Draw something; whatever breaks becomes one calm sentence with a way on. For pages, and for
    the parts of one that run anew by themselves."""
    try:
        work()
    except NotFound:
        mishap(say("trouble.unknown"))
    except RehearseError as trouble:
        mishap(trouble.message(language()))
    except Exception as error:  # noqa: BLE001 - nobody is shown a traceback
        _report(error)
        mishap(say("trouble.unexpected"))


def attempt(work: Callable[[], object]) -> bool:
    """Do something a click asked for; what goes wrong is kept for ``notices``."""
    try:
        work()
    except NotFound:
        st.session_state["notice"] = say("trouble.unknown")
    except RehearseError as trouble:
        st.session_state["notice"] = trouble.message(language())
    except Exception as error:  # noqa: BLE001 - the words stay in the box, whatever broke
        _report(error)
        st.session_state["notice"] = say("trouble.unexpected")
    else:
        return True
    return False


def notices() -> None:
    """Say what went wrong with the last click."""
    if trouble := st.session_state.pop("notice", None):
        notice(trouble)


def notice(text: str) -> None:
    """One calm sentence that a screen reader hears at once."""
    st.html(f'<p class="notice" role="alert">{plain(text)}</p>')


def warn(known: Iterable[RehearseError]) -> None:
    """What is not as it should be, though it works: what is ``known`` of the app, and what was set
    wrongly since it was started."""
    _, wrong = _settled()
    for told in dict.fromkeys(each.message(language()) for each in (*known, *wrong)):
        notice(told)


def tell_aloud(page: str, words: str, *bodies: str) -> None:
    """The page's live region, which says what just happened, and the page's scripts after it. To be
    drawn in every run, empty too: a region that comes along with its words is not read out."""
    with st.container(key="live"):
        st.text(words)
    run_scripts(page, scripts.LIVE_REGION, *bodies)


def mishap(text: str) -> None:
    """The page cannot be shown: say so, with a way on."""
    notice(text)
    st.button(say("trouble.retry"), key="retry")


def way_back() -> None:
    """A button to the start."""
    if st.button(say("talk.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        go("start")


def box_done(*keys: str) -> None:
    """The words in these boxes were said, saved or given up: the browser need not keep them any
    more."""
    st.session_state.setdefault("done_boxes", []).extend((new_id(), key) for key in keys)


def keep_typed_words() -> str:
    """The script that keeps what is typed on a page, but for what was said or saved since."""
    return typed_words.remember(st.session_state.get("done_boxes", []))


def run_scripts(place: str, *bodies: str) -> None:
    """Run scripts of our own in the page, each whenever it is another than before.

    Never with words of a person in them, and without a ``<``: the sanitizer then drops it silently.
    """
    with st.container(key=f"scripts-{place}"):
        for body in bodies:
            st.html(f"<script>{body}</script>", unsafe_allow_javascript=True)


def _settled() -> tuple[Language | None, tuple[RehearseError, ...]]:
    """The language that is set, and what is set but cannot be used."""
    # Every phrase on a page asks; reading the settings each time would be most of a page's work.
    if "settled" not in st.session_state:
        try:
            chosen, wrong = set_outside()
            st.session_state["settled"] = chosen.language, wrong
        except BadFile as trouble:
            st.session_state["settled"] = None, (trouble,)
    settled: tuple[Language | None, tuple[RehearseError, ...]] = st.session_state["settled"]
    return settled


def _report(error: Exception) -> None:
    """Log where it broke, without the error's own text: that may quote what someone said."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("the page broke on %s\n%s", type(error).__name__, where)


def _page(name: PageName) -> st.Page:
    return st.Page(
        _HERE / _FILES[name],
        title=say(f"title.{name}"),
        url_path="" if name == "start" else name,
        default=name == "start",
        visibility="visible" if name in _IN_NAVIGATION else "hidden",
    )


def _links() -> None:
    """The navigation on a narrow screen. Streamlit's own is there a drawer that stays open over
    the page it led to; the style sheet shows the one or the other."""
    with st.container(key="links", horizontal=True, gap="small"):
        for name in _IN_NAVIGATION:
            st.page_link(_page(name), width="content")


def _choose_language() -> None:
    st.session_state["ui"] = st.session_state["ui-choice"]
