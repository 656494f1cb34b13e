"""Debrief: how a talk went along one path, in words first; and the page to take along."""

from dataclasses import dataclass

import streamlit as st

from rehearse.conversation.rubric import Language
from rehearse.conversation.views import RehearsalView
from rehearse.errors import NotFound
from rehearse.locale import phrase
from rehearse.pages import charts, clock, frame, retold, reviews_given, sharing, take_along
from rehearse.pages.frame import say
from rehearse.pages.marks import plain, soft
from rehearse.pages.note import note, said
from rehearse.pages.runtime import LOOK_EVERY_S, Runtime, runtime
from rehearse.pages.speaking import Voice, line
from rehearse.report.debrief import Attempt, Debrief, Fork
from rehearse.report.document import Document
from rehearse.report.played import graded_by
from rehearse.report.telling import tell
from rehearse.service.rehearsing import LOCAL


@dataclass(frozen=True)
class Scene:
    """What is looked back on, for whom, and whether signs and levels are in view."""

    services: Runtime
    document: Document
    ui: Language
    signs: bool

    @property
    def view(self) -> RehearsalView:
        return self.document.view

    @property
    def debrief(self) -> Debrief:
        return self.document.debrief

    @property
    def spoken(self) -> Language:
        """The language of the talk."""
        return self.view.language


def page() -> None:
    """The whole page, from top to bottom."""
    rehearsal_id = st.query_params.get("rehearsal", "")
    services = runtime()
    leaf = st.query_params.get("leaf")
    try:
        document = services.wait(services.app.looking_back.look_back(LOCAL, rehearsal_id, leaf))
    except NotFound:
        frame.notice(say("trouble.unknown"))
        frame.way_back()
        return
    # First: a form that is opened again at once must not find words that were given up.
    frame.run_scripts("typed", frame.keep_typed_words())
    with st.container(key="debrief"):
        kept = _show(services, document)
    frame.tell_aloud("debrief", kept)


def _show(services: Runtime, document: Document) -> str:
    """Returns what was kept just now, to be said aloud."""
    ui = frame.language()
    _opening(document, ui)
    if not document.view.leaf.done:
        # Looking back takes nothing up: a turn whose app died, or that failed, would never come.
        services.wait(services.app.rehearsing.open(LOCAL, document.view.id))
        _awaited(services, document.view)
    if not document.debrief.columns:
        _ways_on(services, document.view)
        return ""
    scene = Scene(services, document, ui, _signs(document.view))
    _moments(scene)
    if scene.signs:
        _steps(scene)
    if by := graded_by(scene.view, ui):
        st.html(soft(by))
    reviews_given.reviews(services, document.view, ui, signs=scene.signs)
    _told_and_unsaid(scene)
    _pillars(scene)
    _attempts(scene)
    today = clock.today()
    take_along.files(document, ui, today)
    sharing.way(services, document.view, ui)
    sharing.file_from_a_coach(here=document.view.id)
    kept = take_along.readiness(document)
    # Between the two forms, whose clicks are what can go wrong here.
    frame.notices()
    # Last: it is what one leaves with.
    take_along.card(document, ui, today)
    _ways_on(services, document.view)
    return kept


def _opening(document: Document, ui: Language) -> None:
    view, done = document.view, len(document.debrief.columns)
    facts = say(
        "debrief.facts",
        name=view.name,
        title=view.scenario.words.title,
        day=clock.day(view.started_at, ui),
    )
    if done:
        facts = f"{facts}, {retold.counted('turns', done, ui)}"
    st.html(
        f'<div class="title"><h1>{plain(say("debrief.heading"))}</h1>'
        f'<p class="soft">{plain(facts)}</p></div>{retold.sentences(document.debrief.summary, ui)}'
        f"{retold.written(view.keepsakes.preparation, ui, view.language)}"
    )


@st.fragment(run_every=LOOK_EVERY_S)
def _awaited(services: Runtime, view: RehearsalView) -> None:
    """What the last turn still waits for; once it is over, the page as it is with that turn."""

    def look() -> None:
        now = services.wait(services.app.rehearsing.turn(LOCAL, view.leaf.id))
        if now.done:
            st.rerun()
        if now.failed:
            frame.notice(phrase("errors.turn_failed", frame.language()))
            return
        key = "debrief.read_again" if now.answered else "debrief.busy"
        told = say(key, name=view.name, n=len(view.spoken))
        st.html(soft(told))

    frame.guarded(look)


def _signs(view: RehearsalView) -> bool:
    """Whether signs are in view: who talked with words only decides anew."""
    if not view.keepsakes.preparation.words_only:
        return True
    return st.toggle(
        say("debrief.show_steps"), key=f"signs-{view.id}", help=say("debrief.show_steps_why")
    )


def _moments(scene: Scene) -> None:
    strongest, hardest = scene.debrief.strongest, scene.debrief.hardest
    if strongest or hardest:
        st.html(retold.moments(strongest, hardest, scene.ui, scene.spoken, signs=scene.signs))


