"""What the manager did and will do, so that the colleague does not claim it."""

import re
from collections.abc import Iterable, Sequence

from rehearse.colleague.checks.sheet import WordSheet
from rehearse.conversation.scenario import ScenarioWords
from rehearse.language import sentences, tell

Words = tuple[str, ...]
_LIKE = 4
"""Letters in common at the start, or a whole word at the end of a compound, for two words to count
as forms of one."""
_ENDINGS = frozenset({"t", "d", "n", "s", "te", "ten", "en", "ed", "ing"})
"""What may follow a word of one letter less, for both to count as forms of one: "mee" is no form of
"meestal"."""
_CLAUSES = re.compile(r"[,;:.!?–—]")


def told_of_manager(told: ScenarioWords, sheet: WordSheet) -> tuple[Words, ...]:
    """The content words of each deed that the situation tells, in the second person."""
    parts = (*_parts(told.own_part), *_CLAUSES.split(told.brief))
    return tuple(
        content(part, sheet.small) for part in parts if sheet.speaks_of_other.search(part.lower())
    )


def said_of_themselves(said: Iterable[str], sheet: WordSheet) -> tuple[Words, ...]:
    """The content words of each sentence in which managers speak of themselves."""
    parts = (part for words in said for part in _parts(words))
    return tuple(
        content(part, sheet.small) for part in parts if sheet.speaks_of_itself.search(part.lower())
    )


def _parts(text: str) -> list[str]:
    return [sentence.text for sentence in sentences.split(text)]


def content(text: str, without: frozenset[str]) -> Words:
    """The words that are not among those; Dutch participles without "ge"."""
    return tuple(_bare(word) for word in tell.words(text) if word not in without)


def _bare(word: str) -> str:
    return word[2:] if word.startswith("ge") and len(word) > 4 else word


def shared_words(mine: Sequence[str], theirs: Sequence[str]) -> set[str]:
    """Which of the words are among the other's, in whatever form."""
    return {word for word in mine if any(_same(word, other) for other in theirs)}


def _same(one: str, other: str) -> bool:
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < _LIKE:
        return len(short) == _LIKE - 1 and long.startswith(short) and long[len(short) :] in _ENDINGS
    return one[:_LIKE] == other[:_LIKE] or long.endswith(short)
