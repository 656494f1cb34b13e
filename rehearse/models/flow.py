"""One streamed answer under way: its pieces, its end, and what it took."""

from contextlib import suppress
from typing import Any

from rehearse.models import ModelRequest, Spent
from rehearse.models.counting import counted, estimated
from rehearse.models.failures import Setback, out_of_room
from rehearse.models.thoughts import Thoughts
from rehearse.models.tries import within
from rehearse.models.trouble import (
    BrokenOff,
    Declined,
    ModelTrouble,
    NoAnswer,
    OnlyThought,
    TooSlow,
)


class Flow:
    """A stream of litellm's, as words. ``close`` is to be called, whatever comes of it."""

    def __init__(self, request: ModelRequest, spent: Spent, chunks: Any) -> None:
        self._request = request
        self._spent = spent
        self._chunks = chunks
        self._thoughts = Thoughts()
        self._said = ""
        self._finish: str | None = None
        self._usage: Any = None
        self._alive = False
        self._took_nothing = False
        self._open = True

    async def piece(self, until: float, alive_until: float | None = None) -> str | None:
        """The next words; None when the answer came to its end.

        ``alive_until``: when the first sign of life has to be there, thinking included.

        Raises:
            Setback: it broke off, or its end is no answer.
        """
        limit = alive_until or until
        while True:
            chunk = await self._chunk(limit)
            if chunk is None:
                return self._ended()
            limit = until
            words = self._words(chunk)
            if not self._said:
                words = words.lstrip()
            if words:
                self._said += words
                return words

    async def _chunk(self, until: float) -> Any:
        begun = bool(self._said)
        try:
            chunk = await within(anext(self._chunks, None), self._request.model, until, begun)
        except Setback as setback:
            if self._finish is not None:
                return None  # all was said; only the count of it got lost
            # Some providers are asked only when the first piece is.
            self._took_nothing = not self._alive and not isinstance(setback.trouble, TooSlow)
            raise
        self._alive = True
        return chunk

    def _words(self, chunk: Any) -> str:
        self._usage = getattr(chunk, "usage", None) or self._usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        return self._thoughts.without(choice.delta.content or "")

    def _ended(self) -> str | None:
        rest = self._thoughts.rest()
        if rest.strip():
            self._said += rest
            return rest
        kind = _no_end(self._finish, bool(self._said))
        if kind is OnlyThought:
            raise out_of_room(kind(self._request.model))
        if kind is not None:
            raise Setback(kind(self._request.model), again=kind is BrokenOff and not self._said)
        return None

    async def close(self) -> None:
        """Stop the request where it still runs, and report what it took."""
        if not self._open:
            return
        self._open = False
        try:
            with suppress(Exception):  # of a line that is broken already there is nothing to close
                await self._chunks.aclose()
        finally:
            if self._usage:
                self._spent(counted(self._request, self._usage))
            elif not self._took_nothing:
                self._spent(estimated(self._request, self._said))


def _no_end(finish: str | None, said: bool) -> type[ModelTrouble] | None:
    """What a stream's end comes to; None where it is the end of an answer."""
    if finish is None:
        return BrokenOff
    if finish == "content_filter":
        return Declined
    if finish == "length":
        return BrokenOff if said else OnlyThought
    return None if said else NoAnswer
