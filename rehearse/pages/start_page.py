"""Start: what this is, where one stood last time, and which situation to rehearse."""

from datetime import date, datetime, timedelta

import streamlit as st

from rehearse.conversation.rubric import LANGUAGES, Language, Level, Step
from rehearse.conversation.scenario import Scenario
from rehearse.errors import BadFile, NotFound
from rehearse.locale import level_word, step_name
from rehearse.pages import clock, frame, live, retold, scripts, sharing
from rehearse.pages.frame import say
from rehearse.pages.marks import label, plain, sign, soft
from rehearse.pages.pictogram import wobbling
from rehearse.pages.runtime import Runtime, runtime
from rehearse.report.dates import weekday_in_words
from rehearse.service.rehearsing import LOCAL
from rehearse.service.views import RehearsalRow

FIRST = ("promised-raise", "doubted-idea", "moved-work")
"""The situations that stand in front: one for each pillar. The others follow by their id."""


def page() -> None:
    """The whole page, from top to bottom."""
    services = runtime()
    frame.language_switch()
    _what_this_is(services)
    frame.warn(services.app.warnings)
    _last_time(services)
    _goal(services)
    with st.container(key="situations"):
        _situations(services)
    st.html(f'<p class="soft closing">{plain(live.honest("honest"))}</p>')


def _what_this_is(services: Runtime) -> None:
    with st.container(key="opening"):
        told, sample = st.columns([1.75, 1], gap="large")
        with told:
            st.html(
                f'<div class="opening"><h1>{plain(say("start.heading"))}</h1>'
                f'<p class="lead">{plain(say("start.what"))}</p></div>'
            )
            if st.button(say("start.choose_one"), key="choose", type="primary"):
                _to_the_situations()
            if not services.app.settings.database_url:
                st.html(soft(live.honest("local")))
        sample.html(_sample(frame.language()))


def _to_the_situations() -> None:
    asked = st.session_state["asked"] = st.session_state.get("asked", 0) + 1
    frame.run_scripts("choose", scripts.scroll_to(".st-key-situations", occasion=str(asked)))


def _sample(ui: Language) -> str:
    """One exchange as it looks in a talk, with the margin's line under it."""
    chips = "".join(
        f'<span class="chip">{sign("clear")}<b>{plain(step_name(step, ui))}</b> '
        f'<span class="level">{plain(level_word(Level.CLEAR, False, ui))}</span></span>'
        for step in (Step.OWN_PART, Step.FACE_IT)
    )
    return (
        f'<div class="sample"><p class="who">{plain(say("sample.heading"))}</p>'
        f'<p class="who">{plain(say("sample.name"))}</p>'
        f'<p class="speech">{plain(say("sample.heard"))}</p>'
        f'<div class="you"><p class="who">{plain(say("sample.you"))}</p>'
        f'<p class="said"><mark>{plain(say("sample.said"))}</mark></p></div>'
        f'<p class="chips">{chips}</p></div>'
    )


def _last_time(services: Runtime) -> None:
    """Where one talked last, and the way on from there."""
    last = services.wait(services.app.rehearsing.last(LOCAL))
    if last is None:
        return
    with st.container(key="last"):
        told, way = st.columns([4, 1.4], vertical_alignment="center")
        when = _when(last.last_said_at, clock.today(), frame.language())
        stood = say(f"last.{_how_far(last)}", when=when, name=last.name, turns=last.turns)
        told.html(
            f'<h2 class="small">{plain(say("last.heading"))}</h2><p class="soft">{plain(stood)}</p>'
        )
        with way:
            if _is_over(last):
                if _arrow(say("last.look_back"), "look-back"):
                    frame.go("debrief", rehearsal=last.id)
            elif _arrow(say("last.go", name=last.name), "go-on"):
                frame.go("talk", rehearsal=last.id)


def _goal(services: Runtime) -> None:
    """What a coach wants tried in the next talk, until that begins."""
    found = services.wait(services.app.sharing.goal(LOCAL))
    if found is None:
        return
    step = found.goal.step
    under = soft(step_name(step, frame.language())) if step else ""
    with st.container(key="goal"):
        told, way = st.columns([4, 1.4], vertical_alignment="center")
        heading = plain(sharing.say("goal.heading", coach=found.coach))
        told.html(
            f'<h2 class="small">{heading}</h2>'
            f'<p class="goal-words" dir="auto">{plain(found.goal.text)}</p>{under}'
        )
        with way:
            if _arrow(sharing.say("goal.see", coach=found.coach), "see-review"):
                sharing.to_reviews(found.rehearsal_id)


