"""Finds first names that nobody listed, for the manager to confirm."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rehearse.conversation.rubric import Language
from rehearse.privacy import words
from rehearse.privacy.kinds import without_addresses

_NAME = re.compile(rf"{words.WORD.pattern}(?:-{words.WORD.pattern})*")
_NEXT = re.compile(rf" ({_NAME.pattern})")
_SHORTEST_IN_SMALL_LETTERS = 4
"""Of 22 such words in 2,594 labelled turns 14 are names, all as long; the others became ordinary
words. A shorter one is more often a word misspelt."""
_LONGEST_NAME = 4
"""Words of a text that can be no more than a name: *Marie-Claire van der Berg*."""


def first_names(text: str, language: Language, known: Iterable[str] = ()) -> tuple[str, ...]:
    """People who are named in a text, by a list of first names; each once, in order.

    A proposal, not a finding: names that are ordinary words of the language count only with a
    capital inside a sentence. A surname right behind comes along (*Petra de Wit*). ``known`` are
    names that need no asking: those of the situation and those listed already.
    """
    settled = _folded_words(tuple(known))
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        first = _first_name(text, match, language)
        if first and words.folded(first) not in settled:
            found.setdefault(first + _surname(text, match.start() + len(first)))
    longer = {name for name in found if " " in name}
    return tuple(name for name in found if not any(full.startswith(f"{name} ") for full in longer))


@lru_cache(maxsize=64)
def _folded_words(texts: tuple[str, ...]) -> frozenset[str]:
    """Kept, because a situation is known in each turn of each talk: folding it takes longer than
    looking through the turn."""
    return frozenset(
        words.folded(word)
        # Nobody is hidden by an address: *jan@firma.nl* settles nothing about Jan.
        for text in map(without_addresses, texts)
        for name in _NAME.finditer(text)
        if _settles(text, name)
        for word in (name.group(), *words.WORD.findall(name.group()))
    )


def _settles(text: str, name: re.Match[str]) -> bool:
    """Whether a word of what is known may be somebody there: what you *will* do is not Will. A
    name that was typed in haste has no capital, and little beside it."""
    if len(text.split()) <= _LONGEST_NAME:
        return True
    opens = words.opens_sentence(text, name.start())
    ordinary = words.folded(name.group()) in words.ordinary_anywhere()
    return name.group()[0].isupper() and not (opens and ordinary)


def _first_name(text: str, match: re.Match[str], language: Language) -> str | None:
    """The first name that stands here, without the *s* of a genitive; with its capital, where it
    was typed without."""
    word, *joined = match.group().split("-")
    if word.isupper() or not (word[0].isupper() or _plainly_a_name(word)):
        return None
    name = next((one for one in (word, word.removesuffix("s")) if _is_listed(one)), None)
    if name is None:
        return None
    if word.islower():
        return words.first_names()[words.folded(name)].written
    if words.folded(word) in words.ordinary(language) and words.opens_sentence(text, match.start()):
        return None
    doubled = (
        name == word and joined and all(_is_listed(one) and one[0].isupper() for one in joined)
    )
    return match.group() if doubled else name


def _plainly_a_name(word: str) -> bool:
    """Whether a word typed in small letters can be nothing but a name: long enough, and no word of
    any of our languages."""
    forms = (words.folded(word), words.folded(word.removesuffix("s")))
    long_enough = len(word) >= _SHORTEST_IN_SMALL_LETTERS
    return word.islower() and long_enough and not words.ordinary_anywhere().intersection(forms)


def _is_listed(word: str) -> bool:
    form = words.folded(word)
    return form in words.first_names() and form not in words.never_names()


def _surname(text: str, at: int) -> str:
    """The surname that follows a first name, with the blank before it; empty where none does."""
    end = at
    while follows := _NEXT.match(text, end):
        end, word = follows.end(), follows[1]
        if words.folded(word) not in words.particles():
            named = word[0].isupper() and not word.isupper()
            return text[at:end] if named and words.folded(word) not in words.never_names() else ""
    return ""
