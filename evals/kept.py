"""Replies that were kept: what came back on one exact request, and who it is from.

A key is ``ModelRequest.key()``: a hash over prompt, schema, model and settings. When any of these
changes, the request has another key, and what was answered to the old one is stale.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from evals import cases
from evals.cases import CASES, CaseError
from evals.report import Part
from rehearse.conversation.rubric import Frozen

FOLDER = "replies"
"""Beside the folder of cases; its ``*.jsonl`` files are read, and no folder inside it."""


READER = "reader/exact-request"
"""What a request names where a reader answers in nobody's name."""


class Source(StrEnum):
    """Who a reply is from. Stands beside every figure that rests on it."""

    MODEL = "model"
    """The model that it names."""
    READER = "reader of the exact request"
    """Somebody who was given the request as a model would get it, and nothing else."""
    AUTHORED = "authored"
    """Made up, to see what our side does with it. Proves no model's judgement."""


class ComesTo(StrEnum):
    """What an authored reply must come to."""

    FIRST = "first"
    """The first answer stands."""
    SECOND = "second"
    """The answer stands once it was asked for again."""
    OURS = "ours"
    """Our own stands: the scenario's line, or the local grader's level of at least one step."""


class Took(Frozen):
    """What a recorded reply took, all its tries together."""

    prompt_tokens: int
    answer_tokens: int
    cost: Decimal | None
    """US dollars; None where the price is not known."""
    seconds: float


class KeptReply(Frozen):
    """One HTTP reply. Lines with the same case and key are the replies to one request in their
    order: a 429, and then a 200."""

    key: str = Field(pattern="^[0-9a-f]{64}$")
    part: Part
    """Which part of the evals the case belongs to."""
    case: str
    """Of a pair or an attack one half: ``attack-001/attacked``."""
    model: str
    """As the request names it; of an authored reply who it plays."""
    source: Source
    answer: str | dict[str, Any] | None = None
    """What was said, or the answer in the form that was asked for. It travels in OpenAI's shape,
    whoever said it."""
    status: int = Field(200, ge=100, le=599)
    headers: dict[str, str] = Field(default_factory=dict)
    body: dict[str, Any] | str | None = None
    """The whole body, where it is no usual one."""
    cut_after: int | None = Field(None, ge=0)
    """The line breaks after so many words of a stream."""
    read: str | None = None
    """The version of the prompt that was read, where a word of it has changed since."""
    took: Took | None = None
    comes_to: ComesTo | None = None
    about: str | None = None
    """What an authored reply is there to show."""

    @model_validator(mode="after")
    def _one_kind_of_answer(self) -> Self:
        if self.status == 200 and (self.answer is None) == (self.body is None):
            raise ValueError("give either 'answer' or 'body'")
        if self.status != 200 and self.answer is not None:
            raise ValueError("an error holds no 'answer'; give it a 'body', or none")
        if self.comes_to and self.source is not Source.AUTHORED:
            raise ValueError("'comes_to' goes with authored replies alone")
        return self

    @property
    def words(self) -> str:
        """The answer as it stands in a reply."""
        if isinstance(self.answer, dict):
            return json.dumps(self.answer, ensure_ascii=False)
        return self.answer or ""


@dataclass(frozen=True)
class Placed:
    """A reply, and where it stands: ``FILE:LINE``."""

    reply: KeptReply
    place: str


@dataclass(frozen=True)
class Batch:
    """The replies of one source, in one model's name, to cases of one part."""

    part: Part
    model: str
    source: Source
    replies: tuple[Placed, ...]

    @property
    def label(self) -> str:
        """Who they are from, as reports say it."""
        return label(self.model, self.source)

    @property
    def authored(self) -> bool:
        return self.source is Source.AUTHORED

    @property
    def cases(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(placed.reply.case for placed in self.replies))

    def only(self, wanted: Callable[[str], bool]) -> "Batch":
        """The replies to the cases that are wanted."""
        kept = tuple(placed for placed in self.replies if wanted(placed.reply.case))
        return Batch(self.part, self.model, self.source, kept)