def _when(moment: datetime, today: date, ui: Language) -> str:
    day = moment.astimezone(clock.zone()).date()
    if day == today:
        return say("last.today")
    if day == today - timedelta(days=1):
        return say("last.yesterday")
    return say("last.day", day=weekday_in_words(day, ui, today=today))


def _is_over(last: RehearsalRow) -> bool:
    """Whether there is something to look back on, and nothing to go on with."""
    return last.turns > 0 and (last.ended_at is not None or last.closed)


def _how_far(last: RehearsalRow) -> str:
    if _is_over(last):
        return "done" if last.ended_at else "closed"
    return {0: "none", 1: "one"}.get(last.turns, "more")


def _situations(services: Runtime) -> None:
    hint = soft(say("start.choose_hint"))
    st.html(f"<h2>{plain(say('start.choose'))}</h2>{hint}")
    spoken = _spoken()
    found = _readable(services, spoken)
    if not found:
        frame.notice(say("start.none_here"))
        return
    in_front, others = found[: len(FIRST)], found[len(FIRST) :]
    with st.container(key="cards"):
        columns = st.columns(len(FIRST))
        for column, scenario in zip(columns, in_front, strict=False):
            with column, st.container(key=f"card-{scenario.id}", border=True, height="stretch"):
                _card(scenario)
    if others:
        st.html(f'<h2 class="more">{plain(_how_many_more(len(others)))}</h2>')
        for scenario in others:
            with st.container(key=f"row-{scenario.id}"):
                _row(scenario)


def _spoken() -> Language:
    """In which language the talk is: the app's, until the reader chooses it on its own."""
    chosen = frame.spoken()
    with st.container(key="spoken", horizontal=True):
        for other in LANGUAGES:
            if other != chosen:
                st.button(
                    say(f"start.spoken.{other}"),
                    key=f"spoken-{other}",
                    type="tertiary",
                    on_click=frame.choose_spoken,
                    args=(other,),
                )
    return chosen


def _readable(services: Runtime, spoken: Language) -> list[Scenario]:
    """The situations there are in a language. One broken file does not hide the others."""
    found = []
    for scenario_id in sorted(services.app.library.ids(), key=_place):
        try:
            found.append(services.app.library.load(scenario_id, spoken))
        except NotFound:
            continue
        except BadFile as trouble:
            frame.notice(trouble.message(frame.language()))
    return found


def _place(scenario_id: str) -> tuple[int, str]:
    in_front = FIRST.index(scenario_id) if scenario_id in FIRST else len(FIRST)
    return in_front, scenario_id


def _how_many_more(n: int) -> str:
    if n == 1:
        return say("start.more.one")
    told = say("start.more.many", n=retold.number(n, frame.language()))
    return told[:1].upper() + told[1:]


def _card(scenario: Scenario) -> None:
    words = scenario.words
    st.html(
        f'<div class="card"><p class="soft">{plain(say("start.with", name=scenario.name))}</p>'
        f'<div lang="{scenario.language}"><h3>{plain(words.title)}</h3>'
        f"<p>{plain(words.card)}</p></div>"
        f"{wobbling(scenario.rules.pillar, frame.language())}</div>"
    )
    _way_to(scenario)


def _row(scenario: Scenario) -> None:
    words = scenario.words
    told, way = st.columns([4, 1.4], vertical_alignment="center")
    told.html(
        f'<div class="row"><div lang="{scenario.language}"><h3>{plain(words.title)}</h3>'
        f"<p>{plain(words.card)}</p></div>"
        f"{wobbling(scenario.rules.pillar, frame.language())}</div>"
    )
    with way:
        _way_to(scenario)


def _way_to(scenario: Scenario) -> None:
    if _arrow(say("start.go", name=scenario.name), f"start-{scenario.id}"):
        frame.go("prepare", situation=scenario.id, spoken=scenario.language)


def _arrow(words: str, key: str) -> bool:
    """A quiet way on."""
    return st.button(
        label(words),
        key=key,
        type="tertiary",
        icon=":material/arrow_forward:",
        icon_position="right",
    )


frame.show(page)
