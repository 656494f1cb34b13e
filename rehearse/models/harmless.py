"""Words of people as they can stand in a request: as data, whatever is in them."""

_UNSAYABLE = "\ufffd"
_INSTEAD = {
    **dict.fromkeys("<＜", "‹"),
    **dict.fromkeys(">＞", "›"),
    **{sign: sign for sign in "\n\t"},
    "\r": " ",
}


def harmless(text: str) -> str:
    """The text with signs in which nothing opens or closes a delimiter, and none that a provider
    cannot take; each in the place of one, so that offsets stay."""
    return "".join(_INSTEAD.get(sign) or _sayable(sign) for sign in text)


def _sayable(sign: str) -> str:
    unsayable = ord(sign) < 32 or 127 <= ord(sign) < 160 or "\ud800" <= sign <= "\udfff"
    return _UNSAYABLE if unsayable else sign
