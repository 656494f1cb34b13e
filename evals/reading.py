"""Labelled turns as the context reader takes them, in windows, by the code that reads a talk."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import yaml

from evals.base_weights import Base
from evals.cases import Case
from evals.training import Examples, Indices
from rehearse.conversation.rubric import LANGUAGES
from rehearse.grader.context import ContextReader, windows
from rehearse.grader.heads import Numbers
from rehearse.language import features, transformer
from rehearse.language.clauses import read_apart
from rehearse.language.cues import plain_signs
from rehearse.locale import catalogue
from rehearse.resources import SafeLoader

TUNED = 3
"""Blocks that are tuned, from above; what comes below them is read once and kept."""


@dataclass(frozen=True)
class HalfRead:
    """A window as it leaves the blocks that are not tuned."""

    rows: transformer.Numbers
    sentence_of: tuple[int, ...]
    """As in ``context.Window``: -1 for what belongs to no sentence."""


Read: TypeAlias = Sequence[Sequence[HalfRead]]
"""The windows of each of some turns."""


@dataclass(frozen=True)
class View:
    """Labelled turns as tuning takes them. The same turns can be viewed in other words."""

    examples: Examples
    read: Read

    @cached_property
    def rows_of(self) -> Indices:
        """Where the sentences of each turn begin among the examples' rows, and where all end."""
        return np.searchsorted(self.examples.turn_of, np.arange(len(self.examples.cases) + 1))

    def only(self, keep: Indices) -> "View":
        """The turns with these numbers, counted anew."""
        return View(self.examples.only(keep), [self.read[int(each)] for each in keep])


def spoken(case: Case) -> tuple[list[str], str]:
    """The sentences of a turn, and what was said before it, as a reader takes them."""
    heard = plain_signs(case.colleague_last.strip())
    return features.spoken(read_apart(case.turn, case.lang)), heard


def scores_of(reader: ContextReader, cases: Iterable[Case]) -> Numbers:
    """Scores of every sentence, before pooling: rows as ``Examples`` has them, by heads."""
    return np.vstack([reader.scores(*spoken(case)) for case in cases])


def half_read(base: Base, cases: Iterable[Case]) -> Read:
    """The cases as they leave the blocks that are not tuned."""
    lower = replace(base.transformer, blocks=base.transformer.blocks[:-TUNED])
    return [
        [
            HalfRead(lower(window.pieces), window.sentence_of)
            for window in windows(*spoken(case), base.pieces, lower.longest)
        ]
        for case in cases
    ]


def texts(cases: Iterable[Case], prompts: Path) -> Iterator[str]:
    """What the vocabulary must hold whole: these turns, the colleague's lines, and the pages'."""
    for case in cases:
        turn, heard = spoken(case)
        yield from (*turn, heard)
    for file in sorted(prompts.rglob("*.yaml")):
        yield from map(plain_signs, _strings(yaml.load(file.read_text("utf-8"), Loader=SafeLoader)))
    for language in LANGUAGES:
        yield from map(plain_signs, catalogue(language).values())


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _strings(part)
