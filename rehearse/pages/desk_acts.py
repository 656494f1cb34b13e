"""What each choice of a coach does at once: it is kept, and the page says so."""

from collections.abc import Coroutine
from typing import Any

import streamlit as st

from rehearse.coaching.review import StepReview
from rehearse.conversation.rubric import Level, Passage, Step
from rehearse.locale import level_word, step_name
from rehearse.pages import desk as desks
from rehearse.pages import desk_boxes, frame
from rehearse.pages.desk import Desk, Told
from rehearse.pages.review_words import say, undone
from rehearse.service.rehearsing import LOCAL

_WRITTEN = ("comment-", "overall-", "goal-")
"""How the keys of the fields begin in which a coach writes."""


def go_to(desk: Desk, at: int) -> None:
    """Open a turn; as many as there are: the end."""
    number = len(desk.talk.turns)
    desks.open_at(desk.talk, at)
    at_end = at >= number
    desks.tell(Told(say("told.end") if at_end else say("told.turn", n=at + 1, all=number)))


def move(desk: Desk, by: int) -> None:
    """Open the next turn or the one before."""
    go_to(desk, max(0, desks.opened_at(desk) + by))


def set_blind(key: str) -> None:
    desks.hide_first(bool(st.session_state.get(key)))
    desks.tell(None)


def choose_level(desk: Desk, step: Step, key: str) -> None:
    """Keep the level that was chosen for a step; the sentence that earned it stays."""
    level: Level | None = st.session_state.get(key)
    if level is None:  # A click that crossed an undo: the row has no choice any more.
        return
    before = desk.given.steps.get(step)
    told = say(
        "told.level",
        step=step_name(step, desk.ui),
        level=level_word(level, False, desk.ui),
    )
    _give(desk, step, level, before.passage if before else None, desk.hidden, told)


def choose_sentence(desk: Desk, step: Step, before: StepReview, key: str) -> None:
    """Keep the words that earned a level; whether that was chosen unseen stays as it was."""
    passage: Passage | None = st.session_state.get(key)
    told = say("told.sentence", step=step_name(step, desk.ui))
    _give(desk, step, before.level, passage, before.blind, told)


def take_over(desk: Desk) -> None:
    """Take over the grader's levels where the coach gave none."""
    reviewing = desk.services.app.reviewing
    work = reviewing.agree(LOCAL, desk.coach.id, desk.talk.id, desk.turn.id)
    _keep(desk, work, Told(say("told.taken_over", n=desk.at + 1)))


def keep_comment(desk: Desk, key: str) -> None:
    """Keep what was written about a turn."""
    _comment(desk, key)


def keep_and_go_on(desk: Desk, comment: str) -> None:
    """Open the next turn once what was written is kept."""
    if _comment(desk, comment):
        move(desk, 1)


def conclude(desk: Desk, overall: str, goal: str, step: str) -> None:
    """Keep what was written about the whole talk, as far as it was written here."""
    review = desk.reading.review
    parts: dict[str, Any] = {
        part: st.session_state.get(key) or ""
        for part, key in (("overall", overall), ("goal", goal))
        if desk_boxes.touched(key)
    }
    waits = desk_boxes.held(step) and not (review and review.goal)
    if desk_boxes.touched(step) or waits:
        parts["step"] = st.session_state.get(step)
    work = desk.services.app.reviewing.conclude(LOCAL, desk.coach.id, desk.talk.id, **parts)
    _keep(desk, work, Told(say("told.conclusion")), overall, goal, step)


def hand_in(desk: Desk) -> None:
    work = desk.services.app.reviewing.hand_in(LOCAL, desk.coach.id, desk.talk.id)
    _keep(desk, work, Told(say("told.handed_in")))


def undo(desk: Desk) -> None:
    """Take the last choice back, and open the turn where it stood."""
    reviewing, where = desk.services.app.reviewing, (LOCAL, desk.coach.id, desk.talk.id)

    def take_back() -> None:
        before = desk.services.wait(reviewing.read(*where)).review
        after = desk.services.wait(reviewing.undo(*where))
        if before is None or after is None:
            return
        found = undone(desk.talk, before, after, desk.ui)
        if found is None:
            return
        desks.begin_choices_anew()
        # The fields show what they hold, not what is kept: let them begin anew.
        for key in [str(key) for key in st.session_state if str(key).startswith(_WRITTEN)]:
            del st.session_state[key]
        at = len(desk.talk.turns) if found.turn is None else found.turn
        desks.open_at(desk.talk, at, found.step)
        desks.tell(Told(found.told))

    frame.attempt(take_back)


def _comment(desk: Desk, key: str) -> bool:
    """Whether what was written stands kept; nothing written is nothing to keep."""
    if not desk_boxes.touched(key):
        return True
    reviewing = desk.services.app.reviewing
    text = st.session_state.get(key) or ""
    work = reviewing.comment(LOCAL, desk.coach.id, desk.talk.id, desk.turn.id, text)
    return _keep(desk, work, Told(say("told.comment", n=desk.at + 1)), key)


def _give(
    desk: Desk, step: Step, level: Level, passage: Passage | None, blind: bool, told: str
) -> None:
    work = desk.services.app.reviewing.level(
        LOCAL, desk.coach.id, desk.talk.id, desk.turn.id, step, level, passage, blind=blind
    )
    _keep(desk, work, Told(told, desk.turn.id, step))


def _keep(desk: Desk, work: Coroutine[Any, Any, object], told: Told, *boxes: str) -> bool:
    """Do it, and say that it is kept. ``boxes``: keys of the fields whose words that saves."""
    desks.tell(None)
    kept = frame.attempt(lambda: desk.services.wait(work))
    if kept:
        desks.tell(told)
        desk_boxes.settle(*boxes)
        frame.box_done(*boxes)
    return kept
