"""Which cases a run is about."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from evals import cases, floors, kept
from evals.cases import CASES, Case, Split
from evals.colleague import ColleagueFile
from evals.pairs import Alike, Attack, Differ
from evals.report import Part
from rehearse.conversation.rubric import Language

Picked = TypeVar("Picked")
EVERY_PART = frozenset(Part)


@dataclass(frozen=True)
class Wanted:
    """What to run, and on which files."""

    folder: Path = CASES
    own: Path | None = None
    """A folder with further turns, reported apart."""
    floors: Path = floors.FILE
    lang: Language | None = None
    parts: frozenset[Part] = EVERY_PART
    only: str | None = None
    """Only cases whose id, story, kind or situation holds this."""
    limit: int | None = None
    """At most so many turns of a split, pairs of a file, dialogues, and cases of a colleague."""

    def runs(self, part: Part) -> bool:
        return part in self.parts

    def speaks(self, lang: Language) -> bool:
        return self.lang in (None, lang)

    def pick(self, cases: Iterable[Picked], named: Callable[[Picked], str]) -> list[Picked]:
        """The cases that are wanted; ``named`` gives what ``only`` is looked for in."""
        kept = [case for case in cases if self.only is None or self.only in named(case)]
        return kept[: self.limit]

    @property
    def replies(self) -> Path:
        """The folder with the replies of models to these cases."""
        return kept.beside(self.folder)

    @property
    def whole(self) -> bool:
        """Whether every figure that floors name will be there."""
        return self.lang is None and self.parts == EVERY_PART and not self.drawn

    @property
    def drawn(self) -> bool:
        """Whether only some cases are wanted: their figures are then held to no floor."""
        return self.only is not None or self.limit is not None


def spoken_of(split: Split, wanted: Wanted, labelled: Sequence[Case]) -> list[Case]:
    """The wanted turns of a split."""
    inside = cases.split_of(labelled, split, wanted.folder)
    return of_turns(wanted, inside)


def of_turns(wanted: Wanted, turns: Iterable[Case]) -> list[Case]:
    """The wanted ones among these turns."""
    spoken = [case for case in turns if wanted.speaks(case.lang)]
    return wanted.pick(spoken, lambda case: f"{case.id} {case.story}")


def pair_names(pair: Alike | Differ | Attack) -> str:
    """What a pair is picked by."""
    return f"{pair.id} {pair.kind}"


def of_files(wanted: Wanted, files: Sequence[ColleagueFile]) -> list[ColleagueFile]:
    """The wanted cases of the colleague."""
    found = []
    for content in files:
        if not wanted.speaks(content.lang):
            continue
        kept = wanted.pick(content.cases, lambda c: f"{c.id} {c.kind.value} {content.scenario}")  # noqa: B023
        if kept:
            found.append(content.model_copy(update={"cases": tuple(kept)}))
    return found
