"""What ``rehearse doctor`` says of one thing that it looked at."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class State(Enum):
    """How a thing is; the sign goes with a word."""

    WELL = ("●", "well")
    NOTE = ("◐", "note")
    WRONG = ("▼", "wrong")


@dataclass(frozen=True)
class Finding:
    """One thing looked at, and what mends it where it is not well."""

    label: str
    state: State
    text: str
    fix: str = ""


Tell = Callable[..., str]
