"""One turn of the talk: the manager's words, what they did, and the ways on from there."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rehearse.conversation.rubric import Step
from rehearse.conversation.views import TurnView
from rehearse.locale import step_name
from rehearse.pages import frame, live, retold
from rehearse.pages.frame import say
from rehearse.pages.marks import beginning, plain, showable, soft
from rehearse.pages.note import in_words, note, said, touched
from rehearse.pages.once_more import cut_short
from rehearse.pages.runtime import LOOK_EVERY_S, runtime
from rehearse.pages.scene import Scene
from rehearse.pages.speaking import line
from rehearse.service.rehearsing import LOCAL, LONGEST_LABEL

_FIRST_WORDS = 90
"""How much of a version stands in the list of versions at most, in code points."""


@dataclass(frozen=True)
class Slots:
    """The places of a turn that change while the colleague answers."""

    note: DeltaGenerator
    reply: DeltaGenerator


def turn(scene: Scene, n: int, shown: TurnView) -> Slots | None:
    """A turn and its answer; ``n`` counts from 1. Returns the places that will change, where the
    colleague is answering it."""
    running = shown is scene.running
    with st.container(key=f"turn-{n}"):
        _words(scene, n, shown)
        notes, ways = st.columns([2.6, 1], gap="small")
        noted = notes.empty() if running else notes
        if shown.grade and shown.answered and not shown.done:
            with notes:
                _read_again(scene, shown)
        elif shown.grade:
            noted.html(_note(scene, shown, final=True))
        if not running:
            with ways, st.container(key=f"ways-{n}", gap=None):
                _ways(n, shown)
            with notes:
                live.second_reading(scene, n, shown)
                _not_right(scene, n, shown)
        if st.session_state.get("versions_of") == shown.id and not running:
            _versions(scene, n, shown)
    if running:
        return Slots(noted, st.empty())
    if shown.reply:
        st.html(line(scene.voice, shown.reply.text, shown.reply.gesture))
        offered = live.instead(scene, shown)
        cut_short(scene, shown, offered=offered)
    return None


def _note(scene: Scene, shown: TurnView, *, final: bool) -> str:
    assert shown.grade is not None
    return note(
        shown.grade, scene.ui, scene.view.language, final=final, words_only=scene.words_only
    )


@st.fragment(run_every=LOOK_EVERY_S)
def _read_again(scene: Scene, shown: TurnView) -> None:
    """The first grade, until the second is there: then the page as it is with that."""

    def look() -> None:
        services = scene.services
        now = services.wait(services.app.rehearsing.turn(LOCAL, shown.id))
        if now.done:
            if now.grade and not scene.words_only:
                told = say("talk.aloud_grade", grade=in_words(now.grade, scene.ui))
                st.session_state["aloud"] = told
            st.rerun()
        st.html(_note(scene, shown, final=False))

    frame.guarded(look)


def _words(scene: Scene, n: int, shown: TurnView) -> None:
    at, number = shown.siblings.index(shown.id) + 1, len(shown.siblings)
    you = say("talk.you" if number == 1 else "talk.you_version", n=n, i=at, all=number)
    called = f" · {shown.label}" if shown.label else ""
    st.html(
        f'<div class="you"><h2>{plain(you + called)}</h2>'
        f'<p class="said" lang="{scene.view.language}" dir="auto">'
        f"{said(shown.text, shown.grade)}</p></div>"
    )


def _ways(n: int, shown: TurnView) -> None:
    st.button(
        say("talk.again", n=n),
        key=f"again-{shown.id}",
        type="tertiary",
        icon=":material/undo:",
        on_click=say_again,
        args=(shown.id,),
    )
    if len(shown.siblings) > 1:
        st.button(
            say("talk.versions", n=n, all=len(shown.siblings)),
            key=f"versions-{shown.id}",
            type="tertiary",
            icon=":material/alt_route:",
            on_click=_toggle_versions,
            args=(shown.id,),
        )


def say_again(turn_id: str) -> None:
    """Go back to before a turn, to say it differently."""
    st.query_params["again"] = turn_id


def _not_right(scene: Scene, n: int, shown: TurnView) -> None:
    """Lets the manager mark notes as not right; seen while the notes are open.

    The steps come once asked for: seven small buttons under each turn would cost a page that
    is drawn anew after every turn a third of its time (``python -m benchmarks page``).
    """
    grade = shown.graded
    steps = [score.step for score in touched(grade)] if grade else []
    if not steps:
        return
    with st.container(key=f"not-right-{n}"):
        if not shown.disputed and st.session_state.get("disputing") != shown.id:
            st.button(
                say("note.not_right", n=n),
                key=f"dispute-{shown.id}",
                type="tertiary",
                icon=":material/flag:",
                on_click=_ask_what_is_not_right,
                args=(shown.id,),
            )
            return
        key = f"disputed-{shown.id}"
        st.pills(
            say("note.which_not_right", n=n),
            steps,
            selection_mode="multi",
            default=[step for step in steps if step in shown.disputed],
            format_func=lambda step: step_name(step, scene.ui),
            key=key,
            on_change=_dispute,
            args=(shown.id, key),
        )
        told = [say("note.kept_with_talk")]
        if shown.disputed:
            told.insert(0, say("note.noted"))
        if not scene.services.app.settings.database_url:
            told.append(live.honest("local"))
        st.html(soft(" ".join(told)))


def _ask_what_is_not_right(turn_id: str) -> None:
    st.session_state["disputing"] = turn_id


def _dispute(turn_id: str, key: str) -> None:
    steps: list[Step] = st.session_state.get(key) or []

    def mark() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.dispute(LOCAL, turn_id, frozenset(steps)))

    if frame.attempt(mark):
        st.session_state["aloud"] = say("note.noted") if steps else ""


def _toggle_versions(turn_id: str) -> None:
    opens = st.session_state.get("versions_of") != turn_id
    st.session_state["versions_of"] = turn_id if opens else None
    st.session_state["versions_opened"] = opens


def versions_just_opened() -> bool:
    """Whether the versions of a turn were asked for just now; told once."""
    return bool(st.session_state.pop("versions_opened", False))


def _versions(scene: Scene, n: int, shown: TurnView) -> None:
    """Every version of a turn, to open; the one on screen can be given a name."""
    found = scene.services.wait(scene.services.app.rehearsing.versions(LOCAL, shown.id))
    with st.container(key=f"all-versions-{n}"):
        for i, version in enumerate(found, start=1):
            with st.container(horizontal=True, vertical_alignment="center"):
                _version(scene, i, version)
                if version.id != shown.id:
                    st.button(
                        say("talk.version", n=n, i=i),
                        key=f"version-{version.id}",
                        type="tertiary",
                        on_click=_switch,
                        args=(scene.view.id, version.id),
                    )
                else:
                    st.html(f'<span class="soft">{plain(say("talk.version_here"))}</span>')
        with st.form(f"name-{shown.id}", border=False):
            key = f"label-{shown.id}"
            st.text_input(
                say("talk.version_name", i=shown.siblings.index(shown.id) + 1),
                value=showable(shown.label or ""),
                max_chars=LONGEST_LABEL,
                key=key,
            )
            st.form_submit_button(
                say("talk.version_keep"), on_click=_name_version, args=(shown.id, key)
            )


def _version(scene: Scene, i: int, version: TurnView) -> None:
    cut = beginning(version.text, _FIRST_WORDS)
    called = plain(version.label or say("talk.version_i", i=i))
    st.html(
        f'<p class="version"><b>{called}</b> '
        f'<span lang="{scene.view.language}" dir="auto">{plain(cut)}</span></p>'
    )


def _name_version(turn_id: str, key: str) -> None:
    text = st.session_state.get(key) or ""

    def name() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.label(LOCAL, turn_id, text))

    if frame.attempt(name):
        st.session_state["versions_of"] = None


def _switch(rehearsal_id: str, turn_id: str) -> None:
    """Show another version of a turn, with what followed it."""

    def stand_there() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.reopen(LOCAL, rehearsal_id, turn_id))

    if frame.attempt(stand_there):
        st.session_state["versions_of"] = turn_id


def earlier(scene: Scene, hidden: int) -> None:
    """Offers the turns before those in view."""
    st.button(
        say("talk.earlier", turns=retold.counted("turns", hidden, scene.ui)),
        key="earlier",
        type="tertiary",
        icon=":material/expand_less:",
        on_click=_show_all,
        args=(scene.view.id,),
    )


def _show_all(rehearsal_id: str) -> None:
    st.session_state["whole_talk"] = rehearsal_id
