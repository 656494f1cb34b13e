"""How fast the colleague speaks: a breath, then sentence after sentence."""

from collections.abc import Callable

Pause = Callable[[str], float]
"""Seconds to wait after a sentence; after the empty one: before the first."""

_BREATH_S = 0.7
_BASE_S, _PER_SIGN_S, _LONGEST_S = 0.35, 0.015, 1.6


def spoken(sentence: str) -> float:
    """A person's pauses. Not measured: tuned by ear until it read like somebody speaking."""
    if not sentence:
        return _BREATH_S
    return min(_LONGEST_S, _BASE_S + _PER_SIGN_S * len(sentence))


def instant(sentence: str) -> float:
    """No pauses at all."""
    return 0.0
