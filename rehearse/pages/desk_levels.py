"""What a coach gives a turn: seven rows of four levels beside the grader's, and a comment."""

import streamlit as st

from rehearse.coaching.review import LONGEST_COMMENT, StepReview
from rehearse.conversation.rubric import Level, Step
from rehearse.locale import step_name
from rehearse.pages import desk_acts, desk_boxes
from rehearse.pages.desk import Desk, hides_first
from rehearse.pages.marks import beginning, look_of, plain, showable, sign, soft
from rehearse.pages.review_words import graded_as, say, short_level
from rehearse.service.reviewing import sentences

_FIRST_WORDS = 64
"""How much of a sentence stands in the field that it is chosen in, in code points."""

KEYS = {
    "digits": "1 2 3 4",
    "arrows": "← →",
    "tab": "Tab",
    "turns": "J / K",
    "agree": "A",
    "undo": "U",
    "go_on": "Ctrl + Enter",
}
"""What is done with which keys."""


def levels(desk: Desk) -> None:
    """All of it, from top to bottom."""
    decide_first("blind-first")
    for step in Step:
        with st.container(key=f"step-{step.value}"):
            _row(desk, step)
    _standing(desk)
    comment = desk.key("comment")
    desk_boxes.fill(comment, desk.given.comment)
    st.text_area(
        say("choose.comment"),
        key=comment,
        height=90,
        max_chars=LONGEST_COMMENT,
        on_change=desk_acts.keep_comment,
        args=(desk, comment),
    )
    _on(desk, comment)
    _legend()


def decide_first(key: str) -> None:
    """Whether grades come only after the coach's own levels: among the talks too, since a talk
    that lies open has shown its first grades."""
    if st.session_state.get(key) != hides_first():
        st.session_state[key] = hides_first()
    st.toggle(
        say("choose.blind"),
        key=key,
        help=say("choose.blind_why"),
        on_change=desk_acts.set_blind,
        args=(key,),
    )


def _row(desk: Desk, step: Step) -> None:
    given = desk.given.steps.get(step)
    st.html(_head(desk, step))
    key = desk.choice_key(f"level-{step.value}")
    kept = given.level if given else None
    if st.session_state.get(key) != kept:
        st.session_state[key] = kept
    st.radio(
        _named(desk, step),
        list(Level),
        index=None,
        format_func=lambda level: short_level(level, desk.ui),
        key=key,
        horizontal=True,
        label_visibility="collapsed",
        on_change=desk_acts.choose_level,
        args=(desk, step, key),
    )
    if given is not None and given.level is not Level.ABSENT:
        _sentence(desk, step, given)


def _head(desk: Desk, step: Step) -> str:
    """The step's name; at the other end what the grader gave, and whether that differs."""
    told = desk.told
    kept = told is not None and (told.turn_id, told.step) == (desk.turn.id, step)
    mine = f' <span class="saved">{plain(say("row.kept"))}</span>' if kept else ""
    name = f"<h3>{plain(step_name(step, desk.ui))}{mine}</h3>"
    if desk.hidden:
        return f'<div class="head">{name}</div>'
    score = desk.turn.graded[step] if desk.turn.graded else None
    look = look_of(score.level, score.doubt) if score else "unscored"
    level = plain(graded_as(score, desk.ui))
    other = f" <b>{plain(say('row.differs'))}</b>" if desk.differs(step) else ""
    theirs = f"{plain(say('row.grader'))} {sign(look)}{level}{other}"
    flag = ""
    if step in desk.turn.disputed:
        flag = f'<p class="disputed">{plain(say("row.disputed"))}</p>'
    return f'<div class="head">{name}<p class="theirs">{theirs}</p>{flag}</div>'


def _named(desk: Desk, step: Step) -> str:
    """What a row is called for who listens."""
    name = step_name(step, desk.ui)
    if desk.hidden:
        return name
    score = desk.turn.graded[step] if desk.turn.graded else None
    return say("row.label", step=name, level=graded_as(score, desk.ui))


def _sentence(desk: Desk, step: Step, given: StepReview) -> None:
    """Which words earned the level: a sentence of the turn, or what was taken over."""
    key = desk.choice_key(f"words-of-{step.value}")
    if st.session_state.get(key) != given.passage:
        st.session_state[key] = given.passage
    options = list(sentences(desk.turn))
    if given.passage is not None and given.passage not in options:
        options.insert(0, given.passage)
    st.selectbox(
        say("row.sentence", step=step_name(step, desk.ui)),
        options,
        index=None,
        format_func=lambda passage: beginning(showable(passage.text), _FIRST_WORDS),
        key=key,
        placeholder=say("row.which"),
        label_visibility="collapsed",
        on_change=desk_acts.choose_sentence,
        args=(desk, step, given, key),
    )


def _standing(desk: Desk) -> None:
    """How far one is with this turn; and what was just undone, with the way to undo more."""
    told = desk.told
    with st.container(key="standing", horizontal=True, vertical_alignment="center"):
        st.html(soft(_agreed(desk)), width="content")
        undo_button(desk)
        if told is not None and told.step is None:
            st.html(f'<p class="saved">{plain(told.words)}</p>', width="content")


def undo_button(desk: Desk) -> None:
    """Takes the last choice back, wherever it was made."""
    st.button(
        say("choose.undo"),
        key="read-undo",
        type="tertiary",
        icon=":material/undo:",
        shortcut="u",
        disabled=not desk.reading.can_undo,
        on_click=desk_acts.undo,
        args=(desk,),
    )


def _agreed(desk: Desk) -> str:
    chosen = len(desk.given.steps)
    if not desk.given.complete or desk.turn.graded is None:
        return say("choose.chosen", n=chosen)
    same = chosen - sum(map(desk.differs, Step))
    return say("choose.agree_all") if same == chosen else say("choose.agree_some", n=same)


def _on(desk: Desk, comment: str) -> None:
    with st.container(key="on", horizontal=True):
        st.button(
            say("choose.go_on"),
            key="read-on",
            type="primary",
            shortcut="ctrl+enter",
            on_click=desk_acts.keep_and_go_on,
            args=(desk, comment),
        )
        if desk.turn.graded is not None and not desk.hidden and not desk.given.complete:
            st.button(
                say("choose.take_over"),
                key="read-take-over",
                shortcut="a",
                on_click=desk_acts.take_over,
                args=(desk,),
            )


def _legend() -> None:
    keys = "".join(
        f"<li><kbd>{plain(pressed)}</kbd> {plain(say(f'keys.{what}'))}</li>"
        for what, pressed in KEYS.items()
    )
    st.html(f'<h3 class="small">{plain(say("keys.heading"))}</h3><ul class="shortcuts">{keys}</ul>')
