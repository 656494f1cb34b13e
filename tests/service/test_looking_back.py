"""Looking back while another tab writes: one moment is seen, or nothing is there any more."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from rehearse.errors import NotFound, StorageTrouble
from rehearse.ids import new_id
from rehearse.service.looking_back import LookingBack
from rehearse.service.rehearsing import LOCAL
from rehearse.store.rows import Lease
from tests.service.conftest import House
from tests.service.fakes import TinyLibrary

STATEMENTS = range(12)
"""Before which statement of a look somebody else writes; no look has more."""


@contextmanager
def meanwhile(house: House, at: int, write: Callable[[], None]) -> Iterator[None]:
    """Somebody else writes right before a statement of this house's next look."""
    engine, seen = house.store._database._engine, iter(range(10_000))

    def before(*_: object) -> None:
        if next(seen) == at:
            write()

    event.listen(engine, "before_cursor_execute", before)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", before)


@pytest.mark.parametrize("at", STATEMENTS)
async def test_a_turn_that_is_said_meanwhile_is_there_or_not_yet(
    house: House, neighbour: House, at: int
) -> None:
    rehearsal, root = await house.start()
    leaf = await house.say(root)
    now = house.clock()

    def say() -> None:
        lease = Lease("elsewhere|1|1|a|b", now + timedelta(seconds=9))
        neighbour.store.turns.say(LOCAL, new_id(), leaf, "hello", now, lease)

    with meanwhile(house, at, say):
        seen = await LookingBack(house.store, TinyLibrary()).look_back(LOCAL, rehearsal)
    assert len(seen.view.turns) in (2, 3)


def turns_of(seen: object) -> int | None:
    """How many turns a look shows, where it shows a rehearsal."""
    view = getattr(seen, "view", seen)
    return len(view.turns) if hasattr(view, "turns") else None


@pytest.mark.parametrize("at", STATEMENTS)
@pytest.mark.parametrize("look", ["look_back", "open", "progress"])
async def test_a_rehearsal_that_is_deleted_meanwhile_is_whole_or_not_found(
    house: House, file: Path, look: str, at: int
) -> None:
    rehearsal, root = await house.start()
    await house.say(root)
    hasty = House(file, clock=house.clock, patience_s=0.05)
    fresh = House(file, clock=house.clock)  # remembers no situation yet
    looking = LookingBack(fresh.store, TinyLibrary())
    looks: dict[str, Callable[[], Awaitable[object]]] = {
        "look_back": lambda: looking.look_back(LOCAL, rehearsal),
        "open": lambda: fresh.service.open(LOCAL, rehearsal),
        "progress": lambda: looking.progress(LOCAL),
    }
    gone = () if look == "progress" else (NotFound,)

    def delete() -> None:
        with suppress(StorageTrouble):  # the file cannot be cleared while somebody looks
            hasty.store.rehearsals.delete(LOCAL, rehearsal)

    with meanwhile(fresh, at, delete), suppress(*gone):
        assert turns_of(await looks[look]()) in (2, None)
    await fresh.close()
    await hasty.close()
