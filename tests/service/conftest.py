"""A service on a database of its own, with a grader and a colleague that a test can steer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rehearse.conversation.scenario import Difficulty
from rehearse.ids import new_id
from rehearse.service.events import Event
from rehearse.service.purse import Purse
from rehearse.service.rehearsing import LOCAL, Rehearsing
from rehearse.service.second_reading import SecondReadings
from rehearse.service.taking_part import TakingPart
from rehearse.store.store import Store
from tests import databases
from tests.service.fakes import FakeCast, FakeColleague, FakeGrader, TinyLibrary


class Clock:
    """Stands where it is set; never goes on by itself."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class House:
    """One process's worth of service, with all that a test wants to reach into."""

    file: Path
    clock: Clock = field(default_factory=Clock)
    grader: FakeGrader = field(default_factory=FakeGrader)
    colleague: FakeColleague = field(default_factory=FakeColleague)
    patience_s: float = 5.0
    cast: FakeCast | None = None

    def __post_init__(self) -> None:
        self.store = Store.open(databases.address(self.file), patience_s=self.patience_s)
        self.second = SecondReadings(
            self.store, Purse(self.store, self.cast, self.clock), self.clock, patience_s=0.2
        )
        self.service = Rehearsing(
            self.store,
            TinyLibrary(),
            self.grader,
            self.colleague,
            clock=self.clock,
            second=self.second,
        )
        self.models = TakingPart(self.store, self.grader, self.colleague, self.second)

    async def start(self, actor: str = LOCAL, scenario: str = "tiny") -> tuple[str, str]:
        """A new rehearsal: its id, and its root turn's."""
        rehearsal = new_id()
        view = await self.service.start(actor, rehearsal, scenario, "en", Difficulty.NORMAL)
        return rehearsal, view.leaf.id

    async def say(self, parent: str, words: str = "own_part", actor: str = LOCAL) -> str:
        """Say something and wait until the turn is over; the turn's id."""
        turn = new_id()
        await self.service.say(actor, turn, parent, words)
        await self.events(turn, actor=actor)
        return turn

    async def events(self, turn: str, after: int = 0, actor: str = LOCAL) -> list[Event]:
        return [event async for event in self.service.events(actor, turn, after)]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """What is in the database, for whoever else looks."""
        return databases.rows(self.file, sql, *values)

    async def close(self) -> None:
        await self.service.rest()
        self.store.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rehearse.db"


@pytest.fixture
async def house(file: Path) -> AsyncIterator[House]:
    house = House(file)
    yield house
    await house.close()


@pytest.fixture
async def neighbour(house: House, file: Path) -> AsyncIterator[House]:
    """Another process on the same database, as far as the store can tell."""
    other = House(file, clock=house.clock)
    yield other
    await other.close()


async def reached(gate: Any) -> None:
    """Wait for a thread to come to a gate."""
    assert await asyncio.to_thread(gate.reached.wait, 20)
