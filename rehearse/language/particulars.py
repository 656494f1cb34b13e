"""The words of a sentence that say exactly when, how long or how often: "since the summer".

Who takes in what somebody tells repeats these first. The forms are data, one file a language.
"""

import re
from dataclasses import dataclass
from functools import cache

from rehearse.conversation.rubric import Frozen, Language
from rehearse.language.cues import plain_signs
from rehearse.resources import sheet_of


class _Sheet(Frozen):
    """What one language holds: regular expressions, for which capitals do not matter."""

    parts: dict[str, str]
    left_out: tuple[str, ...]
    capital: tuple[str, ...]
    forms: tuple[str, ...]


@dataclass(frozen=True)
class _Patterns:
    forms: tuple[re.Pattern[str], ...]
    left_out: re.Pattern[str]
    capital: re.Pattern[str]


@cache
def _patterns(language: Language) -> _Patterns:
    sheet = _Sheet.model_validate(sheet_of(__package__, "particulars", language))
    named = re.compile("|".join(rf"\{{{name}\}}" for name in sheet.parts))

    def written_out(form: str) -> str:
        return named.sub(lambda part: sheet.parts[part.group()[1:-1]], form)

    return _Patterns(
        forms=tuple(
            re.compile(rf"(?<![\w'-])(?:{written_out(form)})(?![\w'-])", re.IGNORECASE)
            for form in sheet.forms
        ),
        left_out=re.compile("|".join(sheet.left_out), re.IGNORECASE),
        capital=re.compile("|".join(map(written_out, sheet.capital)) or "(?!)", re.IGNORECASE),
    )


def particular(sentence: str, language: Language) -> str | None:
    """Such words of a sentence, the longest where there are several: as they would be written in
    the middle of one, without what leads up to them ("for three weeks": "three weeks").
    None where there are none."""
    # Not in small letters, of which there may be more: "İ" has two.
    plain, known = plain_signs(sentence), _patterns(language)
    found = [match for form in known.forms for match in form.finditer(plain)]
    if not found:
        return None
    longest = max(found, key=lambda match: (match.end() - match.start(), -match.start()))
    start, end = longest.span()
    leading = known.left_out.match(plain, start, end)
    begin = leading.end() if leading else start
    words = sentence[begin:end]
    return words if known.capital.match(plain, begin) else words[:1].lower() + words[1:]
