"""Matrix work on one thread.

Threads that share a busy machine wait for each other at work: a turn of one sentence took 95 ms of
processor time on two threads and 20 on one (two cores at load 9).
"""

from contextlib import AbstractContextManager
from functools import cache
from typing import Any

from threadpoolctl import ThreadpoolController


def one_thread() -> AbstractContextManager[Any]:
    """While this is open, numpy's matrix library uses one thread. Costs ten microseconds."""
    limited: AbstractContextManager[Any] = _controller().limit(limits=1, user_api="blas")
    return limited


@cache
def _controller() -> ThreadpoolController:
    # Made once: looking for the libraries takes milliseconds.
    return ThreadpoolController()
