"""Whether a turn costs more at the end of a long rehearsal than at its beginning."""

import asyncio
import statistics
from collections.abc import Callable, Sequence

from benchmarks import words
from benchmarks.house import Cost, house
from benchmarks.table import Figure, Section, milliseconds, times

TURNS = 60
EDGE = 10
"""How many turns at either end are compared."""
PARTS: tuple[tuple[str, Callable[[Cost], float]], ...] = (
    ("own time", lambda cost: cost.own),
    ("the store", lambda cost: cost.store),
    ("encoding", lambda cost: cost.encoding),
)


def measure(*, quick: bool) -> Section:
    """The last turns of a long rehearsal against its first ones."""
    early, late = asyncio.run(_talk(1 if quick else 4))
    figures: list[Figure] = []
    for name, part in PARTS:
        first, last = _median(early, part), _median(late, part)
        figures += [
            Figure(f"{name}, turns 1 to {EDGE}", milliseconds(first)),
            Figure(f"{name}, turns {TURNS - EDGE + 1} to {TURNS}", milliseconds(last)),
            Figure(f"{name}, late / early", times(last / first), "does not grow"),
        ]
    return Section(
        f"From turn 1 to turn {TURNS}",
        "Each rehearsal is held twice, the second time with its turns in reverse, so that the\n"
        "same words are said early and late. Encoding is more at first: what the situation's\n"
        "rewrites answer is encoded when they are first looked at. Medians.",
        tuple(figures),
    )


def _median(costs: Sequence[Cost], part: Callable[[Cost], float]) -> float:
    return statistics.median(part(cost) for cost in costs)


async def _talk(rounds: int) -> tuple[list[Cost], list[Cost]]:
    early: list[Cost] = []
    late: list[Cost] = []
    async with house() as built:
        for number in range(rounds):
            turns = words.repairing("en" if number % 2 else "nl")[:TURNS]
            for order in (turns, turns[::-1]):
                costs = await built.rehearse("en" if number % 2 else "nl", order)
                if len(costs) < TURNS:
                    raise RuntimeError(f"the colleague left after turn {len(costs)}")
                early += costs[:EDGE]
                late += costs[-EDGE:]
    return early, late
