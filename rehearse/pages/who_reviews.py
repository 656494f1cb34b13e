"""Under whose name one reviews: asked once, and known from then on."""

import streamlit as st

from rehearse.coaching.review import LONGEST_NAME, Coach
from rehearse.pages import frame
from rehearse.pages.marks import label, plain, soft
from rehearse.pages.review_words import say
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.rehearsing import LOCAL

_NOW, _CHOOSING, _TYPED = "coach", "coach-choosing", "coach-typed"


def who_reviews(services: Runtime) -> Coach | None:
    """The coach who reviews now; None while that is being asked, which this draws.

    It is kept in the session, and in the address for a reload.
    """
    known = services.wait(services.app.reviewing.coaches(LOCAL))
    asked = st.session_state.get(_NOW) or st.query_params.get("coach")
    now = next((coach for coach in known if coach.id == asked), None)
    if now is None and len(known) == 1:
        now = known[0]
    if now is None or st.session_state.get(_CHOOSING):
        _ask(known)
        return None
    st.session_state[_NOW] = st.query_params["coach"] = now.id
    return now


def change(coach: Coach) -> None:
    """Says who reviews now, with the way to somebody else."""
    with st.container(key="coach-now", horizontal=True, vertical_alignment="center"):
        st.html(soft(say("who.now", name=coach.name)), width="content")
        st.button(say("who.change"), key="coach-change", type="tertiary", on_click=_choose_anew)


def _ask(known: tuple[Coach, ...]) -> None:
    with st.container(key="who-reviews"):
        heading = say("who.choose" if known else "who.heading")
        why = soft(say("who.why"))
        st.html(f'<div class="section"><h2>{plain(heading)}</h2>{why}</div>')
        frame.notices()
        if known:
            with st.container(horizontal=True, key="coaches-known"):
                for coach in known:
                    st.button(
                        label(say("who.as", name=coach.name)),
                        key=f"coach-{coach.id}",
                        on_click=_is,
                        args=(coach.id,),
                    )
        with st.form("coach-named", border=False):
            asks = say("who.other" if known else "who.label")
            st.text_input(asks, key=_TYPED, max_chars=LONGEST_NAME)
            st.form_submit_button(
                say("who.keep"), type="secondary" if known else "primary", on_click=_name
            )


def _name() -> None:
    typed = st.session_state.get(_TYPED) or ""

    def keep() -> None:
        services = runtime()
        _is(services.wait(services.app.reviewing.name_coach(LOCAL, typed)).id)

    frame.attempt(keep)


def _is(coach_id: str) -> None:
    st.session_state[_NOW] = coach_id
    st.session_state[_CHOOSING] = False


def _choose_anew() -> None:
    st.session_state[_CHOOSING] = True
