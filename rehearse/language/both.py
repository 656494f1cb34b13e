"""Two halves of some matrix work at once, each on a thread of its own.

Numpy gives way to other threads while it reckons, so two cores take half the time. Other than its
matrix library's threads (``one_thread``), which wait for each other at work, these cost a busy
machine nothing: whoever is done sleeps.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

Given = TypeVar("Given")
Result = TypeVar("Result")


def both(
    one: Callable[[Given], Result], other: Callable[[Given], Result], given: Given
) -> tuple[Result, Result]:
    """What both calls make of the same, in this order; one after the other on a single core.

    Neither may call this in turn: helpers that wait for helpers could wait for good.
    """
    helpers = _helpers()
    if helpers is None:
        return one(given), other(given)
    coming = helpers.submit(other, given)
    return one(given), coming.result()


@cache
def _helpers() -> ThreadPoolExecutor | None:
    cores = _cores()
    return ThreadPoolExecutor(cores, thread_name_prefix="half") if cores > 1 else None


# A process that is split off has the helpers' names, and none of their threads.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_helpers.cache_clear)


def _cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
