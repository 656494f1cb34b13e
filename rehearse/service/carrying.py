"""Carries turns to their end, whoever looks on, and takes over those whose process died."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from rehearse.colleague import Colleague
from rehearse.errors import RehearseError, StorageTrouble
from rehearse.grader import Grader
from rehearse.models.trouble import BudgetSpent
from rehearse.service import steps
from rehearse.service.events import EventType
from rehearse.service.pace import Pause
from rehearse.service.running import Left, Running
from rehearse.service.second_reading import SecondReadings
from rehearse.service.steps import Ground
from rehearse.service.voicing import recited, voiced
from rehearse.store.leases import LEASE, RENEW_EVERY_S, Holder, run_out
from rehearse.store.rows import Located, Purpose, Said, Stage, StoredGrade, StoredTurn
from rehearse.store.store import Store
from rehearse.store.turns import LeaseLost

POLL_S = 0.05
"""How often a turn that another process carries is looked at, in seconds."""

_TRIES_WHEN_LOCKED = 4
"""Each waits as long as the database does; words that are stored already can wait that long."""

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class Carrier:
    """Owns the turns that run in this process. Lives on one event loop."""

    def __init__(
        self,
        store: Store,
        grader: Grader,
        colleague: Colleague,
        second: SecondReadings,
        clock: Callable[[], datetime],
        pause: Pause,
    ) -> None:
        self._store = store
        self._grader = grader
        self._colleague = colleague
        self._second = second
        self._purse = second.purse
        self._clock = clock
        self._pause = pause
        self._holder = Holder()
        self._running: dict[str, Running] = {}
        self._leaving = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._doors: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._steps: dict[Stage, Callable[[Running, Ground], Awaitable[None]]] = {
            Stage.SAID: self._grade,
            Stage.GRADED: self._choose,
            Stage.MOVED: self._speak,
            Stage.REPLIED: self._settle,
        }

    @property
    def leaving(self) -> bool:
        """Whether this process takes up no turn any more."""
        return self._leaving.is_set()

    def running(self, actor: str, turn_id: str) -> Running | None:
        """The turn, if it is being carried here and is this actor's."""
        run = self._running.get(turn_id)
        return run if run and run.rehearsal.owner_id == actor else None

    async def say(self, actor: str, turn_id: str, parent_id: str, words: str) -> Said:
        """Store a turn and start carrying it; a turn that is known already is seen to its end."""
        async with self._door(turn_id):
            now = self._clock()
            lease = self._holder.lease(now)
            said = await asyncio.to_thread(
                self._store.turns.say, actor, turn_id, parent_id, words, now, lease
            )
            if not said.known:
                self._begin(said, said.parent)
        if said.known:
            await self.adopt(said)
        return said

    async def adopt(self, located: Located) -> Running | None:
        """Finish a turn that nobody carries; None when it is done or in other hands, or nothing
        is taken up here any more."""
        turn = located.turn
        async with self._door(turn.id):
            if turn.done or turn.id in self._running or self.leaving:
                return self._running.get(turn.id)
            now = self._clock()
            # A lease of our own without a running turn: the task was cut off in this process.
            ours = turn.lease is not None and self._holder.holds(turn.lease)
            if not ours and not run_out(turn.lease, now):
                return None
            claimed = await asyncio.to_thread(
                self._store.turns.claim, turn, self._holder.lease(now)
            )
            if claimed is None:
                return None
            return self._begin(Located(claimed, located.rehearsal), None)

    async def rest(self, within_s: float | None = None) -> None:
        """Wait until no turn runs here any more. ``within_s``: for good, and after so many seconds
        nothing is waited for: an answer that is being recited comes without its pauses, and what
        waits for a provider is given up; its turn stays where it stands, for whoever opens it
        next."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        if within_s is not None:
            if self._tasks:
                await asyncio.wait(self._tasks, timeout=within_s)
            self._leaving.set()
        while self._tasks:
            await asyncio.wait(self._tasks)
        left_s = None if within_s is None else max(0.0, within_s - (loop.time() - begun))
        await self._second.rest(left_s)

    def _door(self, turn_id: str) -> asyncio.Lock:
        """One at a time begins a turn, or two clicks could carry it twice."""
        return self._doors.setdefault(turn_id, asyncio.Lock())

    def _begin(self, located: Located, parent: StoredTurn | None) -> Running:
        run = Running(located, self._leaving)
        self._running[run.turn.id] = run
        task = asyncio.get_running_loop().create_task(self._carry(run, parent))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return run

    async def _carry(self, run: Running, parent: StoredTurn | None) -> None:
        heartbeat = asyncio.get_running_loop().create_task(self._keep_lease(run))
        try:
            ground = await self._ground(run, parent)
            while not run.turn.done:
                # An answer that is out needs no more than its last stage, which waits for nobody.
                if run.turn.stage is not Stage.REPLIED:
                    run.go_on()
                await self._steps[run.turn.stage](run, ground)
        except LeaseLost:
            # Whoever has it now finishes it; our readers go on by looking into the store.
            _log.info("turn %s went to another process", run.turn.id)
        except Left:
            await self._let_go(run.turn, None)
        except RehearseError as trouble:
            await self._fail(run, trouble)
        except Exception as error:  # noqa: BLE001 - a turn never hangs, whatever broke it
            _log.error("turn %s broke: %s", run.turn.id, type(error).__name__)
            await self._fail(run, RehearseError("turn_failed"))
        finally:
            heartbeat.cancel()
            if run.reading is not None and not run.turn.done:
                run.reading.cancel()
                # What it took is told on its way out.
                await asyncio.wait({run.reading})
            del self._running[run.turn.id]
            run.let_go()

    async def _ground(self, run: Running, parent: StoredTurn | None) -> Ground:
        """What the turn stands on, once the turn before it is settled."""
        scenario = await asyncio.to_thread(self._store.rehearsals.scenario, run.rehearsal)
        while parent is None or not parent.done:
            assert run.turn.parent_id is not None
            before = await asyncio.to_thread(
                self._store.turns.turn, run.rehearsal.owner_id, run.turn.parent_id
            )
            parent = before.turn
            if not parent.done:
                await self._settled(run, before)
        return Ground(run.rehearsal, scenario, parent)

    async def _settled(self, run: Running, before: Located) -> None:
        """Wait for the turn before, or a moment where somebody else carries it."""
        run.go_on()
        carried = await self.adopt(before)
        if carried is None:
            await asyncio.sleep(POLL_S)
            return
        await carried.over.wait()
        if carried.failure is not None:
            raise carried.failure

    async def _grade(self, run: Running, ground: Ground) -> None:
        graded = await asyncio.to_thread(self._graded, run.turn, ground)
        if self._second.wanted(ground, graded):
            graded = replace(graded, purpose=Purpose.PROVISIONAL)
            self._second.begin(run, ground, graded)
        change = steps.trust_moved(graded, ground)
        await self._reach(run, self._store.turns.graded, graded, change, self._clock())

    def _graded(self, turn: StoredTurn, ground: Ground) -> StoredGrade:
        """The grade of a turn; words that were checked here before keep the grade they got, unless
        the grader broke on them then."""
        checked = self._store.drafts.grade_of(ground.parent.id, turn.words)
        if checked is None or steps.grader_broke(checked):
            return steps.grade(self._grader, turn.id, turn.words, ground)
        return checked

    async def _choose(self, run: Running, ground: Ground) -> None:
        to_answer = steps.to_answer(run.turn, ground)
        try:
            reply = await asyncio.to_thread(self._colleague.choose, to_answer)
        except Exception as error:
            _log.error("colleague failed on turn %s: %s", run.turn.id, type(error).__name__)
            raise RehearseError("colleague_failed") from error
        await self._reach(run, self._store.turns.moved, reply)

    async def _speak(self, run: Running, ground: Ground) -> None:
        plan = run.turn.reply
        assert plan is not None
        players = self._purse.players(ground)
        if players is None:
            reply = await recited(run, plan, ground.scenario, self._pause)
        elif await self._purse.empty(run.rehearsal):
            # No model is waited for in any turn from here on: the lines come as fast as without.
            plan = plan.model_copy(update={"instead": BudgetSpent.code})
            reply = await recited(run, plan, ground.scenario, self._pause)
        else:
            before = await asyncio.to_thread(self._store.turns.up_to, ground.parent)
            speech = steps.speech(plan, run.turn, ground, before)
            spent = self._purse.spent(run.rehearsal, run.turn.id)
            reply = await voiced(run, players.voice, speech, spent)
        await self._reach(run, self._store.turns.replied, reply)

    async def _settle(self, run: Running, ground: Ground) -> None:
        settling = await self._second.settled(run, ground)
        state, change = steps.settle(settling, ground)
        write = self._store.turns.settled
        run.reached(await self._patiently(write, settling, state, change, self._clock()))

    async def _reach(self, run: Running, write: Callable[..., StoredTurn], *values: Any) -> None:
        """Store a stage in one transaction, then tell the readers."""
        until = self._clock() + LEASE
        run.reached(await self._patiently(write, run.turn, *values, until))

    async def _patiently(self, write: Callable[..., _Result], *values: Any) -> _Result:
        for tries_left in reversed(range(_TRIES_WHEN_LOCKED)):
            try:
                return await asyncio.to_thread(write, *values)
            except StorageTrouble as trouble:
                if trouble.code != "locked" or not tries_left:
                    raise
        raise AssertionError("the last try returns or raises")

    async def _fail(self, run: Running, trouble: RehearseError) -> None:
        """Tell the readers, and let go of the turn so that it can be tried again.

        Trouble with the store is not kept with the turn: it says nothing about the turn, and can
        hardly be stored. Nor is what stands in a message's slots, so whoever reads on later gets
        one without.
        """
        code = "turn_failed" if trouble.slots else trouble.code
        await self._let_go(run.turn, None if isinstance(trouble, StorageTrouble) else code)
        run.failure = trouble
        message = trouble.message(run.rehearsal.language)
        run.passing(
            EventType.FAILED,
            {"code": trouble.code, "message": message, "slots": trouble.slots},
        )

    async def _let_go(self, turn: StoredTurn, failed: str | None) -> None:
        """Leave a turn to whoever tries next; ``failed``: the code of what stopped it."""
        try:
            await asyncio.to_thread(self._store.turns.give_up, turn, failed)
        except StorageTrouble as trouble:
            _log.warning("turn %s could not be let go: %s", turn.id, trouble.code)
        except RuntimeError:
            # The process ends and has no thread left: once the lease runs out, whoever opens the
            # turn goes on with it.
            _log.warning("turn %s could not be let go: the process ends", turn.id)

    async def _keep_lease(self, run: Running) -> None:
        while True:
            await asyncio.sleep(RENEW_EVERY_S)
            lease = run.turn.lease
            if lease is None:
                return
            renewed = type(lease)(lease.owner, self._clock() + LEASE)
            try:
                await asyncio.to_thread(self._store.turns.renew, run.turn.id, renewed)
            except StorageTrouble as trouble:
                _log.warning("turn %s: lease not renewed: %s", run.turn.id, trouble.code)
