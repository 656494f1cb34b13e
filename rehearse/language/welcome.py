"""What is said at the door and means nothing yet ("Hello Kit. Thanks for coming in."), and what a
sentence says without such words.

The clauses are data, one file a language.
"""

import re
from functools import cache

from rehearse.conversation.rubric import Language
from rehearse.language.cues import plain_signs, sheet
from rehearse.resources import sheet_of

_SENTENCE = re.compile(r"[.!:;]+")
_MEANS_SOMETHING = ("sorry", "belittle", "blame")
"""Cues of what is no mere welcome, whatever it stands among."""


@cache
def _clause(kind: str, language: Language) -> re.Pattern[str]:
    forms: dict[str, list[str]] = sheet_of(__package__, "welcomes", language)
    return re.compile("|".join(forms[kind]), re.IGNORECASE)


def only_welcomes(turn: str, language: Language) -> bool:
    """Whether a turn holds a welcome and nothing else but greetings, or a name that a comma joins
    to one of them."""
    plain = plain_signs(turn)
    if any(sheet(language).hears(cue, plain) for cue in _MEANS_SOMETHING):
        return False

    def matches(kind: str, clause: str) -> bool:
        return _clause(kind, language).fullmatch(clause) is not None

    def greets(clause: str) -> bool:
        greeting, _, name = clause.rpartition(" ")
        return matches("greeting", clause) or (_names(name) and matches("greeting", greeting))

    def known(clause: str) -> bool:
        return matches("welcome", clause) or greets(clause)

    sentences = [_clauses(sentence) for sentence in _SENTENCE.split(plain)]
    return any(matches("welcome", c) for clauses in sentences for c in clauses) and all(
        any(map(known, clauses)) and all(known(c) or _names(c) for c in clauses)
        for clauses in sentences
        if clauses
    )


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
    greets = rf"(?:{greeting}|{hello})(?:(?:,?\s+{named})(?:{apart}|\s+)|{apart})|(?:{hello})\s+"
    before, behind = rf"^\s*(?:{greets}|{named}{apart})+", rf",\s*{named}(?=[\s?!.…]*$)"
    return re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE)


def _clauses(sentence: str) -> list[str]:
    return [clause.strip() for clause in sentence.split(",") if clause.strip()]


def _names(clause: str) -> bool:
    return clause.isalpha() and clause[0].isupper()
