"""A share of a run in another process brings what it found, its errors, and never hangs."""

import multiprocessing
import os
import sys
import time
from types import ModuleType

import pytest

from evals import beside
from evals.cases import CaseError


@pytest.fixture(autouse=True)
def _nothing_to_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new process runs the main module again; here that may be a page that a test drew."""
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))


def squared(number: int) -> int:
    return number * number


def refused(number: int) -> int:
    raise CaseError(f"turns.jsonl:{number}: mend this line")


def killed(number: int) -> int:
    os._exit(9)
    return number


def test_it_brings_what_the_call_brings_while_the_block_goes_on() -> None:
    with beside.begun(squared, 12) as brought:
        assert squared(3) == 9
        assert brought() == 144


def test_what_is_wrong_with_a_case_is_told_as_ever() -> None:
    with (
        pytest.raises(CaseError, match=r"^turns\.jsonl:7: mend"),
        beside.begun(refused, 7) as brought,
    ):
        brought()


def test_a_process_that_dies_is_told_and_not_waited_for() -> None:
    with pytest.raises(CaseError, match="ended before"), beside.begun(killed, 1) as brought:
        brought()


def test_it_ends_with_the_block() -> None:
    with pytest.raises(KeyboardInterrupt), beside.begun(time.sleep, 3600):
        raise KeyboardInterrupt
    assert not multiprocessing.active_children()
