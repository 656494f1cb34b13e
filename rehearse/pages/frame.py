"""What all pages share: the look, the interface's language, the way from page to page, mishaps."""

import logging
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import streamlit as st

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.errors import RehearseError
from rehearse.locale import phrase
from rehearse.pages import scripts
from rehearse.pages.marks import plain
from rehearse.settings import Settings

_log = logging.getLogger(__name__)
_HERE = Path(__file__).resolve().parent

PICTOGRAM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 24">'
    '<g fill="#8A8478"><path d="M4 3h6v17H4zM23 3h6v17h-6zM1 21h30v2H1z"/></g>'
    '<path fill="#4675AF" d="M15.5 2.6l5.9 1-2.9 16.8-5.9-1z"/></svg>'
)
"""Three pillars, of which one wobbles."""

PageName = Literal["start", "talk"]


def pages() -> list[st.Page]:
    """The pages of the app; the first is where one comes in."""
    return [_page("start"), _page("talk")]


def go(page: PageName, **params: str) -> None:
    """Leave for another page. The interface's language goes along."""
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
    settled = Settings().language
    return settled or ("nl" if (st.context.locale or "").lower().startswith("nl") else "en")


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


def show(page: Callable[[], None]) -> None:
    """Run a page in the app's dress; whatever breaks becomes one calm sentence with a way on."""
    st.html(_HERE / "look.css")
    st.logo(PICTOGRAM, size="large")
    if chosen := st.session_state.get("ui"):
        st.query_params["ui"] = chosen
    run_scripts("page", scripts.page_language(language()))
    try:
        page()
    except RehearseError as trouble:
        mishap(trouble.message(language()))
    except Exception as error:  # noqa: BLE001 - nobody is shown a traceback
        _report(error)
        mishap(say("trouble.unexpected"))


def attempt(work: Callable[[], object]) -> bool:
    """Do something a click asked for; what goes wrong is kept for ``notices``."""
    try:
        work()
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


def mishap(text: str) -> None:
    """The page cannot be shown: say so, with a way on."""
    notice(text)
    st.button(say("trouble.retry"), key="retry")


def way_back() -> None:
    """A button to the start."""
    if st.button(say("talk.back"), key="back", type="tertiary", icon=":material/arrow_back:"):
        go("start")


def run_scripts(place: str, *bodies: str) -> None:
    """Run scripts of our own in the page, each whenever it is another than before.

    Never with words of a person in them, and without a ``<``: the sanitizer then drops it silently.
    """
    with st.container(key=f"scripts-{place}"):
        for body in bodies:
            st.html(f"<script>{body}</script>", unsafe_allow_javascript=True)


def _report(error: Exception) -> None:
    """Log where it broke, without the error's own text: that may quote what someone said."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("the page broke on %s\n%s", type(error).__name__, where)


def _page(name: PageName) -> st.Page:
    if name == "start":
        return st.Page(_HERE / "start_page.py", title=say("title.start"), default=True)
    return st.Page(_HERE / "rehearse_page.py", title=say("title.talk"), url_path="talk")


def _choose_language() -> None:
    st.session_state["ui"] = st.session_state["ui-choice"]
