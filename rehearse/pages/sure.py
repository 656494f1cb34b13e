"""Asks once more before something is gone, where the button was that asked for it."""

from collections.abc import Callable

import streamlit as st

from rehearse.pages import frame, scripts
from rehearse.pages.marks import plain


def ask_once_more(
    which: str,
    question: str,
    agree: tuple[str, Callable[[str], None]],
    refuse: tuple[str, Callable[[], None]],
) -> None:
    """The question with its two buttons; the cursor is put on the way out.

    ``which``: what it is about, for the keys of the buttons and for ``agree``. Each answer is its
    words and what they do.
    """
    st.html(f'<p class="sure">{plain(question)}</p>')
    with st.container(horizontal=True):
        yes, agreed = agree
        st.button(yes, key=f"yes-{which}", type="primary", on_click=agreed, args=(which,))
        no, refused = refuse
        st.button(no, key=f"no-{which}", on_click=refused)
    frame.run_scripts("sure", scripts.focus(f".st-key-no-{which} button", occasion=which))
