"""A turn as a coach reads it: what was heard and said, what came of it, what the grader saw."""

import streamlit as st

from rehearse.coaching.shared import Answer
from rehearse.conversation.rubric import NotScored, Step
from rehearse.locale import phrase, step_name
from rehearse.pages.desk import Desk
from rehearse.pages.marks import plain, soft
from rehearse.pages.note import notes, said, touched
from rehearse.pages.review_words import say
from rehearse.pages.speaking import Voice, line


def turn(desk: Desk) -> None:
    """All of it, from top to bottom."""
    shown, language = desk.turn, desk.talk.language
    grade = None if desk.hidden else shown.grade
    words = said(shown.text, grade, first=shown.disputed)
    st.html(
        f"{_line(desk, desk.heard)}"
        f'<div class="you"><h3>{plain(say("talk.manager"))}</h3>'
        f'<p class="said" lang="{language}" dir="auto">{words}</p></div>'
        f"{_line(desk, shown.answer) if shown.answer else ''}"
    )
    st.html(f'<div class="saw"><h3>{plain(say("saw.heading"))}</h3>{_saw(desk)}</div>')


def _line(desk: Desk, answer: Answer) -> str:
    return line(Voice(desk.talk.name, desk.talk.language), answer.text, answer.gesture)


def _saw(desk: Desk) -> str:
    grade, ui = desk.turn.grade, desk.ui
    if desk.hidden:
        return soft(say("saw.hidden"))
    if isinstance(grade, NotScored):
        why = phrase(f"not_scored.{grade.code.value}", ui)
        return soft(say("saw.unscored", why=why))
    if grade is None:
        return soft(say("saw.unscored", why="").strip())
    disputed = ", ".join(step_name(step, ui) for step in Step if step in desk.turn.disputed)
    told = f'<p class="disputed">{plain(say("saw.disputed", steps=disputed))}</p>'
    inside = notes(grade, ui, desk.talk.language, first=desk.turn.disputed)
    found = inside if touched(grade) else soft(say("saw.none"))
    return (told if disputed else "") + found
