"""Every sentence the interface says, by key, in each language.

Keys are ``area.name``; the areas are the files of ``rehearse/locale/<language>/``.
"""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from rehearse.conversation.rubric import Language, Level, Step
from rehearse.conversation.scenario import Band, Difficulty
from rehearse.resources import SafeLoader


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All phrases of one language."""
    phrases: dict[str, str] = {}
    folder = resources.files(__package__) / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            area = file.name.removesuffix(".yaml")
            _flatten(area, yaml.load(file.read_text("utf-8"), Loader=SafeLoader) or {}, phrases)
    return phrases


def phrase(key: str, language: Language, /, **slots: object) -> str:
    """One phrase with its slots filled.

    Raises:
        KeyError: no such key, or a slot that was not given; both are mistakes in our own code.
    """
    text = catalogue(language)[key]
    return text.format_map({name: str(value) for name, value in slots.items()}) if slots else text


def decimal(digits: str, language: Language) -> str:
    """Digits with the sign that a language writes before its decimals: ``0,62`` or ``0.62``."""
    return digits.replace(".", phrase("agreement.point", language))


def standing(band: Band, name: str, language: Language) -> str:
    """How it stands with the colleague of this name, in one plain sentence."""
    return phrase(f"page.trust.band.{band.value}", language, name=name)


def beginning(difficulty: Difficulty, language: Language) -> str:
    """How the colleague began, in the words it was chosen by; within a sentence, so small."""
    chosen = phrase(f"page.difficulty.{difficulty.value}", language)
    return chosen[:1].lower() + chosen[1:]


_NEAREST = {
    Level.AGAINST: (Level.AGAINST, Level.ABSENT),
    Level.PARTIAL: (Level.ABSENT, Level.PARTIAL),
    Level.CLEAR: (Level.PARTIAL, Level.CLEAR),
}
"""Between which two levels one that is in doubt lies."""


def step_name(step: Step, language: Language) -> str:
    """What a step is called."""
    return phrase(f"steps.name.{step.value}", language)


def level_word(level: Level, doubt: bool, language: Language) -> str:
    """What a level is called; one in doubt says only that."""
    return phrase(f"steps.level.{'doubt' if doubt else level.name.lower()}", language)


def between_levels(level: Level, language: Language) -> str:
    """Between which two levels a doubtful one lies, and whose judgement counts.

    Raises:
        KeyError: the level is absent: that is never in doubt.
    """
    return phrase("steps.between", language, near=near_levels(level, language))


def near_levels(level: Level, language: Language) -> str:
    """Between which two levels a doubtful one lies, as a part of a sentence.

    Raises:
        KeyError: the level is absent: that is never in doubt.
    """
    low, high = (level_word(near, False, language) for near in _NEAREST[level])
    return phrase("steps.near", language, low=low, high=high)


def _flatten(prefix: str, tree: dict[str, Any], into: dict[str, str]) -> None:
    for name, value in tree.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, into)
        else:
            into[key] = str(value)
