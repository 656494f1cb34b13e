"""What is said at the door and means nothing yet ("Hello Kit. Got a minute?"), and what a sentence
says without such words.

The clauses are data, one file a language.
"""

import re
from functools import cache

from rehearse.conversation.rubric import Language
from rehearse.language.cues import plain_signs, sheet
from rehearse.resources import sheet_of

_SENTENCE = re.compile(r"[.!?:;]+")
_MEANS_SOMETHING = ("sorry", "belittle", "blame")
"""Cues of what is no mere welcome, whatever it stands among."""


@cache
def _clause(kind: str, language: Language) -> re.Pattern[str]:
    forms: dict[str, list[str]] = sheet_of(__package__, "welcomes", language)
    return re.compile("|".join(forms[kind]), re.IGNORECASE)


def only_welcomes(turn: str, language: Language) -> bool:
    """Whether a turn holds a welcome, or asks for a moment, and nothing else but greetings, or a
    name that a comma joins to one of them."""
    plain = plain_signs(turn)
    if any(sheet(language).hears(cue, plain) for cue in _MEANS_SOMETHING):
        return False
    sentences = [_clauses(sentence) for sentence in _SENTENCE.split(plain)]
    return any(_receives(c, language) for clauses in sentences for c in clauses) and all(
        any(_known(c, language) for c in clauses)
        and all(_known(c, language) or _names(c) for c in clauses)
        for clauses in sentences
        if clauses
    )


def asks_for_a_moment(turn: str, language: Language) -> bool:
    """Whether a turn asks, in a clause of its own, if the other has time ("Got a minute?")."""
    sentences = (_clauses(sentence) for sentence in _SENTENCE.split(plain_signs(turn)))
    return any(_asks_for_time(clause, language) for clauses in sentences for clause in clauses)


def _matches(kind: str, clause: str, language: Language) -> bool:
    return _clause(kind, language).fullmatch(clause) is not None


def _known(clause: str, language: Language) -> bool:
    nods = _matches("nod", clause, language)
    return nods or _receives(clause, language) or greets(clause, language)


def greets(clause: str, language: Language) -> bool:
    greeting, _, name = clause.rpartition(" ")
    return _matches("greeting", clause, language) or (
        _names(name) and _matches("greeting", greeting, language)
    )


def _receives(clause: str, language: Language) -> bool:
    """Whether a clause bids welcome or asks for a moment, be it behind a greeting and a name with
    no comma ("hoi kim ga zitten")."""
    return any(
        _matches("welcome", rest, language) or _matches("moment", rest, language)
        for rest in _behind_a_greeting(clause, language)
    )


def _asks_for_time(clause: str, language: Language) -> bool:
    return any(_matches("moment", r, language) for r in _behind_a_greeting(clause, language))


def _behind_a_greeting(clause: str, language: Language) -> list[str]:
    """The clause, and what is left of it behind a greeting, with or without the word after it."""
    first, _, rest = clause.partition(" ")
    if not rest or not _matches("greeting", first, language):
        return [clause]
    return [clause, rest, rest.partition(" ")[2]]


def without_address(sentence: str, language: Language, name: str) -> str:
    """A sentence without a greeting, or the name of who is spoken to, at its ends: "Hi Kit, got a
    minute?" asks what "Got a minute?" does. One that only greets stays as it is."""
    before, behind = _address(language, name)
    rest = behind.sub("", before.sub("", sentence))
    says = "".join(filter(str.isalpha, rest)).lower()
    return rest[:1].upper() + rest[1:] if says not in ("", name.lower()) else sentence


@cache
def _address(language: Language, name: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What can stand before a sentence, and behind it."""
    sheet: dict[str, list[str]] = sheet_of(__package__, "welcomes", language)
    greeting, hello = ("|".join(sheet[kind]) for kind in ("greeting", "hello"))
    named, apart = re.escape(name), r"\s*[,!–—-]+\s*"
    greeted = rf"(?:{greeting}|{hello})(?:(?:,?\s+{named})(?:{apart}|\s+)|{apart})|(?:{hello})\s+"
    before, behind = rf"^\s*(?:{greeted}|{named}{apart})+", rf",\s*{named}(?=[\s?!.…]*$)"
    return re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE)


def _clauses(sentence: str) -> list[str]:
    return [clause.strip() for clause in sentence.split(",") if clause.strip()]


def _names(clause: str) -> bool:
    return clause.isalpha() and clause[0].isupper()
