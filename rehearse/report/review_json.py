"""A coach's review as plain JSON values, for programs."""

import json
from typing import Any

from rehearse.coaching.review import Goal, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.grader.contract import grade_json

REVIEW_VERSION = 1


def review_as_json(talk: SharedTalk, review: Review) -> str:
    """One coach's review with the talk that it is of, as one JSON object in ASCII."""
    exported = {
        "v": REVIEW_VERSION,
        "share": talk.id,
        "title": talk.title,
        "brief": talk.brief,
        "language": talk.language,
        "colleague": talk.name,
        "names_replaced": talk.names_replaced,
        "shared_at": talk.shared_at.isoformat(),
        **review_json(review),
        "opening": _answer(talk.opening),
        "turns": [_turn(turn, review, talk) for turn in talk.turns],
    }
    return json.dumps(exported, indent=2, ensure_ascii=True) + "\n"


def review_json(review: Review) -> dict[str, Any]:
    """Who reviewed and when, what was said of the whole talk, and the goal; without its turns."""
    return {
        "coach": review.coach.name,
        "begun_at": review.begun_at.isoformat(),
        "changed_at": review.changed_at.isoformat(),
        "handed_in_at": review.handed_in_at.isoformat() if review.handed_in_at else None,
        "overall": review.overall or None,
        "goal": _goal(review.goal) if review.goal else None,
    }


def turn_json(made: TurnReview) -> dict[str, Any]:
    """What a coach made of one turn."""
    return {
        "levels": {step.value: _level(given) for step, given in made.steps.items()},
        "comment": made.comment or None,
    }


def _turn(turn: SharedTurn, review: Review, talk: SharedTalk) -> dict[str, Any]:
    grade = None
    if turn.grade:
        grader = turn.graded.grader if turn.graded else ""
        grade = grade_json(turn.grade, grader=grader, language=talk.language, turn_id=turn.id)
    return {
        "id": turn.id,
        "text": turn.text,
        "grade": grade,
        "disputed": sorted(step.value for step in turn.disputed),
        "review": turn_json(review.of(turn.id)),
        "answer": _answer(turn.answer) if turn.answer else None,
    }


def _level(given: StepReview) -> dict[str, Any]:
    return {
        "level": int(given.level),
        "words": given.passage.text if given.passage else None,
        "blind": given.blind,
        "made_at": given.made_at.isoformat(),
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {"text": goal.text, "step": goal.step.value if goal.step else None}


def _answer(answer: Answer) -> dict[str, Any]:
    return {"text": answer.text, "gesture": answer.gesture}
