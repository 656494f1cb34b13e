"""Words in quotation marks: what somebody else said, told again."""

import re

from rehearse.conversation.rubric import has_words
from rehearse.language.cues import plain_signs

_QUOTE = re.compile(
    r"""["“„][^"“”„\n]{1,300}?["”]|(?<!\w)'(?!(?:s|t|n|k|m|r|ns)\b)[^"“”„\n]{1,300}?'(?!\w)"""
)


def unquoted(sentence: str, said_before: str) -> str:
    """The sentence with blanks for what it quotes; a quote may have begun before it."""
    whole = plain_signs(f"{said_before} {sentence}")
    blanked = _QUOTE.sub(lambda quote: " " * len(quote.group()), whole)
    return blanked[len(whole) - len(sentence) :]


def own_words(sentence: str, said_before: str) -> str:
    """What the sentence says beside its quotes; nothing where that holds no words. Slips are
    learned from these words, and heard in them."""
    own = unquoted(sentence, said_before).strip()
    return own if has_words(own) else ""


def quotes_marked(text: str) -> str:
    """The text with “” for each of its quotes."""
    return _QUOTE.sub("“”", plain_signs(text).strip())


def inside_quotes(text: str) -> str | None:
    """What stands between the quotation marks, where they are around it all."""
    plain = plain_signs(text).strip()
    quote = _QUOTE.match(plain)
    return plain[1:-1] if quote and quote.end() == len(plain) else None
