"""Places in a turn: what of it can be quoted, and whether it lies in words that are another's."""

import re

from rehearse.conversation.rubric import Passage
from rehearse.language import quoted
from rehearse.language.sentences import Sentence

WRITABLE = re.compile(r"[^\ud800-\udfff]+")


def quotable(turn: str, start: int, end: int) -> Passage:
    """The longest piece of a sentence that can be written down: half a surrogate pair cannot."""
    pieces = WRITABLE.finditer(turn[start:end])
    best = max(pieces, key=lambda piece: len(piece.group()))
    return Passage(text=best.group(), start=start + best.start(), end=start + best.end())


def lies_in(part: Passage | Sentence, spans: list[tuple[int, int]]) -> bool:
    """Whether it shares more than a third with one of these stretches of the turn, or holds one."""
    return quoted.lies_in(part.start, part.end, spans)
