"""What is said at the door and means nothing yet ("Hello Kit. Thanks for coming in.").

The clauses are data, one file a language.
"""

import re
from functools import cache

from rehearse.conversation.rubric import Language
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of

_CLAUSE = re.compile(r"[,.!:;]+")


@cache
def _clause(kind: str, language: Language) -> re.Pattern[str]:
    forms: dict[str, list[str]] = sheet_of(__package__, "welcomes", language)
    return re.compile("|".join(forms[kind]), re.IGNORECASE)


def only_welcomes(turn: str, language: Language) -> bool:
    """Whether a turn holds a welcome and nothing else but greetings, or a name between them."""
    clauses = [c.strip() for c in _CLAUSE.split(plain_signs(turn)) if c.strip()]

    def matches(kind: str, clause: str) -> bool:
        return _clause(kind, language).fullmatch(clause) is not None

    welcomes = [matches("welcome", clause) for clause in clauses]
    others = [c for c, welcome in zip(clauses, welcomes, strict=True) if not welcome]
    return any(welcomes) and all(matches("greeting", c) or _names(c) for c in others)


def _names(clause: str) -> bool:
    return clause.isalpha() and clause[0].isupper()
