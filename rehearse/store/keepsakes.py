"""What the manager writes around a talk, kept beside it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, insert, select, update

from rehearse.conversation.keepsakes import Card, Keepsakes, Preparation, Reflection
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.schema import keepsakes, rehearsals

Keepsake = Preparation | Reflection | Card

_COLUMN: dict[type[Keepsake], str] = {
    Preparation: "preparation",
    Reflection: "reflection",
    Card: "card",
}


class KeepsakeShelf:
    """All keepsakes of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, actor: str, rehearsal_id: str, part: Keepsake) -> None:
        """Keep one part with a rehearsal, in place of what was there of its kind.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.writing() as c:
            queries.owned(c, actor, rehearsal_id, lock=True)
            put(c, rehearsal_id, part)

    def change(
        self, actor: str, rehearsal_id: str, changed: Callable[[Keepsakes], Keepsake]
    ) -> None:
        """Keep what one part comes to from all that is kept with a rehearsal now.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.writing() as c:
            queries.owned(c, actor, rehearsal_id, lock=True)
            put(c, rehearsal_id, changed(queries.keepsakes_of(c, rehearsal_id)))

    def last_preparation(self, actor: str, scenario_id: str) -> Preparation | None:
        """What this actor wrote before the newest rehearsal of a situation that has any of it."""
        statement = (
            select(keepsakes.c.preparation)
            .join(rehearsals, rehearsals.c.id == keepsakes.c.rehearsal_id)
            .where(
                rehearsals.c.owner_id == actor,
                rehearsals.c.scenario_id == scenario_id,
                keepsakes.c.preparation.is_not(None),
            )
            .order_by(rehearsals.c.started_at.desc(), rehearsals.c.id.desc())
            .limit(1)
        )
        with self._database.reading() as c:
            found: Preparation | None = c.execute(statement).scalar()
            return found


def put(c: Connection, rehearsal_id: str, part: Keepsake) -> None:
    """Write one part inside a transaction that has made the rehearsal, or locked it."""
    values: dict[str, Any] = {_COLUMN[type(part)]: part}
    mine = keepsakes.c.rehearsal_id == rehearsal_id
    if c.execute(update(keepsakes).where(mine).values(values)).rowcount == 0:
        c.execute(insert(keepsakes).values(rehearsal_id=rehearsal_id, **values))
