"""Facts: dates, times, sums, numbers and names, and whether situation and talk hold them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rehearse.colleague.checks.numbers import TOKEN, Number, numbers
from rehearse.colleague.checks.sheet import word_sheet
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.cues import plain_signs
from rehearse.language.tell import common_words
from rehearse.privacy import first_names

_TITLE = 12
"""Letters before a dot in which a title is looked for: no title is longer."""
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n])[\s\"'“”„‘’(–—-]*")
"""What stands before the first word of a sentence."""
_OPENS = re.compile(r"[\s\"'“„‘]*([^\W\d_]+) (\w+)")
_DAY_ENDS = re.compile(r"(?:|s|'s|ochtend|middag|avond|nacht|morgen)")
_AMBIGUOUS = frozenset({"may", "march"})
"""Months that open a sentence as another word ("May I")."""
_VAGUE = ("2", "3")
"""Numbers that tell nothing exact where no unit follows ("twee dingen")."""


@dataclass(frozen=True)
class Known:
    """What a text holds, in a form in which the same fact is the same."""

    words: frozenset[str]
    numbers: frozenset[str]
    amounts: frozenset[tuple[str, str]]
    """Numbers with the unit behind them."""
    clocks: frozenset[str]
    text: str
    """All of it, in small letters with plain signs."""

    def __or__(self, other: "Known") -> "Known":
        return Known(
            self.words | other.words,
            self.numbers | other.numbers,
            self.amounts | other.amounts,
            self.clocks | other.clocks,
            f"{self.text}\n{other.text}",
        )


@lru_cache(maxsize=64)
def known_in(text: str, language: Language) -> Known:
    """All facts that a text holds; a situation's are gathered once."""
    sheet, small = word_sheet(language), plain_signs(text).lower()
    found = list(numbers(small, sheet, language))
    words = {word for token in TOKEN.findall(small) for word in (token, *token.split("-"))}
    return Known(
        words=frozenset(words | {_bare(word) for word in words}),
        numbers=frozenset(number.value for number in found),
        amounts=frozenset((number.value, number.unit) for number in found if number.unit),
        clocks=frozenset(_same_time(clock.group()) for clock in sheet.clocks.finditer(small)),
        text=small,
    )


def unknown_fact(sentence: str, known: Known, language: Language) -> str | None:
    """The first words of a sentence that name a fact which is not known."""
    sheet, plain = word_sheet(language), plain_signs(sentence)
    small = sheet.uncounted.sub(_blank, plain.lower())
    for clock in sheet.clocks.finditer(small):
        if _same_time(clock.group()) not in known.clocks:
            return clock.group()
    for number in numbers(sheet.clocks.sub(_blank, small), sheet, language):
        if not _is_known(number, known):
            return plain[number.start : number.end]
    starts = _sentence_starts(plain, language)
    return _unknown_day(plain, starts, known, language) or _unknown_name(
        plain, starts, known, language
    )


def _is_known(number: Number, known: Known) -> bool:
    if number.unit:
        return (number.value, number.unit) in known.amounts
    return number.value in _VAGUE or number.value in known.numbers


def _unknown_day(
    plain: str, starts: frozenset[int], known: Known, language: Language
) -> str | None:
    """A weekday, month, season or feast that was not named."""
    for match in TOKEN.finditer(plain):
        day = _day(match.group(), language)
        if day is None or _was_named(day, known):
            continue
        if not (day in _AMBIGUOUS and match.start() in starts):
            return match.group()
    return None


def _was_named(day: str, known: Known) -> bool:
    if day in _AMBIGUOUS:
        return day in known.words  # "Maybe" names no May.
    return any(word.startswith(day) for word in known.words)


def _day(token: str, language: Language) -> str | None:
    """The day that a word names; with a capital where the language writes one."""
    for day in word_sheet(language).calendar:
        said = token if day[0].isupper() else token.lower()
        if said.startswith(day) and _DAY_ENDS.fullmatch(said[len(day) :]):
            return day.lower()
    return None


def _unknown_name(
    plain: str, starts: frozenset[int], known: Known, language: Language
) -> str | None:
    """A word with a capital where none is due, that names nothing ordinary; or one that opens a
    sentence and is a first name, or then says or does something."""
    for match in TOKEN.finditer(plain):
        token = match.group()
        if not token[0].isupper() or _is_ordinary(token, known, language):
            continue
        if match.start() not in starts:
            return token
    for name in first_names(plain, language):
        # Of Dutch "Tas" it takes the end that says whose.
        forms = (name.split()[0], f"{name.split()[0]}s")
        if not any(_is_ordinary(form, known, language) for form in forms):
            return name
    opening = _OPENS.match(plain)
    if opening is None or not opening.group(1)[0].isupper():
        return None
    acts = re.fullmatch(word_sheet(language).reports, opening.group(2))
    return (
        opening.group(1) if acts and not _is_ordinary(opening.group(1), known, language) else None
    )


def _sentence_starts(plain: str, language: Language) -> frozenset[int]:
    """Where a sentence may begin: not behind the dot of a title ("Mr. Harris")."""
    title = word_sheet(language).titled
    return frozenset(
        opened.end()
        for opened in _SENTENCE_START.finditer(plain)
        if not title.search(plain[max(0, opened.start() - _TITLE) : opened.end()].lower())
    )


def is_name(token: str, language: Language) -> bool:
    """Whether a word has a capital and, for all that we know, names someone."""
    return token[0].isupper() and _bare(token.lower()) not in _ordinary(language)


def _is_ordinary(token: str, known: Known, language: Language) -> bool:
    small = token.lower()
    # Dutch says whose without an apostrophe: "Sannes rooster".
    parts = {small, _bare(small), small.removesuffix("s"), *small.split("-")}
    return not parts.isdisjoint(known.words) or not parts.isdisjoint(_ordinary(language))


@cache
def _ordinary(language: Language) -> frozenset[str]:
    sheet = word_sheet(language)
    common = frozenset().union(*(common_words(each) for each in LANGUAGES))
    return common | sheet.ordinary | sheet.days


def _bare(word: str) -> str:
    """A word without the end that says whose, or the one behind "I"."""
    return re.sub(r"'(?:s|d|m|ve|ll|re|t)?$", "", word)


def _same_time(clock: str) -> str:
    return " ".join(clock.replace("half past", "half").removeprefix("a ").split())


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())
