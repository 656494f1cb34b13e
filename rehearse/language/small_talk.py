"""Talk about nothing in particular ("How was your weekend?"), which touches no step.

By its words alone such a question is one that asks how it was for the other. What it can be about
is data, one file a language. Of 25,074 labelled turns 16 hold some: by their labels it raised no
step, and once, in the place of an answer, did harm.
"""

import re
from functools import cache

from rehearse.conversation.rubric import Language
from rehearse.language import sentences
from rehearse.language.cues import plain_signs
from rehearse.language.welcome import greets
from rehearse.resources import sheet_of

_CLAUSE = re.compile(r"[^,;:!?.…–—]+")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")


def small_talk(turn: str, language: Language, heard: str | None) -> list[tuple[int, int]]:
    """Where the sentences of a turn stand that are small talk alone, in code points.

    ``heard``: what the colleague said before it. What takes up a word of that is meant.
    """
    return [
        (sentence.start, sentence.end)
        for sentence in sentences.split(turn)
        if _is_small(sentence.text, language, heard or "")
    ]


def _is_small(sentence: str, language: Language, heard: str) -> bool:
    clauses = [c.strip() for c in _CLAUSE.findall(plain_signs(sentence)) if c.strip()]
    small = [clause for clause in clauses if _talk(language).fullmatch(clause)]
    named = {word for clause in small for word in _LONG_WORD.findall(clause.lower())}
    return (
        bool(small)
        and named.isdisjoint(_LONG_WORD.findall(heard.lower()))
        and all(c in small or _means_nothing(c, language) for c in clauses)
    )


def _means_nothing(clause: str, language: Language) -> bool:
    return greets(clause, language) or _idle(language).fullmatch(clause) is not None


@cache
def _idle(language: Language) -> re.Pattern[str]:
    sheet = _sheet(language)
    return re.compile("|".join((*sheet["lead"], *sheet["tail"])), re.IGNORECASE)


@cache
def _talk(language: Language) -> re.Pattern[str]:
    sheet = _sheet(language)
    named = {key: "|".join(sheet[key]) for key in ("occasion", "relative", "weather")}
    talk = "|".join(sheet["talk"])
    for name, words in named.items():
        talk = talk.replace(f"{{{name}}}", words)
    lead, tail = "|".join(sheet["lead"]), "|".join(sheet["tail"])
    return re.compile(rf"(?:(?:{lead}) )*(?:{talk})(?: (?:{tail}))*", re.IGNORECASE)


def _sheet(language: Language) -> dict[str, list[str]]:
    sheet: dict[str, list[str]] = sheet_of(__package__, "small_talks", language)
    return sheet
