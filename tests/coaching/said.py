"""Shared talks made from words: who said what, and which words earned a level."""

from collections.abc import Sequence
from datetime import UTC, datetime

from rehearse.coaching.review import Coach, Goal, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Level, Passage, Reason, Step, StepScore, TurnGrade

SHARE, REHEARSAL, REVIEW, COACH = (f"{n}0000000-0000-7000-8000-000000000000" for n in "1234")
NOW = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def turn_id(number: int) -> str:
    return f"50000000-0000-7000-8000-{number:012}"


def grade(text: str, start: int, end: int, *, rewrite: str | None = None) -> TurnGrade:
    """A grade with one level other than 0, earned by this passage."""
    quote = Passage(text=text[start:end], start=start, end=end)
    own_part = StepScore(
        step=Step.OWN_PART,
        level=Level.PARTIAL,
        evidence=quote,
        reason=Reason(code="own_part.partial", slots={"word": quote.text}, said={"nl": text}),
        rewrite=rewrite,
    )
    others = {step: StepScore(step=step, level=Level.ABSENT) for step in Step}
    return TurnGrade(
        grader="local:test",
        language="nl",
        scores=tuple({**others, Step.OWN_PART: own_part}.values()),
        drift_evidence=quote,
    )


def talk(turns: Sequence[SharedTurn], *, name: str = "Noor", opening: str = "Ja?") -> SharedTalk:
    return SharedTalk(
        id=SHARE,
        rehearsal_id=REHEARSAL,
        leaf_id=turns[-1].id,
        language="nl",
        title="De beloofde opslag",
        brief=f"{name} wacht op wat je toezegde.",
        name=name,
        needed=(Step.OWN_PART,),
        opening=Answer(text=opening, gesture="kijkt op"),
        turns=tuple(turns),
        started_at=NOW,
        shared_at=NOW,
    )


def said(text: str, number: int = 1, *, answer: str = "Ga door.") -> SharedTurn:
    """A turn whose whole text earned a level."""
    return SharedTurn(
        id=turn_id(number),
        text=text,
        grade=grade(text, 0, len(text), rewrite=text),
        answer=Answer(text=answer, gesture=answer),
        disputed=frozenset({Step.OWN_PART, Step.ASK}),
    )


def review(of: SharedTalk, digest: str, comment: str = "Goed") -> Review:
    """A review of the first turn that was handed in."""
    turn = of.turns[0]
    quote = Passage(text=turn.text[:1], start=0, end=1)
    given = StepReview(level=Level.CLEAR, passage=quote, blind=True, made_at=NOW)
    return Review(
        id=REVIEW,
        share_id=of.id,
        talk_digest=digest,
        coach=Coach(id=COACH, name="Anna"),
        turns={turn.id: TurnReview(steps={Step.ASK: given}, comment=comment)},
        overall=comment,
        goal=Goal(text=comment, step=Step.ASK),
        begun_at=NOW,
        changed_at=NOW,
        handed_in_at=NOW,
    )
