"""Labelled turns with words around them that earn nothing and cost nothing.

By the guide small talk, thanks, logistics and text aimed at the scorer change no level. A reader
that is tuned on the same turns with and without them learns that.
"""

import hashlib
from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
from pydantic import Field

from evals.cases import CASES, Case, placed
from rehearse.conversation.rubric import Frozen, Language
from rehearse.language import sentences

FILE = CASES / "fillers.jsonl"
LONGEST = 900
"""A turn is made no longer than this, in characters: what is cut off by windows teaches little."""
BOTH_SIDES = 0.3
"""Share of the turns that get two fillers."""


class Where(StrEnum):
    """Where in a turn a filler can stand."""

    BEFORE = "before"
    AFTER = "after"
    BETWEEN = "between"
    ANY = "any"


class Filler(Frozen):
    """Some sentences that change no level of any turn they are put into."""

    lang: Language
    where: Where
    text: str = Field(min_length=1)


def load(folder: Path = CASES) -> tuple[Filler, ...]:
    """The fillers of a folder of cases; none where it has no such file.

    Raises:
        CaseError: a line is no filler, or the file cannot be read.
    """
    file = folder / FILE.name
    return tuple(filler for filler, _ in placed(file, Filler)) if file.exists() else ()


def fingerprint(fillers: Iterable[Filler]) -> str:
    """A hash over what they hold, whatever their order."""
    lines = sorted(filler.model_dump_json() for filler in fillers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def padded(cases: Iterable[Case], fillers: Sequence[Filler], seed: int) -> list[Case]:
    """The cases, each with a filler or two in its turn, levels and evidence as they are.

    A case for whose language there are none stays as it is, and so does one that would grow too
    long.
    """
    rng = np.random.default_rng(seed)
    own: dict[Language, list[Filler]] = {}
    for filler in fillers:
        own.setdefault(filler.lang, []).append(filler)
    return [_padded(case, own.get(case.lang, []), rng) for case in cases]


def _padded(case: Case, fillers: Sequence[Filler], rng: np.random.Generator) -> Case:
    if not fillers:
        return case
    count = min(len(fillers), 1 + int(rng.random() < BOTH_SIDES))
    for n in rng.choice(len(fillers), count, replace=False):
        case = _with(case, fillers[n], rng)
    return case


def _with(case: Case, filler: Filler, rng: np.random.Generator) -> Case:
    begins = [sentence.start for sentence in sentences.split(case.turn)]
    between = [at for at in begins[1:] if _cuts_no_evidence(case, at)]
    places = {
        Where.BEFORE: [0],
        Where.AFTER: [len(case.turn)],
        Where.BETWEEN: between or [0],
        Where.ANY: [0, len(case.turn), *between],
    }[filler.where]
    at = places[rng.integers(len(places))]
    turn = _beside(_beside(case.turn[:at], filler.text), case.turn[at:])
    return case.model_copy(update={"turn": turn}) if len(turn) <= LONGEST else case


def _beside(one: str, other: str) -> str:
    """The two in one text, as sentences apart."""
    one, other = one.strip(), other.strip()
    if not (one and other):
        return one or other
    apart = len(sentences.split(one)) + len(sentences.split(other))
    together = f"{one} {other}"
    return together if len(sentences.split(together)) == apart else f"{one}\n{other}"


def _cuts_no_evidence(case: Case, at: int) -> bool:
    """Whether every passage still stands in the turn once it is parted here."""
    halves = case.turn[:at].rstrip(), case.turn[at:]
    passages = [passage for accepted in case.evidence.values() for passage in accepted]
    passages += [case.drift_evidence] if case.drift_evidence else []
    return all(any(passage in half for half in halves) for passage in passages)
