"""Matrix work on one thread.

Threads that share a busy machine wait for each other at work: a turn of one sentence took 95 ms of
processor time on two threads and 20 on one (two cores at load 9).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController

_lock = Lock()
_limits: list[Any] = []
"""One for each that works now: the limit is the process's, so the last to leave lifts it."""


@contextmanager
def one_thread() -> Iterator[None]:
    """While this is open, numpy's matrix library uses one thread. Costs some ten microseconds."""
    with _lock:
        _limits.append(_limits[0] if _limits else _controller().limit(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            limit = _limits.pop()
            if not _limits:
                limit.restore_original_limits()


@cache
def _controller() -> ThreadpoolController:
    # Made once: looking for the libraries takes milliseconds.
    return ThreadpoolController()
