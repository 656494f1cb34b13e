"""Takes in a file: a talk that was shared on another computer, or what a coach made of one."""

import streamlit as st

from rehearse.pages import frame
from rehearse.pages.marks import plain, soft
from rehearse.pages.review_words import say
from rehearse.pages.runtime import runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.sharing import TakenIn

_TAKEN, _TRIES = "taken-in", "taken-in-tries"


def take_in() -> None:
    """The field for the file."""
    tries = st.session_state.get(_TRIES, 0)
    with st.container(key="take-in"):
        hint = soft(say("file.hint"))
        st.html(f'<div class="section"><h2>{plain(say("file.heading"))}</h2>{hint}</div>')
        # Another field each time: what was taken in does not stay in it.
        key = f"file-{tries}"
        st.file_uploader(say("file.open"), type="json", key=key, on_change=_take, args=(key,))


def taken_in() -> str:
    """What the file brought that was opened last, as a sentence; empty where there was none."""
    found: TakenIn | None = st.session_state.pop(_TAKEN, None)
    if found is None:
        return ""
    what = "talk" if found.coach is None else "review"
    which = "new" if found.new else "known"
    return say(f"file.{what}_{which}", title=found.title, coach=found.coach)


def _take(key: str) -> None:
    file = st.session_state.get(key)
    if file is None:
        return
    data: bytes = file.getvalue()

    def take() -> None:
        services = runtime()
        st.session_state[_TAKEN] = services.wait(services.app.sharing.take_in(LOCAL, data))

    frame.attempt(take)
    st.session_state[_TRIES] = st.session_state.get(_TRIES, 0) + 1
