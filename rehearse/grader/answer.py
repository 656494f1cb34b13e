"""The form in which a model gives its grade. Reasons stand before levels: what is written first
guides what is written next."""

from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rehearse.conversation.rubric import Drift, Pillar, Step


class _Asked(BaseModel):
    """A part of an answer. A field too many does no harm."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class StepAnswer(_Asked):
    """One step as the model reads it."""

    step: Step
    reason: str
    level: Literal[-1, 0, 1, 2]
    quote: str
    """Empty at 0."""
    rewrite: str
    """Empty at 0 and 2."""


class Answer(_Asked):
    """A whole turn as the model reads it."""

    reading: str
    """What the turn does, in a sentence: never shown, it is there to be thought of first."""
    steps: tuple[StepAnswer, ...]
    pillar: Pillar | None = Field(...)
    """What the words of ``worth`` touch."""
    drift: Drift
    drift_quote: str
    """Empty without drift."""


@cache
def schema() -> dict[str, Any]:
    """The JSON schema of an answer, without our own remarks: what a model is to know about its
    fields stands in the prompt. Made once, and shared: not to be changed."""
    bare = _bare(Answer.model_json_schema())
    assert isinstance(bare, dict)
    return bare


def _bare(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {
            key: {name: _bare(field) for name, field in value.items()}
            if key == "properties"
            else _bare(value)
            for key, value in tree.items()
            if key not in ("title", "description")
        }
    return [_bare(item) for item in tree] if isinstance(tree, list) else tree
