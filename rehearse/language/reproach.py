"""Set phrases that work against a step, whatever the talk is about ("get over it").

They are said often and written seldom: labelled turns hold too few of each to learn them from.
The phrases are data, one file a language.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rehearse.conversation.rubric import Frozen, Language, Step
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of

_CLAUSE = re.compile(r"[.,;:!?…–—]")
_EDGES = " \t\n.,!?…*"


class _Sheet(Frozen):
    """What one language holds: alternatives, each a regular expression of small letters."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    reported: tuple[str, ...]
    against: dict[Step, tuple[str, ...]]
    denied: tuple[str, ...]
    turned: tuple[str, ...]
    checks: tuple[str, ...]
    mocks: tuple[str, ...]


@dataclass(frozen=True)
class _Patterns:
    against: Mapping[Step, re.Pattern[str]]
    reported: re.Pattern[str]
    denied: re.Pattern[str]
    turned: re.Pattern[str]
    checks: re.Pattern[str]
    mocks: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    sheet = _Sheet.model_validate(sheet_of(__package__, "reproaches", language))
    before = rf"(?:(?:{'|'.join(sheet.before)})[,.! ]+)*"
    behind = rf"(?:[, ]+(?:{'|'.join(sheet.behind)}))*"
    return _Patterns(
        against={
            step: re.compile(rf"{before}(?:{'|'.join(phrases)}){behind}")
            for step, phrases in sheet.against.items()
        },
        reported=_word(sheet.reported),
        denied=_word(sheet.denied),
        turned=_word(sheet.turned),
        checks=re.compile("|".join(sheet.checks)),
        mocks=_word(sheet.mocks),
    )


def _word(alternatives: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


def denied(sentence: str, language: Language) -> bool:
    """Whether a sentence says that a reproach does not hold: "you're not overreacting"."""
    plain = plain_signs(sentence).lower()
    known = _patterns(language)
    if "?" in plain or known.turned.search(plain):
        return False
    return known.denied.search(plain) is not None


def only_checks(sentence: str, language: Language) -> bool:
    """Whether a sentence asks if something was meant so ("do you mean you did it all alone?"), and
    no word in it mocks. Labelled turns hold six of these, and players ask one in every talk."""
    plain = plain_signs(sentence).lower()
    known = _patterns(language)
    asks = "?" in plain and known.checks.search(plain) is not None
    return asks and known.mocks.search(plain) is None


def heard(sentence: str, language: Language) -> frozenset[Step]:
    """The steps that a sentence works against by its first clause, or by the whole of it."""
    plain = plain_signs(sentence).lower().strip(_EDGES)
    known = _patterns(language)
    if known.reported.search(plain):
        return frozenset()
    first = _CLAUSE.split(plain, maxsplit=1)[0].strip()
    return frozenset(
        step
        for step, phrase in known.against.items()
        if phrase.fullmatch(plain) or phrase.fullmatch(first)
    )
