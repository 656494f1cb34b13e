"""The clock, and what is made of its readings."""

import statistics
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

Result = TypeVar("Result")


class Stopwatch:
    """Adds up the time that something takes, wherever in a process it happens."""

    def __init__(self) -> None:
        self.seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds += time.perf_counter() - begun

    def around(self, call: Callable[..., Result]) -> Callable[..., Result]:
        """The same call, timed."""

        def timed(*values: Any, **named: Any) -> Result:
            with self.running():
                return call(*values, **named)

        return timed

    def reset(self) -> None:
        self.seconds = 0.0


def seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def pairs(
    one: Callable[[], object],
    other: Callable[[], object],
    rounds: int,
    before: Callable[[], object] = lambda: None,
) -> tuple[list[float], list[float]]:
    """Seconds of two calls made by turns, so that a busy moment meets both; either goes first.

    ``before`` is called ahead of each of them, and not timed.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    for n in range(rounds):
        for place in (0, 1) if n % 2 else (1, 0):
            before()
            taken[place].append(seconds((one, other)[place]))
    return taken


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """The median over pairs of what one takes for each second of the other."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def percentile(values: Sequence[float], share: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[share - 1]


def run(*command: str) -> None:
    """A process from its start to its end; what it prints is not shown."""
    subprocess.run(command, check=True, capture_output=True)
