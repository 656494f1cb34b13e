"""Set phrases that work against a step, whatever the talk is about ("get over it").

They are said often and written seldom: labelled turns hold too few of each to learn them from.
The phrases are data, one file a language.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

import yaml

from rehearse.conversation.rubric import Language, Step
from rehearse.language.cues import plain_signs
from rehearse.resources import SafeLoader

_BEFORE = (
    r"(?:(?:maar|en|nou|ja|nee|ach|och|joh|zeg|hè|kom op|kom nou|sorry|tja|want|dus|eerlijk gezegd|"
    r"but|and|well|oh|look|listen|come on|so|no|yes|honestly|really|for god's sake)[,.! ]+)*"
)
_BEHIND = (
    r"(?:[, ]+(?:hoor|zeg|man|joh|toch|echt|nou|nu|hè|alsjeblieft|jongen|meid|ook|een keer|eens|"
    r"then|mind|now|again|mate|love|dear|honestly|please|will you|would you|okay|really))*"
)
_CLAUSE = re.compile(r"[.,;:!?…–—]")
_EDGES = " \t\n.,!?…*"
_REPORTED = re.compile(
    r"\b(?:i|ik) (?:said|told|thought|shouted|snapped|zei|riep|dacht|vond|snauwde)\b|"
    r"\b(?:said|zei|riep|dacht|snauwde) (?:i|ik)\b"
)
"""Who tells having said it owns it instead."""
_TURNED = re.compile(r"\b(?:if|unless|but|though|exactly|tenzij|maar|bepaald|zeker)\b|^als\b|\?")
"""What turns a denial round: "you're not easy, exactly", "if you weren't so touchy"."""


_DENIED = "denied"


@cache
def _sheet(language: Language) -> Mapping[str, list[str]]:
    file = resources.files(__package__) / "reproaches" / f"{language}.yaml"
    sheet: Mapping[str, list[str]] = yaml.load(file.read_text("utf-8"), Loader=SafeLoader)
    return sheet


@cache
def _phrases(language: Language) -> Mapping[Step, re.Pattern[str]]:
    return {
        Step(step): re.compile(rf"{_BEFORE}(?:{'|'.join(forms)}){_BEHIND}")
        for step, forms in _sheet(language).items()
        if step != _DENIED
    }


@cache
def _denials(language: Language) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(_sheet(language)[_DENIED])})\b")


def denied(sentence: str, language: Language) -> bool:
    """Whether a sentence says that a reproach does not hold: "you're not overreacting"."""
    plain = plain_signs(sentence).lower()
    return _denials(language).search(plain) is not None and not _TURNED.search(plain)


def heard(sentence: str, language: Language) -> frozenset[Step]:
    """The steps that a sentence works against by its first clause, or by the whole of it."""
    plain = plain_signs(sentence).lower().strip(_EDGES)
    if _REPORTED.search(plain):
        return frozenset()
    first = _CLAUSE.split(plain, maxsplit=1)[0].strip()
    return frozenset(
        step
        for step, phrase in _phrases(language).items()
        if phrase.fullmatch(plain) or phrase.fullmatch(first)
    )
