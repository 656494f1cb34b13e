"""Graders that know the labels, and graders that are worse on purpose."""

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from evals.cases import Case
from rehearse.conversation.rubric import (
    GradeResult,
    Level,
    NotScored,
    NotScoredCode,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.grader import TurnContext

Spoil = Callable[[Case, StepScore], StepScore]


class LabelGrader:
    """Grades by the labels, letter for letter, until ``spoil`` has its hand in it."""

    name = "labels"

    def __init__(
        self, cases: Iterable[Case], spoil: Spoil = lambda _, score: score, skips: int = 0
    ) -> None:
        self._cases = {case.turn: case for case in cases}
        self._spoil = spoil
        self._skips = skips

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        if self._skips:
            self._skips -= 1
            return NotScored(code=NotScoredCode.FAILED)
        case = self._cases[turn]
        scores = tuple(self._spoil(case, _labelled(case, step)) for step in Step)
        return TurnGrade(
            grader=self.name,
            language=case.lang,
            scores=scores,
            drift=case.drift,
            signals=case.signals,
        )


def _labelled(case: Case, step: Step) -> StepScore:
    return scored(step, case.levels[step], case.turn, (case.evidence.get(step) or (None,))[0])


def scored(
    step: Step, level: Level, turn: str, quote: str | None, doubt: bool = False
) -> StepScore:
    """A score with its quote; without one, the whole turn is quoted."""
    if level is Level.ABSENT:
        return StepScore(step=step, level=level)
    text = quote or turn
    start = turn.index(text)
    evidence = Passage(text=text, start=start, end=start + len(text))
    reason = Reason(code="test")
    return StepScore(step=step, level=level, doubt=doubt, evidence=evidence, reason=reason)


def labelled(
    number: int, levels: Mapping[str, int] | None = None, **changes: Any
) -> dict[str, Any]:
    """A case as it stands in a file."""
    turn = changes.pop("turn", f"Turn {number}. I kept quiet about it. And that is all.")
    wanted = {step.value: 0 for step in Step} | dict(levels or {})
    quoted = {step: ["I kept quiet about it."] for step, level in wanted.items() if level}
    case = {
        "id": f"t-{number:03}",
        "writer": "w1",
        "story": "shed",
        "lang": "en",
        "pair": None,
        "colleague_last": "Well?",
        "turn": turn,
        "levels": wanted,
        "drift": "none",
        "drift_evidence": None,
        "signals": [],
        "evidence": quoted,
        "pillar": None,
    }
    return case | changes


def written(folder: Path, lines: Iterable[Any], name: str = "w1.jsonl") -> Path:
    """A file of cases; a line that is no case is written as it is. Returns the file."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    file.write_text("\n".join(texts) + "\n", "utf-8")
    return file
