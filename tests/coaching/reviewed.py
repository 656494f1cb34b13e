"""Shared talks with their reviews, made from levels alone."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_OID, uuid5

from rehearse.coaching.choices import Read
from rehearse.coaching.parcel import digest, packed
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


_CAME_UP = (0, 0, 1, 0, 2, 0, -1)
"""How often each level is given, about."""


def files(turns: int) -> tuple[bytes, ...]:
    """What reaches a coach's computer: two talks with half so many turns each, the second a month
    later and read by another version of the grader; and of each the reviews of two coaches, Ann
    without seeing the grades. They differ from the grader in some turns, and there not alike."""
    return tuple(file for n in range(2) for file in _with_reviews(n, turns // 2))


def _with_reviews(nth: int, turns: int) -> Iterator[bytes]:
    seen = [
        {step: _CAME_UP[(n * (at % 6 + 1) + at) % 7] for at, step in enumerate(Step)}
        for n in range(turns)
    ]
    grades = [
        graded(levels, doubt=n % 3 == 0, grader=f"{LOCAL}{nth}") for n, levels in enumerate(seen)
    ]
    shared = _travelling(talk(grades, f"s{nth}", first=nth * turns))
    yield packed(shared)
    for name, often in (("ann", 2), ("bob", 3)):
        chosen = [levels if n % often else _lower(levels, n) for n, levels in enumerate(seen)]
        made = review(shared, chosen, name, blind=name == "ann", days=31 * nth)
        who = made.coach.model_copy(update={"id": _id(name)})
        sent = {"talk_digest": digest(shared), "handed_in_at": made.changed_at}
        yield packed(made.model_copy(update={"id": _id(made.id), "coach": who, **sent}))


def _lower(levels: Levels, n: int) -> Levels:
    """These levels, with three of the steps one lower."""
    steps = [tuple(Step)[(n + further) % len(Step)] for further in range(3)]
    return {**levels, **{step: max(levels[step] - 1, -1) for step in steps}}


def _travelling(shared: SharedTalk) -> SharedTalk:
    """The talk with ids as they have to be in a file."""
    turns = tuple(turn.model_copy(update={"id": _id(turn.id)}) for turn in shared.turns)
    ids = {name: _id(getattr(shared, name)) for name in ("id", "rehearsal_id", "leaf_id")}
    return shared.model_copy(update={**ids, "turns": turns})


def _id(name: str) -> str:
    return str(uuid5(NAMESPACE_OID, name))
