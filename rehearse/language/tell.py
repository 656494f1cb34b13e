"""Tells Dutch from English, and both from anything else, by the words that people use most."""

import re
from functools import cache
from importlib import resources

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.cues import plain_signs

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_WHERE_NOTHING_TELLS: Language = "en"
_FEWEST = 3
"""Words under which nothing is called another language."""
_LEAD = 2
"""How many more telling words the other language needs where one is expected."""
_ROWS = tuple(row + row[::-1] for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm"))
"""Keys that lie side by side, there and back."""
_SHORTEST_RUN, _LONGEST_RUN = 3, max(map(len, _ROWS))
LEAST_KNOWN = 0.34
"""Share of known words under which words are neither Dutch nor English."""


@cache
def common_words(language: Language) -> frozenset[str]:
    """Words often met in this language: taken from our own turns and lines."""
    file = resources.files(__package__) / "common_words" / f"{language}.txt"
    return frozenset(file.read_text("utf-8").split())


@cache
def telling_words(language: Language) -> frozenset[str]:
    """Words that are common in this language and not in the other."""
    others = (common_words(other) for other in LANGUAGES if other != language)
    return common_words(language).difference(*others)


@cache
def known_words() -> frozenset[str]:
    """Words often met in any of our languages."""
    return frozenset().union(*(common_words(language) for language in LANGUAGES))


def words(text: str) -> list[str]:
    """The words of a text, in small letters."""
    return [word.lower() for word in _WORD.findall(plain_signs(text))]


def language_of(text: str, expected: Language | None = None) -> Language:
    """Which of our languages the text is in.

    Where one is ``expected``, one word of another ("sorry", "meeting") does not change it.
    """
    said = words(text)
    counts = {lang: sum(word in telling_words(lang) for word in said) for lang in LANGUAGES}
    likeliest = max(LANGUAGES, key=lambda lang: (counts[lang], lang == _WHERE_NOTHING_TELLS))
    if expected is not None and counts[likeliest] - counts[expected] < _LEAD:
        return expected
    return likeliest


def is_foreign(text: str) -> bool:
    """Whether the text is none of our languages, or no language at all."""
    said = words(text)
    letters = [ch for word in said for ch in word]
    if letters and sum(ch > "ɏ" for ch in letters) > len(letters) / 2:
        return True
    if len(said) < _FEWEST:
        return bool(said) and all(map(_runs_along_keys, said))
    return sum(word in known_words() for word in said) < LEAST_KNOWN * len(said)


def _runs_along_keys(word: str) -> bool:
    """Whether a word is nothing but keys that lie side by side ("asdf", "qwerqwer"): somebody tries
    what happens."""
    if word in known_words():
        return False
    # Where runs can end, from the front: all ways to cut a long mash would take for ever.
    reached = {0}
    for end in range(_SHORTEST_RUN, len(word) + 1):
        begins = range(max(0, end - _LONGEST_RUN), end - _SHORTEST_RUN + 1)
        if any(at in reached and _lies_in_a_row(word[at:end]) for at in begins):
            reached.add(end)
    return len(word) in reached


def _lies_in_a_row(keys: str) -> bool:
    return any(keys in row for row in _ROWS)
