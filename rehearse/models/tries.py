"""One call in one or more tries: until when, how often, and what each failure is."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from rehearse.models import ModelRequest
from rehearse.models.failures import Setback, understood
from rehearse.models.trouble import NotTaken, TooSlow

_TRIES = 4
_FIRST_WAIT_S = 0.5
"""Between two tries, at most, at first; it doubles, and chance decides how much of it is waited."""
_LONGEST_WAIT_S = 8.0
PATIENCE = 0.5
"""The part of the time limit after which a stream that shows no sign of life is begun anew."""
_SHORTEST_S = 0.05
"""With less than this left, a try is not worth making."""

Result = TypeVar("Result")

_chance = wait_random_exponential(multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S)
_may_help = retry_if_exception(lambda error: isinstance(error, Setback) and error.again)
_often_enough = stop_after_attempt(_TRIES)


def _pause(state: RetryCallState) -> float:
    """Seconds until the next try: by chance, and never sooner than the provider asks for."""
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.wait_s if isinstance(error, Setback) else None
    return (asked_s or 0.0) + _chance(state)


async def insist(tried: Callable[[], Awaitable[Result]], until: float) -> Result:
    """Try, and again where that can help, as long as the wait fits in the time that is left.

    Raises:
        Setback: the last one.
    """
    left_s = until - asyncio.get_running_loop().time()
    tries = AsyncRetrying(
        retry=_may_help,
        wait=_pause,
        stop=_often_enough | stop_before_delay(left_s - _SHORTEST_S),
        reraise=True,
    )
    return await tries(tried)


async def or_instead(
    tried: Callable[[ModelRequest], Awaitable[Result]], request: ModelRequest
) -> Result:
    """Try a request, and where another one in its place can help, that one, once.

    Raises:
        Setback: that of the second request; that of the first where a model does not take the
            second, which says nothing about the question.
    """
    try:
        return await tried(request)
    except Setback as setback:
        first = setback
    if first.instead is None:
        raise first
    try:
        return await tried(first.instead(request))
    except Setback as second:
        if not isinstance(second.trouble, NotTaken):
            raise
    raise first


async def within(call: Awaitable[Result], model: str, until: float, begun: bool) -> Result:
    """Await a call of litellm's until a moment of the loop's clock.

    Raises:
        Setback: it failed, or the moment passed. Nothing of litellm's error hangs on to it.
    """
    try:
        async with asyncio.timeout_at(until):
            return await call
    except TimeoutError:
        setback = Setback(TooSlow(model), again=not begun)
    except Exception as error:  # noqa: BLE001 - whatever litellm breaks on, there is no answer
        setback = understood(error, model, begun)
    raise setback


async def said(call: Awaitable[Result]) -> Result:
    """A call whose last setback is told as the trouble it is."""
    try:
        return await call
    except Setback as setback:
        trouble = setback.trouble
    raise trouble
