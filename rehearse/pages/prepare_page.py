"""Prepare: the situation, and what one may write down before going in. All of it is optional."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

import streamlit as st

from rehearse.conversation.keepsakes import MOST_KEPT, READINESS, Preparation
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import Language, Pillar
from rehearse.conversation.scenario import Difficulty, Scenario
from rehearse.errors import BadFile, NotFound
from rehearse.ids import new_id
from rehearse.pages import clock, frame, retold, scripts
from rehearse.pages.choices import Choices, among
from rehearse.pages.explained import seven_steps
from rehearse.pages.frame import say
from rehearse.pages.live import honest
from rehearse.pages.marks import label, paragraphs, plain, showable, soft
from rehearse.pages.pictogram import wobbling
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.typed_words import prepared
from rehearse.pages.who_plays import told_at_once, who_plays
from rehearse.service.rehearsing import LOCAL

_HOURS = tuple(time(hour, minute) for hour in range(7, 22) for minute in (0, 15, 30, 45))
"""When a talk at work begins."""


@dataclass(frozen=True)
class Sheet:
    """The form one fills in for a situation."""

    scenario: Scenario
    before: Preparation
    """What stands in it already."""
    fresh: bool
    """Whether the reader asked for an empty one."""

    @property
    def name(self) -> str:
        return self.scenario.name

    @property
    def filled(self) -> bool:
        """Whether something of the last time stands in it. How ready one was then does not."""
        return self.before.model_copy(update={"ready": None}) != Preparation()

    def key(self, field: str) -> str:
        """The key of a field: words that were typed but not sent are kept by it."""
        return f"{prepared(self.scenario.id)}{'fresh-' if self.fresh else ''}{field}"


def page() -> None:
    """The whole page, from top to bottom."""
    services, ui = runtime(), frame.language()
    spoken = frame.spoken()
    with st.container(key="prepare"):
        _another(spoken)
        try:
            scenario = services.app.library.load(st.query_params.get("situation", ""), spoken)
        except NotFound:
            frame.notice(say("prepare.unknown"))
            return
        except BadFile as trouble:
            frame.notice(trouble.message(ui))
            return
        services.warm(scenario.id, spoken)
        _situation(scenario, ui)
        _form(services, _sheet(services, scenario))
    frame.run_scripts("prepare", frame.keep_typed_words())


def _another(spoken: Language) -> None:
    other = say("prepare.other")
    if st.button(other, key="other", type="tertiary", icon=":material/arrow_back:"):
        frame.go("start", spoken=spoken)


def _situation(scenario: Scenario, ui: Language) -> None:
    words, persona = scenario.words, scenario.words.persona
    # The role opens a line where it is shown alone; here it stands in a sentence.
    role = persona.role[:1].lower() + persona.role[1:]
    brief = "".join(f"<p>{plain(each)}</p>" for each in paragraphs(words.brief))
    st.html(
        f'<div class="scene"><h1 lang="{scenario.language}">{plain(words.title)}</h1>'
        f'<p class="soft">{plain(say("prepare.with", name=persona.name, role=role))}</p>'
        f'<div class="told" lang="{scenario.language}">{brief}</div>'
        f"{wobbling(scenario.rules.pillar, ui)}</div>"
    )


def _sheet(services: Runtime, scenario: Scenario) -> Sheet:
    """The form with what was written the last time, unless the reader wants it empty."""
    if "fresh" in st.query_params:
        return Sheet(scenario, Preparation(), fresh=True)
    last = services.wait(services.app.looking_back.last_preparation(LOCAL, scenario.id))
    return Sheet(scenario, last or Preparation(), fresh=False)


def _form(services: Runtime, sheet: Sheet) -> None:
    """No form of Streamlit's: what is chosen in one is unknown here until it is sent, and would be
    gone for who looks at another page first."""
    top = st.button(say("prepare.begin"), key="begin", type="primary")
    mishap = st.container()
    # Filled once it is known below whether a model takes part.
    along = st.container()
    st.html(soft(say("prepare.begin_hint")))
    _kept(sheet)
    own_part, goal = _for_yourself(sheet)
    seen = dict(_seen(sheet))
    choices = Choices(sheet.key("choices"))
    difficulty = _difficulty(sheet, choices)
    planned_on, planned_at = _planned(sheet, choices)
    ready = _ready(sheet, choices)
    words_only = _words_only(sheet, choices)
    typed = (own_part, goal, *seen.values())
    live = who_plays(services, sheet.scenario, choices, sheet.key, typed)
    if live and services.app.models:
        with along:
            told_at_once(services.app.models, sheet.name)
    _steps(frame.language())
    st.html(soft(honest("honest")))
    bottom = st.button(say("prepare.begin"), key="begin-below", type="primary")
    if bottom:
        mishap = st.container()
    if not (top or bottom) or _one_is_too_long(own_part, goal, *seen.values()):
        return
    written = Preparation(
        own_part=own_part,
        goal=goal,
        seen={pillar: words for pillar, words in seen.items() if words},
        planned_on=planned_on,
        planned_at=planned_at,
        ready=ready,
        words_only=words_only,
    )
    with mishap:
        frame.attempt(lambda: _start(services, sheet, choices, difficulty, written, live))
        frame.notices()


def _start(
    services: Runtime,
    sheet: Sheet,
    choices: Choices,
    difficulty: Difficulty,
    written: Preparation,
    live: Live | None,
) -> None:
    scenario = sheet.scenario
    # One id until the talk is on screen: a double click begins one rehearsal, not two.
    rehearsal_id = st.session_state.setdefault("beginning", new_id())
    # Another opening each time, or every rehearsal would begin with the same line.
    opening = random.randrange(len(scenario.words.openings))
    started = services.app.rehearsing.start(
        LOCAL,
        rehearsal_id,
        scenario.id,
        scenario.language,
        difficulty,
        opening,
        written if written != Preparation() else None,
        live,
    )
    services.wait(started)
    choices.forget()
    frame.go("talk", rehearsal=rehearsal_id)


def _kept(sheet: Sheet) -> None:
    """Says that words of the last time stand below, with a way to an empty form."""
    if not sheet.filled:
        return
    with st.container(key="kept", horizontal=True, vertical_alignment="center"):
        st.html(f'<p class="kept">{plain(say("prepare.kept"))}</p>', width="content")
        if st.button(say("prepare.empty"), key="empty", type="tertiary"):
            scenario = sheet.scenario
            frame.go("prepare", situation=scenario.id, spoken=scenario.language, fresh="yes")


def _for_yourself(sheet: Sheet) -> tuple[str, str]:
    st.html(retold.heading(say("prepare.yourself")))
    own_part = _words(sheet, "own-part", say("prepare.own_part"), sheet.before.own_part)
    goal = _words(sheet, "goal", say("prepare.goal"), sheet.before.goal)
    return own_part, goal


def _seen(sheet: Sheet) -> Iterator[tuple[Pillar, str]]:
    """What this person is to the manager, pillar by pillar."""
    st.html(retold.heading(say("prepare.seen", name=sheet.name), say("prepare.seen_hint")))
    for pillar in Pillar:
        yield (
            pillar,
            _words(
                sheet,
                pillar.value,
                say(f"prepare.seen_asked.{pillar.value}", name=sheet.name),
                sheet.before.seen.get(pillar, ""),
                say(f"prepare.seen_example.{pillar.value}"),
            ),
        )


def _words(sheet: Sheet, field: str, asked: str, before: str, example: str = "") -> str:
    """One field. What is too long for it stays there, with a word on what to do."""
    words = st.text_area(
        label(asked),
        value=showable(before),
        placeholder=example,
        height="content",
        key=sheet.key(field),
    ).strip()
    if len(words) > MOST_KEPT:
        with st.container(key=f"too-long-{field}"):
            frame.notice(say("prepare.too_long"))
    return words


def _one_is_too_long(*written: str) -> bool:
    """Whether a field holds too much to be kept; the first of them then comes into view."""
    if all(len(words) <= MOST_KEPT for words in written):
        return False
    tried = st.session_state["tried"] = st.session_state.get("tried", 0) + 1
    script = scripts.scroll_to('[class*="st-key-too-long-"]')
    frame.run_scripts("too-long", f"{script} /* {tried} */")
    return True


def _difficulty(sheet: Sheet, choices: Choices) -> Difficulty:
    """How hard; what each means is shown for the chosen one by the style sheet, without a rerun."""
    st.html(retold.heading(say("prepare.talk")))
    with st.container(key="difficulty"):
        chosen = st.segmented_control(
            label(say("prepare.difficulty", name=sheet.name)),
            list(Difficulty),
            default=choices.first("difficulty", among(Difficulty), Difficulty.NORMAL),
            required=True,
            format_func=lambda degree: say(f"difficulty.{degree.value}"),
            key=sheet.key("difficulty"),
        )
        means = "".join(
            f"<p>{plain(say(f'difficulty.means.{degree.value}', name=sheet.name))}</p>"
            for degree in Difficulty
        )
        st.html(f'<div class="soft means">{means}</div>')
    choices.keep("difficulty", chosen, Difficulty.NORMAL)
    return chosen or Difficulty.NORMAL


def _planned(sheet: Sheet, choices: Choices) -> tuple[date | None, time | None]:
    """When the real talk is. A day that has passed is not filled in again."""
    before = _to_come(sheet.before.planned_on, sheet.before.planned_at)
    hours = sorted({*_HOURS, *([before[1]] if before[1] else [])})
    key = sheet.key("planned-at")
    day, hour = _to_come(
        choices.first("day", date.fromisoformat, before[0]),
        choices.as_one_came(key, choices.first("hour", among(hours), before[1])),
    )
    with st.container(key="planned"):
        on, at = st.columns(2)
        planned_on = on.date_input(
            say("prepare.planned_on"),
            value=day,
            min_value=clock.today(),
            format=clock.typed(frame.language()),
            key=sheet.key("planned-on"),
        )
        planned_at = at.selectbox(
            say("prepare.planned_at"),
            hours,
            index=hours.index(hour) if hour else None,
            format_func=lambda at: say("prepare.hour", hour=at.hour, minute=f"{at.minute:02}"),
            placeholder=say("prepare.planned_at_open"),
            key=key,
        )
    choices.keep("day", planned_on, before[0])
    choices.keep("hour", planned_at, before[1])
    return planned_on, planned_at


def _to_come(day: date | None, hour: time | None) -> tuple[date | None, time | None]:
    """Day and hour, unless the day has passed."""
    return (None, None) if day is not None and day < clock.today() else (day, hour)


def _ready(sheet: Sheet, choices: Choices) -> int | None:
    """How ready one feels now: nothing is chosen beforehand, and the choice can be taken back."""
    with st.container(key="how-ready"):
        chosen = st.segmented_control(
            say("prepare.ready"),
            list(READINESS),
            default=choices.first("ready", among(READINESS), None),
            key=sheet.key("ready"),
            width="stretch",
        )
        st.html(soft(say("ready.scale")))
    choices.keep("ready", chosen, None)
    return chosen


def _words_only(sheet: Sheet, choices: Choices) -> bool:
    before = sheet.before.words_only
    with st.container(key="only-words"):
        chosen = st.toggle(
            say("talk.words_only"),
            value=bool(choices.first("words-only", among((False, True)), before)),
            key=sheet.key("words-only"),
        )
        st.html(soft(say("prepare.words_only")))
    choices.keep("words-only", chosen, before)
    return chosen


def _steps(ui: Language) -> None:
    with st.expander(say("prepare.steps")):
        st.html(f'<p class="soft">{plain(say("prepare.steps_hint"))}</p>{seven_steps(ui)}')


frame.show(page)
