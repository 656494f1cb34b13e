"""Cases that models are asked about, so many at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from contextvars import ContextVar
from typing import TypeVar

from evals.cases import CaseError

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
    """What each brings, in their order. ``named`` gives the case.

    Raises:
        CaseError: one cannot be asked, nor could any other. None is begun after it; those that are
            under way come to their end first.
    """
    room = asyncio.Semaphore(at_once)
    hopeless: list[CaseError] = []

    async def alone(item: Item) -> list[Result]:
        async with room:
            if hopeless:
                return []
            CASE.set(named(item))
            try:
                return [await one(item)]
            except CaseError as error:
                hopeless.append(error)
                return []

    found = await asyncio.gather(*(alone(item) for item in asked))
    if hopeless:
        raise hopeless[0]
    return [result for results in found for result in results]
