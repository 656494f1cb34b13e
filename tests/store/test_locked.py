"""Another program holds the file: no words are lost, and the turn goes on later."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from rehearse.errors import StorageTrouble
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL
from tests.databases import sqlite_only
from tests.service.conftest import House

pytestmark = sqlite_only


class Holder:
    """Another program with a lock on the file."""

    def __init__(self, file: Path) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)

    def hold(self) -> None:
        self._connection.execute("begin immediate")

    def let_go(self) -> None:
        self._connection.execute("rollback")

    def read(self) -> None:
        self._connection.execute("begin")
        self._connection.execute("select count(*) from turns").fetchone()

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
async def hasty(tmp_path: Path) -> "Iterator[House]":  # type: ignore[misc]
    house = House(tmp_path / "rehearse.db", patience_s=0.02)
    yield house  # type: ignore[misc]
    await house.close()


@pytest.fixture
def holder(hasty: House) -> Iterator[Holder]:
    with closing(Holder(hasty.file)) as holder:
        yield holder


async def test_words_that_cannot_be_stored_can_be_sent_again(hasty: House, holder: Holder) -> None:
    rehearsal, root = await hasty.start()
    turn = new_id()
    holder.hold()
    with pytest.raises(StorageTrouble) as trouble:
        await hasty.service.say(LOCAL, turn, root, "own_part")
    assert trouble.value.code == "locked"
    assert "REHEARSE_DATABASE_URL" in trouble.value.message("nl")
    assert (await hasty.service.open(LOCAL, rehearsal)).leaf.id == root
    holder.let_go()
    await hasty.service.say(LOCAL, turn, root, "own_part")
    assert [e.type.value for e in await hasty.events(turn)][-1] == "done"


async def test_a_turn_under_way_waits_for_the_lock(hasty: House, holder: Holder) -> None:
    _, root = await hasty.start()
    hasty.grader.before = holder.hold
    hasty.colleague.before = lambda: None
    graded = hasty.store.turns.graded
    tries = []

    def counted(*values: object) -> object:
        tries.append(1)
        if len(tries) == 2:
            holder.let_go()
        return graded(*values)  # type: ignore[arg-type]

    hasty.store.turns.graded = counted  # type: ignore[assignment,method-assign]
    turn = new_id()
    await hasty.service.say(LOCAL, turn, root, "own_part")
    assert [e.type.value for e in await hasty.events(turn)][-1] == "done"
    assert len(tries) == 2
    assert len(hasty.grader.asked) == 1


async def test_a_lock_that_stays_is_told_and_the_turn_goes_on_later(
    hasty: House, holder: Holder
) -> None:
    rehearsal, root = await hasty.start()
    hasty.grader.before = holder.hold
    turn = new_id()
    await hasty.service.say(LOCAL, turn, root, "own_part")
    events = await hasty.events(turn)
    assert [e.type.value for e in events] == ["said", "failed"]
    assert events[-1].data["code"] == "locked"
    holder.let_go()
    hasty.grader.before = lambda: None
    await hasty.service.open(LOCAL, rehearsal)
    assert [e.type.value for e in await hasty.events(turn)][-1] == "done"
    assert hasty.rows("select count(*) from grades") == [(1,)]


async def test_deleted_while_another_program_reads(hasty: House, holder: Holder) -> None:
    rehearsal, root = await hasty.start()
    await hasty.say(root, "SECRET own_part")
    holder.read()
    with pytest.raises(StorageTrouble) as trouble:
        await hasty.service.delete(LOCAL, rehearsal)
    assert trouble.value.code == "delete_lingers"
    assert await hasty.service.history(LOCAL) == []
    holder.let_go()
    holder.close()
    await asyncio.to_thread(hasty.store.close)
    left = sorted(hasty.file.parent.glob("rehearse.db*"))
    assert b"SECRET" not in b"".join(path.read_bytes() for path in left)
