"""Words that were checked before they were said. No turns: they move nothing and count nowhere."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select

from rehearse.ids import new_id
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.rows import Purpose, StoredDraft, StoredGrade
from rehearse.store.schema import drafts, turns


class Drafts:
    """All checked drafts of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, actor: str, parent_id: str, draft: StoredDraft) -> None:
        """Keep a draft under the turn it would answer.

        Raises:
            NotFound: no such turn of this actor's, or no longer.
        """
        with self._database.writing() as c:
            queries.locate(c, actor, parent_id, lock=True)
            c.execute(
                insert(drafts).values(
                    id=new_id(),
                    parent_id=parent_id,
                    words=draft.words,
                    grader=draft.grade.grader,
                    result=draft.grade.result,
                    checked_at=draft.checked_at,
                )
            )

    def waiting(self, actor: str, parent_id: str) -> StoredDraft | None:
        """The newest draft under a turn, unless something was said there since.

        Raises:
            NotFound: no such turn of this actor's.
        """
        with self._database.reading() as c:
            queries.locate(c, actor, parent_id)
            row = c.execute(_newest(parent_id)).first()
            said = select(func.max(turns.c.said_at)).where(turns.c.parent_id == parent_id)
            last_said: datetime | None = c.execute(said).scalar()
        if row is None:
            return None
        grade = StoredGrade(row.result, row.grader, Purpose.FINAL)
        if last_said is not None and last_said >= row.checked_at:
            return None
        return StoredDraft(row.words, grade, row.checked_at)

    def grade_of(self, parent_id: str, words: str) -> StoredGrade | None:
        """The grade these very words got when they were checked under this turn, if they were."""
        with self._database.reading() as c:
            row = c.execute(_newest(parent_id).where(drafts.c.words == words)).first()
        return StoredGrade(row.result, row.grader, Purpose.FINAL) if row else None


def _newest(parent_id: str) -> Select[Any]:
    return (
        select(drafts)
        .where(drafts.c.parent_id == parent_id)
        .order_by(drafts.c.checked_at.desc(), drafts.c.id.desc())
        .limit(1)
    )
