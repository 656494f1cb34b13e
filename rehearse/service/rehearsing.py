"""The door to a rehearsal: start, say, follow, stop, go back, finish, look back, delete."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar

from rehearse.colleague import Colleague
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rehearsal import Live, at_start
from rehearse.conversation.rubric import Language, NotScoredCode, Step, unscorable
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import DraftView, RehearsalView, TurnView
from rehearse.errors import Refused, WrongUse
from rehearse.grader import Grader
from rehearse.ids import new_id
from rehearse.library import ScenarioLibrary
from rehearse.locale import phrase
from rehearse.service import ids, steps
from rehearse.service.carrying import POLL_S, Carrier
from rehearse.service.events import Event, EventType
from rehearse.service.facts import facts
from rehearse.service.pace import Pause, instant
from rehearse.service.purse import Purse
from rehearse.service.second_reading import SecondReadings
from rehearse.service.views import (
    RehearsalRow,
    draft_view,
    rehearsal_row,
    rehearsal_view,
    turn_view,
)
from rehearse.store.rows import Located, Path, StoredDraft, StoredRehearsal
from rehearse.store.store import Store

LOCAL = "local"
"""The actor where one person uses Rehearse on their own machine."""

LONGEST_LABEL = 60
"""How long the name of a branch can be, in code points; what is more is cut."""


_Result = TypeVar("_Result")


def now() -> datetime:
    """The current moment."""
    return datetime.now(UTC)


class Rehearsing:
    """What an actor can do with their rehearsals; what is another's is not found.

    Lives on one event loop: the turns it carries are tasks there. Grading and the store run in
    threads. ``clock`` gives the current moment, with its zone; ``pause`` is how fast the colleague
    speaks from the scenario's lines; ``second`` has the models that are configured: without it, all
    is played by rules here.

    Every call that touches the database raises ``StorageTrouble`` when it cannot be used.
    """

    def __init__(
        self,
        store: Store,
        library: ScenarioLibrary,
        grader: Grader,
        colleague: Colleague,
        *,
        clock: Callable[[], datetime] = now,
        pause: Pause = instant,
        second: SecondReadings | None = None,
    ) -> None:
        self._store = store
        self._library = library
        self._clock = clock
        self._grader = grader
        second = second or SecondReadings(store, Purse(store, None, clock), clock)
        self._carrier = Carrier(store, grader, colleague, second, clock, pause)
        self._unhurried: set[asyncio.Task[Any]] = set()

    async def start(
        self,
        actor: str,
        rehearsal_id: str,
        scenario_id: str,
        language: Language,
        difficulty: Difficulty = Difficulty.NORMAL,
        opening: int = 0,
        preparation: Preparation | None = None,
        live: Live | None = None,
    ) -> RehearsalView:
        """Begin a rehearsal on today's form of a situation; a known id returns that rehearsal.

        ``live``: what it goes by if a model takes part; without it, nothing leaves this machine.

        Raises:
            NotFound: no such situation, or not in this language.
            BadFile: its file is wrong.
            WrongUse: the id is no UUID or another's, or there is no such opening.
        """
        ids.check_new(rehearsal_id)

        def store_it() -> None:
            scenario = self._library.load(scenario_id, language)
            openings = scenario.words.openings
            if not 0 <= opening < len(openings):
                raise WrongUse("no_opening", opening=opening, last=len(openings) - 1)
            new = StoredRehearsal(
                id=rehearsal_id,
                owner_id=actor,
                snapshot=scenario.version(),
                scenario_id=scenario_id,
                title=scenario.words.title,
                name=scenario.name,
                language=language,
                difficulty=difficulty,
                opening=opening,
                started_at=self._clock(),
                ended_at=None,
                leaf_id=new_id(),
                live=live,
            )
            self._store.rehearsals.start(
                new, scenario, openings[opening], at_start(difficulty), preparation
            )

        await asyncio.to_thread(store_it)
        return await self.open(actor, rehearsal_id)

    async def say(self, actor: str, turn_id: str, parent_id: str, text: str) -> TurnView:
        """Say something under a turn. Once this returns the words are stored, and the turn goes
        its way to the end whether anyone looks or not. A known id returns that turn.

        Words said after the reply but before ``done`` are stored and wait for it.

        Raises:
            NotFound: no such turn to say it under.
            WrongUse: the id is no UUID, or belongs to other words.
            Refused: nothing to say (``empty``), over 20,000 code points (``too_long``), the
                colleague is still answering (``busy``) or has left (``closed``). Nothing is stored.
        """
        _check_words(text)
        ids.check_new(turn_id)
        ids.check_known("turn", parent_id)
        said = await self._to_the_end(self._carrier.say(actor, turn_id, parent_id, text))
        return turn_view(said.turn, said.siblings)

    async def check(self, actor: str, parent_id: str, text: str) -> DraftView:
        """Grade words that would be said under a turn, without saying them.

        They are kept as a draft: no turn, nothing moves, and the colleague has heard nothing.
        Said as they are, they keep this grade.

        Raises:
            NotFound: no such turn.
            Refused: ``empty``, ``too_long``, or ``busy``: the turn is not answered yet.
        """
        _check_words(text)
        ids.check_known("turn", parent_id)

        def grade_it() -> DraftView:
            parent = self._store.turns.turn(actor, parent_id)
            if parent.turn.state is None:
                raise Refused("busy", name=parent.rehearsal.name)
            scenario = self._store.rehearsals.scenario(parent.rehearsal)
            ground = steps.Ground(parent.rehearsal, scenario, parent.turn)
            grade = steps.grade(self._grader, f"(draft under {parent_id})", text, ground)
            draft = StoredDraft(text, grade, self._clock())
            self._store.drafts.add(actor, parent_id, draft)
            return draft_view(draft)

        return await asyncio.to_thread(grade_it)

    async def draft(self, actor: str, parent_id: str) -> DraftView | None:
        """What was last checked under a turn, unless something was said there since.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", parent_id)
        found = await asyncio.to_thread(self._store.drafts.waiting, actor, parent_id)
        return draft_view(found) if found else None

    async def events(self, actor: str, turn_id: str, after: int = 0) -> AsyncIterator[Event]:
        """What happens to a turn after a fact, as it happens; the last is ``done``, ``ended``
        where the colleague left, or ``failed``. A process that leaves ends it before.

        Any number of readers, from any point, in any process. Leaving stops nothing.

        Raises:
            NotFound: no such turn, or it was deleted meanwhile.
        """
        ids.check_known("turn", turn_id)
        while True:
            run = self._carrier.running(actor, turn_id)
            if run is None:
                located = await self._read_turn(actor, turn_id)
                for fact in facts(located):
                    if fact.seq > after:
                        yield fact
                        after = fact.seq
                if located.turn.done:
                    return
                if located.turn.failed:
                    yield _failed(located)
                    return
                run = self._carrier.running(actor, turn_id) or await self._carrier.adopt(located)
            if run is None:
                if self._carrier.leaving:
                    return
                await asyncio.sleep(POLL_S)
                continue
            async for event in run.follow(after):
                yield event
            after = max(after, run.last_seq)
            if run.turn.done or run.failure is not None:
                return

    async def stop(self, actor: str, turn_id: str) -> None:
        """Stop the colleague's reply: what was said until now stays, marked as stopped.

        Does nothing to a reply that is complete, or that another process gives.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)
        run = self._carrier.running(actor, turn_id)
        if run is None:
            await self._read_turn(actor, turn_id)
        else:
            run.stop()

    async def open(self, actor: str, rehearsal_id: str, leaf: str | None = None) -> RehearsalView:
        """A rehearsal along the path to a turn; without one, to where it was left.

        Turns whose process died, or that failed, are taken up again; their events tell how.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
        """
        ids.check_known("rehearsal", rehearsal_id)
        if leaf is not None:
            ids.check_known("turn", leaf)

        def read() -> tuple[Path, RehearsalView]:
            path = self._store.rehearsals.path(actor, rehearsal_id, leaf)
            return path, rehearsal_view(path)

        path, view = await asyncio.to_thread(read)
        for unfinished in path.unfinished:
            await self._to_the_end(self._carrier.adopt(unfinished))
        return view

    async def turn(self, actor: str, turn_id: str) -> TurnView:
        """One turn as far as it has come, without its siblings.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)
        return turn_view((await self._read_turn(actor, turn_id)).turn, (turn_id,))

    async def versions(self, actor: str, turn_id: str) -> tuple[TurnView, ...]:
        """All ways in which a turn was said, oldest first: what stands under the same parent.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)
        found = await asyncio.to_thread(self._store.turns.versions, actor, turn_id)
        known = tuple(turn.id for turn in found)
        return tuple(turn_view(turn, known) for turn in found)

    async def label(self, actor: str, turn_id: str, text: str) -> None:
        """Call the branch that departs with a turn something; blank takes the name away.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)
        called = " ".join(text.split())[:LONGEST_LABEL] or None
        await asyncio.to_thread(self._store.remarks.label, actor, turn_id, called)

    async def dispute(self, actor: str, turn_id: str, disputed: frozenset[Step]) -> None:
        """Mark the notes on these steps of a turn as not right, and no others of it.

        Nothing else changes: a coach will see it.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)
        now = self._clock()
        await asyncio.to_thread(self._store.remarks.dispute, actor, turn_id, disputed, now)

    async def rewind(self, actor: str, rehearsal_id: str, turn_id: str) -> None:
        """Make a turn the one where the rehearsal stands. Other branches stay as they are.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
        """
        ids.check_known("rehearsal", rehearsal_id)
        ids.check_known("turn", turn_id)
        await asyncio.to_thread(self._store.rehearsals.rewind, actor, rehearsal_id, turn_id)

    async def reopen(self, actor: str, rehearsal_id: str, turn_id: str) -> None:
        """Stand where the talk through this turn was last left: at the newest end below it.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
        """
        ids.check_known("rehearsal", rehearsal_id)
        ids.check_known("turn", turn_id)

        def stand() -> None:
            path = self._store.rehearsals.path(actor, rehearsal_id, turn_id)
            end = _newest_end(turn_id, path.children)
            self._store.rehearsals.rewind(actor, rehearsal_id, end)

        await asyncio.to_thread(stand)

    async def finish(self, actor: str, rehearsal_id: str) -> None:
        """Mark a rehearsal as ended. Talking on reopens it.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        now = self._clock()
        await asyncio.to_thread(self._store.rehearsals.finish, actor, rehearsal_id, now)

    async def history(
        self, actor: str, search: str = "", limit: int | None = None
    ) -> list[RehearsalRow]:
        """The rehearsals of an actor, the one last talked in first.

        ``search``: only those whose title and colleague's name hold all these words; ``limit``: so
        many at most.
        """
        found = await asyncio.to_thread(self._store.rehearsals.history, actor, search, limit)
        return [rehearsal_row(listed) for listed in found]

    async def last(self, actor: str) -> RehearsalRow | None:
        """The rehearsal in which an actor last said something; where nothing was said in any, the
        one that began last; None where there is none."""
        listed = await asyncio.to_thread(self._store.rehearsals.last, actor)
        return rehearsal_row(listed) if listed else None

    async def number(self, actor: str, search: str = "") -> int:
        """How many rehearsals an actor has; with ``search`` as in ``history``."""
        return await asyncio.to_thread(self._store.rehearsals.number, actor, search)

    async def find(self, actor: str, prefix: str) -> str:
        """The id of the one rehearsal whose id begins like this.

        Raises:
            NotFound: none does.
            WrongUse: several do, or a shared talk's does too, or fewer than 8 characters were
                given.
        """
        return await ids.only(
            "rehearsal",
            prefix,
            lambda wanted: asyncio.to_thread(self._store.rehearsals.ids_like, actor, wanted),
            lambda wanted: asyncio.to_thread(self._store.shares.ids_like, actor, wanted),
        )

    async def known(self, actor: str) -> tuple[str, ...]:
        """The ids that ``find`` chooses from: all of this actor's rehearsals."""
        return tuple(await asyncio.to_thread(self._store.rehearsals.ids, actor))

    async def delete(self, actor: str, rehearsal_id: str) -> None:
        """Delete a rehearsal; nothing of its words is left in the database's files.

        Raises:
            NotFound: no such rehearsal.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        ids.check_known("rehearsal", rehearsal_id)
        await self._to_the_end(
            asyncio.to_thread(self._store.rehearsals.delete, actor, rehearsal_id)
        )

    async def delete_all(self, actor: str) -> int:
        """Delete all rehearsals of an actor; returns how many there were.

        Raises:
            StorageTrouble: ``delete_lingers`` when they are gone but another program still reads.
        """
        return await self._to_the_end(asyncio.to_thread(self._store.rehearsals.delete_all, actor))

    async def rest(self, within_s: float | None = None) -> None:
        """Wait until no turn runs in this process any more.

        ``within_s``: before this process goes; a turn that still waits for a provider after so many
        seconds is let go where it stands. What was said is stored, and opening the rehearsal
        takes it up.
        """
        while self._unhurried:
            await asyncio.wait(self._unhurried)
        await self._carrier.rest(within_s)

    async def _read_turn(self, actor: str, turn_id: str) -> Located:
        return await asyncio.to_thread(self._store.turns.turn, actor, turn_id)

    async def _to_the_end(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something to its end even when whoever asked for it leaves half way."""
        task = asyncio.get_running_loop().create_task(work)
        self._unhurried.add(task)
        task.add_done_callback(self._unhurried.discard)
        return await asyncio.shield(task)


def _check_words(text: str) -> None:
    if trouble := unscorable(text):
        raise Refused("too_long" if trouble is NotScoredCode.TOO_LONG else "empty")


def _newest_end(turn_id: str, children: Mapping[str | None, tuple[str, ...]]) -> str:
    """The newest turn below this one that has none below it; ids are in order of time."""
    ends, unseen = [], [turn_id]
    while unseen:
        current = unseen.pop()
        below = children.get(current, ())
        unseen.extend(below)
        if not below:
            ends.append(current)
    return max(ends)


def _failed(located: Located) -> Event:
    code = str(located.turn.failed)
    message = phrase(f"errors.{code}", located.rehearsal.language)
    last = facts(located)[-1]
    return last.model_copy(
        update={"type": EventType.FAILED, "data": {"code": code, "message": message, "slots": {}}}
    )
