"""What a turn costs from ``say`` to ``done``: encoding, reading, the store, and our own
time beside them."""

import asyncio
import statistics
from collections.abc import Callable

from benchmarks import words
from benchmarks.house import Cost, house
from benchmarks.table import Figure, Section, milliseconds
from benchmarks.timing import percentile
from rehearse.conversation.rubric import LANGUAGES

TURNS = 8
"""Turns of one rehearsal."""
PARTS: tuple[tuple[str, Callable[[Cost], float], str], ...] = (
    ("the whole turn", lambda cost: cost.whole, ""),
    ("encoding its sentences", lambda cost: cost.encoding, ""),
    ("reading them in their turn", lambda cost: cost.reading, ""),
    ("the store's transactions", lambda cost: cost.store, ""),
    ("  of which in COMMIT", lambda cost: cost.commits, ""),
    ("own time beyond these", lambda cost: cost.own, "p50 at most 5 ms"),
    ("own time with the store's queries", lambda cost: cost.own_and_queries, ""),
)


def measure(*, quick: bool) -> Section:
    """Own time of a turn, each part printed apart."""
    costs = asyncio.run(_talk(4 if quick else 20))
    figures = [
        Figure(f"{name}, {label}", milliseconds(of([part(cost) for cost in costs])), target)
        for name, part, wanted in PARTS
        for label, of, target in (
            ("p50", statistics.median, wanted),
            ("p95", lambda values: percentile(values, 95), ""),
        )
    ]
    return Section(
        f"One turn through the service ({len(costs)} turns)",
        "The real grader, the scripted colleague and a new SQLite file; new words each turn. The\n"
        "last line takes nothing of the store off but COMMIT itself. The parts are taken one by\n"
        "one, so their medians need not add up.",
        tuple(figures),
    )


async def _talk(rehearsals: int) -> list[Cost]:
    costs: list[Cost] = []
    async with house() as built:
        await built.rehearse("en", words.repairing("en")[-2:])
        for number in range(rehearsals):
            language = LANGUAGES[number % len(LANGUAGES)]
            turns = words.repairing(language)
            begin = number // len(LANGUAGES) * TURNS % (len(turns) - TURNS)
            costs += await built.rehearse(language, turns[begin : begin + TURNS])
    return costs
