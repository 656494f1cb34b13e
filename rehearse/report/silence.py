"""An answer without words: a silence, which lines write as dots and which on a page would look like
something loading; or one that was stopped before it began."""

from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.rubric import Language
from rehearse.locale import phrase

_DOTS = ".… "


def is_silent(text: str) -> bool:
    """Whether an answer has no words: nothing but dots, or not even these."""
    return not text.strip(_DOTS)


def direction(text: str, spoken: Language) -> str:
    """What stands in place of the words of such an answer: a stage direction, in the language of
    the talk as gestures are."""
    if not text.strip():
        return phrase("export.unheard", spoken)
    return phrase("export.silent", spoken)


def stopped(reply: Reply, name: str, ui: Language) -> str | None:
    """That the manager stopped this answer; None where they let the colleague finish."""
    if not reply.stopped:
        return None
    if not reply.text.strip():
        return phrase("export.stopped_unheard", ui, name=name)
    return phrase("export.stopped", ui, name=name)
