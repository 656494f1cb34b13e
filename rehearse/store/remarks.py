"""What the manager remarks on turns: what a branch is called, and which notes are not right."""

from datetime import datetime

from sqlalchemy import delete, insert, select, update

from rehearse.conversation.rubric import Step
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.schema import disputes, turns


class Remarks:
    """All remarks in one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def label(self, actor: str, turn_id: str, text: str | None) -> None:
        """Call the branch that departs with a turn something, or nothing any more.

        Raises:
            NotFound: no such turn of this actor's.
        """
        with self._database.writing() as c:
            queries.locate(c, actor, turn_id)
            c.execute(update(turns).where(turns.c.id == turn_id).values(label=text))

    def dispute(self, actor: str, turn_id: str, steps: frozenset[Step], now: datetime) -> None:
        """Mark these steps of a turn's effective grade as not right, and no others.

        Does nothing to a turn without a grade.

        Raises:
            NotFound: no such turn of this actor's.
        """
        with self._database.writing() as c:
            queries.locate(c, actor, turn_id, lock=True)
            grade_id = c.execute(select(turns.c.grade_id).where(turns.c.id == turn_id)).scalar()
            if grade_id is None:
                return
            mine = disputes.c.grade_id == grade_id
            known = {Step(step) for (step,) in c.execute(select(disputes.c.step).where(mine))}
            c.execute(delete(disputes).where(mine, disputes.c.step.in_(known - steps)))
            for step in sorted(steps - known):
                c.execute(insert(disputes).values(grade_id=grade_id, step=step, disputed_at=now))
