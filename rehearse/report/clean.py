"""Text that any file can hold: nothing invisible that acts, no halves of characters."""

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_TURNERS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Marks that turn or hide the text around them."""


def clean(text: str) -> str:
    """The text with one kind of line end; control characters and lone surrogates become U+FFFD."""
    lined = _TURNERS.sub("", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return "".join(sign if sign == "\n" else _visible(sign) for sign in lined)


def lines(text: str) -> list[str]:
    """The lines that hold something, trimmed."""
    return [line.strip() for line in clean(text).split("\n") if line.strip()]


def _visible(sign: str) -> str:
    return "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} else sign
