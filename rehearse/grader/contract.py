"""A grade as command line and event stream print it. The format stays; keys may be added."""

from typing import Any

from rehearse.conversation.rubric import GradeResult, Language, NotScored, Reason, StepScore
from rehearse.locale import phrase

MODEL = "model"
"""How the name of a grader begins that is a model: then the model's own, then a version."""


def reason_text(reason: Reason, language: Language) -> str:
    """The sentence for a reader of this language: the grader's own, else that of the code."""
    said = reason.said.get(language)
    return said or phrase(f"reasons.{reason.code}", language, **reason.slots)


def model_of(grader: str) -> str | None:
    """The model in a grader's name; None where no model graded."""
    kind, _, rest = grader.partition(":")
    if kind != MODEL:
        return None
    return rest.rpartition(":")[0] or rest


def grade_json(
    result: GradeResult, *, grader: str, language: Language, turn_id: str | None = None
) -> dict[str, Any]:
    """One grade, or the reason there is none, as plain JSON values.

    ``grader`` and ``language`` (of the message) serve where there is no grade to tell them.
    """
    if isinstance(result, NotScored):
        return {
            "id": turn_id,
            "grader": grader,
            "levels": None,
            "drift": None,
            "scores": [],
            "not_scored": {
                "code": result.code.value,
                "message": phrase(f"not_scored.{result.code.value}", language),
            },
        }
    return {
        "id": turn_id,
        "grader": result.grader,
        "levels": {score.step.value: int(score.level) for score in result.scores},
        "drift": result.drift.value,
        "scores": [_score_json(score, result.language) for score in result.scores],
        "not_scored": None,
        "drift_evidence": result.drift_evidence.text if result.drift_evidence else None,
        "signals": sorted(signal.value for signal in result.signals),
        "language": result.language,
    }


def _score_json(score: StepScore, language: Language) -> dict[str, Any]:
    # Only a grade by a model has steps that are somebody else's.
    by = {"by": score.by} if score.by else {}
    return {
        "step": score.step.value,
        "level": int(score.level),
        "doubt": score.doubt,
        "evidence": score.evidence.text if score.evidence else None,
        "reason": reason_text(score.reason, language) if score.reason else None,
        "rewrite": score.rewrite,
        **by,
    }
