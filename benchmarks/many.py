"""What lists, searches and opening cost once there are many rehearsals, and many to review."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Insert,
    Table,
    func,
    insert,
    literal,
    select,
    true,
    type_coerce,
)
from sqlalchemy.types import NullType, String

from benchmarks import words
from benchmarks.house import House, house
from benchmarks.table import Figure, Section, milliseconds
from benchmarks.timing import percentile
from rehearse.coaching.review import Wanted
from rehearse.conversation.rubric import LANGUAGES, Level, Step
from rehearse.ids import new_id
from rehearse.library import ScenarioLibrary
from rehearse.service.looking_back import LookingBack
from rehearse.service.rehearsing import LOCAL
from rehearse.service.reviewing import Reviewing
from rehearse.service.sharing import Sharing
from rehearse.settings import Settings
from rehearse.store.schema import grades, rehearsals, reviews, shares, turns

REHEARSALS = 10_000
TURNS = 10
"""Turns of each rehearsal."""
AT_ONCE = 50
"""How many rows a list shows at first."""
TARGET = "under 100 ms"

_IDS = ("id", "rehearsal_id", "parent_id", "leaf_id", "turn_id", "grade_id", "share_id")
"""Columns that hold an id of what is copied."""

Calls = dict[str, Callable[[], Awaitable[object]]]


def measure(*, quick: bool) -> Section:
    """The calls behind History, Debrief and Review on a database that is full."""
    return asyncio.run(_measured(REHEARSALS // 20 if quick else REHEARSALS, 10 if quick else 40))


async def _measured(number: int, rounds: int) -> Section:
    async with house() as built:
        coach = (await Reviewing(built.store).name_coach(LOCAL, "Anna")).id
        for language in LANGUAGES:
            await built.rehearse(language, words.repairing(language)[:TURNS])
        for row in await built.service.history(LOCAL):
            await _reviewed(built, coach, row.id)
        begun = time.monotonic()
        with built.store._database.writing() as c:
            for table in (rehearsals, turns, grades, shares, reviews):
                c.execute(_copies(table, number // len(LANGUAGES)))
        took = time.monotonic() - begun
        figures: list[Figure] = []
        for name, call in (await _calls(built, coach)).items():
            # Twelve talks, however many there are: what it costs does not grow with them.
            target = "" if name == "history, what changed" else TARGET
            figures += await _timed(name, call, rounds, target)
    return Section(
        f"With {number:,} rehearsals of {TURNS} turns, each of them shared and reviewed",
        f"Two rehearsals that were really played, copied in the database in {took:.0f} s that are\n"
        f"not counted. Lists show their first {AT_ONCE} rows. Every call is the service's.",
        tuple(figures),
    )


async def _reviewed(built: House, coach: str, rehearsal: str) -> None:
    """Share a rehearsal, and hand in a review with every level, one other than the grader's."""
    reviewing, share = Reviewing(built.store), new_id()
    leaf = (await built.service.open(LOCAL, rehearsal)).leaf.id
    await Sharing(built.store).share(LOCAL, share, rehearsal, leaf)
    talk = (await reviewing.read(LOCAL, coach, share)).talk
    first = talk.turns[0]
    other = Level.PARTIAL if first.graded and not first.graded[Step.WORTH].level else Level.ABSENT
    await reviewing.level(LOCAL, coach, share, first.id, Step.WORTH, other, blind=False)
    for turn in talk.turns:
        await reviewing.agree(LOCAL, coach, share, turn.id)
    await reviewing.conclude(LOCAL, coach, share, "Well begun", "Ask what it did", Step.ASK)
    await reviewing.hand_in(LOCAL, coach, share)


def _copies(table: Table, number: int) -> Insert:
    """Puts that many rows beside each row of a table: with ids of their own, a minute apart."""
    nth = select(literal(1).label("nth")).cte("numbers", recursive=True)
    nth = nth.union_all(select(nth.c.nth + 1).where(nth.c.nth < number))
    values = [_copied(column, nth).label(column.name) for column in table.c]
    return insert(table).from_select(
        list(table.c.keys()), select(*values).join_from(table, nth, true())
    )


def _copied(column: Column[Any], numbers: CTE) -> ColumnElement[Any]:
    if column.name in _IDS:
        start = func.substr(column, 1, 28, type_=String)
        return start.concat(func.printf("%08x", numbers.c.nth, type_=String))
    if column.name.endswith("_at"):
        earlier = func.printf("-%d minutes", numbers.c.nth)
        return func.strftime("%Y-%m-%d %H:%M:%f000", column, earlier)
    # As it is stored: neither read nor written anew.
    return type_coerce(column, NullType())


async def _calls(built: House, coach: str) -> Calls:
    """What is timed, by its name."""
    service, reviewing = built.service, Reviewing(built.store)
    back = LookingBack(built.store, ScenarioLibrary(Settings().prompts_folder()))
    some = (await service.history(LOCAL, limit=AT_ONCE))[-1]
    shared = (await reviewing.talks(LOCAL, coach, limit=AT_ONCE))[-1].share_id
    word = some.title.split()[-1]
    return {
        "history, list": lambda: service.history(LOCAL, limit=AT_ONCE),
        "history, how many": lambda: service.number(LOCAL),
        "history, search": lambda: service.history(LOCAL, search=word, limit=AT_ONCE),
        "history, search that finds none": lambda: service.history(
            LOCAL, search="qx", limit=AT_ONCE
        ),
        "history, what changed": lambda: back.progress(LOCAL),
        "open a rehearsal": lambda: service.open(LOCAL, some.id),
        "look back on a rehearsal": lambda: back.look_back(LOCAL, some.id),
        "a coach's goal": lambda: Sharing(built.store).goal(LOCAL),
        "coach, list": lambda: reviewing.talks(LOCAL, coach, limit=AT_ONCE),
        "coach, unreviewed": lambda: reviewing.talks(
            LOCAL, coach, Wanted.UNREVIEWED, limit=AT_ONCE
        ),
        "coach, unsure": lambda: reviewing.talks(LOCAL, coach, Wanted.UNSURE, limit=AT_ONCE),
        "coach, differs": lambda: reviewing.talks(LOCAL, coach, Wanted.DIFFERS, limit=AT_ONCE),
        "coach, search": lambda: reviewing.talks(LOCAL, coach, search=word, limit=AT_ONCE),
        "coach, open": lambda: reviewing.read(LOCAL, coach, shared),
    }


async def _timed(
    name: str, call: Callable[[], Awaitable[object]], rounds: int, target: str
) -> tuple[Figure, Figure]:
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        await call()
        taken.append(time.perf_counter() - begun)
    return (
        Figure(f"{name}, p50", milliseconds(statistics.median(taken))),
        Figure(f"{name}, p95", milliseconds(percentile(taken, 95)), target),
    )
