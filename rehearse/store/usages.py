"""What calls of models took, kept with the rehearsal they were made for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select

from rehearse.ids import new_id
from rehearse.models import Usage
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.schema import rehearsals, usages


class Usages:
    """All usage of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, rehearsal_id: str, turn_id: str | None, took: Usage, now: datetime) -> None:
        """Keep what one call took; what was deleted meanwhile keeps nothing."""
        row = {
            "id": new_id(),
            "rehearsal_id": rehearsal_id,
            "turn_id": turn_id,
            "usage": took,
            "used_at": now,
        }
        with self._database.writing() as c:
            if queries.stays(c, rehearsals.c.id, rehearsal_id):
                c.execute(insert(usages).values(row))

    def of(self, actor: str, rehearsal_id: str) -> Sequence[Usage]:
        """What every call of a rehearsal took, in order.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        mine = usages.c.rehearsal_id == rehearsal_id
        with self._database.reading() as c:
            queries.owned(c, actor, rehearsal_id)
            found = c.execute(select(usages.c.usage).where(mine).order_by(usages.c.used_at))
            return tuple(found.scalars())
