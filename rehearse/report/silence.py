"""An answer without words. Lines write it as dots, which on a page look like something loading."""

from rehearse.conversation.rubric import Language
from rehearse.locale import phrase

_DOTS = ".… "


def is_silent(text: str) -> bool:
    """Whether an answer is nothing but dots."""
    return bool(text) and not text.strip(_DOTS)


def direction(spoken: Language) -> str:
    """What stands in place of the words: a stage direction, in the language of the talk as
    gestures are."""
    return phrase("export.silent", spoken)
