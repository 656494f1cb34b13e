"""Cues: words and forms that turn a sentence, which its vector does not see.

They are data, one file a language beside this module: a name, and the patterns that set it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.beginnings import LONGEST, beginnings
from rehearse.resources import sheet_of

_APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼ`´", "'"))


_WORD_STARTS = re.compile(rf"(?<!\w)(?=(.{{1,{LONGEST}}}))", re.DOTALL)


@dataclass(frozen=True)
class CueSheet:
    """The cues of one language, in a fixed order."""

    names: tuple[str, ...]
    patterns: tuple[re.Pattern[str], ...]
    """What sets each cue, to find the words by; capitals do not matter."""
    _small: tuple[re.Pattern[str], ...]
    """The same for a text in small letters, which is twice as fast."""
    _by_beginning: Mapping[str, Sequence[int]]
    """Which cues are worth trying where these signs begin a word; ``""`` for anywhere."""

    def heard(self, sentence: str) -> list[bool]:
        """Which cues the sentence sets, in the order of ``names``."""
        plain = plain_signs(sentence).lower()
        heard = [False] * len(self.names)
        for cue in self._by_beginning.get("", ()):
            heard[cue] = self._small[cue].search(plain) is not None
        for start in _WORD_STARTS.finditer(plain):
            at, signs = start.start(), start.group(1)
            for length in range(1, len(signs) + 1):
                for cue in self._by_beginning.get(signs[:length], ()):
                    heard[cue] = heard[cue] or self._small[cue].match(plain, at) is not None
        return heard

    def hears(self, name: str, sentence: str) -> bool:
        """Whether the sentence sets this one cue."""
        plain = plain_signs(sentence).lower()
        return self._small[self.names.index(name)].search(plain) is not None


def plain_signs(text: str) -> str:
    """The text with every kind of apostrophe as ``'``; same length, so that places stay."""
    return text.translate(_APOSTROPHES)


@cache
def sheet(language: Language) -> CueSheet:
    """The cues of a language.

    Raises:
        ValueError: a pattern is no regular expression; says which.
    """
    raw: dict[str, list[str]] = sheet_of(__package__, "cue_sheets", language)
    patterns, small = [], []
    by_beginning: dict[str, list[int]] = {}
    for cue, (name, options) in enumerate(raw.items()):
        joined = "|".join(f"(?:{option})" for option in options)
        whole = rf"(?<!\w)(?:{joined})(?!\w)"
        try:
            patterns.append(re.compile(whole, re.IGNORECASE))
        except re.error as error:
            raise ValueError(f"cue_sheets/{language}.yaml, {name}: {error}") from error
        # A pattern that was written with a capital is heard all the same.
        small.append(re.compile(whole) if whole.islower() else patterns[-1])
        found = beginnings(joined.lower())
        for beginning in {""} if "" in found else found:
            by_beginning.setdefault(beginning, []).append(cue)
    return CueSheet(tuple(raw), tuple(patterns), tuple(small), by_beginning)


def names() -> tuple[str, ...]:
    """The names of all cues; the same in every language (a test holds the files to it)."""
    return sheet(LANGUAGES[0]).names
