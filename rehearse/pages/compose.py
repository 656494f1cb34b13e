"""Where the manager answers: the box, checking first, a hint; or what there is to do instead."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from rehearse.advice.hints import hint
from rehearse.conversation.scenario import Move
from rehearse.conversation.views import DraftView
from rehearse.locale import phrase
from rehearse.pages import frame, next_ids
from rehearse.pages.frame import say
from rehearse.pages.marks import label, plain, showable, soft
from rehearse.pages.note import in_words, note, said
from rehearse.pages.runtime import runtime
from rehearse.pages.scene import Scene
from rehearse.pages.turn import say_again
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Unsent:
    """Words that were typed and not said, and the place in the tree they were meant for."""

    place: str
    words: str


def foot(scene: Scene) -> None:
    """Everything under the last answer."""
    with st.container(key="foot"):
        before = st.empty()
        with before.container():
            left_over = _left_over(scene)
            frame.notices()
            draft = _before(scene)
        # No place that is emptied first: each time the box would lose the cursor.
        with st.container():
            if scene.at_end:
                _closed(scene)
            else:
                _box(scene, draft, left_over)
        with st.container(horizontal=True, key="out"):
            if scene.turns:
                _finish(scene)
            else:
                frame.way_back()


def _left_over(scene: Scene) -> str:
    """What was typed and is not said yet, for the box; says so where the talk went on under it."""
    typed = unsent(scene.view.id)
    if typed is None:
        return ""
    if typed.place != scene.place and typed.words.strip():
        st.session_state.setdefault("notice", say("talk.went_on"))
        # What was done there is not what is in view here.
        st.session_state.pop("aloud", None)
        if scene.at_end:
            st.text_area(say("trouble.unsent"), value=showable(typed.words), key="left-over")
            _keep_unsent(typed.place, typed.words)
    return typed.words


def _before(scene: Scene) -> DraftView | None:
    """What has to be seen before one goes on; returns the draft that waits, if one does."""
    if scene.running or scene.at_end:
        return None
    _standing(scene)
    draft = scene.services.wait(scene.services.app.rehearsing.draft(LOCAL, scene.last.id))
    if draft:
        _checked(scene, draft)
    if _hinted(scene):
        _hint(scene)
    return draft


def _hinted(scene: Scene) -> bool:
    return bool(st.session_state.get("hint_at") == scene.place)


def _box(scene: Scene, draft: DraftView | None, left_over: str) -> None:
    words = scene.box
    waiting = scene.again or draft
    first = left_over or (waiting.text if waiting else "")
    if first and words not in st.session_state:
        st.session_state[words] = showable(first)
    with st.form(f"say-{scene.place}", border=False):
        asks = say("talk.placeholder", name=scene.view.name)
        st.text_area(say("talk.box"), key=words, placeholder=asks, height=124)
        with st.container(horizontal=True, vertical_alignment="center"):
            _submits(scene)
    if scene.again:
        st.button(say("talk.again_not"), key="again-not", type="tertiary", on_click=leave_as_was)


def _submits(scene: Scene) -> None:
    busy = scene.running is not None
    here = (scene.last.id, scene.place, scene.box)
    with st.container(
        horizontal=True, vertical_alignment="center", width="content", gap="small", key="say-it"
    ):
        _submit(
            "talk.say", _say, *here, next_ids.next_id(scene.place), type="primary", disabled=busy
        )
        st.html(f'<span class="keys">{plain(say("talk.keys"))}</span>', width="content")
    _submit("talk.check", _check, *here, scene.words_only, disabled=busy)
    if not _hinted(scene):
        look = {"type": "tertiary", "icon": ":material/lightbulb:"}
        _submit("talk.hint", _ask_hint, scene.place, scene.box, disabled=busy, **look)


def _submit(key: str, work: Callable[..., None], *args: object, **look: Any) -> None:
    """A button of the box. ``key``: the phrase on it; ``work``: what it does, with ``args``."""

    def do() -> None:
        st.session_state["submitted"] = key
        work(*args)

    pressed = st.form_submit_button(say(key), on_click=do, **look)
    # After a restart under an open page this session has no callback yet, only what was pressed.
    if pressed and st.session_state.pop("submitted", None) != key:
        do()
        st.rerun()


def _standing(scene: Scene) -> None:
    """Where the talk stands, if that is not plain: said anew, settled, finished before."""
    if scene.again:
        told = say("talk.again_now", n=len(scene.turns) + 1)
    elif scene.last.reply and scene.last.reply.move is Move.SETTLE:
        told = say("settled.text", name=scene.view.name)
    elif scene.view.ended_at:
        told = say("ended.text")
    else:
        return
    st.html(soft(told))


def _checked(scene: Scene, draft: DraftView) -> None:
    spoken = scene.view.language
    with st.container(key="turn-checked"):
        st.html(
            f'<div class="checked"><h2>{plain(say("talk.checked"))}</h2>'
            f'<p class="soft">{plain(say("talk.checked_unheard", name=scene.view.name))}</p>'
            f'<p class="said" lang="{spoken}" dir="auto">{said(draft.text, draft.grade)}</p></div>'
        )
        st.html(note(draft.grade, scene.ui, spoken, words_only=scene.words_only))


def _hint(scene: Scene) -> None:
    told = plain(_hint_text(scene))
    st.html(f'<p class="sheet hint"><b>{plain(say("talk.hint"))}</b> {told}</p>')


def _hint_text(scene: Scene) -> str:
    view = scene.view.model_copy(update={"turns": (scene.view.turns[0], *scene.turns)})
    found = hint(view)
    return phrase(f"hints.{found.code}", scene.ui, name=found.name)


def _closed(scene: Scene) -> None:
    name, last = scene.view.name, scene.view.leaf
    st.html(
        f'<div class="closed"><h2>{plain(say("closed.heading", name=name))}</h2>'
        f"<p>{plain(say('closed.text'))}</p></div>"
    )
    with st.container(horizontal=True):
        st.button(
            say("talk.again", n=len(scene.turns)),
            key="closed-again",
            type="primary",
            on_click=say_again,
            args=(last.id,),
        )
        if st.button(label(say("closed.anew", name=name)), key="closed-anew"):
            scenario = scene.view.scenario
            frame.go("prepare", situation=scenario.id, spoken=scenario.language)


def _finish(scene: Scene) -> None:
    pressed = st.button(
        say("talk.finish"),
        key="finish",
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
    )
    if pressed:
        scene.services.wait(scene.services.app.rehearsing.finish(LOCAL, scene.view.id))
        frame.go("debrief", rehearsal=scene.view.id)


def _say(parent_id: str, place: str, box: str, turn_id: str) -> None:
    words = st.session_state.get(box) or ""

    def store() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.say(LOCAL, turn_id, parent_id, words))

    if frame.attempt(store):
        st.session_state["playing"] = turn_id
        next_ids.done(place)
        frame.box_done(box)
        # Another time at this place begins with what was said, not with what is left in the box.
        st.session_state.pop(box, None)
        leave_as_was()
    else:
        _keep_unsent(place, words)


def _keep_unsent(place: str, words: str) -> None:
    """Where somebody spoke here meanwhile, the words wait in the box at the new place."""
    left: dict[str | None, Unsent] = st.session_state.setdefault("unsent", {})
    left[st.query_params.get("rehearsal")] = Unsent(place, words)


def unsent(rehearsal_id: str) -> Unsent | None:
    """Words that were typed in a talk and not said, once; they go nowhere else."""
    left: dict[str, Unsent] = st.session_state.get("unsent", {})
    return left.pop(rehearsal_id, None)


def _check(parent_id: str, place: str, box: str, words_only: bool) -> None:
    words = st.session_state.get(box) or ""

    def look() -> None:
        services = runtime()
        draft = services.wait(services.app.rehearsing.check(LOCAL, parent_id, words))
        steps = in_words(draft.grade, frame.language())
        told = say("talk.checked") if words_only else say("talk.aloud_checked", grade=steps)
        st.session_state["aloud"] = told

    frame.attempt(look)
    _keep_unsent(place, words)


def _ask_hint(place: str, box: str) -> None:
    st.session_state["hint_at"] = place
    _keep_unsent(place, st.session_state.get(box) or "")


def leave_as_was() -> None:
    """Stop saying a turn differently."""
    st.query_params.pop("again", None)
