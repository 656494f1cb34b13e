"""Reading: a shared talk, one turn at a time, with the coach's levels beside the grader's."""

import streamlit as st

from rehearse.coaching.review import Coach
from rehearse.coaching.shared import SharedTalk
from rehearse.errors import NotFound
from rehearse.pages import clock, desk_end, desk_levels, desk_turn, explained, frame, scripts
from rehearse.pages.desk import FIRST, Desk, lay_out
from rehearse.pages.desk_acts import go_to, move
from rehearse.pages.marks import paragraphs, plain, soft
from rehearse.pages.review_words import say
from rehearse.pages.runtime import runtime
from rehearse.pages.who_reviews import who_reviews
from rehearse.service.rehearsing import LOCAL

COLUMNS = (1, 1.12)
"""How wide the turn is beside the levels."""


def page() -> None:
    """The whole page, from top to bottom."""
    services = runtime()
    with st.container(key="reading"):
        back = say("talk.back")
        if st.button(back, key="to-list", type="tertiary", icon=":material/arrow_back:"):
            frame.go("review")
        coach = who_reviews(services)
        if coach is None:
            return
        share_id = st.query_params.get("talk", "")
        try:
            reading = services.wait(services.app.reviewing.read(LOCAL, coach.id, share_id))
        except NotFound as gone:
            frame.notice(gone.message(frame.language()))
            return
        _heading(reading.talk, coach)
        _work(coach, share_id)


def _heading(talk: SharedTalk, coach: Coach) -> None:
    ui = frame.language()
    facts = [say("talk.facts", name=talk.name, day=clock.day(talk.shared_at, ui))]
    if talk.names_replaced:
        facts.append(say("talk.replaced"))
    facts.append(say("talk.coach", name=coach.name))
    st.html(
        f'<div class="title"><h1 lang="{talk.language}">{plain(talk.title)}</h1>'
        f'<p class="soft">{plain(" · ".join(facts))}</p></div>'
    )
    with st.container(key="on-request"):
        situation, guide = st.columns(COLUMNS, gap="large")
        with situation, st.expander(say("talk.situation")):
            told = "".join(f"<p>{plain(part)}</p>" for part in paragraphs(talk.brief))
            st.html(f'<div class="situation-told" lang="{talk.language}">{told}</div>')
        with guide, st.expander(say("talk.guide")):
            st.html(explained.all_levels(ui))


@st.fragment
def _work(coach: Coach, share_id: str) -> None:
    """What changes with each choice. It runs anew by itself, without the page around it."""
    frame.guarded(lambda: _desk(lay_out(runtime(), frame.language(), coach, share_id)))


def _desk(desk: Desk) -> None:
    frame.notices()
    _where(desk)
    if desk.at_end:
        desk_end.end(desk)
    else:
        read, choose = st.columns(COLUMNS, gap="large")
        with read, st.container(key="read-along"):
            desk_turn.turn(desk)
        with choose, st.container(key="choose"):
            desk_levels.levels(desk)
    with st.container(key="live"):
        st.text(desk.told.words if desk.told else "")
    _scripts(desk)


def _where(desk: Desk) -> None:
    """Which turn lies open, and the ways to the others."""
    number = len(desk.talk.turns)
    at = say("talk.end") if desk.at_end else say("talk.turn", n=desk.at + 1, all=number)
    with st.container(key="where", horizontal=True, vertical_alignment="center"):
        st.html(f"<h2>{plain(at)}</h2>", width="content")
        st.button(
            say("talk.before"),
            key="read-before",
            type="tertiary",
            shortcut="k",
            disabled=desk.at == 0,
            on_click=move,
            args=(desk, -1),
        )
        if not desk.at_end:
            st.button(
                say("talk.next" if desk.at + 1 < number else "talk.end"),
                key="read-next",
                type="tertiary",
                shortcut="j",
                on_click=move,
                args=(desk, 1),
            )
        key = "talk.done.one" if number == 1 else "talk.done.more"
        done = say(key, n=desk.complete, all=number)
        st.html(soft(done), width="content")
        if desk.at + 1 < number:
            st.button(
                say("talk.to_end"),
                key="to-end",
                type="tertiary",
                on_click=go_to,
                args=(desk, number),
            )


def _scripts(desk: Desk) -> None:
    begin = desk.begin()
    row = f".st-key-step-{begin.step.value}" if begin.step and not desk.at_end else None
    keys = (scripts.REVIEW_KEYS, scripts.begin_at(row, occasion=begin.occasion))
    found = [scripts.LIVE_REGION, *keys, frame.keep_typed_words()]
    if begin.occasion != FIRST:
        found.append(f"{scripts.scroll_to('.st-key-where')} /* {begin.occasion} */")
    frame.run_scripts("reading", *found)


frame.show(page)
