"""Words that people wrote, as HTML: always escaped, with the passages that earned a level marked.

Nothing here knows Streamlit, and nothing that comes in is trusted.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from rehearse.conversation.rubric import Level

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_MARKDOWN = re.compile(
    r"[\\`*\[\]~$<&]"  # wherever it stands
    r"|(?<![^\W_])_|_(?![^\W_])"  # at the edge of a word
    r"|:(?=[A-Za-z])"  # before the name of a colour, which would vanish
    r"|^[-+#>=]|^\d+[.)]"  # a list, a heading or a quote
)
"""What Markdown would take for its own; the last character of each is escaped."""
REPLACED = "replaced"
"""How a word is marked that stands in for another."""
_STRENGTH = ("doubt", "partial", "clear", "against")


@dataclass(frozen=True)
class Mark:
    """A passage to mark: code points ``start`` to ``end``, how, and the letter of its note."""

    start: int
    end: int
    kind: str
    """One of doubt, partial, clear, against; or ``REPLACED``, which goes together with any."""
    letter: str


def showable(text: str) -> str:
    """The text with what no page can carry (control characters, halves of characters) made visible.

    One character for one, so that places in the text stay what they were.
    """
    return _UNSHOWABLE.sub("\ufffd", text.replace("\r\n", " \n").replace("\r", "\n"))


def plain(text: str) -> str:
    """Escaped text. Line breaks stay; the style sheet shows them."""
    return escape(showable(text))


def soft(text: str) -> str:
    """One plain line that stands back."""
    return f'<p class="soft">{plain(text)}</p>'


def look_of(level: Level, doubt: bool) -> str:
    """How a level looks, as signs, marks and charts name it."""
    return "doubt" if doubt else level.name.lower()


def sign(look: str) -> str:
    """The small sign of a level, of one in doubt, or of a turn that was not scored."""
    return f'<i class="sign {look}"></i>'


def paragraphs(brief: str) -> list[str]:
    """The brief, a sentence a line, as people read: what went before in two parts, then now."""
    *told, now = brief.strip().splitlines()
    half = (len(told) + 1) // 2
    return [part for part in (" ".join(told[:half]), " ".join(told[half:]), now) if part]


def beginning(text: str, most: int) -> str:
    """The first words of a text on one line, as many as fit in ``most`` code points; a word that
    alone is longer is cut."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    cut, space, _ = whole[: most + 1].rpartition(" ")
    return f"{cut if space else whole[:most]} …"


def label(text: str) -> str:
    """Text for a widget's label, which would read it as Markdown.

    Nothing is escaped that Markdown leaves alone where it stands: Streamlit gives some widgets
    their label as it is for a name, and a screen reader would read out each backslash.
    """
    one_line = showable(text).replace("\n", " ").strip()
    return _MARKDOWN.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", one_line)


def marked(text: str, marks: Sequence[Mark]) -> str:
    """The escaped text with its passages in ``<mark>``, each followed by its letter.

    Passages may overlap: where they do, the strongest of them gives the line its look.
    """
    shown = showable(text)
    edges = sorted({0, len(shown)} | {edge for mark in marks for edge in (mark.start, mark.end)})
    pieces = []
    for start, end in pairwise(edges):
        piece = escape(shown[start:end])
        kinds = {mark.kind for mark in marks if mark.start <= start and end <= mark.end}
        if kinds:
            piece = f'<mark class="{_look(kinds)}">{piece}</mark>'
        letters = "".join(mark.letter for mark in marks if mark.end == end)
        pieces.append(piece + (f'<sup class="letter">{letters}</sup>' if letters else ""))
    return "".join(pieces)


def _look(kinds: Set[str]) -> str:
    """The classes of a passage that is marked in these ways."""
    levels = [kind for kind in _STRENGTH if kind in kinds]
    return " ".join([*levels[-1:], *({REPLACED} & kinds)])
