"""A grader that reads levels out of the turn itself: "[own_part=2 ask=-1?]"; "?" is doubt."""

import re
from zlib import crc32

import numpy as np

import rehearse
from rehearse.conversation.rubric import (
    GradeResult,
    Level,
    NotScored,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
    unscorable,
)
from rehearse.grader import TurnContext
from rehearse.grader.local import LocalGrader
from rehearse.language.encoder import DIMENSIONS, Encoder, Vectors
from rehearse.language.tell import language_of

_MARK = re.compile(r"(\w+)=(-?\d)(\??)")

NAME = "fake:1"
_WORDS = {2: "clear", 1: "partial", -1: "against"}


class FakeGrader:
    """Says what the turn tells it to say, and remembers what it was asked."""

    name = NAME

    def __init__(self) -> None:
        self.contexts: list[TurnContext] = []

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        self.contexts.append(context)
        if code := unscorable(turn):
            return NotScored(code=code)
        asked = {step: (int(level), bool(doubt)) for step, level, doubt in _MARK.findall(turn)}
        scores = tuple(_score(step, turn, *asked.get(step, (0, False))) for step in Step)
        language = language_of(turn, context.language)
        return TurnGrade(grader=NAME, language=language, scores=scores)


def _score(step: Step, turn: str, level: int, doubt: bool) -> StepScore:
    if not level:
        return StepScore(step=step, level=Level.ABSENT)
    words = turn.split("[")[0].rstrip() or turn
    start = turn.index(words)
    return StepScore(
        step=step,
        level=Level(level),
        doubt=doubt,
        evidence=Passage(text=words, start=start, end=start + len(words)),
        reason=Reason(code=reason_code(step, level)),
        rewrite="What did you hear?" if level < 0 else None,
    )


def reason_code(step: Step, level: int) -> str:
    return f"{step.value}.{_WORDS[level]}"


def install() -> FakeGrader:
    """Make every part of the package load this grader in place of the local one."""
    fake = FakeGrader()
    LocalGrader.load = classmethod(lambda cls, *_: fake)  # type: ignore[assignment,method-assign]
    rehearse._grader.cache_clear()
    return fake


def install_for_good() -> None:
    """In a process of its own: beside the grader an encoder that has nothing to load, for whose
    sentences only the very same are alike."""
    install()
    Encoder._fresh = lambda self, sentences: [_alone(s) for s in sentences]  # type: ignore[method-assign]


def _alone(sentence: str) -> Vectors:
    vector = np.zeros(DIMENSIONS, np.float32)
    vector[crc32(sentence.encode("utf-8", "replace")) % DIMENSIONS] = 1
    return vector
