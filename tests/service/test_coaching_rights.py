"""Who may do what with what was shared: every call, by everybody who could ask."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rehearse.coaching.review import Coach
from rehearse.conversation.rubric import Level, Step
from rehearse.errors import NotFound
from rehearse.ids import new_id
from rehearse.service.reviewing import Reviewing
from rehearse.service.sharing import Sharing
from tests.databases import copied
from tests.service.coached import MARA, ROSA, Desk, Shared
from tests.service.conftest import House

BRAM, SAM = "bram", "sam"


@dataclass(frozen=True)
class World:
    """A talk of Mara's that Rosa reads as Rosa, who handed a review in, and as Rina, who did not
    begin. Bram shares with nobody, and Sam reads what others share."""

    shared: Shared
    coaches: dict[str, Coach]
    talk_file: bytes
    review_file: bytes
    received: str
    """A talk that came to Rosa as a file."""


@dataclass(frozen=True)
class Ask:
    """One call about all that: who asks, and as which coach."""

    desk: Desk
    world: World
    actor: str
    coach: str

    @property
    def share(self) -> str:
        return self.world.shared.id

    @property
    def turn(self) -> str:
        return self.world.shared.talk.turns[0].id


WHO = {
    "the owner": (MARA, "Mara"),
    "another manager": (BRAM, "Bram"),
    "the coach": (ROSA, "Rosa"),
    "the reader as another coach": (ROSA, "Rina"),
    "somebody else's coach": (SAM, "Sam"),
    "under a coach's name": (SAM, "Rosa"),
    "the owner under a coach's name": (MARA, "Rosa"),
    "nobody": ("", "Rosa"),
}

CALLS: dict[str, Callable[[Ask], Awaitable[object]]] = {
    "sharing.preview": lambda a: a.desk.sharing.preview(
        a.actor, new_id(), a.world.shared.rehearsal, a.world.shared.leaf, ()
    ),
    "sharing.share": lambda a: a.desk.sharing.share(
        a.actor, new_id(), a.world.shared.rehearsal, a.world.shared.leaf
    ),
    "sharing.shares": lambda a: a.desk.sharing.shares(a.actor, a.world.shared.rehearsal),
    "sharing.given": lambda a: a.desk.sharing.given(a.actor),
    "sharing.known": lambda a: a.desk.sharing.known(a.actor),
    "sharing.find": lambda a: a.desk.sharing.find(a.actor, a.share),
    "sharing.withdraw": lambda a: a.desk.sharing.withdraw(a.actor, a.share),
    "sharing.file": lambda a: a.desk.sharing.file(a.actor, a.share),
    "sharing.reviews": lambda a: a.desk.sharing.reviews(a.actor, a.world.shared.rehearsal),
    "sharing.goal": lambda a: a.desk.sharing.goal(a.actor),
    "sharing.take_in": lambda a: a.desk.sharing.take_in(a.actor, a.world.review_file),
    "reviewing.coaches": lambda a: a.desk.reviewing.coaches(a.actor),
    "reviewing.name_coach": lambda a: a.desk.reviewing.name_coach(a.actor, "Somebody"),
    "reviewing.talks": lambda a: a.desk.reviewing.talks(a.actor, a.coach),
    "reviewing.read": lambda a: a.desk.reviewing.read(a.actor, a.coach, a.share),
    "reviewing.show": lambda a: a.desk.reviewing.show(a.actor, a.coach, a.share, a.turn),
    "reviewing.level": lambda a: a.desk.reviewing.level(
        a.actor, a.coach, a.share, a.turn, Step.WORTH, Level.CLEAR, blind=False
    ),
    "reviewing.agree": lambda a: a.desk.reviewing.agree(a.actor, a.coach, a.share, a.turn),
    "reviewing.comment": lambda a: a.desk.reviewing.comment(
        a.actor, a.coach, a.share, a.turn, "Well"
    ),
    "reviewing.conclude": lambda a: a.desk.reviewing.conclude(
        a.actor, a.coach, a.share, "Well", "More"
    ),
    "reviewing.hand_in": lambda a: a.desk.reviewing.hand_in(a.actor, a.coach, a.share),
    "reviewing.undo": lambda a: a.desk.reviewing.undo(a.actor, a.coach, a.share),
    "reviewing.file": lambda a: a.desk.reviewing.file(a.actor, a.coach, a.share),
    "reviewing.remove": lambda a: a.desk.reviewing.remove(a.actor, a.world.received),
    "reviewing.given": lambda a: a.desk.reviewing.given(a.actor),
}

EMPTY = "nothing"
"""It works, and there is nothing of all this in it."""
NOT_FOUND, WORKS = "not found", "works"
OWNER = {"the owner": WORKS, "the owner under a coach's name": WORKS}
AS_COACH = {"the coach": WORKS, "the reader as another coach": WORKS}
ANY_ROLE = dict.fromkeys(WHO, WORKS)

TABLE: dict[str, dict[str, str]] = {
    # What is not said is not found.
    "sharing.preview": OWNER,
    "sharing.share": OWNER,
    "sharing.shares": OWNER,
    "sharing.given": dict.fromkeys(WHO, EMPTY) | OWNER,
    "sharing.known": dict.fromkeys(WHO, EMPTY) | OWNER | AS_COACH,
    "sharing.find": OWNER | AS_COACH,
    "sharing.withdraw": OWNER,
    "sharing.file": OWNER | AS_COACH,
    "sharing.reviews": OWNER,
    "sharing.goal": dict.fromkeys(WHO, EMPTY) | OWNER,
    "sharing.take_in": dict.fromkeys(WHO, "review_foreign") | OWNER | AS_COACH,
    "reviewing.coaches": ANY_ROLE | {"nobody": EMPTY},
    "reviewing.name_coach": ANY_ROLE,
    "reviewing.talks": AS_COACH
    | {"the owner": EMPTY, "another manager": EMPTY, "somebody else's coach": EMPTY},
    "reviewing.read": AS_COACH,
    "reviewing.show": AS_COACH,
    "reviewing.level": AS_COACH,
    "reviewing.agree": AS_COACH,
    "reviewing.comment": AS_COACH,
    "reviewing.conclude": AS_COACH,
    # Rina has made nothing yet to hand in, to undo or to send.
    "reviewing.hand_in": {"the coach": WORKS, "the reader as another coach": "nothing_reviewed"},
    "reviewing.undo": {"the coach": WORKS, "the reader as another coach": EMPTY},
    "reviewing.file": {"the coach": WORKS, "the reader as another coach": "not_handed_in"},
    "reviewing.remove": AS_COACH,
    "reviewing.given": dict.fromkeys(WHO, EMPTY) | AS_COACH,
}


async def _made(file: Path, elsewhere: Path) -> World:
    desk = Desk(House(file))
    coaches = {
        name: await desk.reviewing.name_coach(actor, name)
        for actor, name in ((MARA, "Mara"), (BRAM, "Bram"), (ROSA, "Rosa"), (ROSA, "Rina"))
    } | {"Sam": await desk.reviewing.name_coach(SAM, "Sam")}
    shared = await desk.shared()
    await desk.reviewed(shared, coaches["Rosa"])
    other = Desk(House(elsewhere))
    sent = await other.shared(actor="elsewhere")
    taken = await desk.sharing.take_in(ROSA, await other.sharing.file("elsewhere", sent.id))
    world = World(
        shared,
        coaches,
        await desk.sharing.file(MARA, shared.id),
        await desk.reviewing.file(ROSA, coaches["Rosa"].id, shared.id),
        taken.share_id,
    )
    for house in (desk.house, other.house):
        await house.close()
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    folder = tmp_path_factory.mktemp("world")
    return asyncio.run(_made(folder / "rehearse.db", folder / "other.db")), folder / "rehearse.db"


@pytest.fixture
def fresh(world: tuple[World, Path], tmp_path: Path) -> Iterator[Desk]:
    """The world as it was made, in a file that a call may change."""
    house = House(copied(world[1], tmp_path / "rehearse.db"))
    yield Desk(house)
    house.store.close()


_TELLS_NOTHING = ("sharing.withdraw", "reviewing.show", "reviewing.remove")
"""Calls that have nothing to tell when they work."""


async def outcome(name: str, ask: Ask) -> str:
    try:
        found = await CALLS[name](ask)
    except NotFound:
        return NOT_FOUND
    except Exception as error:  # noqa: BLE001 - whatever it is, the table says so
        return str(getattr(error, "code", type(error).__name__))
    return EMPTY if found in ((), None) and name not in _TELLS_NOTHING else WORKS


def test_every_call_of_both_doors_has_its_row() -> None:
    calls = {
        f"{door.__name__.lower()}.{name}"
        for door in (Sharing, Reviewing)
        for name, _ in inspect.getmembers(door, inspect.isfunction)
        if not name.startswith("_")
    }
    assert calls == set(TABLE) == set(CALLS)


def test_every_call_says_who_asks() -> None:
    for door in (Sharing, Reviewing):
        for name, call in inspect.getmembers(door, inspect.isfunction):
            if not name.startswith("_"):
                assert list(inspect.signature(call).parameters)[1] == "actor"


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("call", TABLE)
async def test_who_may_do_what(call: str, who: str, world: tuple[World, Path], fresh: Desk) -> None:
    actor, coach = WHO[who]
    ask = Ask(fresh, world[0], actor, world[0].coaches[coach].id)
    assert await outcome(call, ask) == TABLE[call].get(who, NOT_FOUND)


@pytest.mark.parametrize("call", TABLE)
async def test_what_is_anothers_looks_like_what_is_not_there(
    call: str, world: tuple[World, Path], fresh: Desk
) -> None:
    """Nobody learns by asking that something is there which is not theirs."""
    made = world[0]
    ids = (made.shared.id, made.shared.rehearsal, made.shared.leaf, made.received)
    for who in ("another manager", "somebody else's coach", "nobody"):
        if TABLE[call].get(who, NOT_FOUND) != NOT_FOUND:
            continue
        actor, coach = WHO[who]
        told = []
        for gone in (False, True):
            of = made
            if gone:
                shared = Shared(new_id(), new_id(), new_id(), made.shared.talk)
                of = World(shared, made.coaches, b"", b"", new_id())
            with pytest.raises(NotFound) as trouble:
                await CALLS[call](Ask(fresh, of, actor, made.coaches[coach].id))
            told.append((trouble.value.code, sorted(trouble.value.slots)))
            assert gone or set(trouble.value.slots.values()) <= {*ids, made.coaches[coach].id}
        assert told[0] == told[1]


async def test_nothing_that_was_refused_left_a_trace(
    world: tuple[World, Path], fresh: Desk
) -> None:
    tables = ("shares", "reviews", "review_past", "grades_shown")

    def everything() -> list[object]:
        return [fresh.house.rows(f"select * from {table} order by 1, 2") for table in tables]

    before = everything()
    for call in TABLE:
        for who, (actor, coach) in WHO.items():
            if TABLE[call].get(who, NOT_FOUND) == NOT_FOUND:
                await outcome(call, Ask(fresh, world[0], actor, world[0].coaches[coach].id))
    assert everything() == before


async def test_the_file_of_a_talk_is_taken_in_by_anybody_and_is_new_to_who_has_it_not(
    world: tuple[World, Path], fresh: Desk
) -> None:
    for actor in (MARA, ROSA, BRAM, SAM):
        taken = await fresh.sharing.take_in(actor, world[0].talk_file)
        assert taken.new == (actor in (BRAM, SAM))
