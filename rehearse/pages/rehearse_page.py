"""Rehearse: the talk with the colleague, what each turn did, and how the colleague is doing."""

from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from rehearse.conversation.rubric import Language
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.errors import NotFound
from rehearse.ids import new_id
from rehearse.pages import frame, scripts
from rehearse.pages.frame import say
from rehearse.pages.marks import label, plain
from rehearse.pages.note import in_words, note, said
from rehearse.pages.rail import rail
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.speaking import Speech, Voice, line
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Scene:
    """What is on screen: a path, whether a turn of it is still being answered or said anew."""

    services: Runtime
    view: RehearsalView
    ui: Language
    running: TurnView | None
    """The last turn, while the colleague is answering it."""
    again: TurnView | None
    """The turn that is being said differently; the path then ends before it."""

    @property
    def voice(self) -> Voice:
        return Voice(self.view.scenario.name, self.view.language)

    @property
    def turns(self) -> list[TurnView]:
        """The manager's turns that are on screen."""
        turns = self.view.turns[1:]
        if self.again is None:
            return list(turns)
        return list(turns[: turns.index(self.again)])

    @property
    def last(self) -> TurnView:
        """What the manager would answer now."""
        return self.turns[-1] if self.turns else self.view.turns[0]


@dataclass(frozen=True)
class Slots:
    """The places on screen that change while the colleague answers."""

    note: DeltaGenerator
    reply: DeltaGenerator


def page() -> None:
    """The whole page, from top to bottom."""
    rehearsal_id = st.query_params.get("rehearsal")
    st.session_state.pop("beginning", None)
    if not rehearsal_id:
        frame.go("start")
        return
    services = runtime()
    try:
        view = services.wait(services.app.rehearsing.open(LOCAL, rehearsal_id))
    except NotFound:
        frame.notice(say("trouble.unknown"))
        frame.way_back()
        return
    _show(_scene(services, view))


def _scene(services: Runtime, view: RehearsalView) -> Scene:
    asked = st.query_params.get("again")
    again = next((turn for turn in view.turns[1:] if turn.id == asked), None)
    unheard = not view.leaf.done or st.session_state.get("playing") == view.leaf.id
    running = view.leaf if unheard and again is None else None
    return Scene(services, view, frame.language(), running, again)


def _show(scene: Scene) -> None:
    side, talk = st.columns([1, 2.8], gap="large")
    with side, st.container(key="rail"):
        _rail(scene)
    with talk:
        opening = scene.view.turns[0].opening
        if opening:
            st.html(line(scene.voice, opening.text, opening.gesture))
        slots = [_turn(scene, n, turn) for n, turn in enumerate(scene.turns, start=1)]
        _foot(scene)
        frame.language_switch()
    with st.container(key="live"):
        live = st.empty()
    live.text(st.session_state.get("aloud", ""))
    frame.run_scripts("talk", *_scripts(scene))
    if scene.running:
        _hear(scene, scene.running, slots[-1], live)


def _rail(scene: Scene) -> None:
    shown = [scene.view.turns[0], *scene.turns]
    settled = [turn for turn in shown if turn.state and turn is not scene.running]
    path = [turn.state.standing for turn in settled if turn.state]
    scenario = scene.view.scenario
    st.html(
        rail(
            scenario.words.persona,
            path,
            settled[-1].change,
            scenario.rules.needed,
            scene.ui,
            scene.view.language,
        )
    )
    with st.expander(say("talk.situation")):
        brief = plain(" ".join(scenario.words.brief.split()))
        st.html(f'<div class="brief" lang="{scene.view.language}">{brief}</div>')


def _turn(scene: Scene, n: int, turn: TurnView) -> Slots:
    running = turn is scene.running
    with st.container(key=f"turn-{n}"):
        at, number = turn.siblings.index(turn.id) + 1, len(turn.siblings)
        you = plain(say("talk.you" if number == 1 else "talk.you_version", n=n, i=at, all=number))
        words = said(turn.text, turn.grade)
        st.html(
            f'<div class="you"><h2>{you}</h2>'
            f'<p class="said" lang="{scene.view.language}" dir="auto">{words}</p></div>'
        )
        notes, ways = st.columns([2.6, 1], gap="small")
        noted = notes.empty()
        if turn.grade:
            noted.html(note(turn.grade, scene.ui, scene.view.language))
        if not running:
            with ways, st.container(key=f"ways-{n}", gap=None):
                _ways(scene, n, turn)
    reply = st.empty()
    if turn.reply and not running:
        reply.html(line(scene.voice, turn.reply.text, turn.reply.gesture))
    return Slots(noted, reply)


def _ways(scene: Scene, n: int, turn: TurnView) -> None:
    st.button(
        say("talk.again", n=n),
        key=f"again-{turn.id}",
        type="tertiary",
        icon=":material/undo:",
        on_click=_say_again,
        args=(turn.id,),
    )
    if len(turn.siblings) == 1:
        return
    other = (turn.siblings.index(turn.id) + 1) % len(turn.siblings)
    st.button(
        say("talk.version", n=n, i=other + 1),
        key=f"version-{turn.id}",
        type="tertiary",
        icon=":material/swap_horiz:",
        on_click=_switch,
        args=(scene.view.id, turn.siblings[other]),
    )


def _foot(scene: Scene) -> None:
    """Where the manager answers, or what there is to do instead."""
    with st.container(key="foot"):
        frame.notices()
        if scene.view.closed and scene.again is None and scene.running is None:
            _closed(scene)
        else:
            _box(scene)
        with st.container(horizontal=True):
            if scene.turns and not scene.view.closed:
                _finish(scene)
            else:
                frame.way_back()