def _steps(scene: Scene) -> None:
    """The seven steps over the turns: as signs, and as sentences."""
    found = scene.debrief.columns
    name, count = scene.view.name, retold.counted("turns", len(found), scene.ui)
    title = say("debrief.steps", turns=count)
    if scene.debrief.unscored == len(found):
        st.html(retold.heading(title, say("debrief.steps_unscored")))
        return
    st.html(retold.heading(title, say("debrief.steps_hint", name=name)))
    columns = charts.of_turns(found)
    dark = st.context.theme.type == "dark"
    for panel in charts.panels(
        columns, charts.MOST_TURNS, scene.debrief.needed, say("chart.title")
    ):
        first, last = panel.columns[0].heading, panel.columns[-1].heading
        st.altair_chart(
            charts.chart(panel, scene.ui, dark=dark),
            theme=None,
            width="stretch",
            alt=say("debrief.steps_alt", first=first, last=last),
        )
    st.html(charts.legend(columns, scene.ui))
    with st.expander(say("chart.as_text")):
        st.html(retold.listed([charts.turn_told(column, scene.ui) for column in found]))


def _told_and_unsaid(scene: Scene) -> None:
    name, spoken, found = scene.view.name, scene.spoken, scene.debrief
    left, right = st.columns(2, gap="medium")
    with left:
        st.html(
            retold.heading(phrase("export.heading.told", scene.ui, name=name))
            + retold.told(found.told, name, scene.ui, spoken)
        )
    with right:
        st.html(
            retold.heading(phrase("export.heading.unsaid", scene.ui))
            + retold.unsaid(found.unsaid, name, scene.ui)
        )
        if found.unsaid:
            with st.expander(say("debrief.unsaid_read")):
                spoils = soft(say("debrief.unsaid_spoils"))
                st.html(spoils + retold.gists(found.unsaid, spoken))


def _pillars(scene: Scene) -> None:
    seen = scene.debrief.pillars
    hint = "written_hint" if any(pillar.written for pillar in seen) else "unwritten_hint"
    st.html(
        retold.heading(say("debrief.pillars"), say(f"debrief.{hint}"))
        + retold.three_pillars(seen, scene.ui, scene.spoken)
    )


def _attempts(scene: Scene) -> None:
    """Turns that were said in more than one way, the versions side by side."""
    forks = scene.debrief.forks
    if not forks:
        return
    if len(forks) == 1:
        (fork,) = forks
        twice = len(fork.attempts) == 2
        title = say("debrief.twice" if twice else "debrief.again")
        st.html(retold.heading(title, _which_turn(fork, scene.ui)))
        _versions(scene, fork)
        return
    st.html(retold.heading(say("debrief.again")))
    for fork in forks:
        st.html(soft(_which_turn(fork, scene.ui)))
        _versions(scene, fork)


def _which_turn(fork: Fork, ui: Language) -> str:
    versions = retold.counted("versions", len(fork.attempts), ui)
    return say("debrief.fork", n=fork.n, versions=versions)


def _versions(scene: Scene, fork: Fork) -> None:
    numbered = list(enumerate(fork.attempts, start=1))
    for at in range(0, len(numbered), 2):
        columns = st.columns(2, gap="medium")
        for column, (i, attempt) in zip(columns, numbered[at : at + 2], strict=False):
            with column, st.container(key=f"turn-of-{attempt.turn.id}"):
                _attempt(scene, fork, i, attempt)


def _attempt(scene: Scene, fork: Fork, i: int, attempt: Attempt) -> None:
    turn, view = attempt.turn, scene.view
    which = [say("talk.version_i", i=i), turn.label, attempt.on_path and say("debrief.this_path")]
    st.html(
        f'<div class="attempt"><h3>{plain(" · ".join(part for part in which if part))}</h3>'
        f'<p class="said" lang="{scene.spoken}" dir="auto">{said(turn.text, turn.grade)}</p></div>'
    )
    if turn.grade:
        st.html(note(turn.grade, scene.ui, scene.spoken, words_only=not scene.signs))
    if turn.reply:
        voice = Voice(view.name, view.language)
        st.html(line(voice, turn.reply.text, turn.reply.gesture))
        st.html(soft(tell(attempt.then, scene.ui)))
    if st.button(
        say("debrief.go_on", n=fork.n, i=i),
        key=f"go-on-{turn.id}",
        type="tertiary",
        icon=":material/arrow_forward:",
    ):
        scene.services.wait(scene.services.app.rehearsing.reopen(LOCAL, view.id, turn.id))
        frame.go("talk", rehearsal=view.id)


def _ways_on(services: Runtime, view: RehearsalView) -> None:
    with st.container(key="leave", horizontal=True):
        if st.button(say("debrief.to_talk"), key="to-talk", icon=":material/arrow_back:"):
            frame.go("talk", rehearsal=view.id)
        if not view.spoken:
            return
        again = say("debrief.rehearse_again")
        if st.button(again, key="rehearse-again", type="tertiary", icon=":material/undo:"):
            frame.go("prepare", situation=view.scenario.id, spoken=view.language)


frame.show(page)
