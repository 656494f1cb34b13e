"""A share of a run in a process of its own, so that two cores have work."""

import multiprocessing
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import TypeVar, cast

from evals.cases import CaseError

Given = TypeVar("Given")
Result = TypeVar("Result")


@contextmanager
def begun(call: Callable[[Given], Result], given: Given) -> Iterator[Callable[[], Result]]:
    """Begins the call at once; what this yields waits for what it brings. It ends with the block,
    done or not.

    ``call``: a function of a module, for the process imports it.

    Raises:
        CaseError: the call raised one, or its process ended before it was done.
    """
    # Begun anew and not split off: so it is on every system, and what has threads cannot be split.
    apart = multiprocessing.get_context("spawn")
    coming, going = apart.Pipe(duplex=False)
    process = apart.Process(target=_bring, args=(call, given, going), daemon=True)
    process.start()
    going.close()

    def brought() -> Result:
        try:
            found = coming.recv()
        except EOFError as error:
            trouble = "the process that a share of the run was given to ended before it was done"
            raise CaseError(f"{trouble}; run again") from error
        if isinstance(found, CaseError):
            raise found
        return cast(Result, found)

    try:
        yield brought
    finally:
        process.terminate()
        process.join()


def _bring(call: Callable[[Given], Result], given: Given, going: Connection) -> None:
    # Ctrl+C reaches both; the one that began this one ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        found: Result | CaseError = call(given)
    except CaseError as error:
        found = error
    going.send(found)
