"""What of a turn is read apart: its sentences, and of long ones the clauses.

People who dictate, or type without looking up, put commas where full stops would be. Read as one
sentence, all they do would be one thing, with the whole turn for a quote.
"""

import re
from collections import deque
from collections.abc import Sequence
from itertools import pairwise

from rehearse.conversation.rubric import Language
from rehearse.language.sentences import MOST, Sentence, split

LONG = 24
"""Words above which a sentence is cut. At 16 and 20 quotes are too short more often, at 30 too
long; tried on labelled turns that no grader had learned from."""
LEAST = 8
"""Words that a part has at least."""
_WORD = re.compile(r"\S+")
_ENDS = (",", ";", ":")
_DASHES = frozenset("-–—")
_JOINING: dict[Language, frozenset[str]] = {
    "nl": frozenset(
        ["en", "maar", "dus", "want", "omdat", "terwijl", "hoewel", "alleen", "toen", "enfin"]
    ),
    "en": frozenset(
        ["and", "but", "so", "because", "'cause", "cause", "cos", "though", "although", "anyway"]
    ),
}
"""Words that begin a clause, where no sign does; of two that follow each other, the first does."""


def read_apart(turn: str, language: Language) -> list[Sentence]:
    """The sentences of a turn, a long one in its clauses, in order; as many as are read at most."""
    whole = split(turn)
    found: list[Sentence] = []
    for left, sentence in zip(range(len(whole) - 1, -1, -1), whole, strict=True):
        found += _clauses(sentence, _JOINING[language], MOST - len(found) - left)
    return found


def _clauses(sentence: Sentence, joining: frozenset[str], most: int) -> list[Sentence]:
    words = [match.span() for match in _WORD.finditer(sentence.text)]
    if len(words) <= LONG:
        return [sentence]
    texts = [sentence.text[start:end] for start, end in words]
    by_sign = [n for n in range(1, len(texts)) if _parted(texts[n - 1], texts[n])]
    joins = [text.lower().replace("’", "'") in joining for text in texts]
    by_word = [n for n in range(1, len(texts)) if joins[n] and not joins[n - 1]]
    begins = [*_begins(len(words), (by_sign, by_word), most), len(words)]
    return [_part(sentence, words, first, end) for first, end in pairwise(begins)]


def _parted(before: str, after: str) -> bool:
    """Whether a sign stands between two words."""
    return before.endswith(_ENDS) or set(before) <= _DASHES or after.startswith("(")


def _begins(words: int, places: Sequence[Sequence[int]], most: int) -> list[int]:
    """Where the parts of so many words begin, at most so many: cut at the sign that is nearest to
    their middle, at a joining word where there is no sign, until none is long or can be cut."""
    begins: list[int] = []
    left = deque([(0, words)])
    while left:
        first, end = left.popleft()
        full = len(begins) + len(left) + 1 >= most
        at = None if full or end - first <= LONG else _cut(first, end, places)
        if at is None:
            begins.append(first)
        else:
            left += [(first, at), (at, end)]
    return sorted(begins)


def _cut(first: int, end: int, places: Sequence[Sequence[int]]) -> int | None:
    for kind in places:
        inside = [at for at in kind if first + LEAST <= at <= end - LEAST]
        if inside:
            return min(inside, key=lambda at: abs(2 * at - first - end))
    return None


def _part(sentence: Sentence, words: Sequence[tuple[int, int]], first: int, end: int) -> Sentence:
    """These words, without a dash behind the last: it would look like breaking off."""
    text = sentence.text[words[first][0] : words[end - 1][1]]
    if end < len(words):
        text = text.rstrip("-–— ") or text
    start = sentence.start + words[first][0]
    return Sentence(text, start, start + len(text))
