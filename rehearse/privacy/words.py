"""The words that names are told by: data files beside this module, and how words are compared."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

from rehearse.conversation.rubric import LANGUAGES, Language

Sex = Literal["m", "f", "x"]
"""Whom a first name is given to: men, women, both or not known."""

LETTER = r"(?:[^\W\d_]|[\u0300-\u036f])"
"""One letter, or a mark that is written over one."""
WORD = re.compile(rf"[^\W\d_]{LETTER}*")
_OPENING = "\"'‘’“”«»()[]*_-–— \t"


@dataclass(frozen=True)
class FirstName:
    """A first name as it is usually written."""

    written: str
    sex: Sex


def folded(word: str) -> str:
    """The word in small letters and without accents: what is alike when heard or typed in haste."""
    small = word.casefold()
    if small.isascii():
        return small  # nothing to take apart: most words, and each turn folds hundreds
    apart = unicodedata.normalize("NFKD", small)
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


@cache
def first_names() -> dict[str, FirstName]:
    """First names of people in the Netherlands, Flanders and Britain, by their folded form."""
    pairs = (line.split() for line in _lines("first_names"))
    return {folded(name): FirstName(name, _sex(sex)) for name, sex in pairs}


@cache
def ordinary(language: Language) -> frozenset[str]:
    """Folded words of a language that are somebody's name as well: *roos*, *will*."""
    return frozenset(_listed(f"ordinary_{language}"))


@cache
def ordinary_anywhere() -> frozenset[str]:
    """Ordinary words of any of our languages."""
    return frozenset().union(*(ordinary(language) for language in LANGUAGES))


@cache
def never_names() -> frozenset[str]:
    """Folded words that are written with a capital and are nobody's name: days, titles, places."""
    return frozenset(folded(word) for word in _listed("no_names"))


@cache
def particles() -> frozenset[str]:
    """Folded little words that a surname may begin with, as in *van den Berg*."""
    return frozenset(_listed("particles"))


@cache
def prepositions() -> frozenset[str]:
    """Folded little words that a surname may begin with, but mostly none does: *op den Akker*."""
    return frozenset(_listed("prepositions"))


@cache
def titles() -> frozenset[str]:
    """Folded words before a surname, as in *mevrouw Bakker*."""
    return frozenset(_listed("titles"))


@cache
def legal_forms() -> frozenset[str]:
    """Folded words behind the name of a firm, as in *Brinkman BV*."""
    return frozenset(_listed("legal_forms"))


@cache
def after_verbs() -> frozenset[str]:
    """Words that, right behind the first word of a sentence, make a verb of it: *Will you*."""
    return frozenset(_listed("after_verbs"))


@cache
def pool(group: str) -> tuple[str, ...]:
    """The names of one group that may stand in for somebody's."""
    for line in _lines("stand_ins"):
        name, *names = line.split()
        if name == group:
            return tuple(names)
    raise KeyError(group)


@cache
def whole_pool() -> frozenset[str]:
    """All names that may stand in for somebody's, folded."""
    return frozenset(folded(name) for line in _lines("stand_ins") for name in line.split()[1:])


def opens_sentence(text: str, at: int) -> bool:
    """Whether what stands at this place is the first word of a sentence."""
    before = text[max(0, at - 12) : at].rstrip(_OPENING)
    return (not before and at <= 12) or before[-1:] in tuple(".!?…:\n\r")


def _sex(mark: str) -> Sex:
    return "m" if mark == "m" else "f" if mark == "f" else "x"


def _listed(name: str) -> list[str]:
    return [word for line in _lines(name) for word in line.split()]


def _lines(name: str) -> list[str]:
    file = resources.files(__package__) / "word_lists" / f"{name}.txt"
    lines = file.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
