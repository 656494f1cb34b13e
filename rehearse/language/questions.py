"""What a question is after: a place, a time, who, in what words, what came then; more of what was
just told; or no fact at all.

The patterns are data, one file a language.
"""

import re
from collections.abc import Mapping
from functools import cache

from rehearse.conversation.rubric import Language
from rehearse.conversation.scenario import Asked
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of

MORE = "more"
"""The kind of question, or of invitation, that only asks to go on."""
SHOULD_HAVE = "should_have"
"""The kind that asks what would have been right."""
FORMS = (Asked.CONFIRM, Asked.CONSENT, Asked.EITHER, Asked.CHOICE, Asked.OWN_WORDS)
"""Not what a question is after, but how it asks. The first that fits counts."""
OPENINGS = (
    Asked.WHY,
    Asked.SAID,
    Asked.WANT,
    Asked.WHEN,
    Asked.WHO,
    Asked.WHERE,
    Asked.HOW,
    Asked.WHAT,
    Asked.WHETHER,
)
"""How a question of fact opens. The first that fits counts."""
PLAIN = frozenset({Asked.WHY, Asked.WHEN, Asked.WHO, Asked.WHERE, Asked.SAID})
"""Openings that surely ask for a fact."""
OFFERS = "offers"
"""The kind that offers something, or asks for it: a yes to it is a yes."""
INVITES = "invites"
"""The kind that asks to be told, whatever it is: a telling answers it."""
LEAVES_IT = "leaves_it"
"""The kind that offers something and leaves it to the other, be it without a question mark."""
MAY_ASK_NEED = "may_ask_need"
"""The kind without whose words no question asks what is needed."""
_BESIDE_THE_KINDS = frozenset({OFFERS, INVITES, LEAVES_IT, MAY_ASK_NEED})
"""What a sentence is told by beside the kinds: lines are not told apart by these."""
_OFTEN = 5
"""One example in so many must be of a kind, for a line to answer that kind."""


@cache
def _openings(language: Language) -> Mapping[str, re.Pattern[str]]:
    sheet: dict[str, list[str]] = sheet_of(__package__, "question_words", language)
    before = rf"(?:^|[,:;–—-] |\b(?:{'|'.join(sheet['lead'])})[, ]+)"
    return {kind: re.compile(rf"{before}(?:{'|'.join(sheet[kind])})\b") for kind in OPENINGS}


@cache
def _patterns(language: Language) -> Mapping[str, re.Pattern[str]]:
    sheet: dict[str, list[str]] = sheet_of(__package__, "question_kinds", language)
    return {kind: re.compile(rf"\b(?:{'|'.join(forms)})\b") for kind, forms in sheet.items()}


@cache
def _second(language: Language) -> re.Pattern[str]:
    sheet: dict[str, list[str]] = sheet_of(__package__, "question_words", language)
    return re.compile("|".join(sheet["and"]), re.IGNORECASE)


@cache
def kinds_known(language: Language) -> tuple[str, ...]:
    """All kinds of question that there are."""
    beside = {*FORMS, *_BESIDE_THE_KINDS}
    return tuple(kind for kind in _patterns(language) if kind not in beside)


def kinds(question: str, language: Language) -> frozenset[str]:
    """The kinds of question this is; none where its words do not tell."""
    plain = plain_signs(question).lower()
    patterns = _patterns(language)
    return frozenset(kind for kind in kinds_known(language) if patterns[kind].search(plain))


def form(question: str, language: Language) -> Asked | None:
    """How it asks, where its words tell: one of ``FORMS``."""
    plain = plain_signs(question).lower()
    patterns = _patterns(language)
    return next((form for form in FORMS if patterns[form].search(plain)), None)


def opening(question: str, language: Language) -> Asked | None:
    """How it opens, where it is a question of fact: one of ``OPENINGS``."""
    plain = plain_signs(question).lower()
    patterns = _openings(language)
    return next((each for each in OPENINGS if patterns[each].search(plain)), None)


@cache
def openings_of(examples: tuple[str, ...], language: Language) -> frozenset[Asked | None]:
    """How the questions open that a line was written for."""
    return frozenset(opening(example, language) for example in examples)


def asked_in(sentence: str, language: Language) -> list[str]:
    """The questions of a sentence that asks several: "where were you, and what did you think?"."""
    if not sentence.rstrip().endswith("?"):
        return [sentence]
    first, *others = _second(language).split(sentence)
    return [f"{first}?", *others] if others and opening(first, language) else [sentence]


def offers(question: str, language: Language) -> bool:
    """Whether something is offered in it, or asked for."""
    return _is(OFFERS, question, language)


def invites(question: str, language: Language) -> bool:
    """Whether it asks to be told."""
    return _is(INVITES, question, language)


def leaves_it(sentence: str, language: Language) -> bool:
    """Whether it leaves to the other what was offered ("only if you want it")."""
    return _is(LEAVES_IT, sentence, language)


def may_ask_need(question: str, language: Language) -> bool:
    """Whether it can be a question about what is needed, by its words."""
    return _is(MAY_ASK_NEED, question, language)


def _is(kind: str, question: str, language: Language) -> bool:
    return bool(_patterns(language)[kind].search(plain_signs(question).lower()))


@cache
def kinds_of(examples: tuple[str, ...], language: Language) -> frozenset[str]:
    """The kinds of question that a line answers, by the examples it was written for."""
    found = [kinds(example, language) for example in examples]
    return frozenset(
        kind
        for kind in _patterns(language)
        if sum(kind in each for each in found) * _OFTEN >= len(found)
    )
