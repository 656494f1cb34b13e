"""A process that dies under a turn: nothing is lost, nothing is doubled, somebody finishes it."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from rehearse.ids import new_id
from rehearse.service.events import EventType
from rehearse.service.rehearsing import LOCAL
from rehearse.store.rows import Lease, Stage
from tests.databases import address
from tests.service.conftest import House, reached
from tests.service.fakes import Gate
from tests.service.test_turn_loop import facts_only, kinds

WHOLE = ["said", "graded", "moved", "replied", "done"]
REPOSITORY = Path(__file__).parents[2]

Victim = subprocess.Popen[str]


@pytest.fixture
def victim(file: Path) -> AsyncIterator[Callable[[str, str, str], Victim]]:
    """Starts a process that stands still right after a stage is stored."""
    with ExitStack() as stack:

        def start(parent: str, turn: str, stage: str) -> Victim:
            command = [sys.executable, "-m", "tests.service.victim"]
            command += [address(file), parent, turn, stage]
            process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)
            stack.enter_context(process)
            stack.callback(process.kill)
            assert process.stdout
            assert process.stdout.readline() == "there\n"
            return process

        yield start


def kill_dash_nine(process: Victim) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
@pytest.mark.parametrize("stage", ["said", "graded", "moved", "replied"])
async def test_killed_after_a_stage_and_opened_again(
    house: House, victim: Callable[[str, str, str], Victim], stage: str
) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    kill_dash_nine(await asyncio.to_thread(victim, root, turn, stage))
    assert house.rows("select stage from turns where id = ?", turn) == [(stage,)]

    opened = await house.service.open(LOCAL, rehearsal)
    assert opened.leaf.text == "own_part reliable"
    told = facts_only(await house.events(turn))
    assert kinds(told) == WHOLE
    assert [event.seq for event in told] == [1, 2, 3, 4, 5]
    assert told[-1].trust == 48

    done = WHOLE.index(stage) + 1
    assert len(house.grader.asked) == (done < 2)
    assert len(house.colleague.asked) == (done < 3)
    assert house.rows("select count(*) from grades") == [(1,)]
    assert house.rows("select count(*) from turns") == [(2,)]
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.state is not None
    assert view.leaf.state.turns == 1
    assert len(view.leaf.state.moves) == 1


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL here")
async def test_a_reader_elsewhere_sees_the_turn_through_the_death_of_its_process(
    house: House, victim: Callable[[str, str, str], Victim]
) -> None:
    _, root = await house.start()
    turn = new_id()
    process = await asyncio.to_thread(victim, root, turn, "moved")
    seen = []
    async for event in house.service.events(LOCAL, turn):
        seen.append(event)
        if event.type is EventType.MOVED:
            assert process.poll() is None
            kill_dash_nine(process)
    assert kinds(facts_only(seen)) == WHOLE
    assert house.colleague.asked == []


async def test_what_a_living_process_carries_is_left_to_it(house: House, neighbour: House) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.grader.before = gate
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    await neighbour.service.open(LOCAL, rehearsal)
    reading = asyncio.create_task(neighbour.events(turn))
    gate.open.set()
    assert kinds(facts_only(await reading)) == WHOLE
    assert neighbour.grader.asked == []


async def left_behind(house: House, turn: str, root: str) -> None:
    """Store a turn in the name of a machine that is not this one."""
    now = house.clock()
    lease = Lease("elsewhere|1|1|a|b", now)
    await asyncio.to_thread(house.store.turns.say, LOCAL, turn, root, "own_part", now, lease)


async def test_of_two_that_open_at_once_one_finishes_it(house: House, neighbour: House) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    await left_behind(house, turn, root)
    await asyncio.gather(
        *(each.service.open(LOCAL, rehearsal) for each in (house, neighbour) for _ in range(3))
    )
    both = await asyncio.gather(house.events(turn), neighbour.events(turn))
    assert [kinds(facts_only(told)) for told in both] == [WHOLE, WHOLE]
    assert len(house.grader.asked) + len(neighbour.grader.asked) == 1
    assert house.rows("select count(*) from grades") == [(1,)]


async def test_another_machine_is_given_its_ten_seconds(house: House) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    now = house.clock()
    lease = Lease("elsewhere|1|1|a|b", now.replace(year=now.year + 1))
    await asyncio.to_thread(house.store.turns.say, LOCAL, turn, root, "own_part", now, lease)
    await house.service.open(LOCAL, rehearsal)
    await house.service.rest()
    assert house.grader.asked == []
    house.clock.now = lease.until
    await house.service.open(LOCAL, rehearsal)
    assert kinds(facts_only(await house.events(turn))) == WHOLE


async def test_who_lost_the_lease_stores_nothing_more(house: House, neighbour: House) -> None:
    """A process that slept too long: another one finished its turn meanwhile."""
    rehearsal, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.grader.before = gate
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    sleeper = asyncio.create_task(house.events(turn))
    house.clock.pass_by(11)
    await neighbour.service.open(LOCAL, rehearsal)
    assert kinds(facts_only(await neighbour.events(turn))) == WHOLE
    gate.open.set()
    assert kinds(facts_only(await sleeper)) == WHOLE
    assert house.rows("select count(*) from grades") == [(1,)]
    assert len(neighbour.colleague.asked) == 1
    assert house.colleague.asked == []


async def test_a_task_that_was_cut_off_is_taken_up_in_the_same_process(house: House) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.grader.before = gate
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    for task in house.service._carrier._tasks:
        task.cancel()
    await house.service.rest()
    gate.open.set()
    house.grader.before = lambda: None
    await house.service.open(LOCAL, rehearsal)
    assert kinds(facts_only(await house.events(turn))) == WHOLE
    assert house.rows("select count(*) from grades") == [(1,)]


async def test_a_lease_is_renewed_while_the_turn_runs(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rehearse.service.carrying.RENEW_EVERY_S", 0.001)
    renewed = asyncio.Event()
    loop = asyncio.get_running_loop()
    renew = house.store.turns.renew

    def noted(turn_id: str, lease: Lease) -> None:
        renew(turn_id, lease)
        loop.call_soon_threadsafe(renewed.set)

    monkeypatch.setattr(house.store.turns, "renew", noted)
    _, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.grader.before = gate
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    house.clock.pass_by(8)
    left = 0.0
    while left < 10:
        renewed.clear()
        await renewed.wait()
        located = await asyncio.to_thread(house.store.turns.turn, LOCAL, turn)
        assert located.turn.stage is Stage.SAID
        assert located.turn.lease is not None
        left = (located.turn.lease.until - house.clock()).total_seconds()
    gate.open.set()
    await house.events(turn)
    located = await asyncio.to_thread(house.store.turns.turn, LOCAL, turn)
    assert located.turn.lease is None
