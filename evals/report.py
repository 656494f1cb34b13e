"""What the evals found, as values: figures, and findings in plain words. No grader, no files."""

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import Field

from rehearse.conversation.rubric import Frozen, Step

ALL = "all"
"""The scope that holds both languages."""
MACRO = "macro"
"""The subject of a figure that is the mean over the steps."""


class Part(StrEnum):
    """What can be run apart."""

    TURNS = "turns"
    PAIRS = "pairs"
    ATTACKS = "attacks"
    DIALOGUES = "dialogues"
    COLLEAGUE = "colleague"


class Figure(Frozen):
    """One measured number. ``value`` is None where the cases hold nothing to measure it by."""

    part: str
    """Which part measured it, and for turns on which split: ``turns/development``."""
    scope: str
    """``all``, ``nl`` or ``en``."""
    subject: str
    """A step, ``macro``, or a kind of case."""
    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    count: int
    """Over how many cases."""

    @property
    def name(self) -> str:
        """What floors call it: ``turns/development/nl/own_part/kappa``."""
        return "/".join((self.part, self.scope, self.subject, self.metric))


class Finding(Frozen):
    """Something that is not as it should be, in plain words."""

    subject: str
    """The figure, file or case it is about."""
    message: str
    fails: bool = True
    """Whether the run fails by it; else it is told and no more."""


class StepOutcome(Frozen):
    """What a grader made of one step of a labelled turn."""

    wanted: int
    """The label, -1 to 2."""
    given: int
    doubt: bool
    overlap: float | None = None
    """Character F1 of the quote with the nearest accepted passage; None where one is missing."""
    quoted: str = ""
    """What the grader quotes."""
    accepted: tuple[str, ...] = ()
    """What readers quote."""


class Outcome(Frozen):
    """What became of one case."""

    part: str
    """As of a figure."""
    kind: str
    """What the case asks; for turns the writer."""
    id: str
    lang: str
    right: bool
    told: str = ""
    """For people: what was said, what was wanted and what came."""
    heard: str = ""
    """For turns: what the colleague had said before."""
    steps: dict[Step, StepOutcome] = Field(default_factory=dict)
    """For turns: every step that label or grade touches."""


class Confusion(Frozen):
    """How often each label met each grade on one step."""

    part: str
    """As of a figure."""
    scope: str
    step: Step
    met: tuple[tuple[int, ...], ...]
    """One row a label, one column a grade, each from -1 to 2."""


Measured = TypeVar("Measured", Figure, Confusion)

_WORDS: dict[str, Any] = {
    "told": True,
    "heard": True,
    "steps": {"__all__": {"quoted", "accepted"}},
}
"""What is for people who read a run, and not kept to compare with."""


class Report(Frozen):
    """Everything a run found."""

    figures: tuple[Figure, ...] = ()
    confusions: tuple[Confusion, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    """Case by case. Of held-out turns there are none: whoever sees their misses tunes on them."""
    held: tuple[str, ...] = ()
    """The figures that were held to a floor."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What one has to know to read the figures."""

    def __add__(self, other: "Report") -> "Report":
        return Report(
            figures=self.figures + other.figures,
            confusions=self.confusions + other.confusions,
            outcomes=self.outcomes + other.outcomes,
            held=self.held + other.held,
            findings=self.findings + other.findings,
            notes=self.notes + other.notes,
        )

    @property
    def holds(self) -> bool:
        """Whether nothing failed."""
        return not any(finding.fails for finding in self.findings)

    def value(self, name: str) -> float | None:
        """The figure of this name.

        Raises:
            KeyError: nothing of this name was measured.
        """
        for figure in self.figures:
            if figure.name == name:
                return figure.value
        raise KeyError(name)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; the names are those of floors.json."""
        return {
            "holds": self.holds,
            "figures": {
                figure.name: figure.model_dump(include={"value", "low", "high", "count"})
                for figure in self.figures
            },
            "confusions": [each.model_dump(mode="json") for each in self.confusions],
            "outcomes": [
                outcome.model_dump(mode="json", exclude_defaults=True, exclude=_WORDS)
                for outcome in self.outcomes
            ],
            "findings": [finding.model_dump() for finding in self.findings],
            "notes": list(self.notes),
        }


def known(value: float) -> float | None:
    """The number, or None where there was nothing to measure it by."""
    return None if math.isnan(value) else round(value, 4)


def share(part: str, scope: str, subject: str, metric: str, right: Sequence[bool]) -> Figure:
    """A figure that is a share of right ones."""
    value = sum(right) / len(right) if right else None
    return Figure(
        part=part,
        scope=scope,
        subject=subject,
        metric=metric,
        value=None if value is None else round(value, 4),
        count=len(right),
    )


def scopes(languages: Iterable[str]) -> tuple[str, ...]:
    """What figures are told apart by: each language, and all of them where there are more."""
    each = tuple(dict.fromkeys(languages))
    return (ALL, *each) if len(each) > 1 else each


def widest(measured: Iterable[Measured]) -> list[Measured]:
    """Of each part what was measured over all its cases: in both languages, or in the one that it
    has."""
    found = list(measured)
    in_both = {each.part for each in found if each.scope == ALL}
    return [each for each in found if each.scope == ALL or each.part not in in_both]
