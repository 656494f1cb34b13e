"""The talks that were shared with a coach: how far they are with each, and what asks for them."""

import streamlit as st

from rehearse.coaching.review import Coach, Wanted
from rehearse.errors import StorageTrouble
from rehearse.pages import clock, frame, retold
from rehearse.pages.desk_levels import decide_first
from rehearse.pages.marks import plain
from rehearse.pages.review_words import say
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.sure import ask_once_more
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import ReviewRow

SHOWN_AT_ONCE = 20
"""How many talks the list shows before it is asked for more."""

_WANTED, _SEARCH, _MORE = "review-wanted", "review-search", "review-more"
_ERASING, _ERASED = "review-erasing", "review-erased"


def talks(services: Runtime, coach: Coach) -> None:
    """The list, with what narrows it down; or how a talk gets here."""
    reviewing = services.app.reviewing
    if not services.wait(reviewing.talks(LOCAL, coach.id, limit=1)):
        st.html(f'<p class="empty">{plain(say("list.none"))}</p>')
        return
    decide_first("blind-from-list")
    wanted, search = _narrowed()
    shown = SHOWN_AT_ONCE * (1 + st.session_state.get(_MORE, 0))
    rows = services.wait(reviewing.talks(LOCAL, coach.id, wanted, search, shown + 1))
    if not rows:
        st.html(f'<p class="empty">{plain(say("list.none_found"))}</p>')
    for row in rows[:shown]:
        with st.container(key=f"listed-{row.share_id}"):
            _row(row)
    if len(rows) > shown:
        st.button(say("list.more"), key="more", type="tertiary", on_click=_show_more)


def erased() -> str:
    """That a talk was erased with the last click, as a sentence; empty where none was."""
    return say("list.deleted") if st.session_state.pop(_ERASED, False) else ""


def _narrowed() -> tuple[Wanted, str]:
    with st.container(key="narrowed", horizontal=True, vertical_alignment="bottom"):
        wanted: Wanted = st.segmented_control(
            say("list.which"),
            list(Wanted),
            default=Wanted.ALL,
            required=True,
            format_func=lambda one: say(f"list.wanted.{one.value}"),
            key=_WANTED,
            wrap=True,
        )
        search = st.text_input(say("list.search"), key=_SEARCH, width=260)
    return wanted, search or ""


def _row(row: ReviewRow) -> None:
    told, ways = st.columns([5, 2.6], gap="small", vertical_alignment="top")
    marks = _marks(row)
    told.html(
        f'<h3 lang="{row.language}">{plain(row.title)}</h3>'
        f'<p class="soft">{plain(_facts(row))}</p><p>{plain(_stands(row))}</p>'
        + (f'<ul class="flags">{marks}</ul>' if marks else "")
    )
    with ways:
        if st.session_state.get(_ERASING) == row.share_id:
            ask_once_more(
                row.share_id,
                say("list.sure"),
                (say("list.agree"), _erase),
                (say("list.refuse"), lambda: _ask(None)),
            )
        else:
            _ways(row)


def _facts(row: ReviewRow) -> str:
    day = clock.short_day(row.shared_at, frame.language())
    return say("list.facts" if row.here else "list.from_file", name=row.name, day=day)


def _stands(row: ReviewRow) -> str:
    """How far this coach is, in one line."""
    ui = frame.language()
    if row.changed_at is None:
        return retold.counted("turns", row.turns, ui)
    key = "list.far.one" if row.turns == 1 else "list.far.more"
    far = say(key, n=row.complete, all=row.turns)
    if row.handed_in_at is None:
        return far
    changed = row.changed_at > row.handed_in_at
    day = clock.short_day(row.handed_in_at, ui)
    return f"{far} · {say('list.changed' if changed else 'list.handed_in', day=day)}"


def _marks(row: ReviewRow) -> str:
    """What asks for a coach: first what the manager marked as not right."""
    found = {"disputed": row.disputed, "doubtful": row.doubtful, "differs": row.differs}
    return "".join(
        f'<li class="{mark}-here">{plain(say(f"list.flags.{mark}", n=number))}</li>'
        for mark, number in found.items()
        if number
    )


def _ways(row: ReviewRow) -> None:
    begun = "go_on" if row.changed_at else "begin"
    with st.container(horizontal=True, horizontal_alignment="right", gap="medium"):
        if st.button(
            say(f"list.{'look_back' if row.handed_in_at else begun}"),
            key=f"read-{row.share_id}",
            type="tertiary",
            icon=":material/arrow_forward:",
            icon_position="right",
        ):
            frame.go("reading", talk=row.share_id)
        if not row.here:
            st.button(
                say("list.delete"),
                key=f"erase-{row.share_id}",
                type="tertiary",
                icon=":material/delete:",
                on_click=_ask,
                args=(row.share_id,),
            )


def _ask(share_id: str | None) -> None:
    st.session_state[_ERASING] = share_id


def _erase(share_id: str) -> None:
    _ask(None)

    def erase() -> None:
        services = runtime()
        try:
            services.wait(services.app.reviewing.remove(LOCAL, share_id))
        except StorageTrouble as trouble:
            st.session_state[_ERASED] = trouble.code == "delete_lingers"
            raise
        st.session_state[_ERASED] = True

    frame.attempt(erase)


def _show_more() -> None:
    st.session_state[_MORE] = st.session_state.get(_MORE, 0) + 1
