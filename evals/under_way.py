"""Cases that models are asked about, so many at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from typing import TypeVar

CASE: ContextVar[str] = ContextVar("evals_case")
"""The case that is being asked about, for whoever answers or records."""

Item = TypeVar("Item")
Result = TypeVar("Result")


async def all_of(
    asked: Iterable[Item],
    named: Callable[[Item], str],
    one: Callable[[Item], Awaitable[Result]],
    at_once: int,
) -> list[Result]:
    """What each brings, in their order. ``named`` gives the case."""
    room = asyncio.Semaphore(at_once)

    async def alone(item: Item) -> Result:
        async with room:
            CASE.set(named(item))
            return await one(item)

    return await asyncio.gather(*(alone(item) for item in asked))
