"""Review: the talks that were shared with a coach, and where coaches and grader agree."""

from typing import Literal

import streamlit as st

from rehearse.pages import desk, frame, review_list
from rehearse.pages.agreement_view import agreement_view
from rehearse.pages.marks import plain
from rehearse.pages.review_words import say
from rehearse.pages.runtime import runtime
from rehearse.pages.take_in import take_in, taken_in
from rehearse.pages.who_reviews import change, who_reviews

View = Literal["talks", "agreement"]
_VIEWS: tuple[View, ...] = ("talks", "agreement")


def page() -> None:
    """The whole page, from top to bottom."""
    services = runtime()
    desk.clear()
    with st.container(key="review"):
        st.html(
            f'<div class="title"><h1>{plain(say("heading"))}</h1>'
            f'<p class="soft">{plain(say("lead"))}</p></div>'
        )
        coach = who_reviews(services)
        if coach is None:
            return
        change(coach)
        if _view() == "agreement":
            agreement_view(services, frame.language())
            return
        frame.notices()
        told = taken_in() or review_list.erased()
        if told:
            st.html(f'<p class="works">{plain(told)}</p>')
        review_list.talks(services, coach)
        take_in()
        frame.tell_aloud("review", told)


def _view() -> View:
    chosen: View = st.segmented_control(
        say("views.label"),
        _VIEWS,
        default="talks",
        required=True,
        format_func=lambda view: say(f"views.{view}"),
        key="review-view",
        label_visibility="collapsed",
    )
    return chosen


frame.show(page)
