"""History: what changed over all talks, in the manager's own sentences, and the list of them."""

from collections import Counter
from collections.abc import Coroutine, Iterable
from datetime import datetime
from typing import Any

import streamlit as st

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Scenario
from rehearse.conversation.trust import band_of
from rehearse.errors import BadFile, NotFound, StorageTrouble
from rehearse.locale import standing, step_name
from rehearse.pages import charts, clock, frame, retold, sharing, typed_words
from rehearse.pages.frame import say
from rehearse.pages.marks import label, plain, soft
from rehearse.pages.runtime import Runtime, runtime
from rehearse.pages.sure import ask_once_more
from rehearse.report.practise_next import NextStep
from rehearse.report.progress import Progress
from rehearse.report.reached import TalkReached
from rehearse.report.telling import tell
from rehearse.report.then_and_now import Quote, ThenAndNow
from rehearse.service.rehearsing import LOCAL
from rehearse.service.views import RehearsalRow

SHOWN_AT_ONCE = 50
"""How many talks the list shows before it is asked for more."""

SEARCHED_FROM = 13
"""How many talks there are when the list can be searched: fewer are seen at a glance."""

LONGEST_SEARCH = 100
"""How long what is searched for can be, in code points."""

_MORE, _DELETING, _DELETED = "history-more", "history-deleting", "history-deleted"
_ALL = "all"

Crowd = Counter[tuple[str, str]]
"""How many talks there are with somebody on a day."""


def page() -> None:
    """The whole page, from top to bottom."""
    services = runtime()
    number = services.wait(services.app.rehearsing.number(LOCAL))
    with st.container(key="history"):
        st.html(f'<div class="title"><h1>{plain(say("history.heading"))}</h1></div>')
        frame.notices()
        gone = st.session_state.pop(_DELETED, ())
        if gone:
            st.html(soft(say("history.deleted")))
        found = ""
        if number:
            _changes(services, services.wait(services.app.looking_back.progress(LOCAL)))
            found = _all(services, number)
        else:
            _nothing_yet()
        _tell(gone, found)


def _nothing_yet() -> None:
    st.html(f'<p class="empty">{plain(say("history.none"))}</p>')
    if st.button(say("history.begin"), key="begin", type="primary"):
        frame.go("start")


def _changes(services: Runtime, found: Progress) -> None:
    ui = frame.language()
    st.html(retold.sentences(found.summary, ui))
    if found.talks:
        _chart(found, ui)
    if found.then_and_now:
        st.html(retold.heading(say("history.then_and_now"), say("history.then_and_now_hint")))
        st.html("".join(_pair(pair, ui, found.talks) for pair in found.then_and_now))
    if found.next_step:
        _next(services, found.next_step, ui)
    if ready := found.readiness:
        own = f" {plain(say('history.ready_words', words=ready.words))}" if ready.words else ""
        told = f"<p>{plain(tell(ready.told, ui))}{own}</p>"
        st.html(retold.heading(say("history.ready")) + told)


def _chart(found: Progress, ui: Language) -> None:
    """How far each talk came on each step: as signs, and as sentences."""
    st.html(retold.heading(say("history.chart"), say("history.chart_hint")))
    headings = _headings(found.talks, ui)
    columns = charts.of_talks(found.talks, headings)
    dark = st.context.theme.type == "dark"
    for panel in charts.panels(columns, charts.MOST_TALKS):
        st.altair_chart(
            charts.chart(panel, ui, dark=dark),
            theme=None,
            width="stretch",
            alt=say("history.chart_alt", first=_flat(panel.columns[0].heading)),
        )
    st.html(charts.legend(columns, ui))
    if found.graders > 1:
        st.html(soft(say("history.other_grader")))
    with st.expander(say("chart.as_text")):
        told = [
            charts.talk_told(talk, _flat(heading), ui)
            for talk, heading in zip(found.talks, headings, strict=True)
        ]
        st.html(retold.listed(told))


def _headings(talks: tuple[TalkReached, ...], ui: Language) -> list[str]:
    """A day and a name for each talk, with the hour where it takes that to tell two apart; a
    dagger where another grader took over."""
    headings, before = [], None
    crowd = _crowd((talk.started_at, talk.name) for talk in talks)
    for talk in talks:
        dagger = "†" if before not in (None, talk.grader) else ""
        day, *hour = _moment(talk.started_at, talk.name, crowd, ui)
        headings.append("\n".join([f"{day}{dagger}", *hour, talk.name]))
        before = talk.grader
    return headings


