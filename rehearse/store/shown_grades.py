"""Which grades of shared talks were on a coach's screen."""

from sqlalchemy import insert, select

from rehearse.errors import NotFound
from rehearse.store import shares as sharing
from rehearse.store.database import Database
from rehearse.store.reviews import known_coach
from rehearse.store.schema import grades_shown


class ShownGrades:
    """All of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def show(self, actor: str, coach_id: str, share_id: str, turn_id: str) -> None:
        """Keep that the grade of a turn comes on this coach's screen; a second time changes
        nothing.

        Raises:
            NotFound: no such talk for this actor or no such turn in it, or they review as no such
                coach.
        """
        with self._database.writing() as c:
            share = sharing.located(c, actor, share_id, reading=True, lock=True)
            known_coach(c, actor, coach_id)
            if turn_id not in {turn.id for turn in sharing.words_of(c, share).turns}:
                raise NotFound("turn", id=turn_id)
            this = {"share_id": share.id, "reader_id": share.reader_id, "coach_id": coach_id}
            known = select(grades_shown.c.turn_id).filter_by(**this, turn_id=turn_id)
            if c.execute(known).first() is None:
                c.execute(insert(grades_shown).values(this | {"turn_id": turn_id}))

    def to(self, actor: str, coach_id: str, share_id: str) -> frozenset[str]:
        """The turns of a talk whose grade this coach has seen.

        Raises:
            NotFound: no such talk for this actor, or they review as no such coach.
        """
        with self._database.reading() as c:
            share = sharing.located(c, actor, share_id, reading=True)
            known_coach(c, actor, coach_id)
            theirs = {"share_id": share.id, "reader_id": share.reader_id, "coach_id": coach_id}
            found = select(grades_shown.c.turn_id).filter_by(**theirs)
            return frozenset(c.execute(found).scalars())
