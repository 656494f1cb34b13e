"""Every sentence the interface says, by key, in each language.

Keys are ``area.name``; the areas are the files of ``rehearse/locale/<language>/``.
"""

from functools import cache
from importlib import resources
from typing import Any

import yaml

from rehearse.conversation.rubric import Language


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All phrases of one language."""
    phrases: dict[str, str] = {}
    folder = resources.files(__package__) / language
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            area = file.name.removesuffix(".yaml")
            _flatten(area, yaml.safe_load(file.read_text("utf-8")) or {}, phrases)
    return phrases


def phrase(key: str, language: Language, /, **slots: object) -> str:
    """One phrase with its slots filled.

    Raises:
        KeyError: no such key, or a slot that was not given; both are mistakes in our own code.
    """
    text = catalogue(language)[key]
    return text.format_map({name: str(value) for name, value in slots.items()}) if slots else text


def _flatten(prefix: str, tree: dict[str, Any], into: dict[str, str]) -> None:
    for name, value in tree.items():
        key = f"{prefix}.{name}"
        if isinstance(value, dict):
            _flatten(key, value, into)
        else:
            into[key] = str(value)
