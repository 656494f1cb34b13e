"""Splits a turn into sentences, with their place in it, and sees what a turn ends in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rehearse.language.cues import plain_signs
from rehearse.language.unmarked import asks, ends_in_no_sign

_ABBREVIATIONS = frozenset(
    [
        "bijv",
        "bv",
        "dhr",
        "mevr",
        "mw",
        "dr",
        "drs",
        "ir",
        "ing",
        "prof",
        "nr",
        "tel",
        "o.a",
        "d.w.z",
        "m.a.w",
        "t/m",
        "i.p.v",
        "incl",
        "excl",
        "ca",
        "evt",
        "mr",
        "mrs",
        "ms",
        "st",
        "e.g",
        "i.e",
        "etc",
        "vs",
        "approx",
    ]
)
_END = re.compile(
    r"(?<![.!?…])[.!?…]++[\"'’”»)\]]*+(?=\s|$)|\n+|(?<![.!?])[.!?]++(?=[A-ZÀ-Þ][a-zà-ÿ])"
)
"""Of a run of signs only the first is tried: else a long run is read once for each of them."""
_WORD_BEFORE = re.compile(r"([\w./]+)\.$")
_NEW_LINE = r"(?<!\s)[^\S\n]*+\n"
"""Of a run of blanks that holds a new line only the first is tried, for the same reason."""
_TAG = re.compile(
    r"(?:(?:^|[\s,.;:!–—-])(?:toch|hè|hé)|"
    rf"(?:^|(?:[,.;:!…–—-]|{_NEW_LINE})\s*+)(?:he|niet|isn't it|aren't you|"
    r"don't you|you know|weet je|snap je|okay|ok|oké|right|yeah|yes|no|nee|ja))\s*[?!]+$",
    re.IGNORECASE,
)
_WONDERS = re.compile(
    rf"(?:^|[,.;:!?…–—-]|{_NEW_LINE})\s*+(?:(?:en|maar|dus|ja|nee|want)\s+)?"
    r"(?:waar\w*|wat(?!\s+een\b)|wie|hoe\w*|wanneer|welke?)\b[^,.;:!?…\n–—-]*\stoch\s*[?!]+$",
    re.IGNORECASE,
)
"""A question that ends in a word which is a tag behind anything else ("Waarom toch?")."""
_ASKS_TO_TELL = re.compile(
    r"(?:(?:so|and|please|well|then|now|okay|ok|go on|en|dus|toe|nou|alsjeblieft|ga door)[,:]?\s+)*"
    r"(?!tell me about it\W*$|vertel (?:me|mij) wat\W*$)"
    r"(?:(?:you )?tell me (?:more|again|everything|how|what|when|where|which|who|why|about)|"
    r"say more|(?:talk|walk|take) me through|explain (?:it|that|to me|what|how|why)|"
    r"help me understand|"
    r"vertel (?:me|mij|jij|eens|maar|nou|gerust|verder|meer|iets|hoe|het|wat|wanneer|waar\w*|wie|"
    r"over)|"
    r"leg (?:(?:me|mij|het|dat|eens|maar) )+uit|neem me (?:eens |maar )?mee|"
    r"zeg (?:(?:me|mij|het|eens|maar) )+(?:hoe|wat|wanneer|waar\w*|wie)|"
    r"help me (?:het |dat )?(?:te )?(?:begrijpen|snappen))\b",
    re.IGNORECASE,
)
"""What asks without a question mark. "Tell me about it" and "vertel mij wat" agree instead."""
_SMILEY = re.compile(r"(?<=[\s?!])(?:[:;=]['-]?[dpo3]|xd|<3)$", re.IGNORECASE)
"""One that ends in a letter or a digit; the others are signs like any."""
MOST = 60
"""Sentences of a turn that are read apart; what follows is one last sentence."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of a turn; ``turn[start:end] == text``, in code points."""

    text: str
    start: int
    end: int


def split(turn: str) -> list[Sentence]:
    """The sentences of a turn, in order, without the blanks around them."""
    found: list[Sentence] = []
    begin = 0
    for match in _END.finditer(turn):
        if len(found) >= MOST - 1:
            break
        if _inside_abbreviation(turn, match):
            continue
        _add(turn, begin, match.end(), found)
        begin = match.end()
    _add(turn, begin, len(turn), found)
    return found


def pieces(text: str) -> Iterator[str]:
    """A text in whole sentences that make it up again: nothing is lost between them."""
    starts = [sentence.start for sentence in split(text)][1:]
    for begin, end in zip([0, *starts], [*starts, len(text)], strict=True):
        if begin < end:
            yield text[begin:end]


def beginning(text: str, most: int) -> str:
    """The first part of a text, of at most so many code points, up to the end of a sentence; of a
    word where the last sentence that fits ends too early for that."""
    if len(text) <= most:
        return text
    kept = text[:most]
    at = split(kept)[-1:]
    if at and at[0].start > most // 2:
        return kept[: at[0].start].rstrip()
    return kept if text[most].isspace() else kept[: _last_blank(kept)].rstrip()


def ending(text: str, most: int) -> str:
    """The last part of a text, of at most so many code points, from the start of a sentence; of a
    word where the first sentence that fits starts too late for that."""
    if len(text) <= most:
        return text
    kept = text[-most:]
    at = split(kept)[1:2]
    if at and at[0].start < most // 2:
        return kept[at[0].start :]
    if text[-most - 1].isspace():
        return kept.lstrip()
    _, _, whole = kept.partition(" ")
    return whole.lstrip() or kept


def ends_in_question(turn: str) -> bool:
    """Whether the turn ends by asking something: a question mark behind more than a tag, a sentence
    that asks to be told, or one that begins as a question does and ends in no sign, or trails
    off."""
    last = _without_signs(_SMILEY.sub("", _without_signs(plain_signs(turn))))
    if not last.endswith("?"):
        unmarked = ends_in_no_sign(turn)
        return any(
            _ASKS_TO_TELL.match(part.text) or (unmarked and asks(part.text))
            for part in split(last)[-1:]
        )
    return not _TAG.search(last) or _WONDERS.search(last) is not None


def _without_signs(text: str) -> str:
    """A text up to its last letter, digit or question mark: what follows asks and says nothing."""
    end = len(text)
    while end and not (text[end - 1].isalnum() or text[end - 1] == "?"):
        end -= 1
    return text[:end]


def _last_blank(text: str) -> int:
    """Where the last word of a text begins that may not be whole; its end where it is one word."""
    found = text.rfind(" ")
    return found if found > 0 else len(text)


def _inside_abbreviation(turn: str, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    before = _WORD_BEFORE.search(turn, max(0, match.start() - 12), match.end())
    return before is not None and before.group(1).lower() in _ABBREVIATIONS


def _add(turn: str, begin: int, end: int, into: list[Sentence]) -> None:
    raw = turn[begin:end]
    text = raw.strip()
    if any(ch.isalnum() for ch in text):
        start = begin + raw.index(text)
        into.append(Sentence(text, start, start + len(text)))
    elif text and into:
        # Stray signs belong to the sentence before them.
        last = into[-1]
        into[-1] = Sentence(
            turn[last.start : end].rstrip(),
            last.start,
            last.start + len(turn[last.start : end].rstrip()),
        )
    elif text:
        start = begin + raw.index(text)
        into.append(Sentence(text, start, start + len(text)))
