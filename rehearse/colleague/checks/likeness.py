"""Likeness by words: the colleague's own line again, the manager's turned round, or claimed."""

import re
from collections.abc import Iterable, Sequence

from rehearse.colleague.checks.deeds import Words, content, shared_words
from rehearse.colleague.checks.faults import Fault, Finding
from rehearse.colleague.checks.ground import Ground
from rehearse.colleague.checks.quotes import unquoted
from rehearse.language import sentences, tell

_SAME_SENTENCE = 0.85
_SAME_REPLY = 0.7
_RECENT = 3
"""Own replies before this one that it may not be like; an exact sentence may never come again."""
_FEWEST_TO_REPEAT = 4
_FEWEST_TO_ECHO = 5
_ECHOED = 0.8
"""Share of a sentence that comes from one of the manager's, and is an echo."""
_OF_THE_MANAGERS = 0.6
_CLAIMED = (3, 0.75)
_CLAIMED_OF_YOU = (2, 0.6)
"""Words of a first-person clause that tell a deed of the manager's: how many, and what share."""
_WHOLE = 2
"""Words of a clause that are enough where the manager said all of them."""
_CLAUSE = re.compile(
    r"[,;:.!?–—]|\b(?:maar|dat|want|omdat|terwijl|toen|als|dus|of|die|"
    r"but|that|because|while|when|if|so|or|which|who)\b|"
    r"\b(?:en|and)\b(?=\s+(?:\w+\s+)?(?:ik|je|jij|we|i|you)\b)",
    re.IGNORECASE,
)


def sentence_likeness(sentence: str, said_before: str, ground: Ground) -> Finding | None:
    """A sentence that was said before, by either of the two, or that claims the other's deed."""
    own = unquoted(sentence, said_before)
    if claimed := _claims(own, ground):
        return Finding(Fault.TAKES_OVER, claimed)
    words = tell.words(sentence)
    if len(words) > _FEWEST_TO_REPEAT and any(
        _dice(words, tell.words(said)) >= _SAME_SENTENCE for said in _sentences(ground.own)
    ):
        return Finding(Fault.REPEATS, sentence)
    return Finding(Fault.ECHOES, sentence) if _is_echo(own, ground) else None


def reply_likeness(text: str, ground: Ground) -> Finding | None:
    """A whole reply that is like one of the last ones."""
    words = tell.words(text)
    if len(words) < _FEWEST_TO_REPEAT:
        return None
    like = any(_dice(words, tell.words(own)) >= _SAME_REPLY for own in ground.own[-_RECENT:])
    return Finding(Fault.REPEATS, text) if like else None


def _is_echo(own: str, ground: Ground) -> bool:
    mine = content(own, ground.sheet.persons)
    if len(mine) < _FEWEST_TO_ECHO:
        return False
    for said in _sentences(ground.managers[-1:]):
        theirs = content(said, ground.sheet.persons)
        shared = len(shared_words(mine, theirs))
        if shared >= _ECHOED * len(mine) and shared >= _OF_THE_MANAGERS * len(theirs):
            return True
    return False


def _claims(own: str, ground: Ground) -> str | None:
    """A clause with the colleague as its subject that tells what the manager did or will do.

    The things of the situation are shared by both; a deed is more than those. A deed that was done
    to the colleague has the manager as its object when it is claimed ("I took you off it"); without
    one, more of the deed has to be told. Who says that they never did it claims nothing.
    """
    sheet = ground.sheet
    for clause in _CLAUSE.split(own):
        if not sheet.speaks_of_itself.search(clause.lower()):
            continue
        if sheet.denying.search(clause.lower()):
            continue
        to_other = sheet.speaks_of_other.search(clause.lower())
        fewest, share = _CLAIMED_OF_YOU if to_other else _CLAIMED
        mine = content(clause, sheet.small)
        shared = [_shared_deed(mine, deed, ground) for deed in ground.deeds_told]
        said = [_shared_deed(mine, deed, ground) for deed in ground.deeds_said]
        most = max([*shared, *said], default=0)
        if most >= max(fewest, share * len(mine)) or _WHOLE <= len(set(mine)) in said:
            return clause.strip()
    return None


def _shared_deed(mine: Words, deed: Words, ground: Ground) -> int:
    """How many words of the clause are the deed's; none where they only name things."""
    shared = shared_words(mine, deed)
    return len(shared) if shared - ground.things else 0


def _sentences(texts: Iterable[str]) -> list[str]:
    return [sentence.text for text in texts for sentence in sentences.split(text)]


def _dice(one: Sequence[str], other: Sequence[str]) -> float:
    """Likeness of two bags of words, from 0 to 1."""
    if not one or not other:
        return 0.0
    left = list(other)
    shared = 0
    for word in one:
        if word in left:
            left.remove(word)
            shared += 1
    return 2 * shared / (len(one) + len(other))
