"""Whether a turn said what an echo of it would repeat: "In front of the client." is only said to
who spoke of a client.

An echo is a line about what was just owned in so many words. Likeness alone finds one for a
confession that never named the thing.
"""

import re
from functools import lru_cache

from rehearse.conversation.scenario import Line

_STEM = 5
"""Letters by which two words count as the same: "evening", "evenings"."""
_OFTEN = 0.3
"""In what share of a line's examples a word stands at least that it goes by, where its own text has
no such word."""
_OFTENER = 1.5
"""How much oftener it stands there than in those of any other echo."""
_MOST = 0.7
"""What share of an example's words a turn has that says the same."""
_WORD = re.compile(r"[^\W\d_]{4,}")


def repeats(line: Line, among: tuple[Line, ...], words: str) -> bool:
    """Whether a turn has a word that this line goes by, or most words of one of its examples.
    ``among``: all lines of its move."""
    said = _stems(words)
    examples = map(_stems, line.answers)
    as_one = any(len(each & said) >= _MOST * len(each) for each in examples if len(each) > 1)
    return as_one or not _named(line, among).isdisjoint(said)


@lru_cache(maxsize=1024)
def _named(line: Line, among: tuple[Line, ...]) -> frozenset[str]:
    own, *others = (_shares(one) for one in (line, *(o for o in among if o.id != line.id)))
    return frozenset(
        stem
        for stem, share in own.items()
        if share >= _OFTEN and all(share > _OFTENER * other.get(stem, 0.0) for other in others)
    )


def _shares(line: Line) -> dict[str, float]:
    """In what share of a line's examples each word stands; in all, where the line itself has it."""
    said = [_stems(example) for example in line.answers]
    shares = {stem: sum(stem in s for s in said) / len(said) for s in said for stem in s}
    return shares | dict.fromkeys(_stems(line.text), 1.0)


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in _WORD.findall(text.lower()))
