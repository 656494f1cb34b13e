"""What is looked for beside names: e-mail addresses, phone numbers, account numbers."""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import count

from rehearse.privacy.accounts import BEFORE, BEHIND, BLANK, account_numbers


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
_DATE = (
    r"\d{1,2}([-./])\d{1,2}\1(?:"
    # Two digits behind a year belong to a number (06-12-3456 78), but for an hour.
    r"\d{4}(?![-./]?\d|[ \u00a0]\d\d(?!:?\d))"
    # Behind two of a year any digits do: 06-12-34 56 78, not 05-06-26 14:30.
    r"|\d{2}(?![-./ \u00a0]?\d(?!\d?:)))"
)
_PHONE = re.compile(
    rf"(?<![\d+{BLANK}])(?<!\d[.,])"
    # No date, no span of hours (09.00-17.00).
    rf"(?!{_DATE})"
    r"(?!\d{1,2}[.:]\d\d\s*[-–])"
    rf"(?:(?:\+|00)[1-9](?:{_GAP}\d){{7,14}}|\(?0[1-9](?:{_GAP}\d){{7,9}}"
    r"|\(?[2-9]\d\d(?:\) ?|[-. ])\d{3}[-. ]\d{4})"
    rf"(?![\d{BLANK}])"
)


def found(text: str) -> Iterator[tuple[Kind, str]]:
    """The addresses and numbers in a text, each as it is written there."""
    rest = text
    for kind, looked_for in (
        (Kind.EMAIL, _EMAIL.finditer),
        (Kind.ACCOUNT, account_numbers),
        (Kind.PHONE, _PHONE.finditer),
    ):
        matches = list(looked_for(rest))
        for match in matches:
            yield kind, match.group()
        # A number inside an address is not looked at again.
        rest = _without(rest, matches)


def _without(text: str, matches: Iterable[re.Match[str]]) -> str:
    """The text with all of these blanked."""
    pieces: list[str] = []
    at = 0
    for match in matches:
        pieces += (text[at : match.start()], blanked(match))
        at = match.end()
    return "".join((*pieces, text[at:]))


def without_addresses(text: str) -> str:
    """What is left of a text around its e-mail addresses, each a blank."""
    return _EMAIL.sub(" ", text)


def blanked(match: re.Match[str]) -> str:
    """What takes the place of something that was found, so that all other places stay. Its edges
    are what those of its stand-in will be: a letter, or the very same sign."""
    form = match.group()
    first, last = ("x", "x") if "@" in form else (form[0], form[-1])
    return first + BLANK * (len(form) - 2) + last


def fictitious(kind: Kind, real: str) -> Iterator[str]:
    """Stand-ins for an address or number, of like shape and plainly not real: as many as this shape
    has room for."""
    if kind is Kind.EMAIL:
        yield from (f"person{number}@example.org" for number in count(1))
    # As much stays as it is found by: a country or trunk prefix.
    kept = 4 if kind is Kind.ACCOUNT or real.startswith("00") else 2
    places = [at for at, sign in enumerate(real) if sign.isalnum()]
    signs = list(real)
    for at in places[kept:]:
        signs[at] = "X" if signs[at].isalpha() else "0"
    room = [at for at in places[kept:] if signs[at] == "0"]
    for number in range(1, 10 ** len(room)):
        for at, digit in zip(room, f"{number:0{len(room)}}", strict=True):
            signs[at] = digit
        yield "".join(signs)


_BOUNDS = {
    Kind.EMAIL: (rf"(?<!{_IN_LOCAL})", rf"(?!{_IN_LABEL}|\.{_IN_LABEL})"),
    Kind.ACCOUNT: (BEFORE, BEHIND),
    Kind.PHONE: (rf"(?<![\d+{BLANK}])", rf"(?![\d{BLANK}])"),
}


def bounds(kind: Kind) -> tuple[str, str]:
    """What may not stand before and behind it, as patterns; a name may take a genitive's *s*."""
    letter = rf"[^\W\d_]|[\u0300-\u036f{BLANK}]"
    word = (rf"(?<![^\W\d_])(?<![\u0300-\u036f{BLANK}])", rf"(?=[sS]?(?!{letter}))")
    return _BOUNDS.get(kind, word)


def undecided(kind: Kind, form: str) -> tuple[str, ...]:
    """What a text may end in while it is still open whether this form stands there."""
    if kind is Kind.EMAIL:
        return (form, f"{form}.")
    if kind in (Kind.NAME, Kind.FORM):
        return (form, f"{form}s", f"{form}S")
    return (form,)
