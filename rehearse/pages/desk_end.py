"""The end of a review: what the coach says of the whole talk, one goal, and handing it in."""

from datetime import datetime

import streamlit as st

from rehearse.coaching.as_cases import unquoted
from rehearse.coaching.review import LONGEST_COMMENT
from rehearse.conversation.rubric import Step
from rehearse.locale import step_name
from rehearse.pages import clock, desk_acts, desk_boxes
from rehearse.pages.desk import Desk
from rehearse.pages.desk_levels import undo_button
from rehearse.pages.marks import plain, soft
from rehearse.pages.review_words import say
from rehearse.report.file_names import review_file_name
from rehearse.service.rehearsing import LOCAL


def end(desk: Desk) -> None:
    """All of it, from top to bottom."""
    with st.container(key="end"):
        _how_far(desk)
        _without_words(desk)
        _conclusion(desk)
        _hand_in(desk)


def _how_far(desk: Desk) -> None:
    number, left = len(desk.talk.turns), desk.first_open
    many = "one" if number == 1 else "more"
    if left is None:
        st.html(f"<p>{plain(say(f'end.all_done.{many}', all=number))}</p>")
        return
    st.html(f"<p>{plain(say(f'end.some_done.{many}', n=desk.complete, all=number))}</p>")
    st.button(
        say("end.to_open", n=left + 1),
        key="to-open",
        type="tertiary",
        icon=":material/arrow_back:",
        on_click=desk_acts.go_to,
        args=(desk, left),
    )


def _without_words(desk: Desk) -> None:
    """A case needs the sentence that earned a level; said while it can still be chosen."""
    review = desk.reading.review
    if review is not None and desk.talk.cases_allowed and (n := unquoted(desk.talk, review)):
        st.html(soft(say("end.unquoted.one" if n == 1 else "end.unquoted.more", n=n)))


def _conclusion(desk: Desk) -> None:
    review = desk.reading.review
    goal_kept = review.goal if review else None
    own = f"{desk.talk.id}-{desk.coach.id}"
    overall, goal, step = f"overall-{own}", f"goal-{own}", f"goal-step-{own}"
    desk_boxes.fill(overall, review.overall if review else "")
    desk_boxes.fill(goal, goal_kept.text if goal_kept else "")
    # While there is no goal, a step that was chosen for it waits in its box.
    desk_boxes.fill(step, goal_kept.step if goal_kept else desk_boxes.held(step))
    for key, asks, height in ((overall, "end.overall", 124), (goal, "end.goal", 76)):
        st.text_area(
            say(asks),
            key=key,
            height=height,
            max_chars=LONGEST_COMMENT,
            on_change=desk_acts.conclude,
            args=(desk, overall, goal, step),
        )
    st.html(soft(say("end.goal_hint")))
    st.pills(
        say("end.step"),
        list(Step),
        format_func=lambda one: step_name(one, desk.ui),
        key=step,
        on_change=desk_acts.conclude,
        args=(desk, overall, goal, step),
    )


def _hand_in(desk: Desk) -> None:
    """The way to the manager: at once on this machine, by a file to another."""
    review = desk.reading.review
    handed_in = review.handed_in_at if review else None
    changed = review is not None and handed_in is not None and review.changed_at > handed_in
    if handed_in is None:
        st.html(soft(say("end.not_yet")))
    else:
        _handed_in(desk, handed_in, changed)
    with st.container(key="hand-in", horizontal=True, vertical_alignment="center"):
        if handed_in is None or changed:
            st.button(
                say("end.hand_in_again" if changed else "end.hand_in"),
                key="hand-in-now",
                type="primary",
                on_click=desk_acts.hand_in,
                args=(desk,),
            )
        elif not desk.reading.here:
            _file(desk)
        undo_button(desk)
        if desk.told is not None:
            st.html(f'<p class="saved">{plain(desk.told.words)}</p>', width="content")


def _handed_in(desk: Desk, moment: datetime, changed: bool) -> None:
    """When it was given to the manager, and how it gets there."""
    day, hour = clock.day(moment, desk.ui), clock.hour(moment, desk.ui)
    st.html(f'<p class="works">{plain(say("end.handed_in", day=day, hour=hour))}</p>')
    if desk.reading.here:
        st.html(soft(say("end.changed_here" if changed else "end.here")))
    elif changed:
        st.html(soft(say("end.changed_file")))
    else:
        st.html(soft(f"{say('end.send')} {say('end.travelled')}"))


def _file(desk: Desk) -> None:
    def make() -> bytes:
        reviewing = desk.services.app.reviewing
        return desk.services.wait(reviewing.file(LOCAL, desk.coach.id, desk.talk.id))

    st.download_button(
        say("end.file"),
        data=make,
        file_name=review_file_name(desk.talk.title, desk.coach.name, desk.ui),
        mime="application/json",
        key="handed-in-file",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
    )
