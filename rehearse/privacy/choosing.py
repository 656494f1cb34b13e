"""Chooses who stands in for whom: a plausible name that nobody in the talk has."""

from collections.abc import Iterator
from itertools import chain, count, product

from rehearse.privacy import words

_STARTS = ("Bel", "Dor", "Fal", "Gor", "Hal", "Jur", "Mel", "Nor", "Tal", "Vel", "Wer", "Zel")
_MIDDLES = ("ba", "di", "go", "ka", "mi", "no", "re", "su")
_ENDS = {"consonant": ("bert", "mar", "win"), "vowel": ("lina", "rado"), "s": ("dis", "mus")}
"""What names are put together from once the pool is used up; none of it makes a word."""


def surname(like: str, taken: frozenset[str]) -> str:
    """A surname for somebody whose own one is ``like``."""
    return _first_free(f"last-{_ending(like)}", taken)


def used_up(said: frozenset[str]) -> frozenset[str]:
    """The names of the pool that nobody may get any more, for these folded words were said."""
    return frozenset(name for name in words.whole_pool() if not _free(name, said))


def first_name(like: str, taken: frozenset[str]) -> str:
    """A first name for somebody called ``like``: of the same sex where the list knows it, so that
    *he* and *she* still fit, and with the same kind of ending, so that the genitive does.

    ``taken`` holds folded words that it must be none of.
    """
    known = words.first_names().get(words.folded(like))
    return _first_free(f"{known.sex if known else 'x'}-{_ending(like)}", taken)


def _first_free(group: str, taken: frozenset[str]) -> str:
    candidates = chain(words.pool(group), _made_up(group.partition("-")[2]))
    return next(name for name in candidates if _free(words.folded(name), taken))


def _free(word: str, taken: frozenset[str]) -> bool:
    """Whether neither the word nor its genitive is taken, nor a word that it would be one of."""
    return not {word, f"{word}s", word.removesuffix("s")} & taken


def _ending(name: str) -> str:
    """How a name ends, as far as its genitive goes."""
    last = words.folded(name)[-1:]
    return "s" if last in "sxz" else "vowel" if last in "aiouy" else "consonant"


def _made_up(ending: str) -> Iterator[str]:
    """Names without end that nobody has."""
    for length in count():
        for start, *middle, end in product(_STARTS, *[_MIDDLES] * length, _ENDS[ending]):
            yield f"{start}{''.join(middle)}{end}"