def _box(scene: Scene) -> None:
    again, name = scene.again, scene.view.scenario.name
    if scene.view.ended_at:
        st.html(f'<p class="soft">{plain(say("ended.text"))}</p>')
    if again:
        st.html(f'<p class="soft">{plain(say("talk.again_now", n=len(scene.turns) + 1))}</p>')
    place = again.id if again else scene.last.id
    turn_id = _next_id(place)
    words = f"words-{turn_id}"
    if again and words not in st.session_state:
        st.session_state[words] = again.text
    with st.form(f"say-{turn_id}", border=False):
        asks = say("talk.placeholder", name=name)
        st.text_area(say("talk.box"), key=words, placeholder=asks, height=124)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.form_submit_button(
                say("talk.say"),
                type="primary",
                disabled=scene.running is not None,
                on_click=_say,
                args=(scene.last.id, turn_id, place),
            )
            st.html(f'<span class="keys">{plain(say("talk.keys"))}</span>', width="content")
    if again:
        st.button(say("talk.again_not"), key="again-not", type="tertiary", on_click=_leave_as_was)


def _closed(scene: Scene) -> None:
    name, last = scene.view.scenario.name, scene.view.leaf
    st.html(
        f'<div class="closed"><h2>{plain(say("closed.heading", name=name))}</h2>'
        f"<p>{plain(say('closed.text'))}</p></div>"
    )
    with st.container(horizontal=True):
        st.button(
            say("talk.again", n=len(scene.turns)),
            key="closed-again",
            type="primary",
            on_click=_say_again,
            args=(last.id,),
        )
        if st.button(label(say("closed.anew", name=name)), key="closed-anew"):
            _start_anew(scene)


def _finish(scene: Scene) -> None:
    if st.button(say("talk.finish"), key="finish", type="tertiary", icon=":material/arrow_back:"):
        scene.services.wait(scene.services.app.rehearsing.finish(LOCAL, scene.view.id))
        frame.go("start")


def _start_anew(scene: Scene) -> None:
    scenario, rehearsing = scene.view.scenario, scene.services.app.rehearsing
    opened = scene.view.turns[0].opening
    opening = scenario.words.openings.index(opened) if opened in scenario.words.openings else 0
    following = (opening + 1) % len(scenario.words.openings)
    rehearsal_id = st.session_state.setdefault("beginning", new_id())
    started = rehearsing.start(
        LOCAL, rehearsal_id, scenario.id, scenario.language, scene.view.difficulty, following
    )
    scene.services.wait(started)
    frame.go("talk", rehearsal=rehearsal_id)


def _hear(scene: Scene, turn: TurnView, slots: Slots, live: DeltaGenerator) -> None:
    """Let the colleague answer on screen, then show the page as it is after that."""

    def graded(final: bool) -> None:
        grade = _as_it_is_now(scene, turn).leaf.grade
        if grade:
            slots.note.html(note(grade, scene.ui, scene.view.language, final=final))

    live.text(say("talk.answering", name=scene.voice.name))
    speech = Speech(scene.services, turn.id, scene.voice, slots.reply, graded)
    speech.play()
    if speech.trouble:
        frame.mishap(speech.trouble)
        return
    st.session_state["aloud"] = _aloud(scene, _as_it_is_now(scene, turn))
    st.session_state.pop("playing", None)
    st.rerun()


def _as_it_is_now(scene: Scene, turn: TurnView) -> RehearsalView:
    return scene.services.wait(scene.services.app.rehearsing.open(LOCAL, scene.view.id, turn.id))


def _aloud(scene: Scene, now: RehearsalView) -> str:
    """What a listener hears once the colleague has answered: the answer, then the chips."""
    name, turn = scene.voice.name, now.leaf
    told = [say("talk.aloud", name=name, text=turn.reply.text if turn.reply else "")]
    if turn.grade:
        told.append(say("talk.aloud_grade", grade=in_words(turn.grade, scene.ui)))
    if now.closed:
        told.append(say("closed.heading", name=name))
    return " ".join(told)


def _scripts(scene: Scene) -> list[str]:
    number = len(scene.turns)
    found = [scripts.LIVE_REGION]
    if number:
        found.append(scripts.scroll_to(f".st-key-turn-{number}"))
    if scene.again or (number and scene.running is None):
        place = (scene.again or scene.last).id
        found.append(scripts.focus(".st-key-foot textarea", occasion=_next_id(place)))
    return found


def _next_id(place: str) -> str:
    """The id that the next words at a place in the tree will have, however often they are sent."""
    ids: dict[str, str] = st.session_state.setdefault("next_ids", {})
    return ids.setdefault(place, new_id())


def _say(parent_id: str, turn_id: str, place: str) -> None:
    words = st.session_state.get(f"words-{turn_id}") or ""

    def store() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.say(LOCAL, turn_id, parent_id, words))

    if frame.attempt(store):
        st.session_state["playing"] = turn_id
        st.session_state["next_ids"].pop(place, None)
        _leave_as_was()


def _say_again(turn_id: str) -> None:
    st.query_params["again"] = turn_id


def _leave_as_was() -> None:
    st.query_params.pop("again", None)


def _switch(rehearsal_id: str, turn_id: str) -> None:
    """Show another version of a turn, with what followed it."""

    def stand_there() -> None:
        services = runtime()
        services.wait(services.app.rehearsing.reopen(LOCAL, rehearsal_id, turn_id))

    frame.attempt(stand_there)


frame.show(page)
