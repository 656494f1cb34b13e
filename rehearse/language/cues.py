"""Cues: words and forms that turn a sentence, which its vector does not see.

They are data, one file a language beside this module: a name, and the patterns that set it.
"""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from rehearse.conversation.rubric import LANGUAGES, Language

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


@dataclass(frozen=True)
class CueSheet:
    """The cues of one language, in a fixed order."""

    names: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]

    def heard(self, sentence: str) -> list[bool]:
        """Which cues the sentence sets, in the order of ``names``."""
        plain = plain_signs(sentence)
        return [pattern.search(plain) is not None for pattern in self.patterns]

    def hears(self, name: str, sentence: str) -> bool:
        """Whether the sentence sets this one cue."""
        return self.patterns[self.names.index(name)].search(plain_signs(sentence)) is not None


def plain_signs(text: str) -> str:
    """The text with every kind of apostrophe as ``'``; same length, so that places stay."""
    return text.translate(_APOSTROPHES)


@cache
def sheet(language: Language) -> CueSheet:
    """The cues of a language.

    Raises:
        ValueError: a pattern is no regular expression; says which.
    """
    file = resources.files(__package__) / "cue_sheets" / f"{language}.yaml"
    raw: dict[str, list[str]] = yaml.safe_load(file.read_text("utf-8"))
    patterns = []
    for name, options in raw.items():
        joined = "|".join(f"(?:{option})" for option in options)
        try:
            patterns.append(re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE))
        except re.error as error:
            raise ValueError(f"cue_sheets/{language}.yaml, {name}: {error}") from error
    return CueSheet(tuple(raw), tuple(patterns))


def names() -> tuple[str, ...]:
    """The names of all cues; the same in every language (a test holds the files to it)."""
    return sheet(LANGUAGES[0]).names
