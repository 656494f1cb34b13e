"""Replies in which an actor slips, and near twins in which nobody does.

What the checks of a model's words are learned from and measured by (``evals/cases/slips``). Models
wrote them, who knew neither the checks nor their word lists.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pydantic import Field

from evals.cases import CASES, CaseError, placed
from rehearse.colleague.checks.faults import Fault
from rehearse.conversation.rubric import Frozen, Language

FOLDER = CASES / "slips"
HELD_OUT = frozenset({"s4", "s5", "s8", "s14", "s20"})
"""The writers that nothing is learned from."""


class Slip(Frozen):
    """A reply to something that the manager said, and what is wrong with it."""

    lang: Language
    scenario: str
    manager: str
    reply: str = Field(min_length=1)
    fault: Fault | None
    """None where nothing is, though it sounds as if."""


def load(folder: Path = FOLDER) -> dict[str, tuple[Slip, ...]]:
    """All replies, by writer.

    Raises:
        CaseError: a line holds something else, or there is no file.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise CaseError(f"{folder}: no *.jsonl files here; give a folder that holds replies")
    return {file.stem: tuple(slip for slip, _ in placed(file, Slip)) for file in files}


def fingerprint(slips: Iterable[Slip]) -> str:
    """A hash over what they hold, whatever their order."""
    lines = sorted(slip.model_dump_json() for slip in slips)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
