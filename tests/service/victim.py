"""A process that says something and then stands still at a stage, for a test to kill.

``python -m tests.service.victim ADDRESS PARENT TURN STAGE``: prints ``there`` once STAGE is stored.
"""

import asyncio
import sys
import threading
from typing import Any

from rehearse.service.rehearsing import LOCAL, Rehearsing
from rehearse.store.store import Store
from tests.service.fakes import FakeColleague, FakeGrader, TinyLibrary

WRITES = {"said": "say", "graded": "graded", "moved": "moved", "replied": "replied"}


def stand_still() -> None:
    print("there", flush=True)
    threading.Event().wait()


async def main(address: str, parent: str, turn: str, stage: str) -> None:
    store = Store.open(address)
    write = getattr(store.turns, WRITES[stage])

    def then_nothing(*values: Any) -> None:
        write(*values)
        stand_still()

    setattr(store.turns, WRITES[stage], then_nothing)
    service = Rehearsing(store, TinyLibrary(), FakeGrader(), FakeColleague())
    await service.say(LOCAL, turn, parent, "own_part reliable")
    await service.rest()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
