"""Shared talks with their reviews, made from levels alone."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from rehearse.coaching.choices import Read
from rehearse.coaching.review import Coach, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
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

START = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LOCAL = "local:1f0c2a"
UNSCORED = NotScored(code=NotScoredCode.FAILED)

Levels = Mapping[Step, int]


def graded(levels: Levels, *, doubt: bool = False, grader: str = LOCAL) -> TurnGrade:
    """A grade with these levels, 0 for the other steps."""
    return TurnGrade(
        grader=grader,
        language="nl",
        scores=tuple(_score(step, Level(levels.get(step, 0)), doubt) for step in Step),
    )


def _score(step: Step, level: Level, doubt: bool) -> StepScore:
    if level is Level.ABSENT:
        return StepScore(step=step, level=level)
    words = Passage(text="w", start=0, end=1)
    return StepScore(
        step=step, level=level, doubt=doubt, evidence=words, reason=Reason(code="owned")
    )


def talk(grades: Sequence[GradeResult | None], share_id: str = "s1", first: int = 0) -> SharedTalk:
    """A talk with a turn a grade; turns are numbered from ``first``."""
    return SharedTalk(
        id=share_id,
        rehearsal_id="r",
        leaf_id="leaf",
        language="nl",
        title="Gemiste promotie",
        brief="Je had iets toegezegd.",
        name="Noor",
        needed=(Step.OWN_PART,),
        opening=Answer(text="Ja?"),
        turns=tuple(
            SharedTurn(id=f"t{first + n}", text=f"w {first + n}", grade=grade)
            for n, grade in enumerate(grades)
        ),
        started_at=START,
        shared_at=START,
    )


def review(
    of: SharedTalk,
    levels: Sequence[Levels],
    coach: str = "ann",
    *,
    blind: bool = True,
    days: int = 0,
) -> Review:
    """What a coach made of the turns of a talk, so many days after START."""
    now = START + timedelta(days=days)
    turns = {
        turn.id: TurnReview(
            steps={
                step: StepReview(level=Level(level), blind=blind, made_at=now)
                for step, level in given.items()
            }
        )
        for turn, given in zip(of.turns, levels, strict=True)
    }
    return Review(
        id=f"{of.id}-{coach}",
        share_id=of.id,
        talk_digest="0" * 64,
        coach=Coach(id=coach, name=coach.title()),
        turns=turns,
        begun_at=now,
        changed_at=now,
    )


def read(
    pairs: Sequence[tuple[int, int]], step: Step = Step.OWN_PART, *, blind: bool = True
) -> Read:
    """One coach beside the grader on one step: (coach, grader) a turn."""
    shared = talk([graded({step: grader}) for _, grader in pairs])
    return shared, [review(shared, [{step: coach} for coach, _ in pairs], blind=blind)]
