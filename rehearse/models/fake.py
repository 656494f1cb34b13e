"""A model that says what it was told to: for tests and demonstrations, without a network."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle

from pydantic import BaseModel, ValidationError

from rehearse.models import Answer, ModelRequest, Spent, Usage
from rehearse.models.trouble import ModelTrouble, NoAnswer


@dataclass(frozen=True)
class Words:
    """Words piece by piece, as a stream brings them."""

    pieces: tuple[str, ...]
    pause_s: float = 0.0
    """Before each piece."""
    endless: bool = False
    """The pieces over and over, until somebody has heard enough."""
    then: ModelTrouble | None = None
    """What it breaks off with, in the place of an end."""


FakeReply = str | BaseModel | ModelTrouble | Words
"""A plain text comes word by word; a value is the answer in a form; a trouble is raised."""


class FakeModel:
    """The protocol ``Model`` over scripted replies, one a call, or over a function that makes them.

    A text that is no answer in the form asked for comes to ``NoAnswer`` at once.
    """

    def __init__(
        self,
        replies: Iterable[FakeReply] | Callable[[ModelRequest], FakeReply],
        *,
        name: str = "fake/model",
        cost: Decimal | None = Decimal(0),
    ) -> None:
        """``cost`` is that of each call, in US dollars; None as for a model without a price."""
        self._reply = replies if callable(replies) else _in_turn(replies)
        self._name = name
        self._cost = cost
        self.requests: list[ModelRequest] = []
        """All that it was asked, the first one first."""
        self.left = 0
        """How many calls were cancelled, or left before their end."""

    @property
    def name(self) -> str:
        return self._name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        await spent.allow(self._name)
        self.requests.append(request)
        words = _as_words(self._reply(request))
        said: list[str] = []
        over = False
        try:
            for piece in cycle(words.pieces) if words.endless else words.pieces:
                await asyncio.sleep(words.pause_s)
                said.append(piece)
                yield piece
            over = True
            if words.then is not None:
                raise words.then
            if not "".join(said).strip():
                raise NoAnswer(self._name)
        finally:
            self.left += not over
            spent(self._usage(request, "".join(said)))

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        text = "".join([piece async for piece in self.stream(request, spent)])
        try:
            return kind.model_validate_json(text)
        except ValidationError:
            pass
        raise NoAnswer(self._name)

    def _usage(self, request: ModelRequest, said: str) -> Usage:
        return Usage(
            purpose=request.purpose,
            model=self._name,
            prompt_tokens=sum(len(message.content.split()) for message in request.messages),
            answer_tokens=len(said.split()),
            cost=self._cost,
        )


def _in_turn(replies: Iterable[FakeReply]) -> Callable[[ModelRequest], FakeReply]:
    left: Iterator[FakeReply] = iter(replies)

    def take(request: ModelRequest) -> FakeReply:
        for reply in left:
            return reply
        raise AssertionError(f"no reply is left for this {request.purpose}")

    return take


def _as_words(reply: FakeReply) -> Words:
    if isinstance(reply, Words):
        return reply
    if isinstance(reply, ModelTrouble):
        return Words((), then=reply)
    text = reply if isinstance(reply, str) else reply.model_dump_json()
    return Words(tuple(_pieces(text)))


def _pieces(text: str) -> Iterator[str]:
    """Word by word, each with the space before it."""
    first, *others = text.split(" ")
    yield first
    yield from (f" {word}" for word in others)