def label(model: str, source: Source) -> str:
    """Who replies are from, as reports say it."""
    if source is Source.MODEL:
        return model
    if source is Source.AUTHORED:
        return f"authored: {model.removeprefix('authored/')}"
    return source.value if model == READER else f"{source.value} to {model}"


@dataclass(frozen=True)
class Stale:
    """A reply that no longer fits, or a request that no kept reply answers any more."""

    label: str
    case: str
    message: str


def beside(folder: Path = CASES) -> Path:
    """Where the replies to a folder of cases are kept."""
    return folder.parent / FOLDER


def load(folder: Path, *, signing: bool = False) -> list[Batch]:
    """All kept replies; none where there is no such folder. ``signing``: authored ones will be
    given other keys, so that those they have say nothing yet.

    Raises:
        CaseError: a file does not hold kept replies, or one request has two answers.
    """
    found: dict[tuple[Part, str, Source], list[Placed]] = {}
    for file in sorted(folder.glob("*.jsonl")):
        for reply, place in cases.placed(file, KeptReply):
            name = (reply.part, reply.model, reply.source)
            found.setdefault(name, []).append(Placed(reply, place))
    batches = [Batch(*name, tuple(placed)) for name, placed in found.items()]
    _answered_alike(batch for batch in batches if not (signing and batch.authored))
    return batches


def _answered_alike(batches: Iterable[Batch]) -> None:
    """See that nobody answers one request otherwise under another case: what was asked was the
    same, letter for letter, and figures would hang on which of the two a case got.

    Raises:
        CaseError: somebody does.
    """
    by_request: dict[tuple[str, str], dict[tuple[Part, str], list[Placed]]] = {}
    for batch in batches:
        for placed in batch.replies:
            reply = placed.reply
            if reply.status == HTTPStatus.OK:
                by_case = by_request.setdefault((batch.label, reply.key), {})
                by_case.setdefault((batch.part, reply.case), []).append(placed)
    for (who, _), by_case in by_request.items():
        first, *others = by_case.values()
        for other in others:
            if _answers(other) != _answers(first):
                raise CaseError(
                    f"{other[0].place}: {who} answers the same request otherwise than at "
                    f"{first[0].place}; give both cases one answer"
                )


def _answers(replies: Iterable[Placed]) -> list[tuple[object, object]]:
    return [(placed.reply.answer, placed.reply.body) for placed in replies]


def as_line(reply: KeptReply) -> str:
    """A reply as it stands in a file."""
    plain = reply.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(plain, ensure_ascii=False) + "\n"


def sign(keys: Mapping[str, str]) -> None:
    """Give replies other keys, each by its place.

    Raises:
        OSError: a file cannot be written.
    """
    by_file: dict[Path, dict[int, str]] = {}
    for place, key in keys.items():
        name, _, number = place.rpartition(":")
        by_file.setdefault(Path(name), {})[int(number)] = key
    for file, signed in by_file.items():
        lines = file.read_text("utf-8").split("\n")
        for at, key in signed.items():
            reply = KeptReply.model_validate_json(lines[at - 1])
            lines[at - 1] = as_line(reply.model_copy(update={"key": key})).rstrip("\n")
        file.write_text("\n".join(lines), "utf-8")


def file_of(model: str, folder: Path) -> Path:
    """Where the replies of a model are recorded."""
    plain = "".join(sign if sign.isalnum() or sign in "._-" else "--" for sign in model)
    return folder / f"{plain}.jsonl"


def whole_lines(file: Path) -> None:
    """Cut off what a run that was broken off left of its last line.

    Raises:
        CaseError: the file cannot be read or written.
    """
    try:
        held = file.read_bytes() if file.exists() else b""
        if held and not held.endswith(b"\n"):
            file.write_bytes(held[: held.rfind(b"\n") + 1])
    except OSError as error:
        raise CaseError(f"{file}: {error.strerror}; see that it can be written") from error


def named(batches: Iterable[Batch], model: str) -> list[Placed]:
    """What a model itself has answered."""
    own = [b for b in batches if b.source is Source.MODEL and b.model == model]
    return [placed for batch in own for placed in batch.replies]
