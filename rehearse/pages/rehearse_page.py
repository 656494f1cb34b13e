"""Rehearse: the talk with the colleague, what each turn did, and how the colleague is doing."""

import time

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Language, Pillar
from rehearse.conversation.trust import TrustChange, TrustState
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.errors import NotFound
from rehearse.pages import compose, frame, live, scripts, typed_words
from rehearse.pages.frame import say
from rehearse.pages.marks import paragraphs, plain, showable
from rehearse.pages.note import in_words, note
from rehearse.pages.rail import rail, standing
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.scene import TURNS_IN_VIEW, Scene
from rehearse.pages.speaking import Speech, line
from rehearse.pages.turn import Slots, earlier, turn, versions_just_opened
from rehearse.report.silence import is_silent, stopped
from rehearse.service.rehearsing import LOCAL

_TO_PAINT_S = 0.06
"""How long the page rests before it is drawn anew: given both at once, a browser draws the last
words only with the whole page, some 40 ms later (``python -m benchmarks page``)."""

_LAST_WORDS = '.st-key-talk [data-stale="false"] .colleague'
_VERSIONS = '[class*="st-key-all-versions-"]'
_BOX = '.st-key-foot [data-testid="stForm"]'


def page() -> None:
    """The whole page, from top to bottom."""
    rehearsal_id = st.query_params.get("rehearsal", "")
    begun = st.session_state.pop("beginning", None)
    services = runtime()
    if st.session_state.get("heard_in") != rehearsal_id:
        st.session_state["heard_in"] = rehearsal_id
        st.session_state.pop("aloud", None)
    try:
        view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal_id))
    except NotFound:
        _gone(rehearsal_id)
        return
    # What was typed on Prepare went along. Always a place for it: were everything below to move up
    # in the next run, what was there before would linger in the live region and be read out.
    typed = typed_words.prepared(view.scenario.id)
    frame.run_scripts("begun", *([typed_words.forget(typed)] if begun else []))
    _show(_scene(services, view))


def _gone(rehearsal_id: str) -> None:
    """There is no such talk, or no longer; words that were on their way there are not lost."""
    st.session_state.pop("notice", None)
    frame.notice(say("trouble.unknown"))
    if typed := compose.unsent(rehearsal_id):
        st.text_area(say("trouble.unsent"), value=showable(typed.words), key="gone")
    frame.way_back()


def _scene(services: Runtime, view: RehearsalView) -> Scene:
    asked = st.query_params.get("again")
    again = next((turn for turn in view.spoken if turn.id == asked), None)
    unheard = not view.leaf.answered or st.session_state.get("playing") == view.leaf.id
    running = view.leaf if unheard and again is None else None
    return Scene(services, view, frame.language(), running, again)


def _show(scene: Scene) -> None:
    side, talk = st.columns([1, 2.8], gap="large")
    with side, st.container(key="rail"):
        _rail(scene)
    with talk:
        # Each has its own place: what moved down would leave its ghost while the colleague speaks.
        with st.container(key="talk"):
            slots = _turns(scene)
        stop = st.empty()
        if scene.running:
            _stop(stop, scene.running)
        with st.container(key="standing-below"):
            _standing_below(scene)
        compose.foot(scene)
        frame.language_switch()
    with st.container(key="live"):
        aloud = st.empty()
    aloud.text(st.session_state.get("aloud", ""))
    frame.run_scripts("talk", *_scripts(scene))
    opened = versions_just_opened()
    frame.run_scripts("versions", *([scripts.bring_into_view(_VERSIONS)] if opened else []))
    if scene.running and slots:
        _hear(scene, scene.running, slots, aloud)


def _rail(scene: Scene) -> None:
    path, change = _trust(scene)
    scenario = scene.view.scenario
    st.html(
        rail(
            scenario.words.persona,
            path,
            change,
            scenario.rules.needed,
            scene.ui,
            scene.view.language,
            words_only=scene.words_only,
        )
    )
    live.played_by(scene)
    with st.expander(say("talk.situation")):
        _situation(scene)
    st.toggle(
        say("talk.words_only"),
        value=scene.words_only,
        key=f"words-only-{scene.view.id}",
        on_change=_words_only,
        args=(scene.view,),
    )


def _trust(scene: Scene) -> tuple[list[TrustState], TrustChange | None]:
    """Trust from the start to where it stands now, and what the last answered turn did to it."""
    shown = [scene.view.turns[0], *scene.turns]
    settled = [turn for turn in shown if turn.state and turn is not scene.running]
    return [turn.state.standing for turn in settled if turn.state], settled[-1].change


def _standing_below(scene: Scene) -> None:
    """How it stands, under the last answer: for where the rail is not beside the talk but above
    it, soon out of sight. (The style sheet shows the one or the other.)"""
    if scene.running:
        return
    path, change = _trust(scene)
    needed = scene.view.scenario.rules.needed
    told = standing(scene.view.name, path, change, needed, scene.ui, words_only=scene.words_only)
    st.html(f'<div class="rail below">{told}</div>')


