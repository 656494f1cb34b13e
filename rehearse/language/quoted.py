"""Words in quotation marks that a speaker does not say as their own: a line from a leaflet, what a
coach would have one say. What one reports having said or heard is one's own telling."""

import re

from rehearse.conversation.rubric import Language
from rehearse.language.cues import plain_signs, sheet

_QUOTE = re.compile(
    r"""(?<![\w])['"“„](?!(?:s|t|n|k|m|r|ns)\b)(?P<words>[^"“”„\n]{12,400}?)['"”](?!\w)""",
    re.IGNORECASE,
)
_BEFORE = 60
"""Signs before a quote in which stands who says it."""


def borrowed(turn: str, language: Language) -> list[tuple[int, int]]:
    """Where such words stand, in code points."""
    plain, cues = plain_signs(turn), sheet(language)
    found = []
    for quote in _QUOTE.finditer(plain):
        words, before = quote.group("words"), plain[: quote.start()][-_BEFORE:]
        own = cues.hears("said", before) and not cues.hears("imagined", before)
        speaks = cues.hears("i_subject", words) or cues.hears("you", words)
        if speaks and not own:
            found.append(quote.span("words"))
    return found


def lies_in(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    """Whether a passage shares more than a third with one of these, or holds it."""
    return any(
        (min(end, until) - max(start, since)) * 3 > min(end - start, until - since)
        for since, until in spans
    )
