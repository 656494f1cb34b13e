"""From what litellm raises to a trouble of ours: by status and kind, and by a provider's own text
only where that says that the credit is used up: not every provider has a status for it.

litellm folds a refused connection, an answer that is no JSON and a real 500 into one error, and
keeps the cause beneath it: so the whole chain is read.
"""

import json
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime

import httpx

from rehearse.models import ModelRequest
from rehearse.models.again import with_more_room
from rehearse.models.trouble import (
    BrokenOff,
    Declined,
    KeyRefused,
    ModelTrouble,
    NoAnswer,
    NoSuchModel,
    NotAllowed,
    NotTaken,
    ProviderDown,
    TooMany,
    TooSlow,
    Unreachable,
)

_BY_STATUS: dict[int, type[ModelTrouble]] = {
    400: NotTaken,
    401: KeyRefused,
    402: TooMany,
    403: NotAllowed,
    404: NoSuchModel,
    405: NoSuchModel,
    408: TooSlow,
    410: NoSuchModel,
    413: NotTaken,
    422: NotTaken,
    429: TooMany,
    504: TooSlow,
}
"""405: an address that is no model's. 402: what some providers say when credit has run out."""

_FOR_NOW = frozenset({TooMany, TooSlow, ProviderDown, Unreachable, BrokenOff})
"""Troubles that may be over at the next try."""

_NO_CREDIT = ("insufficient_quota", "credit balance")
"""How OpenAI (429) and Anthropic (400) say that there is nothing left to pay with."""


class Setback(Exception):
    """A try that failed. ``again``: another may do better, after ``wait_s`` seconds where the
    provider said so. ``instead``: makes of the request one that may, where the same one will not.
    """

    def __init__(
        self,
        trouble: ModelTrouble,
        again: bool,
        wait_s: float | None = None,
        instead: Callable[[ModelRequest], ModelRequest] | None = None,
    ) -> None:
        super().__init__(trouble.code)
        self.trouble = trouble
        self.again = again
        self.wait_s = wait_s
        self.instead = instead


def out_of_room(trouble: ModelTrouble) -> Setback:
    """A try whose answer did not fit in its allowance."""
    return Setback(trouble, again=False, instead=with_more_room)


def understood(error: Exception, model: str, begun: bool) -> Setback:
    """What a failed try comes to. ``begun``: words of the answer had come."""
    chain = tuple(_chain(error))
    no_credit = _no_credit(error, chain)
    kind = TooMany if no_credit else _kind(chain, begun)
    again = kind in _FOR_NOW and not begun and not no_credit and 402 not in _statuses(chain)
    return Setback(kind(model), again, _wait_s(chain))


def _no_credit(error: Exception, chain: tuple[BaseException, ...]) -> bool:
    """Whether there is nothing left to pay with. Only where the request was refused: a server that
    fails may say in its text what it was sent."""
    refused = any(400 <= status < 500 for status in _statuses(chain)[:1])
    return refused and any(sign in str(error) for sign in _NO_CREDIT)


def _kind(chain: tuple[BaseException, ...], begun: bool) -> type[ModelTrouble]:
    if any(type(error).__name__ == "ContentPolicyViolationError" for error in chain):
        return Declined
    if any(isinstance(error, httpx.TimeoutException | TimeoutError) for error in chain):
        unconnected = any(isinstance(error, httpx.ConnectTimeout) for error in chain)
        return Unreachable if unconnected else TooSlow
    # litellm's own word for a stream that stopped without saying why.
    if begun or any(isinstance(error, StopAsyncIteration) for error in chain):
        return BrokenOff
    if any(isinstance(error, httpx.TransportError | OSError) for error in chain):
        return Unreachable
    statuses = _statuses(chain)
    for status in statuses:
        if status in _BY_STATUS:
            return _BY_STATUS[status]
    if any(isinstance(e, json.JSONDecodeError | KeyError | TypeError) for e in chain):
        return NoAnswer
    return ProviderDown


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what lies beneath it, the outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = getattr(error, "original_exception", None) or error.__cause__ or error.__context__


def _statuses(chain: tuple[BaseException, ...]) -> list[int]:
    """HTTP statuses, the one nearest to the wire first: the outer ones are litellm's guesses."""
    told = (getattr(error, "status_code", None) for error in reversed(chain))
    return [status for status in told if isinstance(status, int)]


def _wait_s(chain: tuple[BaseException, ...]) -> float | None:
    """Seconds that the provider asks to be left alone: ``retry-after``, a number or a date."""
    for error in chain:
        response = getattr(error, "response", None)
        told = response.headers.get("retry-after") if isinstance(response, httpx.Response) else None
        if told is not None:
            return _seconds(told)
    return None


def _seconds(told: str) -> float | None:
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None
