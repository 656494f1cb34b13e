"""A talk as the coach will read it, as HTML. Nothing here knows Streamlit."""

import re
from collections.abc import Sequence

from rehearse.coaching.shared import Answer, Replaced, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Language, Step
from rehearse.locale import phrase, step_name
from rehearse.pages.marks import REPLACED, Mark, marked, paragraphs, plain, soft
from rehearse.pages.note import note, said
from rehearse.pages.speaking import Voice, line


def shared_talk(
    talk: SharedTalk, swaps: Sequence[Replaced], ui: Language, *, words_only: bool
) -> str:
    """All of it, from the brief to the last answer; what stands in for something is marked.

    ``words_only`` leaves out signs and levels, for a manager who talked without them.
    """
    lang = f'lang="{talk.language}" dir="auto"'
    brief = "".join(
        f"<p>{marked(part, _stand_ins(part, swaps))}</p>" for part in paragraphs(talk.brief)
    )
    title = marked(talk.title, _stand_ins(talk.title, swaps))
    turns = "".join(
        _turn(talk, n, turn, swaps, ui, words_only) for n, turn in enumerate(talk.turns, start=1)
    )
    return (
        f'<article class="shared-talk"><h3 {lang}>{title}</h3>'
        f'<div class="told" {lang}>{brief}</div>'
        f"{_answer(talk, talk.opening)}{turns}</article>"
    )


def in_place_of(swaps: Sequence[Replaced], ui: Language) -> str:
    """What goes as what, each on a line of its own."""
    lines = "".join(
        "<li>"
        + plain(phrase("share.names.swap", ui, real=swap.real, stand_in=swap.stand_in))
        + "</li>"
        for swap in swaps
    )
    return f'<ul class="swaps">{lines}</ul>'


def _turn(
    talk: SharedTalk,
    n: int,
    turn: SharedTurn,
    swaps: Sequence[Replaced],
    ui: Language,
    words_only: bool,
) -> str:
    words = said(turn.text, turn.grade, _stand_ins(turn.text, swaps))
    parts = [
        f'<div class="you"><h4>{plain(phrase("page.talk.you", ui, n=n))}</h4>'
        f'<p class="said" lang="{talk.language}" dir="auto">{words}</p></div>'
    ]
    if turn.grade:
        parts.append(note(turn.grade, ui, talk.language, words_only=words_only))
    if turn.disputed:
        steps = ", ".join(step_name(step, ui) for step in Step if step in turn.disputed)
        parts.append(soft(phrase("share.disputed", ui, steps=steps)))
    if turn.answer:
        parts.append(_answer(talk, turn.answer))
    return f'<section class="shared-turn">{"".join(parts)}</section>'


def _answer(talk: SharedTalk, answer: Answer) -> str:
    return line(Voice(talk.name, talk.language), answer.text, answer.gesture)


def _stand_ins(text: str, swaps: Sequence[Replaced]) -> list[Mark]:
    """Where something in a text stands in for something else; a name may end in a genitive's s."""
    if not swaps:
        return []
    forms = sorted({swap.stand_in for swap in swaps}, key=len, reverse=True)
    sought = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, forms))})(?=s?(?!\w))")
    return [Mark(*match.span(), REPLACED, "") for match in sought.finditer(text)]
