"""Questions that are typed without a question mark ("hey kit got a minute").

How they begin is data, one file a language. Of 900 labelled turns that end in a letter or a digit
it hears one at the end of 29: by their labels 17 of these ask or judge, 12 are idle or go on too
long.
"""

import re
from functools import cache

from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of


def asks(sentence: str) -> bool:
    """Whether a sentence that ends in no sign begins as a question does."""
    plain = plain_signs(sentence).strip()
    return plain[-1:].isalnum() and _begins().match(plain) is not None


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
