"""The door to a rehearsal's models: what is sent, what it took, reading again, going without."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial

from rehearse.colleague import Colleague, Speech
from rehearse.conversation.rubric import TurnGrade, unscorable
from rehearse.conversation.scenario import Scenario
from rehearse.grader import Grader
from rehearse.models import ModelRequest, Usage
from rehearse.models.spending import Spending, Unlimited
from rehearse.models.trouble import ModelTrouble
from rehearse.privacy import first_names, name_words
from rehearse.service import ids, steps
from rehearse.service.second_reading import SecondReadings
from rehearse.store.rows import StoredTurn
from rehearse.store.store import Store


class TakingPart:
    """What an actor can ask about the models in their rehearsals.

    Every call that touches the database raises ``StorageTrouble`` when it cannot be used.
    """

    def __init__(
        self, store: Store, grader: Grader, colleague: Colleague, second: SecondReadings
    ) -> None:
        self._store = store
        self._grader = grader
        self._colleague = colleague
        self._second = second

    async def would_send(self, actor: str, parent_id: str, words: str) -> tuple[ModelRequest, ...]:
        """The requests that saying these words under a turn makes, exactly as they leave. Nothing
        leaves, and nothing is said; empty where no model takes part, or the turn is not done.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", parent_id)
        ground = await asyncio.to_thread(self._ground, actor, parent_id)
        seen: list[ModelRequest] = []
        players = self._second.purse.players(ground, seen.append)
        if players is None or not ground.parent.done:
            return ()
        speech, spent = await asyncio.to_thread(self._speech, ground, words), Unlimited(_nothing)
        async for _ in players.voice.speak(speech, spent):
            pass
        if unscorable(words) is None:
            grade, read_with = speech.to_answer.moment.read.grade, steps.read_with(ground)
            local = grade if isinstance(grade, TurnGrade) else None
            with suppress(ModelTrouble):
                await players.reader.grade(words, read_with, local, spent)
        return tuple(seen)

    async def read_again(self, actor: str, turn_id: str) -> None:
        """Ask the model once more for its reading of a turn, and wait for nothing. It stands
        beside the grade that counts once it is there, and moves nothing.

        Raises:
            NotFound: no such turn.
        """
        ids.check_known("turn", turn_id)

        def read() -> tuple[StoredTurn, steps.Ground] | None:
            turn = self._store.turns.turn(actor, turn_id).turn
            if turn.parent_id is None or not turn.done:
                return None
            return turn, self._ground(actor, turn.parent_id)

        if (found := await asyncio.to_thread(read)) is not None:
            self._second.anew(*found)

    def reads(self, turn_id: str) -> bool:
        """Whether a model is reading a turn that is over; what it finds is kept with the turn."""
        return self._second.reads(turn_id)

    async def stay_here(self, actor: str, rehearsal_id: str) -> None:
        """From the next turn on no model takes part in this rehearsal.

        Raises:
            NotFound: no such rehearsal.
        """
        await self._go_on(actor, rehearsal_id, without_model=True)

    async def come_back(self, actor: str, rehearsal_id: str) -> None:
        """From the next turn on a model takes part again in a rehearsal that was begun with one.

        Raises:
            NotFound: no such rehearsal.
        """
        await self._go_on(actor, rehearsal_id, without_model=False)

    async def keep_back(self, actor: str, rehearsal_id: str, names: Sequence[str]) -> None:
        """From the next request on the model sees none of these names either.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        await asyncio.to_thread(self._store.rehearsals.keep_back, actor, rehearsal_id, names)

    async def last_names(self, actor: str) -> tuple[str, ...]:
        """The names that the actor kept back the last time that a model took part."""
        return await asyncio.to_thread(self._store.rehearsals.last_names, actor)

    def names_in(
        self, written: Iterable[str], scenario: Scenario, listed: Iterable[str]
    ) -> tuple[str, ...]:
        """First names in what somebody wrote that will be kept back without being ``listed``."""
        kept = (part.word for name in listed for part in name_words(name))
        known, found = (*scenario.texts(), *kept), dict[str, None]()
        for text in written:
            found |= dict.fromkeys(first_names(text, scenario.language, known))
        return tuple(found)

    async def spending(self, actor: str, rehearsal_id: str) -> Spending:
        """What the calls of models in a rehearsal took until now.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        await self._second.purse.rest()
        return Spending.of(await asyncio.to_thread(self._store.usages.of, actor, rehearsal_id))

    async def at_limit(self, actor: str, rehearsal_id: str) -> bool:
        """Whether a rehearsal has cost what it may, so that no model is asked any more.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        path = await asyncio.to_thread(self._store.rehearsals.path, actor, rehearsal_id, None)
        return await self._second.purse.empty(path.rehearsal)

    async def _go_on(self, actor: str, rehearsal_id: str, *, without_model: bool) -> None:
        ids.check_known("rehearsal", rehearsal_id)
        go_on = partial(self._store.rehearsals.go_on, without_model=without_model)
        await asyncio.to_thread(go_on, actor, rehearsal_id)

    def _ground(self, actor: str, parent_id: str) -> steps.Ground:
        parent = self._store.turns.turn(actor, parent_id)
        scenario = self._store.rehearsals.scenario(parent.rehearsal)
        return steps.Ground(parent.rehearsal, scenario, parent.turn)

    def _speech(self, ground: steps.Ground, words: str) -> Speech:
        """What the voice would be given, were these words said."""
        shown = f"(shown under {ground.parent.id})"
        graded = steps.grade(self._grader, shown, words, ground)
        turn = replace(ground.parent, words=words, grade=graded)
        plan = self._colleague.choose(steps.to_answer(turn, ground))
        return steps.speech(plan, turn, ground, self._store.turns.up_to(ground.parent))


def _nothing(took: Usage) -> None:
    raise AssertionError("what is only shown takes nothing")
