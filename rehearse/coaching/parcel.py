"""The one file in which a shared talk travels to a coach, and a review back.

JSON that people can read, with a version and a digest over its content: what was altered, cut
short, made by a newer Rehearse or by another program is told apart and refused.
"""

import hashlib
import json
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from rehearse.coaching.review import Coach, Goal, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import (
    MAX_TURN_LENGTH,
    NotScored,
    Passage,
    Reason,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.errors import BadFile

VERSION = 1

LARGEST = 32 * 2**20
"""The largest file that is opened, in bytes: sixty turns of the longest, quoted whole, fit in."""

_MARK = b'"format": "rehearse'

_MODELS: tuple[type[BaseModel], ...] = (
    *(SharedTalk, SharedTurn, Answer, TurnGrade, NotScored, StepScore, Passage, Reason),
    *(Review, Coach, TurnReview, StepReview, Goal),
)
_NAMES = {*Step, *(name for model in _MODELS for name in model.model_fields)}
"""What can stand where in a file, as far as it is ours."""


class Format(StrEnum):
    """What is in a file."""

    TALK = "rehearse.shared-talk"
    REVIEW = "rehearse.review"


_CONTENT: dict[Format, type[SharedTalk] | type[Review]] = {
    Format.TALK: SharedTalk,
    Format.REVIEW: Review,
}


def packed(content: SharedTalk | Review) -> bytes:
    """The file for a talk or a review; ASCII, so that it survives every way of sending."""
    form = next(form for form, kind in _CONTENT.items() if isinstance(content, kind))
    plain = _plain(content)
    parcel = {
        "format": form.value,
        "version": VERSION,
        "digest": _digest(plain),
        "content": plain,
    }
    return (json.dumps(parcel, indent=1, ensure_ascii=True) + "\n").encode()


def opened(data: bytes) -> SharedTalk | Review:
    """What a file holds.

    Raises:
        BadFile: it is too large, cut short, altered, of a newer Rehearse, or no such file at all;
            the message says which, and what to do.
    """
    if len(data) > LARGEST:
        raise BadFile("parcel_large", largest=LARGEST // 2**20)
    parcel = _parsed(data)
    form, version = parcel.get("format"), parcel.get("version")
    if form not in tuple(Format):
        raise BadFile("parcel_foreign")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise BadFile("parcel_altered")
    if version > VERSION:
        raise BadFile("parcel_newer")
    content = parcel.get("content")
    if not isinstance(content, dict) or parcel.get("digest") != _digest(content):
        raise BadFile("parcel_altered")
    try:
        found = _CONTENT[Format(form)].model_validate(content)
    except ValidationError as error:
        raise BadFile("parcel_wrong", place=_place(error)) from None
    _check(found)
    return found


def digest(content: SharedTalk | Review) -> str:
    """A SHA-256 over all that is in it: what tells one content from another.

    Whatever has its default is left out, so that a field that a later version adds changes nothing
    for a content that was there before.
    """
    return _digest(_plain(content, without_defaults=True))


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        parcel = json.loads(data.decode("utf-8-sig"))
    # Nested too deeply, a number of thousands of digits, bytes that are no text.
    except (ValueError, RecursionError):
        raise BadFile("parcel_cut" if _MARK in data[:200] else "parcel_foreign") from None
    if not isinstance(parcel, dict):
        raise BadFile("parcel_foreign")
    return parcel


def _place(error: ValidationError) -> str:
    """Where the first mistake is, by names of ours: a file may have anything else for a key, and no
    message tells it."""
    where = error.errors(include_input=False, include_context=False, include_url=False)[0]["loc"]
    known = (str(part) for part in where if isinstance(part, int) or part in _NAMES)
    return ".".join(known) or "…"


def _check(content: SharedTalk | Review) -> None:
    """Whether a file that reads well makes sense as well.

    Raises:
        BadFile: it does not; the message says where.
    """
    if isinstance(content, Review):
        if content.handed_in_at is None:
            raise BadFile("parcel_wrong", place="handed_in_at")
        return
    turns = content.turns
    if not turns or len({turn.id for turn in turns}) < len(turns):
        raise BadFile("parcel_wrong", place="turns")
    for number, turn in enumerate(turns):
        if len(turn.text) > MAX_TURN_LENGTH:
            raise BadFile("parcel_wrong", place=f"turns.{number}.text")
        if any(turn.text[p.start : p.end] != p.text for p in _evidence(turn)):
            raise BadFile("parcel_wrong", place=f"turns.{number}.grade")


def _evidence(turn: SharedTurn) -> Iterator[Passage]:
    if turn.graded is not None:
        found = (*(score.evidence for score in turn.graded.scores), turn.graded.drift_evidence)
        yield from (passage for passage in found if passage is not None)


def _digest(plain: dict[str, Any]) -> str:
    canonical = json.dumps(plain, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _plain(content: BaseModel, *, without_defaults: bool = False) -> dict[str, Any]:
    """The content as JSON has it. A set has no order of its own, so it is given one."""
    values = content.model_dump(mode="python", exclude_defaults=without_defaults)
    plain: dict[str, Any] = json.loads(json.dumps(values, default=_put))
    return plain


def _put(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
