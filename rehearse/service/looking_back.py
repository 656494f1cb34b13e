"""The door to what is seen and kept around talks: debrief, progress, what the manager writes."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from rehearse.conversation.keepsakes import Keepsakes, Preparation
from rehearse.conversation.views import RehearsalView
from rehearse.errors import BadFile, NotFound
from rehearse.library import ScenarioLibrary
from rehearse.report.document import Document, document
from rehearse.report.practise_next import Practice
from rehearse.report.progress import Progress, progress
from rehearse.service import ids
from rehearse.service.views import rehearsal_view, reviewed, tree_view
from rehearse.store.keepsakes import Keepsake
from rehearse.store.rows import StoredRehearsal
from rehearse.store.store import Store

TALKS_COMPARED = 12
"""How many of the newest talks progress looks at: what fits one chart."""


class LookingBack:
    """What an actor can see and keep around their rehearsals; what is another's is not found.

    Every call raises ``StorageTrouble`` when the database cannot be used.
    """

    def __init__(self, store: Store, library: ScenarioLibrary) -> None:
        self._store = store
        self._library = library

    async def look_back(self, actor: str, rehearsal_id: str, leaf: str | None = None) -> Document:
        """One talk along the path to a turn, with its debrief, its card and what coaches made of
        it; without a turn, along the path where it was left. Nothing is taken up or changed by
        looking.

        Raises:
            NotFound: no such rehearsal, or no such turn in it.
        """
        ids.check_known("rehearsal", rehearsal_id)
        if leaf is not None:
            ids.check_known("turn", leaf)

        def read() -> Document:
            whole = self._store.rehearsals.whole(actor, rehearsal_id, leaf)
            tree = tree_view(whole.turns, whole.path)
            return document(rehearsal_view(whole.path), tree, map(reviewed, whole.given))

        return await asyncio.to_thread(read)

    async def progress(self, actor: str) -> Progress:
        """What changed over this actor's newest talks, each along the path where it was left."""

        def read() -> Progress:
            newest = self._store.rehearsals.newest(actor, TALKS_COMPARED)
            return progress(tuple(self._views(actor, newest)), self._practices())

        return await asyncio.to_thread(read)

    async def keep(self, actor: str, rehearsal_id: str, part: Keepsake) -> None:
        """Keep what the manager wrote with a rehearsal, in place of what was there of its kind.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        await asyncio.to_thread(self._store.keepsakes.keep, actor, rehearsal_id, part)

    async def change(
        self, actor: str, rehearsal_id: str, changed: Callable[[Keepsakes], Keepsake]
    ) -> None:
        """Keep what a part comes to from what is kept now: whoever changes one field of it may look
        at a page that does not know of the others' last words.

        Raises:
            NotFound: no such rehearsal.
        """
        ids.check_known("rehearsal", rehearsal_id)
        await asyncio.to_thread(self._store.keepsakes.change, actor, rehearsal_id, changed)

    async def last_preparation(self, actor: str, scenario_id: str) -> Preparation | None:
        """What was written before the newest rehearsal of a situation that has any of it."""
        return await asyncio.to_thread(self._store.keepsakes.last_preparation, actor, scenario_id)

    def _views(self, actor: str, known: Sequence[StoredRehearsal]) -> Iterator[RehearsalView]:
        for rehearsal in known:
            # One that was deleted meanwhile is not looked back on.
            with suppress(NotFound):
                yield rehearsal_view(self._store.rehearsals.path(actor, rehearsal.id, None))

    def _practices(self) -> tuple[Practice, ...]:
        """The situations there are; a broken one is no reason not to look back."""
        found = []
        with suppress(BadFile):
            for scenario_id in self._library.ids():
                with suppress(BadFile, NotFound):
                    needed = self._library.rules(scenario_id).needed
                    found.append(Practice(scenario_id=scenario_id, needed=needed))
        return tuple(found)
