"""Words of people as they can stand in a request: as data, whatever is in them."""

OPENING, CLOSING = "<＜﹤〈⟨〈˂❮❬⧼≺", ">＞﹥〉⟩〉˃❯❭⧽≻"
"""What opens and closes a delimiter, or looks as if it did."""
_UNSAYABLE = "\ufffd"
_SURROGATES = range(0xD800, 0xE000)
_INSTEAD = {
    **dict.fromkeys((*range(32), *range(127, 160), *_SURROGATES), _UNSAYABLE),
    **dict.fromkeys(map(ord, OPENING), "‹"),
    **dict.fromkeys(map(ord, CLOSING), "›"),
    **{ord(sign): sign for sign in "\n\t"},
    ord("\r"): " ",
}


def harmless(text: str) -> str:
    """The text with signs in which nothing opens or closes a delimiter, and none that a provider
    cannot take; each in the place of one, so that offsets stay."""
    return text.translate(_INSTEAD)
