"""Set phrases that do something for a step, whatever the talk is about ("I made a mistake").

They are said often and written seldom: of 21,705 labelled turns to learn from 32 sentences are one,
31 of them in a turn that does the step by its label. Without these the grader took "is there
anything I can do?" for a reproach where it answered nothing. The phrases are data, one file a
language.
"""

import re
from collections.abc import Mapping
from functools import cache

from rehearse.conversation.rubric import Frozen, Language, Step
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of

_EDGES = " \t\n.,!?…*"


class _Sheet(Frozen):
    """What one language holds: alternatives, each a regular expression of small letters."""

    before: tuple[str, ...]
    behind: tuple[str, ...]
    helps: dict[Step, tuple[str, ...]]


@cache
def _patterns(language: Language) -> Mapping[Step, re.Pattern[str]]:
    sheet = _Sheet.model_validate(sheet_of(__package__, "mendings", language))
    before = rf"(?:(?:{'|'.join(sheet.before)})[,.!… ]+)*"
    behind = rf"(?:[, ]+(?:{'|'.join(sheet.behind)}))*"
    return {
        step: re.compile(rf"{before}(?:{'|'.join(phrases)}){behind}")
        for step, phrases in sheet.helps.items()
    }


def heard(sentence: str, language: Language) -> frozenset[Step]:
    """The steps that a sentence does something for, where it is a set phrase and no more."""
    plain = plain_signs(sentence).lower().strip(_EDGES)
    return frozenset(step for step, known in _patterns(language).items() if known.fullmatch(plain))
