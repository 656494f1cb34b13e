"""The forms that are swapped, one way or back, and where in a text they stand."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rehearse.conversation.rubric import Frozen
from rehearse.privacy import kinds
from rehearse.privacy.kinds import Kind

_ORDER = ((Kind.EMAIL,), (Kind.ACCOUNT,), (Kind.PHONE,), (Kind.NAME, Kind.FORM))
"""What is looked for first: an address may hold a number, and either may hold a name."""


class StandIn(Frozen):
    """One word of a name, one address or one number, and what the model reads instead."""

    kind: Kind
    real: str
    stand_in: str

    def forms(self) -> tuple[tuple[str, str], ...]:
        """What is swapped for what: a word of a name as it is written, in small letters and in
        capitals."""
        ways = (str, str.lower, str.upper) if self.kind is Kind.NAME else (str,)
        return tuple((way(self.real), way(self.stand_in)) for way in ways)


@dataclass(frozen=True)
class Table:
    """All forms of one direction."""

    swaps: dict[str, str]
    entries: dict[str, StandIn]
    """Which stand-in a form belongs to."""
    pattern: re.Pattern[str]
    """Finds them all, the longest first."""
    by_group: tuple[re.Pattern[str], ...]
    """Finds one group each, in the order in which they take their places in a text."""
    beginnings: frozenset[str]
    """What a text may end in while it is still open whether a form stands there."""
    longest: int
    """How many code points the longest of the beginnings has."""


@lru_cache(maxsize=64)
def table(entries: tuple[StandIn, ...], *, to_real: bool) -> Table:
    """The forms to swap: for stand-ins, or back ``to_real``."""
    swaps: dict[str, str] = {}
    owners: dict[str, StandIn] = {}
    by_kind: defaultdict[Kind, list[str]] = defaultdict(list)
    for entry in entries:
        for real, stand_in in entry.forms():
            sought, new = (stand_in, real) if to_real else (real, stand_in)
            if sought not in swaps:
                swaps[sought], owners[sought] = new, entry
                by_kind[entry.kind].append(sought)
    groups = _patterns(by_kind)
    open_ends = {end for form, own in owners.items() for end in kinds.undecided(own.kind, form)}
    return Table(
        swaps,
        owners,
        re.compile("|".join(groups) or r"(?!)"),
        tuple(map(re.compile, groups)),
        frozenset(end[:length] for end in open_ends for length in range(1, len(end) + 1)),
        max(map(len, open_ends), default=0),
    )


def _patterns(by_kind: dict[Kind, list[str]]) -> list[str]:
    found = []
    for group in _ORDER:
        forms = sorted((form for kind in group for form in by_kind.get(kind, ())), key=len)
        if forms:
            before, behind = kinds.bounds(group[0])
            found.append(f"{before}(?:{'|'.join(map(re.escape, reversed(forms)))}){behind}")
    return found
