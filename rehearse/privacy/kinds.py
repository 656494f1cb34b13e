"""What is looked for beside names: e-mail addresses, phone numbers, account numbers."""

import re
from collections.abc import Iterator
from enum import StrEnum


class Kind(StrEnum):
    """What a stand-in stands for."""

    NAME = "name"
    """A word of a name, in small letters, capitals and as it is usually written."""
    FORM = "form"
    """A word of a name in one unusual spelling: *pIETER*, *Jose* for *José*."""
    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    """An international bank account number."""


_GAP = r"[ \u00a0.\-–/()]{0,3}"
_IN_LABEL = r"[\w\u0300-\u036f-]"
_IN_LOCAL = r"[\w\u0300-\u036f.+%-]"
_EMAIL = re.compile(rf"(?<!{_IN_LOCAL})(?:{_IN_LOCAL}++@{_IN_LABEL}++(?:\.{_IN_LABEL}++)++)++")
"""Only the first sign of a run is tried, else a long run is read once for each of them. Addresses
without a gap between them count as one: none is found where another ends."""
_ACCOUNT = re.compile(
    r"(?<![^\W_])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![^\W_])"
)
_PHONE = re.compile(
    r"(?<![\d+])(?<!\d[.,])"
    # No date (12-03-2026), no span of hours (09.00-17.00).
    r"(?!\d{1,2}([-./])\d{1,2}\1(?:\d{4}|\d{2})(?![-./]?\d))"
    r"(?!\d{1,2}[.:]\d\d\s*[-–])"
    rf"(?:(?:\+|00)[1-9](?:{_GAP}\d){{7,14}}|\(?0[1-9](?:{_GAP}\d){{7,9}}"
    r"|\(?[2-9]\d\d(?:\) ?|[-. ])\d{3}[-. ]\d{4})"
    r"(?!\d)"
)


def found(text: str) -> Iterator[tuple[Kind, str]]:
    """The addresses and numbers in a text, each as it is written there."""
    rest = text
    for kind, pattern in ((Kind.EMAIL, _EMAIL), (Kind.ACCOUNT, _ACCOUNT), (Kind.PHONE, _PHONE)):
        for match in pattern.finditer(rest):
            yield kind, match.group()
        # A number inside an address is not looked at again.
        rest = pattern.sub(blanked, rest)


def without_addresses(text: str) -> str:
    """What is left of a text around its e-mail addresses, each a blank."""
    return _EMAIL.sub(" ", text)


def blanked(match: re.Match[str]) -> str:
    """What takes the place of something that was found, so that all other places stay. Its edges
    are what those of its stand-in will be: a letter, or the very same sign."""
    form = match.group()
    first, last = ("x", "x") if "@" in form else (form[0], form[-1])
    return first + "\n" * (len(form) - 2) + last


def fictitious(kind: Kind, real: str, number: int) -> str:
    """The stand-in of this number for an address or number: of like shape, plainly not real.

    Raises:
        ValueError: this shape has no room for so many.
    """
    if kind is Kind.EMAIL:
        return f"person{number}@example.org"
    # As much stays as it is found by: a country or trunk prefix.
    kept = 4 if kind is Kind.ACCOUNT or real.startswith("00") else 2
    places = [at for at, sign in enumerate(real) if sign.isalnum()]
    signs = list(real)
    for at in places[kept:]:
        signs[at] = "X" if signs[at].isalpha() else "0"
    count = [at for at in places[kept:] if signs[at] == "0"]
    digits = str(number)
    if len(digits) > len(count):
        raise ValueError(f"no room for {number} in a {kind} of {len(count)} digits")
    for at, digit in zip(count[-len(digits) :], digits, strict=True):
        signs[at] = digit
    return "".join(signs)


_BOUNDS = {
    Kind.EMAIL: (rf"(?<!{_IN_LOCAL})", rf"(?!{_IN_LABEL}|\.{_IN_LABEL})"),
    Kind.ACCOUNT: (r"(?<![^\W_])", r"(?![^\W_])"),
    Kind.PHONE: (r"(?<![\d+])", r"(?!\d)"),
}


def bounds(kind: Kind) -> tuple[str, str]:
    """What may not stand before and behind it, as patterns; a name may take a genitive's *s*."""
    letter = r"[^\W\d_]|[\u0300-\u036f]"
    word = (r"(?<![^\W\d_])(?<![\u0300-\u036f])", rf"(?=[sS]?(?!{letter}))")
    return _BOUNDS.get(kind, word)


def undecided(kind: Kind, form: str) -> tuple[str, ...]:
    """What a text may end in while it is still open whether this form stands there."""
    if kind is Kind.EMAIL:
        return (form, f"{form}.")
    if kind in (Kind.NAME, Kind.FORM):
        return (form, f"{form}s", f"{form}S")
    return (form,)
