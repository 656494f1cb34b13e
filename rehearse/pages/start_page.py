"""Start: what this is, and which situation to rehearse."""

import random

import streamlit as st

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Difficulty, Scenario
from rehearse.errors import BadFile, NotFound
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.pages import frame
from rehearse.pages.frame import say
from rehearse.pages.marks import label, plain
from rehearse.pages.runtime import Runtime, runtime
from rehearse.service.rehearsing import LOCAL
from rehearse.service.views import RehearsalRow


def page() -> None:
    """The whole page, from top to bottom."""
    frame.language_switch()
    _what_this_is()
    services = runtime()
    for warning in services.app.warnings:
        frame.notice(warning.message(frame.language()))
    _last_time(services)
    hint = f'<p class="soft">{plain(say("start.choose_hint"))}</p>'
    st.html(f"<h2>{plain(say('start.choose'))}</h2>{hint}")
    spoken, difficulty = _how()
    _cards(services, spoken, difficulty)


def _what_this_is() -> None:
    told = [
        f'<p class="lead">{plain(say("start.what"))}</p>',
        f"<p>{plain(say('start.honest'))}</p>",
    ]
    st.html(f'<div class="opening"><h1>{plain(say("start.heading"))}</h1>{"".join(told)}</div>')


def _last_time(services: Runtime) -> None:
    rows = services.wait(services.app.rehearsing.history(LOCAL))
    if not services.app.settings.database_url:
        st.html(f'<p class="soft">{plain(say("start.local"))}</p>')
    if not rows:
        return
    last = rows[0]
    with st.container(key="last"):
        told = plain(say(f"last.{_how_far(last)}", name=last.name, turns=last.turns))
        st.html(f'<h2 class="small">{plain(say("last.heading"))}</h2><p class="soft">{told}</p>')
        go_on = label(say("last.go", name=last.name))
        if st.button(go_on, key="go-on", type="tertiary", icon=":material/arrow_forward:"):
            frame.go("talk", rehearsal=last.id)


def _how_far(last: RehearsalRow) -> str:
    return {0: "none", 1: "one"}.get(last.turns, "more")


def _how() -> tuple[Language, Difficulty]:
    """In which language, and how hard."""
    with st.container(key="how", horizontal=True, gap="large"):
        spoken = st.segmented_control(
            say("start.spoken"),
            LANGUAGES,
            default=frame.language(),
            required=True,
            format_func=lambda known: phrase(f"page.language.{known}", frame.language()),
            key="spoken",
        )
        difficulty = st.segmented_control(
            say("start.difficulty"),
            list(Difficulty),
            default=Difficulty.NORMAL,
            required=True,
            format_func=lambda degree: say(f"difficulty.{degree.value}"),
            key="difficulty",
        )
    return spoken or frame.language(), difficulty or Difficulty.NORMAL


def _cards(services: Runtime, spoken: Language, difficulty: Difficulty) -> None:
    scenarios = _readable(services, spoken)
    if not scenarios:
        frame.notice(say("start.none_here"))
        return
    for column, scenario in zip(st.columns(len(scenarios)), scenarios, strict=True):
        with column, st.container(key=f"card-{scenario.id}", border=True, height="stretch"):
            _card(services, scenario, difficulty)


def _readable(services: Runtime, spoken: Language) -> list[Scenario]:
    """The situations there are in a language. One broken file does not hide the others."""
    found = []
    for scenario_id in services.app.library.ids():
        try:
            found.append(services.app.library.load(scenario_id, spoken))
        except NotFound:
            continue
        except BadFile as trouble:
            frame.notice(trouble.message(frame.language()))
    return found


def _card(services: Runtime, scenario: Scenario, difficulty: Difficulty) -> None:
    words, persona = scenario.words, scenario.words.persona
    who = say("start.with", name=persona.name)
    st.html(
        f'<div class="card"><p class="soft">{plain(who)}</p><div lang="{scenario.language}">'
        f"<h3>{plain(words.title)}</h3><p>{plain(words.card)}</p></div></div>"
    )
    go = label(say("start.go", name=persona.name))
    key = f"start-{scenario.id}"
    if st.button(go, key=key, type="tertiary", icon=":material/arrow_forward:"):
        _start(services, scenario, difficulty)


def _start(services: Runtime, scenario: Scenario, difficulty: Difficulty) -> None:
    # One id until the talk is on screen: a double click begins one rehearsal, not two.
    rehearsal_id = st.session_state.setdefault("beginning", new_id())
    # Another opening each time, or every rehearsal would begin with the same line.
    opening = random.randrange(len(scenario.words.openings))
    started = services.app.rehearsing.start(
        LOCAL, rehearsal_id, scenario.id, scenario.language, difficulty, opening
    )
    services.wait(started)
    services.warm(scenario.id, scenario.language)
    frame.go("talk", rehearsal=rehearsal_id)


frame.show(page)
