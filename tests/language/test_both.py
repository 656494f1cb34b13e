"""Two halves at once make what they make one after the other, on however many cores there are."""

import os
import threading
from collections.abc import Iterator

import pytest

from rehearse.language import both as module
from rehearse.language.both import both


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    module._helpers.cache_clear()
    yield
    module._helpers.cache_clear()


def where(given: int) -> tuple[int, str]:
    return given, threading.current_thread().name


def test_on_one_core_they_come_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_cores", lambda: 1)
    here = threading.current_thread().name
    assert both(where, where, 3) == ((3, here), (3, here))


def test_on_two_the_second_has_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_cores", lambda: 2)
    one, other = both(where, where, 3)
    assert (one[0], other[0]) == (3, 3)
    assert one[1] == threading.current_thread().name
    assert other[1].startswith("half")


def test_what_goes_wrong_in_either_is_told() -> None:
    def wrong(given: int) -> int:
        raise ValueError(str(given))

    with pytest.raises(ValueError, match="3"):
        both(abs, wrong, 3)
    with pytest.raises(ValueError, match="3"):
        both(wrong, abs, 3)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="only where a process can be split off")
@pytest.mark.filterwarnings("ignore:This process")
def test_a_process_that_was_split_off_gets_helpers_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_cores", lambda: 2)
    both(where, where, 3)
    child = os.fork()
    if child == 0:
        # Without helpers of its own it would wait for good for threads that are not there.
        os._exit(0 if both(abs, abs, -3) == (3, 3) else 1)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
