"""What the tests of the model grader share: a turn, a local grade, an answer to build on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rehearse.conversation.rubric import (
    Drift,
    Language,
    Level,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.signals import Signal
from rehearse.grader import prompt
from rehearse.grader.answer import Answer

PROMPT = prompt.load(Path(__file__).parents[2] / "prompts")
TURN = "I told Priya before I told you. I felt rotten about that, and still I said nothing."


def answer(
    given: Mapping[Step, tuple[int, str]],
    *,
    without: frozenset[Step] = frozenset(),
    **more: Any,
) -> Answer:
    """An answer with these levels and quotes, 0 on every other step."""
    steps = [
        {
            "step": step,
            "reason": f"because of {step}" if step in given else "",
            "level": given.get(step, (0, ""))[0],
            "quote": given.get(step, (0, ""))[1],
            "rewrite": f"better {step}" if given.get(step, (0, ""))[0] in (-1, 1) else "",
        }
        for step in Step
        if step not in without
    ]
    plain = {"reading": "r", "steps": steps, "pillar": None, "drift": "none", "drift_quote": ""}
    return Answer.model_validate(plain | more)


def local_grade(
    turn: str,
    levels: Mapping[Step, int] | None = None,
    *,
    doubt: bool = False,
    signals: frozenset[Signal] = frozenset(),
    language: Language = "en",
) -> TurnGrade:
    """A local grade that quotes the whole turn for each level other than 0."""
    passage = Passage(text=turn, start=0, end=len(turn))

    def score(step: Step) -> StepScore:
        level = Level((levels or {}).get(step, 0))
        if level is Level.ABSENT:
            return StepScore(step=step, level=level)
        reason = Reason(code=f"{step}.{level.name.lower()}")
        return StepScore(step=step, level=level, doubt=doubt, evidence=passage, reason=reason)

    return TurnGrade(
        grader="local:test",
        language=language,
        scores=tuple(score(step) for step in Step),
        drift=Drift.NONE,
        signals=signals,
    )
