"""Questions that are typed without a question mark ("hey kit got a minute").

How they begin and end is data, one file a language. Of 910 labelled turns that end in no sign it
hears one at the end of 37: by their labels 22 of these ask or judge, 15 are idle or go on too long.
"""

import re
from functools import cache

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of


def ends_in_no_sign(text: str) -> bool:
    """Whether a text ends in a letter or a digit, or trails off ("which one..")."""
    rest = text.rstrip()
    return rest[-1:].isalnum() or rest.endswith(("..", "…"))


def asks(sentence: str) -> bool:
    """Whether a sentence that ends in no sign begins, or ends, as a question does."""
    plain = plain_signs(sentence).strip()
    if not ends_in_no_sign(plain):
        return False
    words = plain.rstrip(".…")
    return _begins().match(words) is not None or _ends().search(words) is not None


def states(sentence: str) -> bool:
    """Whether a sentence begins as a statement does ("I'll take it out"), whatever it is like."""
    return _states().match(plain_signs(sentence).strip()) is not None


@cache
def _states() -> re.Pattern[str]:
    sheets = [sheet_of(__package__, "unmarked_questions", each) for each in LANGUAGES]
    leads = "|".join(word for sheet in sheets for word in sheet["lead"])
    begins = "|".join(form for sheet in sheets for form in sheet["states"])
    return re.compile(rf"(?:(?:{leads})\b,?\s+)*(?:{begins})\b", re.IGNORECASE)


@cache
def _ends() -> re.Pattern[str]:
    ends = (sheet_of(__package__, "unmarked_questions", each)["ends"] for each in LANGUAGES)
    return re.compile("|".join(f"(?:{form})$" for forms in ends for form in forms), re.IGNORECASE)


@cache
def _begins() -> re.Pattern[str]:
    """In any language: a turn need not be in that of its talk."""
    return re.compile("|".join(map(_begins_in, LANGUAGES)), re.IGNORECASE)


def _begins_in(language: Language) -> str:
    sheet: dict[str, list[str]] = sheet_of(__package__, "unmarked_questions", language)
    greets: dict[str, list[str]] = sheet_of(__package__, "welcomes", language)
    greeting = "|".join((*greets["greeting"], *greets["hello"]))
    lead, begins = "|".join(sheet["lead"]), "|".join(sheet["begins"])
    return rf"(?:(?:{greeting})\b,?\s+(?:\w+,?\s+)?)?(?:(?:{lead})\b,?\s+)*(?:{begins})"