def _crowd(talks: Iterable[tuple[datetime, str]]) -> Crowd:
    return Counter((_day(began), name) for began, name in talks)


def _day(moment: datetime) -> str:
    return moment.astimezone(clock.zone()).date().isoformat()


def _moment(began: datetime, name: str, crowd: Crowd, ui: Language) -> list[str]:
    """The day of a talk, and its hour if there was another with the same person that day."""
    day = clock.short_day(began, ui)
    return [day, clock.hour(began, ui)] if crowd[_day(began), name] > 1 else [day]


def _flat(heading: str) -> str:
    return heading.replace("\n", ", ")


def _pair(pair: ThenAndNow, ui: Language, talks: tuple[TalkReached, ...]) -> str:
    """The same step twice, in the manager's own words."""
    sides = "".join(
        f'<div><p class="soft">{plain(say(f"history.{when}"))}</p>'
        f'<p class="quote" lang="{quote.language}" dir="auto">'
        f"{plain(say('note.quote', words=quote.words))}</p>"
        f'<p class="soft">{plain(_whence(quote, ui, talks))}</p></div>'
        for when, quote in (("then", pair.then), ("now", pair.now))
    )
    name = plain(step_name(pair.step, ui))
    return f'<section class="pair"><h3>{name}</h3><div class="abreast two">{sides}</div></section>'


def _whence(quote: Quote, ui: Language, talks: tuple[TalkReached, ...]) -> str:
    talk = next(talk for talk in talks if talk.rehearsal_id == quote.rehearsal_id)
    crowd = _crowd((one.started_at, one.name) for one in talks)
    _, *hour = _moment(talk.started_at, talk.name, crowd, ui)
    day = ", ".join([clock.day(talk.started_at, ui), *hour])
    return say("history.whence", day=day, name=quote.name, n=quote.n)


def _next(services: Runtime, found: NextStep, ui: Language) -> None:
    """The one step to practise, and the way to a situation that asks for it."""
    told = plain(tell(found.why, ui))
    st.html(
        f"{retold.heading(say('history.next'))}"
        f'<p class="meaning"><b>{plain(step_name(found.step, ui))}</b></p><p>{told}</p>'
    )
    scenario = _situation(services, found.scenario_id, ui)
    if scenario is None:
        return
    practise = label(say("history.practise", title=scenario.words.title))
    if st.button(practise, key="practise", icon=":material/arrow_forward:"):
        frame.go("prepare", situation=scenario.id, spoken=scenario.language)


def _situation(services: Runtime, scenario_id: str, ui: Language) -> Scenario | None:
    """The situation in the reader's language, else in any; None where it is gone or broken."""
    for language in (ui, *LANGUAGES):
        try:
            return services.app.library.load(scenario_id, language)
        except (NotFound, BadFile):
            continue
    return None


def _all(services: Runtime, number: int) -> str:
    """Every talk, the newest first, or those that are searched for; returns how many were found,
    in words, where somebody searched."""
    st.html(retold.heading(say("history.all")))
    rehearsing = services.app.rehearsing
    search = _search() if number >= SEARCHED_FROM else ""
    matching = services.wait(rehearsing.number(LOCAL, search)) if search else number
    found = _found(matching) if search else ""
    if found:
        st.html(soft(found))
    shown = SHOWN_AT_ONCE * (1 + st.session_state.get(_MORE, 0))
    rows = services.wait(rehearsing.history(LOCAL, search, shown))
    crowd = _crowd((row.started_at, row.name) for row in rows)
    for row in rows:
        with st.container(key=f"listed-{row.id}"):
            _row(row, crowd)
    if matching > len(rows):
        left = say("history.more", n=matching - len(rows))
        st.button(left, key="more", type="tertiary", on_click=_show_more)
    sharing.file_from_a_coach()
    _erase_all(number, unseen=number > len(rows))
    return found


def _search() -> str:
    """The field to search in, and what stands in it."""
    return st.text_input(
        say("history.search"),
        key="history-search",
        max_chars=LONGEST_SEARCH,
        placeholder=say("history.search_hint"),
        icon=":material/search:",
        width=440,
        on_change=_begin_anew,
    ).strip()


def _found(number: int) -> str:
    if number == 0:
        return say("history.found.none")
    return say("history.found.one") if number == 1 else say("history.found.more", n=number)


def _erase_all(number: int, *, unseen: bool) -> None:
    """``unseen``: whether the list above shows only some of what would go."""
    with st.container(key="erase"):
        if st.session_state.get(_DELETING) == _ALL:
            question = say("history.sure_unseen" if unseen else "history.sure_all", n=number)
            _confirm(_ALL, question, say("history.agree_all"))
        else:
            _delete_button(_ALL, say("history.delete_all"))
            st.html(soft(say("history.gone")))


