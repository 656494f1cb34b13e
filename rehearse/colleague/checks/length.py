"""Length: what fits into one breath of a hurt person."""

import re

from rehearse.colleague.checks.faults import Fault, Finding
from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.quotes import unquoted
from rehearse.conversation.scenario import Move
from rehearse.language import sentences

MOST_WORDS = 45
MOST_WORDS_OF_A_LAYER = 60
MOST_SENTENCES = 5
"""Short ones are counted too ("Nee. Zo niet."): three whole sentences reach the words first."""
MOST_SENTENCES_OF_A_LAYER = 9
MOST_WORDS_OF_A_SENTENCE = 32
_SET_UP = 4
"""Words of a question that only says what the next one is about ("En morgen?")."""
_WORD = re.compile(r"\w[\w'’-]*")


def length(text: str, ground: Ground) -> Finding | None:
    """Too many words, sentences or questions in what was said so far."""
    layer = ground.move is Move.REVEAL
    parts = [sentence.text for sentence in sentences.split(text)]
    longest = max((_count(part) for part in parts), default=0)
    if longest > MOST_WORDS_OF_A_SENTENCE or _count(text) > (
        MOST_WORDS_OF_A_LAYER if layer else MOST_WORDS
    ):
        return Finding(Fault.TOO_LONG, text)
    if len(parts) > (MOST_SENTENCES_OF_A_LAYER if layer else MOST_SENTENCES):
        return Finding(Fault.TOO_LONG, text)
    return _questions(text, ground)


def _questions(text: str, ground: Ground) -> Finding | None:
    """More than one question. A short one or one that leads on may come before it, a choice behind
    it ("The labels? Or something else?")."""
    parts = [sentence.text.strip() for sentence in sentences.split(unquoted(text, ""))]
    asked = [part for part in parts if sentences.ends_in_question(part)]
    if len(asked) < 2:
        return None
    sheet = ground.sheet
    led = _count(asked[0]) <= _SET_UP or _begins(asked[0], sheet.leads_on)
    if len(asked) == 2 and (led or _chooses(asked[1], sheet.chooses)):
        return None
    return Finding(Fault.TOO_MANY_QUESTIONS, " ".join(asked))


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _chooses(sentence: str, form: str) -> bool:
    return re.search(rf"(?:^|, ){form}(?!\w)", sentence.lower()) is not None


def _begins(sentence: str, form: str) -> bool:
    return re.match(rf"{form}(?!\w)", sentence.lower()) is not None
