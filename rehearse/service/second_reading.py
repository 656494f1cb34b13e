"""The second reading of a turn: a model's, beside the colleague's answer."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from typing import Any

from rehearse.conversation.rubric import NotScored, NotScoredCode, TurnGrade
from rehearse.errors import StorageTrouble
from rehearse.grader import SecondReader
from rehearse.models.trouble import ModelTrouble, TooSlow
from rehearse.service import steps
from rehearse.service.purse import Purse
from rehearse.service.running import Running
from rehearse.service.steps import Ground
from rehearse.store.rows import Purpose, StoredGrade, StoredTurn
from rehearse.store.store import Store

PATIENCE_S = 8.0
"""How long after the colleague's answer a turn waits for its second reading, in seconds."""

HEAD_START_S = 0.02
"""How long a reading leaves the way to the colleague, in seconds: for whose first word somebody
waits, while a reading comes when it comes."""

_log = logging.getLogger(__name__)


class SecondReadings:
    """Starts second readings, waits for them, and keeps those that come too late to count."""

    def __init__(
        self,
        store: Store,
        purse: Purse,
        clock: Callable[[], datetime],
        patience_s: float = PATIENCE_S,
    ) -> None:
        self._store = store
        self.purse = purse
        self._clock = clock
        self._patience_s = patience_s
        self._late: dict[str, asyncio.Task[None]] = {}
        """What still reads turns that are over, by their ids."""

    def wanted(self, ground: Ground, first: StoredGrade) -> bool:
        """Whether a turn with this first grade is read again: one that holds words, also where
        the grader of this machine broke on them."""
        readable = isinstance(first.result, TurnGrade) or steps.grader_broke(first)
        return readable and self.purse.players(ground) is not None

    def begin(self, run: Running, ground: Ground, first: StoredGrade) -> None:
        """Start reading a turn again; the answer goes its way meanwhile."""
        work = self._read(self._reader(ground), run.turn, ground, _local(first))
        run.reading = asyncio.get_running_loop().create_task(_after(HEAD_START_S, work))

    async def settled(self, run: Running, ground: Ground) -> StoredTurn:
        """The turn with the grade that counts: the second one, if it comes in time.

        Raises:
            Left: this process goes, and there is no second one yet.
        """
        turn, first = run.turn, run.turn.grade
        if first is None or first.purpose is not Purpose.PROVISIONAL:
            return turn
        if run.reading is None and self.wanted(ground, first):
            # The process that began the reading is gone.
            self.begin(run, ground, first)
        if run.reading is None:
            return turn
        done, _ = await run.unless_left(asyncio.wait({run.reading}, timeout=self._patience_s))
        second = run.reading.result() if done else self._too_slow(ground)
        if isinstance(second.result, NotScored):
            await self._keep(turn.id, second)
            if not done:
                self._keep_later(turn.id, run.reading)
            return replace(turn, others=(*turn.others, second))
        return replace(turn, grade=second, others=(*turn.others, first))

    def anew(self, turn: StoredTurn, ground: Ground) -> None:
        """Begin to read a turn once more because somebody asked; nothing where no model takes part
        or the turn is being read. What it brings is kept when it comes."""
        first = turn.provisional or turn.grade
        if first is None or not self.wanted(ground, first) or self.reads(turn.id):
            return
        work = self._read(self._reader(ground), turn, ground, _local(first))
        self._keep_later(turn.id, asyncio.get_running_loop().create_task(work))

    def reads(self, turn_id: str) -> bool:
        """Whether a turn that is over is being read here."""
        return turn_id in self._late

    async def rest(self, within_s: float | None = None) -> None:
        """Wait until nothing is read or kept any more. A reading that has come too late to count
        is given ``within_s`` seconds, without it as much time again, and then up."""
        if self._late:
            patience_s = self._patience_s if within_s is None else within_s
            _, too_late = await asyncio.wait(self._late.values(), timeout=patience_s)
            for task in too_late:
                task.cancel()
            await asyncio.gather(*too_late, return_exceptions=True)
        await self.purse.rest()

    async def _read(
        self, reader: SecondReader, turn: StoredTurn, ground: Ground, local: TurnGrade | None
    ) -> StoredGrade:
        spent = self.purse.spent(ground.rehearsal, turn.id)
        try:
            result = await reader.grade(turn.words, steps.read_with(ground), local, spent)
        except ModelTrouble as trouble:
            return _failed(reader, trouble.code)
        except Exception as error:  # noqa: BLE001 - a second reading never costs a turn
            _log.error("second reading of turn %s broke: %s", turn.id, type(error).__name__)
            return _failed(reader, "turn_failed")
        return StoredGrade(result, reader.name, Purpose.FINAL)

    def _too_slow(self, ground: Ground) -> StoredGrade:
        """What stands in the place of a reading until that comes; for good, where this process
        ends before."""
        return _failed(self._reader(ground), TooSlow.code)

    def _reader(self, ground: Ground) -> SecondReader:
        """Who reads here, where a reading is wanted."""
        players = self.purse.players(ground)
        assert players is not None
        return players.reader

    def _keep_later(self, turn_id: str, reading: asyncio.Task[StoredGrade]) -> None:
        async def keep() -> None:
            second = await reading
            await self._keep(turn_id, replace(second, purpose=Purpose.REGRADE))

        task = asyncio.get_running_loop().create_task(keep())
        self._late[turn_id] = task
        task.add_done_callback(lambda _: self._late.pop(turn_id, None))

    async def _keep(self, turn_id: str, second: StoredGrade) -> None:
        keep = self._store.turns.keep_reading
        try:
            await asyncio.to_thread(keep, turn_id, second, self._clock())
        except StorageTrouble as trouble:
            _log.warning("second reading of turn %s not kept: %s", turn_id, trouble.code)


def _local(first: StoredGrade) -> TurnGrade | None:
    """What the grader of this machine read; None where it broke."""
    return first.result if isinstance(first.result, TurnGrade) else None


async def _after(seconds: float, work: Coroutine[Any, Any, StoredGrade]) -> StoredGrade:
    with closing(work):
        await asyncio.sleep(seconds)
        return await work


def _failed(reader: SecondReader, trouble: str) -> StoredGrade:
    result = NotScored(code=NotScoredCode.FAILED, trouble=trouble)
    return StoredGrade(result, reader.name, Purpose.FINAL)
