"""A talk of three turns that was shared, and what a coach made of it."""

from datetime import timedelta

from rehearse.coaching.review import Coach, Goal, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Level, Passage, Step
from tests.report.documents import HARD_TO_DRAW, NASTY, QUIET, STARTED, TURNS

COMMENT = f"{HARD_TO_DRAW}\n{NASTY}"

TALK = SharedTalk(
    id="share",
    rehearsal_id="rehearsal",
    leaf_id="turn-3",
    language="nl",
    title="De beloofde opslag",
    brief="Je zei zes weken niks.\nNu sta je voor de deur.",
    name="Noor",
    needed=(Step.OWN_PART,),
    opening=Answer(text="Je wilde praten?", gesture="kijkt op"),
    turns=tuple(
        SharedTurn(id=turn.id, text=turn.text, grade=turn.grade, answer=Answer(text="Oké."))
        for turn in TURNS
    ),
    started_at=STARTED,
    shared_at=STARTED + timedelta(hours=1),
    names_replaced=True,
)


def _given(level: Level, words: str | None = None) -> StepReview:
    start = QUIET.index(words) if words else 0
    quote = Passage(text=words, start=start, end=start + len(words)) if words else None
    return StepReview(level=level, passage=quote, blind=True, made_at=STARTED)


REVIEW = Review(
    id="review",
    share_id="share",
    talk_digest="0" * 64,
    coach=Coach(id="coach", name="Anna"),
    turns={
        "turn-1": TurnReview(
            steps={
                Step.OWN_PART: _given(Level.PARTIAL, "zes weken"),
                Step.ASK: _given(Level.AGAINST),
                Step.CLARITY: _given(Level.ABSENT),
            },
            comment=COMMENT,
        ),
        "turn-3": TurnReview(steps={Step.FACE_IT: _given(Level.CLEAR)}),
    },
    overall="Eerlijk begonnen.",
    goal=Goal(text="=Vraag door.", step=Step.ASK),
    begun_at=STARTED,
    changed_at=STARTED + timedelta(days=1),
    handed_in_at=STARTED + timedelta(days=1),
)
"""Of turn 1 some steps, of turn 2 nothing, of turn 3, which was not scored, one level."""
