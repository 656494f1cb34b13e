"""Text as the fonts at hand can draw it: never a gap, and what is missing is told."""

import re
import unicodedata
from collections.abc import Collection

from rehearse.report.clean import clean

BOX = "□"
"""Stands where a letter should, and every font here that draws signs has it."""

_FLAG = re.compile("([\U0001f1e6-\U0001f1ff])([\U0001f1e6-\U0001f1ff])")
_GENDER = re.compile("\u200d[\u2640\u2642]\ufe0f?")
_JOINERS = re.compile("[\u200b-\u200d\u2060\u00ad\ufe00-\ufe0f\u20e3\U000e0000-\U000e01ef]")
"""What shapes the signs around it and has no look of its own."""
_SKIN = re.compile("(?<=\\S)[\U0001f3fb-\U0001f3ff]")
_FIRST_FLAG = 0x1F1E6


def reduced(text: str) -> str:
    """Emoji taken apart into the signs they are made of; flags become their letters.

    Fonts join several signs to one picture only with a shaping engine, which there is none of.
    """
    bare = _JOINERS.sub("", _GENDER.sub("", unicodedata.normalize("NFC", clean(text))))
    return _SKIN.sub("", _FLAG.sub(_country, bare))


def drawable(text: str, covered: Collection[int], missing: set[str]) -> str:
    """The reduced text with every sign that is not ``covered`` replaced, and added to ``missing``.

    ``covered`` holds code points.
    """
    shown = []
    for sign in reduced(text):
        if sign == "\n" or ord(sign) in covered:
            shown.append(sign)
            continue
        missing.add(sign)
        shown.append(_in_place_of(sign))
    return "".join(shown)


def named(sign: str) -> str:
    """A sign by its number, which any font can write: ``U+4F60``."""
    return f"U+{ord(sign):04X}"


def _in_place_of(sign: str) -> str:
    category = unicodedata.category(sign)
    if category == "So":
        return f"[{unicodedata.name(sign, named(sign)).lower()}]"
    # A mark that sits on another letter leaves that letter standing.
    return "" if category in {"Mn", "Me", "Cf"} else BOX


def _country(flag: re.Match[str]) -> str:
    letters = (chr(ord(part) - _FIRST_FLAG + ord("A")) for part in flag.groups())
    return f"[{''.join(letters)}]"
