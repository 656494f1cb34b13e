"""Bank account numbers (IBAN) in a text, however they are typed."""

import re
from collections.abc import Iterator

BLANK = "\ufdd0"
"""Stands where something was found before; no sign that anybody types. Beside it stand the edges
of what was found, which belong to nothing else."""

_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FI FK FO GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU MN XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM SO TL",
    24: "AD CZ ES MD PK RO SA SE SK SN TN VG",
    25: "AO CV GW LY MZ PT ST",
    26: "DZ IR IS TR",
    27: "BI CF CG CM DJ FR GA GQ GR IT KM MC MG MR SM TD",
    28: "AL AZ BF BJ BY CI CY DO GT HN HU LB MA ML NE NI PL SV TG",
    29: "BR EG PS QA UA",
    30: "JO KW MU YE",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
"""How many letters and digits an account number of each country has, the country's two first."""

_FEWEST_DIGITS = 8
"""Behind the first four signs: no country's numbers have fewer, and words have none."""

_GAP = r"[ \u00a0.\-–]{0,2}"
BEFORE, BEHIND = rf"(?<!{BLANK})(?<![^\W_])", rf"(?![^\W_]|{BLANK})"
"""What may not stand before and behind an account number, as patterns."""


def _of(length: int, countries: str) -> str:
    begins = countries.replace(" ", "|")
    return rf"(?i:{begins})[0-9]{{2}}(?:{_GAP}[A-Za-z0-9]){{{length - 4}}}{BEHIND}"


_MISTYPED = rf"[A-Z]{{2}}[0-9]{{2}}(?: ?[A-Z0-9]{{4}}){{2,7}}(?: ?[A-Z0-9]{{1,3}})?{BEHIND}"
"""What is written as one, though no country has it: a digit too many, or one that is missing."""

_ACCOUNT = re.compile(
    rf"{BEFORE}(?=[A-Za-z]{{2}}[0-9]{{2}})(?:"
    + "|".join((*(_of(*country) for country in _COUNTRIES.items()), _MISTYPED))
    + ")"
)


def account_numbers(text: str) -> Iterator[re.Match[str]]:
    """The account numbers in a text, in order, each from its first letter to its last sign."""
    at = 0
    while match := _ACCOUNT.search(text, at):
        is_one = len(re.findall("[0-9]", match.group())) - 2 >= _FEWEST_DIGITS
        if is_one:
            yield match
        at = match.end() if is_one else match.start() + 1
