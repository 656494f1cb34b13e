"""Tells Dutch from English, and both from anything else, by the words that people use most."""

import re
from functools import cache
from importlib import resources

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.cues import plain_signs

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_FEWEST = 3
"""Words under which nothing is called another language."""
_KNOWN = 0.34
"""Share of known words under which a turn is neither Dutch nor English."""


@cache
def common_words(language: Language) -> frozenset[str]:
    """Words often met in this language: taken from our own turns and lines."""
    file = resources.files(__package__) / "common_words" / f"{language}.txt"
    return frozenset(file.read_text("utf-8").split())


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.lower() for word in _WORD.findall(plain_signs(text))]


def language_of(text: str, default: Language = "en") -> Language:
    """Which of our languages the text is in; ``default`` when its words do not say."""
    said = words(text)
    counts = {
        language: sum(word in common_words(language) - common_words(other) for word in said)
        for language, other in zip(LANGUAGES, reversed(LANGUAGES), strict=True)
    }
    if counts["nl"] == counts["en"]:
        return default
    return "nl" if counts["nl"] > counts["en"] else "en"


def is_foreign(text: str) -> bool:
    """Whether the text is neither Dutch nor English, or no language at all."""
    said = words(text)
    letters = [ch for word in said for ch in word]
    if letters and sum(ch > "ɏ" for ch in letters) > len(letters) / 2:
        return True
    if len(said) < _FEWEST:
        return False
    known = common_words("nl") | common_words("en")
    return sum(word in known for word in said) < _KNOWN * len(said)
