"""Who takes part in a turn, and what that may cost."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from rehearse.errors import StorageTrouble
from rehearse.models import ModelRequest, Spent, Usage
from rehearse.models.spending import Spending
from rehearse.models.trouble import BudgetSpent
from rehearse.service.cast import Cast, Players
from rehearse.service.steps import Ground
from rehearse.store.rows import StoredRehearsal
from rehearse.store.store import Store

_log = logging.getLogger(__name__)


class Purse:
    """Keeps what calls of models took, and says when a rehearsal has cost enough."""

    def __init__(self, store: Store, cast: Cast | None, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._cast = cast
        self._clock = clock
        self._keeping: set[asyncio.Task[None]] = set()

    @property
    def limit(self) -> Decimal | None:
        """What one rehearsal may cost, in US dollars; None for no limit."""
        return self._cast.budget if self._cast else None

    def players(
        self, ground: Ground, only_show: Callable[[ModelRequest], None] | None = None
    ) -> Players | None:
        """Those who take part here; None where the rehearsal stays on this machine.

        ``only_show``: is given each request as it would leave, and nothing leaves.
        """
        live = ground.rehearsal.live
        if live is None or live.away or self._cast is None:
            return None
        return self._cast.players(live, ground.scenario, only_show)

    async def empty(self, rehearsal: StoredRehearsal) -> bool:
        """Whether this rehearsal has cost what it may."""
        limit = self.limit
        if limit is None:
            return False
        await self.rest()
        of = self._store.usages.of
        took = await asyncio.to_thread(of, rehearsal.owner_id, rehearsal.id)
        return Spending.of(took).cost >= limit

    def spent(self, rehearsal: StoredRehearsal, turn_id: str) -> Spent:
        """Keeps what the tries of one call for a turn take, until the rehearsal has cost what it
        may."""
        return _ForTurn(self, rehearsal, turn_id)

    def keep(self, rehearsal_id: str, turn_id: str, took: Usage, seconds: float) -> None:
        """Begin to keep what one try took."""
        _log.info(
            "%s of %s: %s tokens asked (%s kept), %s answered, %.1f s",
            took.purpose,
            turn_id,
            took.prompt_tokens,
            took.cached_tokens,
            took.answer_tokens,
            seconds,
        )
        work = self._keep(rehearsal_id, turn_id, took)
        task = asyncio.get_running_loop().create_task(work)
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def rest(self) -> None:
        """Wait until all that was taken by now is kept. What a call that still runs will take is
        not waited for: that may be long."""
        while self._keeping:
            await asyncio.wait(self._keeping)

    async def _keep(self, rehearsal_id: str, turn_id: str, took: Usage) -> None:
        add = self._store.usages.add
        try:
            await asyncio.to_thread(add, rehearsal_id, turn_id, took, self._clock())
        except StorageTrouble as trouble:
            _log.warning("what turn %s took could not be kept: %s", turn_id, trouble.code)


@dataclass
class _ForTurn:
    """A ``Spent`` for the tries of one call, one after another."""

    purse: Purse
    rehearsal: StoredRehearsal
    turn_id: str
    begun_s: float = 0.0
    """When the last try began, by the loop's clock."""

    def __call__(self, took: Usage) -> None:
        seconds = asyncio.get_running_loop().time() - self.begun_s
        self.purse.keep(self.rehearsal.id, self.turn_id, took, seconds)

    async def allow(self, model: str) -> None:
        self.begun_s = asyncio.get_running_loop().time()
        limit = self.purse.limit
        if limit is not None and await self.purse.empty(self.rehearsal):
            raise BudgetSpent(model, limit)
