"""Labelled turns as data files: one JSON object a line, checked as they are read."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Self, TypeVar

from pydantic import BaseModel, Field, TypeAdapter, ValidationError, model_validator

from rehearse.conversation.rubric import Drift, Frozen, Language, Level, Pillar, Step
from rehearse.conversation.signals import Signal

CASES = Path(__file__).parent / "cases"


class CaseError(Exception):
    """A case that cannot be used: says file, line and what to do."""


class Split(StrEnum):
    """What a case may be used for. Splits are apart by story and by writer."""

    TRAIN = "train"
    SINCE = "since"
    """To train on as well, but written since the context reader was tuned: the heads and all
    thresholds learn from them; the reader, which takes over an hour, not before it is tuned
    anew."""
    DEVELOPMENT = "development"
    HELD_OUT = "held_out"


class Identified(Frozen):
    """A case of any kind."""

    id: str


Line = TypeVar("Line", bound=Identified)
Entry = TypeVar("Entry", bound=BaseModel)


class Consent(Frozen):
    """That whoever said a turn agreed to its becoming a case."""

    share: str
    """Under which id the talk was shared with the coach who labelled it."""
    given_at: datetime


RETOLD = "-retold"
"""How the story of a turn ends that does what another turn does, in another world, other words and
the other language."""


class Case(Identified):
    """One turn with what two readers, and a third where they differed, made of it; or what a coach
    corrected."""

    writer: str
    story: str
    lang: Language
    pair: str | None = None
    """Shared by turns that differ only in the words that turn them."""
    colleague_last: str
    turn: str = Field(min_length=1)
    levels: dict[Step, Level]
    drift: Drift
    drift_evidence: str | None = None
    signals: frozenset[Signal]
    evidence: dict[Step, tuple[str, ...]]
    """Passages that readers accept for each step that is not absent, the best first."""
    pillar: Pillar | None = None
    consent: Consent | None = None
    """Only for turns that were said by a person; the built-in ones were written to be cases."""

    @model_validator(mode="after")
    def _labels_hold_together(self) -> Self:
        if set(self.levels) != set(Step):
            raise ValueError("levels must name all seven steps")
        touched = {step for step, level in self.levels.items() if level is not Level.ABSENT}
        if touched != {step for step, passages in self.evidence.items() if passages}:
            raise ValueError("evidence must be given for exactly the steps whose level is not 0")
        for step, passages in self.evidence.items():
            for passage in passages:
                if passage not in self.turn:
                    raise ValueError(
                        f"evidence of {step.value} is not in the turn letter for letter"
                    )
        if self.drift_evidence is not None:
            if self.drift is Drift.NONE:
                raise ValueError("drift_evidence is given for a drift, and there is none")
            if self.drift_evidence not in self.turn:
                raise ValueError("drift_evidence is not in the turn letter for letter")
        return self

    @property
    def retold(self) -> bool:
        """Whether this turn does what another one does, and has its levels from there."""
        return self.story.endswith(RETOLD)

    @property
    def key(self) -> tuple[str, str]:
        """Story and writer: what splits and folds go by. A retold story stays with the one it was
        retold from."""
        return self.writer, self.story.removesuffix(RETOLD)


def load(folder: Path = CASES / "turns") -> list[Case]:
    """All cases of a folder, in the order of its files.

    Raises:
        CaseError: a line is no case, an id is given twice, or there is nothing to read.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CaseError(f"{folder}: no *.jsonl files here; give a folder that holds cases")
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for file in files:
        cases += _lines(file, Case, seen)
    return cases


def lines(file: Path, model: type[Line]) -> list[Line]:
    """The cases of one file, one JSON object a line.

    Raises:
        CaseError: a line is no such case, an id is given twice, or the file cannot be read.
    """
    return list(_lines(file, model, {}))


def _lines(file: Path, model: type[Line], seen: dict[str, str]) -> Iterable[Line]:
    for case, place in placed(file, model):
        if case.id in seen:
            raise CaseError(f"{place}: id {case.id!r} is also at {seen[case.id]}; rename one")
        seen[case.id] = place
        yield case


def split_of(cases: Iterable[Case], split: Split, folder: Path = CASES) -> list[Case]:
    """The cases of one split, by their writer.

    Raises:
        CaseError: a writer is in no split, or in two.
    """
    file = folder / "splits.json"
    try:
        splits = TypeAdapter(dict[Split, tuple[str, ...]]).validate_json(file.read_bytes())
    except OSError as error:
        raise CaseError(
            f"{file}: {error.strerror}; say there which writer is in which split"
        ) from error
    except ValidationError as error:
        raise CaseError(f"{file}: {error.errors()[0]['msg']}; mend this file") from error
    where: dict[str, Split] = {}
    for name, writers in splits.items():
        for writer in writers:
            if writer in where:
                raise CaseError(f"{file}: writer {writer!r} is in two splits; keep one")
            where[writer] = name
    found = []
    for case in cases:
        if case.writer not in where:
            raise CaseError(f"{file}: writer {case.writer!r} is in no split; add it to one")
        if where[case.writer] is split:
            found.append(case)
    return found


def own(folder: Path) -> tuple[str, list[Case]]:
    """The turns of a folder that has no splits, and the split that they are: it is named after the
    folder.

    Raises:
        CaseError: as ``load``, or the folder is called like a split that is built in.
    """
    name = folder.resolve().name
    if name in set(Split):
        raise CaseError(f"{folder}: called like a built-in split; rename this folder")
    if (folder / "splits.json").exists():
        raise CaseError(
            f"{folder}: holds splits of its own (splits.json); give a folder with turns alone, "
            "such as `rehearse corrections --out FOLDER` writes"
        )
    return name, load(folder / "turns")


def fingerprint(cases: Iterable[Case]) -> str:
    """A hash over the content of the cases, whatever their order or layout."""
    lines = sorted(
        json.dumps(
            case.model_dump(mode="json", exclude={"consent"}), sort_keys=True, default=sorted
        )
        for case in cases
    )
    return hashlib.sha256("\n".join(_sorted_sets(line) for line in lines).encode()).hexdigest()


def _sorted_sets(line: str) -> str:
    tree: dict[str, Any] = json.loads(line)
    tree["signals"] = sorted(tree["signals"])
    return json.dumps(tree, sort_keys=True)


def placed(file: Path, model: type[Entry]) -> Iterator[tuple[Entry, str]]:
    """What the lines of a file hold, each with its place: ``FILE:LINE``.

    Raises:
        CaseError: a line holds something else, or the file cannot be read.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}; see that it can be read") from error
    except UnicodeDecodeError as error:
        at = error.object[: error.start].count(b"\n") + 1
        raise CaseError(f"{file}:{at}: not UTF-8; save the file as UTF-8") from error
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"{file}:{number}"
        try:
            yield model.model_validate_json(line), place
        except ValidationError as error:
            raise CaseError(f"{place}: {_trouble(error)}") from error


def _trouble(error: ValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"]) or "line"
    if first["type"] == "missing":
        return f"{where}: missing; label this turn by the scoring guide, or take it out"
    return f"{where}: {first['msg']}; mend this line"
