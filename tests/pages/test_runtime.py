"""The loop that outlives a page: followed from a script, left without harm."""

import asyncio
import gc
from collections.abc import AsyncIterator, Iterator
from typing import NoReturn

import pytest

from rehearse.assembly import LazyLocalGrader, build
from rehearse.pages.runtime import Runtime, _set_aside


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[Runtime]:
    monkeypatch.setattr(LazyLocalGrader, "load", lambda self: None)
    made = Runtime(build)
    yield made
    made.close()


def test_everything_comes_in_order_and_then_it_ends(services: Runtime) -> None:
    async def three() -> AsyncIterator[int]:
        for n in range(3):
            yield n

    assert [n for n in services.follow(three(), every=5) if n is not None] == [0, 1, 2]


def test_while_nothing_comes_the_page_gets_a_chance_to_leave(services: Runtime) -> None:
    async def slow() -> AsyncIterator[int]:
        await asyncio.sleep(0.2)
        yield 7

    came = list(services.follow(slow(), every=0.02))
    assert came[0] is None
    assert came[-1] == 7


def test_trouble_comes_out_where_the_page_waits(services: Runtime) -> None:
    async def broken() -> AsyncIterator[int]:
        yield 1
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(services.follow(broken()))


def test_a_page_that_leaves_stops_only_its_own_reading(services: Runtime) -> None:
    left = asyncio.Event()

    async def endless() -> AsyncIterator[int]:
        try:
            while True:
                yield 1
                await asyncio.sleep(0.01)
        finally:
            left.set()

    reading = services.follow(endless())
    assert next(reading) == 1
    reading.close()  # type: ignore[attr-defined]
    services.wait(asyncio.wait_for(left.wait(), 5))


def test_what_cannot_be_loaded_ahead_does_not_stop_the_app(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> NoReturn:
        raise OSError

    monkeypatch.setattr(LazyLocalGrader, "load", broken)
    Runtime(build).close()
    assert "could not load ahead: OSError" in caplog.text


def test_what_is_loaded_is_set_aside_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit has the garbage collector look through the rest after every run of a page."""
    monkeypatch.setattr(LazyLocalGrader, "load", lambda self: None)
    _set_aside.cache_clear()
    gc.unfreeze()
    Runtime(build).close()
    set_aside = gc.get_freeze_count()
    assert set_aside > 50_000
    Runtime(build).close()
    # What was set aside may go by itself; a second time would add all that came since.
    assert gc.get_freeze_count() <= set_aside
