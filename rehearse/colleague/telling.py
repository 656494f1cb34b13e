"""Whether words tell a layer: the colleague's secret counts as told once a reply holds it."""

import re
from collections.abc import Callable, Sequence

from rehearse.conversation.scenario import LayerWords
from rehearse.language.encoder import Vectors

Encode = Callable[[Sequence[str]], Vectors]

FLOOR = 0.48
"""Likeness from which a reply holds a layer. Nineteen tellings in other words, in both languages,
are 0.55 to 0.9 like their layer and at most 0.29 like another of the same situation; half a telling
is at most 0.37, and of all lines of all situations that tell no layer the nearest is 0.43."""

STEM = 5
"""Letters by which two words count as the same ("solliciteerde", "sollicitatie")."""
_WORD = re.compile(r"[^\W_]{4,}")


class Telling:
    """Compares words with layers. Works anywhere, but encodes: not for an event loop."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode

    def holds(self, text: str, layer: LayerWords) -> bool:
        """Whether the text tells the layer, in whatever words."""
        return self.likeness(text, layer) >= FLOOR

    def likeness(self, text: str, layer: LayerWords) -> float:
        """How much of a layer a text holds, from 0 to 1.

        The mean of how alike both are as a whole and of the share of the layer's words that come
        back: vectors alone take the same place and people for the same story.
        """
        told = layer.told.text
        ours, theirs = self._encode([text, told])
        stems = _stems(told)
        return (float(ours @ theirs) + len(stems & _stems(text)) / len(stems)) / 2


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in _WORD.findall(text.lower())}
