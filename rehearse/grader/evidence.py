"""From the words a model quotes to the passage of the turn where they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rehearse.conversation.rubric import Language, Passage
from rehearse.language.cues import sheet

_SURROUNDING = " \t\r\n\"'‘’‚‛“”„‟«»‹›…."
"""What a hand that copies words puts around them."""
_PLAIN = str.maketrans("‘’‚‛´`“”„‟–—‑‐", "''''''\"\"\"\"----")
_CLAUSE_SIGNS = r"[,;:.!?…\n()–—]"
_CLAUSE_ENDS: dict[Language, re.Pattern[str]] = {
    "nl": re.compile(rf"{_CLAUSE_SIGNS}|\b(?:en|maar|of|want|dus)\b", re.IGNORECASE),
    "en": re.compile(rf"{_CLAUSE_SIGNS}|\b(?:and|but|or|so)\b", re.IGNORECASE),
}
_SENTENCE_ENDS = re.compile(r"[.!?…\n]+")
_NOT_NEXT = re.compile(r"\s+(?:niet|nooit|not|never)\b", re.IGNORECASE)
_UNWRITABLE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class SentTurn:
    """A turn as the manager said it, and as the model was shown it."""

    words: str
    shown: str
    """The words made safe to stand between delimiters: as long as they are, sign by sign."""


def find(quote: str, turn: SentTurn) -> Passage | None:
    """The passage that a quote names, in the manager's own letters; None when there is none.

    The quote has to stand in the turn as it was shown, in one piece and in whole words: letter for
    letter, where it does so first; else but for typographic signs, spaces, capitals and what a
    copying hand puts around it, where that fits one place alone.
    """
    for wanted in (quote.strip(), quote.strip(_SURROUNDING)):
        if not any(ch.isalnum() for ch in wanted):
            return None
        span = next(_places(wanted, turn.shown), None) or _folded_place(wanted, turn.shown)
        if span is not None:
            return _passage(turn, *span)
    return None


def without_its_no(passage: Passage, turn: SentTurn, language: Language) -> bool:
    """Whether a passage says the opposite of its clause, since the "not" stands just outside it.
    In a question it does not: "don't you think that you overdo it?" says so all the same.
    """
    cues = sheet(language)
    rest = turn.words[passage.end :]
    end = _SENTENCE_ENDS.search(passage.text[-1:] + rest)
    if cues.hears("negation", passage.text) or (end and "?" in end.group()):
        return False
    ends = _CLAUSE_ENDS[language]
    before = ends.split(turn.words[: passage.start])[-1]
    ended = ends.fullmatch(passage.text[-1:])
    return cues.hears("negation", before) or bool(not ended and _NOT_NEXT.match(rest))


def _passage(turn: SentTurn, start: int, end: int) -> Passage | None:
    text = turn.words[start:end]
    if not text or _UNWRITABLE.search(text):
        return None
    return Passage(text=text, start=start, end=end)


def _places(wanted: str, text: str) -> Iterator[tuple[int, int]]:
    """Where it stands in whole words, from the first on."""
    start = text.find(wanted)
    while start >= 0:
        end = start + len(wanted)
        if not _inside_word(text, start) and not _inside_word(text, end):
            yield start, end
        start = text.find(wanted, start + 1)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isalnum() and text[at].isalnum()


def _folded_place(wanted: str, text: str) -> tuple[int, int] | None:
    folded, origin = _fold(text)
    found = list(_places(_fold(wanted)[0], folded))
    if len(found) != 1:
        return None
    start, end = found[0]
    return origin[start], origin[end - 1] + 1


def _fold(text: str) -> tuple[str, list[int]]:
    """The text in plain signs and small letters with one space for many, and where each sign of it
    stood. A letter whose small form is longer stays."""
    signs: list[str] = []
    origin: list[int] = []
    for at, sign in enumerate(text.translate(_PLAIN)):
        plain = " " if sign.isspace() else sign
        if plain == " " and signs and signs[-1] == " ":
            continue
        small = plain.lower()
        signs.append(small if len(small) == 1 else plain)
        origin.append(at)
    return "".join(signs), origin
