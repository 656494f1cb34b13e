"""The same words said once more: another version of the turn, in one click."""

from typing import Literal

import streamlit as st

from rehearse.conversation.views import TurnView
from rehearse.pages import frame, next_ids
from rehearse.pages.frame import say
from rehearse.pages.marks import plain
from rehearse.pages.runtime import runtime
from rehearse.pages.scene import Scene
from rehearse.report.silence import stopped
from rehearse.service.rehearsing import LOCAL


def once_more(
    shown: TurnView, told: str, key: str, kind: Literal["secondary", "tertiary"] = "secondary"
) -> None:
    """A button that says the words of a turn again; ``told``: what stands on it."""
    st.button(
        told,
        key=key,
        type=kind,
        icon=":material/refresh:",
        on_click=_say_the_same,
        args=(shown, next_ids.next_id(_act(shown))),
    )


def cut_short(scene: Scene, shown: TurnView, *, offered: bool) -> None:
    """That an answer was stopped; where the talk stands, the same words can be said again.
    ``offered``: whether that is offered here already."""
    told = shown.reply and stopped(shown.reply, scene.view.name, scene.ui)
    if not told:
        return
    st.html(f'<p class="soft cut-short">{plain(told)}</p>')
    if shown is scene.last and scene.running is None and not offered:
        once_more(shown, say("talk.say_the_same"), "say-the-same", "tertiary")


def _act(shown: TurnView) -> str:
    return f"same-{shown.id}"


def _say_the_same(shown: TurnView, turn_id: str) -> None:
    parent_id = shown.parent_id
    assert parent_id is not None  # What was said stands under something: only the opening does not.

    def store() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.say(LOCAL, turn_id, parent_id, shown.text))

    if frame.attempt(store):
        st.session_state["playing"] = turn_id
        next_ids.done(_act(shown))