def _row(row: RehearsalRow, crowd: Crowd) -> None:
    day, told, ways = st.columns([1, 3.7, 4.7], gap="small", vertical_alignment="top")
    when = plain(", ".join(_moment(row.started_at, row.name, crowd, frame.language())))
    day.html(f'<p class="soft">{when}</p>')
    told.html(
        f'<h3 lang="{row.language}">{plain(row.title)}</h3>'
        f'<p class="soft">{plain(_facts(row))}</p><p>{plain(_stands(row))}</p>'
    )
    with ways:
        if st.session_state.get(_DELETING) == row.id:
            _confirm(row.id, say("history.sure"), say("history.agree"))
        else:
            _ways(row)


def _facts(row: RehearsalRow) -> str:
    ui = frame.language()
    turns = retold.counted("turns", row.turns, ui) if row.turns else say("history.no_turns")
    if row.branches > 1:
        versions = retold.counted("versions", row.branches, ui)
        turns = say("history.versions", turns=turns, versions=versions)
    facts = say("history.facts", name=row.name, turns=turns)
    over = row.ended_at or row.closed or not row.turns
    return facts if over else say("history.unfinished", facts=facts)


def _stands(row: RehearsalRow) -> str:
    """How it stood between the two when it was left, in one plain line."""
    if not row.turns:
        return say("history.not_begun", name=row.name)
    if row.closed:
        return say("history.closed", name=row.name)
    return standing(band_of(row.trust), row.name, frame.language())


def _ways(row: RehearsalRow) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", gap="medium"):
        if row.turns and st.button(
            say("history.look_back"),
            key=f"look-back-{row.id}",
            type="tertiary",
            icon=":material/arrow_forward:",
            icon_position="right",
        ):
            frame.go("debrief", rehearsal=row.id)
        if row.turns and st.button(sharing.say("row"), key=f"share-{row.id}", type="tertiary"):
            frame.go("share", rehearsal=row.id)
        if st.button(say("history.go_on"), key=f"go-on-{row.id}", type="tertiary"):
            frame.go("talk", rehearsal=row.id)
        again = say("debrief.rehearse_again")
        if row.turns and st.button(again, key=f"rehearse-again-{row.id}", type="tertiary"):
            frame.go("prepare", situation=row.scenario_id, spoken=row.language)
        _delete_button(row.id, say("history.delete"))


def _delete_button(which: str, words: str) -> None:
    st.button(
        words,
        key=f"delete-{which}",
        type="tertiary",
        icon=":material/delete:",
        on_click=_ask,
        args=(which,),
    )


def _confirm(which: str, question: str, yes: str) -> None:
    no = say("history.refuse")
    ask_once_more(which, question, (yes, _delete), (no, lambda: _ask(None)))


def _tell(gone: tuple[str, ...], found: str) -> None:
    """Says aloud that something was erased, or how much was found; has this tab forget what was
    typed where something was erased."""
    forget = [typed_words.forget(*gone)] if gone else []
    frame.tell_aloud("history", say("history.deleted") if gone else found, *forget)


def _show_more() -> None:
    st.session_state[_MORE] = st.session_state.get(_MORE, 0) + 1


def _begin_anew() -> None:
    """Another search shows its newest talks first."""
    st.session_state.pop(_MORE, None)


def _ask(which: str | None) -> None:
    st.session_state[_DELETING] = which


def _typed_for(which: str) -> tuple[str, ...]:
    """What the keys of the boxes have in them in which something was typed for a talk: its id, or
    one of those under which it was shared. For all talks: nothing, which is in every key."""
    if which == _ALL:
        return ("",)
    services = runtime()
    shares = services.wait(services.app.sharing.shares(LOCAL, which))
    return (which, *(share.id for share in shares))


def _delete(which: str) -> None:
    rehearsing = runtime().app.rehearsing
    _ask(None)

    def erase() -> None:
        work: Coroutine[Any, Any, object]
        typed = _typed_for(which)
        work = rehearsing.delete_all(LOCAL) if which == _ALL else rehearsing.delete(LOCAL, which)
        try:
            runtime().wait(work)
        except StorageTrouble as trouble:
            if trouble.code == "delete_lingers":
                st.session_state[_DELETED] = typed
            raise
        st.session_state[_DELETED] = typed

    frame.attempt(erase)


frame.show(page)