def _situation(scene: Scene) -> None:
    """The brief, and what the manager wrote before the talk."""
    brief = "".join(f"<p>{plain(each)}</p>" for each in paragraphs(scene.view.scenario.words.brief))
    st.html(f'<div class="brief" lang="{scene.view.language}">{brief}</div>')
    written = scene.view.keepsakes.preparation
    own = [(say("talk.own_part"), written.own_part), (say("talk.goal"), written.goal)]
    seen = [(say(f"talk.seen.{p.value}"), written.seen.get(p, "")) for p in Pillar]
    told = [
        f"<dt>{plain(what)}</dt><dd>{plain(words)}</dd>" for what, words in [*own, *seen] if words
    ]
    if told:
        st.html(f'<dl class="brief">{"".join(told)}</dl>')


def _words_only(view: RehearsalView) -> None:
    only = bool(st.session_state[f"words-only-{view.id}"])

    def keep() -> None:
        services = runtime()
        services.wait(
            services.app.looking_back.change(
                LOCAL, view.id, lambda k: k.preparation.model_copy(update={"words_only": only})
            )
        )

    if not frame.attempt(keep):
        st.session_state[f"words-only-{view.id}"] = not only


def _turns(scene: Scene) -> Slots | None:
    """The talk so far; returns the places of its last turn."""
    opening = scene.view.turns[0].opening
    whole = st.session_state.get("whole_talk") == scene.view.id
    hidden = 0 if whole else max(0, len(scene.turns) - TURNS_IN_VIEW)
    if hidden:
        earlier(scene, hidden)
    elif opening:
        st.html(line(scene.voice, opening.text, opening.gesture))
    slots = None
    for n, shown in enumerate(scene.turns[hidden:], start=hidden + 1):
        slots = turn(scene, n, shown)
    return slots


def _stop(place: DeltaGenerator, running: TurnView) -> None:
    place.button(
        say("talk.stop"),
        key="stop",
        type="tertiary",
        icon=":material/stop:",
        on_click=_stop_speaking,
        args=(running.id,),
    )


def _stop_speaking(turn_id: str) -> None:
    def stop() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.stop(LOCAL, turn_id))

    frame.attempt(stop)


def _hear(scene: Scene, running: TurnView, slots: Slots, aloud: DeltaGenerator) -> None:
    """Let the colleague answer on screen, then show the page as it is after that."""

    def graded(final: bool) -> None:
        grade = _as_it_is_now(scene, running).grade
        if grade:
            slots.note.html(
                note(
                    grade,
                    scene.ui,
                    scene.view.language,
                    final=final,
                    words_only=scene.words_only,
                )
            )

    aloud.text(say("talk.answering", name=scene.voice.name))
    speech = Speech(scene.services, running.id, scene.voice, scene.ui, slots.reply, graded)
    speech.play()
    if speech.trouble:
        frame.mishap(speech.trouble)
        return
    st.session_state["aloud"] = _aloud(scene, _as_it_is_now(scene, running))
    st.session_state.pop("playing", None)
    time.sleep(_TO_PAINT_S)
    st.rerun()


def _as_it_is_now(scene: Scene, running: TurnView) -> TurnView:
    return scene.services.wait(scene.services.app.rehearsing.turn(LOCAL, running.id))


def _aloud(scene: Scene, last: TurnView) -> str:
    """What a listener hears once the colleague has answered: the answer, then the chips if they
    are there to stay."""
    name = scene.voice.name
    told = _reply_aloud(last.reply, name, scene.ui) if last.reply else []
    if last.grade and last.done and not scene.words_only:
        told.append(say("talk.aloud_grade", grade=in_words(last.grade, scene.ui)))
    if last.state and last.state.closed:
        told.append(say("closed.heading", name=name))
    return " ".join(told)


def _reply_aloud(reply: Reply, name: str, ui: Language) -> list[str]:
    """The answer as a listener hears it: one without words is told as that."""
    told = [cut] if (cut := stopped(reply, name, ui)) else []
    if not is_silent(reply.text):
        return [say("talk.aloud", name=name, text=reply.text), *told]
    return told or [say("talk.aloud_silent", name=name)]


def _scripts(scene: Scene) -> list[str]:
    number = len(scene.turns)
    found = [scripts.LIVE_REGION, frame.keep_typed_words()]
    if scene.again:
        found.append(scripts.scroll_to(_LAST_WORDS, seen=_BOX, occasion=scene.place))
    elif number:
        found.append(scripts.scroll_to(f".st-key-turn-{number}"))
    if scene.again or (number and scene.running is None):
        found.append(scripts.focus(".st-key-foot textarea", occasion=scene.place))
    return found


frame.show(page)
