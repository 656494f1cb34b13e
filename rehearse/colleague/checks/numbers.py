"""Numbers in a text, in digits or in words, and what they count."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rehearse.colleague.checks.sheet import WordSheet, word_sheet
from rehearse.conversation.rubric import Language

TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['-][^\W\d_]+)*|[%€£$]")
_HUNDREDS = re.compile(r"(?=\w++$)(\w*?)(honderd|duizend)(?:en)?(\w*)")
"""Looks ahead, for what is no single word would be tried anew behind each of its hundreds."""
_TENS = range(20, 100, 10)
_MULTIPLIERS = (100, 1000)


@dataclass(frozen=True)
class Number:
    """A number from two up, where it stands, and its unit where one follows."""

    value: str
    unit: str | None
    start: int
    end: int


def numbers(small: str, sheet: WordSheet, language: Language) -> Iterator[Number]:
    """The numbers of a text in small letters. One is none: it is an article more often."""
    tokens = [(m.group(), m.start(), m.end()) for m in TOKEN.finditer(small)]
    at = 0
    while at < len(tokens):
        begin, value = at, _value(tokens[at][0], language)
        at += 1
        if value is None:
            continue
        while at < len(tokens) and value.isdecimal() and (zeros := _zeros(tokens[at][0], sheet)):
            value, at = value + zeros, at + 1
        sign = begin and tokens[begin - 1][0] in "€£$"
        following = tokens[at][0] if at < len(tokens) else ""
        unit = "money" if sign else _unit(following, sheet)
        yield Number(value, unit, tokens[begin][1], tokens[at - 1][2])


def _zeros(token: str, sheet: WordSheet) -> str:
    """What a word that multiplies puts behind a number. Digits, for these may grow without end,
    and Python turns no more than some thousands of them into a number."""
    many = sheet.numbers.get(token)
    return str(many)[1:] if many in _MULTIPLIERS else ""


def _unit(following: str, sheet: WordSheet) -> str | None:
    return next((u for u, form in sheet.unit_names.items() if form.fullmatch(following)), None)


def _value(token: str, language: Language) -> str | None:
    """A number in digits, however it was written."""
    if token[0].isdecimal():
        return token if token != "1" else None
    value = _words(language).get(token) or (_many(token, language) if "d" in token else None)
    return str(value) if value else None


def _many(token: str, language: Language) -> int | None:
    """Dutch hundreds and thousands, written as one word: "driehonderdtwintig"."""
    found = _HUNDREDS.fullmatch(token) if language == "nl" else None
    if found is None:
        return None
    many, hundred, rest = found.groups()
    words = _words(language)
    if (many and many not in words) or (rest and rest not in words):
        return None
    return words.get(many, 1) * words[hundred] + words.get(rest, 0)


@cache
def _words(language: Language) -> dict[str, int]:
    """All numbers of one word: "vijf", "vijfde", "eenenveertig", "thirty-eight"."""
    sheet = word_sheet(language)
    tens = {word: n for word, n in sheet.numbers.items() if n in _TENS}
    ones = {word: n for word, n in sheet.numbers.items() if n < 10} | sheet.one
    compounds = {
        form: ten + one
        for one_word, one in ones.items()
        for ten_word, ten in tens.items()
        for form in (
            f"{one_word}en{ten_word}",
            f"{one_word}ën{ten_word}",
            f"{ten_word}-{one_word}",
        )
    }
    return compounds | sheet.numbers | sheet.ordinals
