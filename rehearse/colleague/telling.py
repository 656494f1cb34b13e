"""Whether words hold what was to be said: a layer, or the line of a move, in other words."""

import re

from rehearse.language.cues import plain_signs
from rehearse.language.encoder import Encode

TOLD = 0.48
"""Likeness from which a reply tells a layer. Nineteen tellings in other words, in both languages,
are 0.55 to 0.9 like their layer and at most 0.29 like another of the same situation; half a telling
is at most 0.37, and of all lines of all situations that tell no layer the nearest is 0.43."""

SAID = 0.4
"""Likeness from which words carry the line they were made from. Of 18 lines said in other words
17 are 0.48 to 0.96 like them; 14 that only lead up to one ("That's quite a question") up to 0.3."""

STEM = 5
"""Letters by which two words count as the same ("solliciteerde", "sollicitatie")."""
_WORD = re.compile(r"[^\W_]{4,}")


class Telling:
    """Compares words with what they are to tell. Encodes, so it is not for an event loop."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode

    def tells(self, text: str, layer: str) -> bool:
        """Whether the text tells the layer, in whatever words. ``layer``: its telling.

        A story told without one of its words is no story: such a text is not compared, which takes
        milliseconds while somebody waits for a first sentence.
        """
        return _share(text, layer) > 0 and self.likeness(text, layer) >= TOLD

    def says(self, text: str, line: str) -> bool:
        """Whether the text carries a line of the situation, in whatever words."""
        return self.likeness(text, line) >= SAID

    def likeness(self, text: str, original: str) -> float:
        """How much of the original a text holds, up to 1.

        The mean of how alike both are as a whole and of the share of the original's words that
        come back: vectors alone take the same place and people for the same story.
        """
        ours, theirs = self._encode([plain_signs(text), plain_signs(original)])
        return (float(ours @ theirs) + _share(text, original)) / 2


def _share(text: str, original: str) -> float:
    """The share of the original's words that come back in a text."""
    stems = _stems(original)
    return len(stems & _stems(text)) / len(stems) if stems else 0.0


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.lower())}
