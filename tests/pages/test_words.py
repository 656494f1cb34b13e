"""What the pages say: the same in both languages, every key there, every key in use."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from rehearse import pages
from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.conversation.scenario import Band, Difficulty
from rehearse.locale import catalogue

FAMILIES = {
    "difficulty.": [difficulty.value for difficulty in Difficulty],
    "language.": list(LANGUAGES),
    "last.": ["none", "one", "more"],
    "band.": [band.value for band in Band],
    "trust.place.": [band.value for band in Band],
    "trust.": ["more", "less", "least", "not_scored", "most", "again", "nothing"],
    "trust.up.": [step.value for step in Step],
    "trust.down.": [step.value for step in Step],
}
"""Keys that are put together while running, by what they begin with in the code."""


def _ours(language: Language) -> dict[str, str]:
    return {
        key.removeprefix("page."): text
        for key, text in catalogue(language).items()
        if key.startswith("page.")
    }


def _literals() -> Iterator[str]:
    for file in Path(pages.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value.removeprefix("page.")


def _in_use() -> set[str]:
    known = _ours("en")
    written = set(_literals())
    # The rail asks for its own phrases without "trust." before them.
    used = {key for key in known if key in written or key.removeprefix("trust.") in written}
    for beginning, endings in FAMILIES.items():
        for ending in endings:
            key = beginning + ending
            used.add(f"trust.{key}" if beginning == "band." else key)
    return used


def test_both_languages_have_the_same_phrases_with_the_same_slots() -> None:
    dutch, english = _ours("nl"), _ours("en")
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        slots = [
            {name for _, name, _, _ in Formatter().parse(t) if name} for t in (text, english[key])
        ]
        assert slots[0] == slots[1], key


def test_every_phrase_is_in_use_and_every_phrase_used_is_there() -> None:
    assert _in_use() == _ours("en").keys()
    called = re.compile(r'\b(?:_?say|phrase)\(\s*"(?:page\.)?([a-z_]+\.[a-z_.]+)"')
    for file in Path(pages.__file__).parent.glob("*.py"):
        for key in called.findall(file.read_text("utf-8")):
            assert key in _ours("en"), f"{file.name}: {key}"


@pytest.mark.parametrize(
    ("language", "unwanted"),
    [
        # "zijn" is left out: it is a verb here.
        ("nl", r"\b(hij|zij|ze|haar|hem|u|uw|uzelf)\b"),
        ("en", r"\b(he|she|her|him|his|hers)\b"),
    ],
)
def test_nobody_is_he_or_she_and_nobody_is_u(language: Language, unwanted: str) -> None:
    for key, text in _ours(language).items():
        assert not re.search(unwanted, text, re.IGNORECASE), f"{key}: {text}"
