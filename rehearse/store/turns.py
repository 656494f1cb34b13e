"""Turns: said once, brought from stage to stage by whoever holds the lease."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from rehearse.conversation import moves, trust
from rehearse.conversation.rehearsal import PathState, Reply
from rehearse.conversation.scenario import Move
from rehearse.conversation.trust import TrustChange
from rehearse.errors import Refused, WrongUse
from rehearse.ids import new_id
from rehearse.store import queries
from rehearse.store.database import Database
from rehearse.store.rows import Lease, Located, Said, Stage, StoredGrade, StoredTurn
from rehearse.store.schema import grades, turns


class LeaseLost(Exception):
    """Another process carries this turn now, or it was deleted: whoever sees this lets go."""


class Turns:
    """All turns of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def say(
        self, actor: str, turn_id: str, parent_id: str, words: str, now: datetime, lease: Lease
    ) -> Said:
        """Store the manager's words under a turn, and who carries them on.

        Raises:
            NotFound: no such parent of this actor's.
            WrongUse: the id belongs to other words.
            Refused: the colleague has not answered yet, or has left.
        """
        with self._database.writing() as c:
            parent = queries.locate(c, actor, parent_id, lock=True)
            under, known = _under(c, parent_id, turn_id)
            if known is not None:
                if known.parent_id != parent_id or known.words != words:
                    raise WrongUse("id_taken", id=turn_id)
                return Said(known, parent.rehearsal, parent.turn, tuple(under), known=True)
            if not parent.turn.replied or any(under.values()):
                raise Refused("busy", name=parent.rehearsal.name)
            if _has_left(parent.turn):
                raise Refused("closed", name=parent.rehearsal.name)
            turn = _new_turn(turn_id, parent.turn, words, now, lease)
            c.execute(insert(turns).values(_columns(turn)))
            # Talking on reopens a rehearsal that was marked as ended.
            queries.change_rehearsal(
                c, turn.rehearsal_id, leaf_id=turn_id, talked_at=now, ended_at=None
            )
            return Said(turn, parent.rehearsal, parent.turn, (*under, turn_id), known=False)

    def turn(self, actor: str, turn_id: str) -> Located:
        """One turn as far as it has come.

        Raises:
            NotFound: no such turn of this actor's.
        """
        with self._database.reading() as c:
            return queries.locate(c, actor, turn_id)

    def up_to(self, turn: StoredTurn) -> tuple[StoredTurn, ...]:
        """The turns from the root of its rehearsal to this one."""
        with self._database.reading() as c:
            return queries.path_to(c, turn.id)

    def versions(self, actor: str, turn_id: str) -> tuple[StoredTurn, ...]:
        """A turn and all others under the same parent, oldest first.

        Raises:
            NotFound: no such turn of this actor's.
        """
        with self._database.reading() as c:
            parent_id = queries.locate(c, actor, turn_id).turn.parent_id
            statement = queries.select_turns().where(turns.c.parent_id == parent_id)
            ordered = statement.order_by(turns.c.said_at, turns.c.id)
            return queries.with_others(c, [queries.turn_of(row) for row in c.execute(ordered)])

    def graded(
        self,
        turn: StoredTurn,
        grade: StoredGrade,
        change: TrustChange,
        now: datetime,
        until: datetime,
    ) -> StoredTurn:
        """Store the grade that counts, and how it moves trust.

        Raises:
            LeaseLost: someone else carries this turn.
        """
        grade_id = new_id()
        with self._database.writing() as c:
            after = self._advance(
                c,
                turn,
                Stage.GRADED,
                until,
                {
                    "grade_id": grade_id,
                    "change": change,
                    "trust_after": change.state.trust,
                    "trust_rule": trust.RULE_VERSION,
                },
            )
            _add_grade(c, grade_id, turn.id, grade, now)
        return replace(after, grade=grade, change=change)

    def moved(self, turn: StoredTurn, reply: Reply, until: datetime) -> StoredTurn:
        """Store the move that was chosen, with the words for it.

        Raises:
            LeaseLost: someone else carries this turn.
        """
        values = {"reply": reply, "move_rule": moves.RULE_VERSION}
        with self._database.writing() as c:
            return replace(self._advance(c, turn, Stage.MOVED, until, values), reply=reply)

    def replied(self, turn: StoredTurn, reply: Reply, until: datetime) -> StoredTurn:
        """Store the reply as it was said.

        Raises:
            LeaseLost: someone else carries this turn.
        """
        with self._database.writing() as c:
            after = self._advance(c, turn, Stage.REPLIED, until, {"reply": reply})
        return replace(after, reply=reply)

    def settled(
        self, turn: StoredTurn, state: PathState, change: TrustChange, now: datetime
    ) -> StoredTurn:
        """Store what the path remembers after this turn, and let go of it. ``turn`` may hold
        another grade than the stored one: that counts from now on, beside the provisional one.

        Raises:
            LeaseLost: someone else carries this turn.
        """
        values = {"state": state, "change": change, "trust_after": state.trust}
        final = turn.grade if turn.provisional else None
        if final is not None:
            values["grade_id"] = new_id()
        with self._database.writing() as c:
            after = self._advance(c, turn, Stage.DONE, None, values)
            if final is not None:
                _add_grade(c, str(values["grade_id"]), turn.id, final, now)
        return replace(after, state=state, change=change)

    def keep_reading(self, turn_id: str, grade: StoredGrade, now: datetime) -> None:
        """Keep another reading of a turn beside the grade that counts. Moves nothing; a turn that
        was deleted meanwhile keeps nothing."""
        with self._database.writing() as c:
            if queries.stays(c, turns.c.id, turn_id):
                _add_grade(c, new_id(), turn_id, grade, now)

    def claim(self, turn: StoredTurn, lease: Lease) -> StoredTurn | None:
        """Take over a turn as it was last seen; None when somebody was quicker."""
        seen = turn.lease
        unchanged = (
            (turns.c.lease_owner == seen.owner) & (turns.c.lease_until == seen.until)
            if seen
            else turns.c.lease_owner.is_(None)
        )
        statement = (
            update(turns)
            .where(turns.c.id == turn.id, turns.c.stage == turn.stage, unchanged)
            .values(lease_owner=lease.owner, lease_until=lease.until, failed=None)
        )
        with self._database.writing() as c:
            if c.execute(statement).rowcount != 1:
                return None
        return replace(turn, lease=lease, failed=None)

    def renew(self, turn_id: str, lease: Lease) -> None:
        """Say that a turn is still being carried."""
        with self._database.writing() as c:
            c.execute(
                update(turns)
                .where(turns.c.id == turn_id, turns.c.lease_owner == lease.owner)
                .values(lease_until=lease.until)
            )

    def give_up(self, turn: StoredTurn, failed: str | None) -> None:
        """Let go of a turn that cannot go on now, so that anyone may try again."""
        owner = turn.lease.owner if turn.lease else None
        with self._database.writing() as c:
            c.execute(
                update(turns)
                .where(turns.c.id == turn.id, turns.c.lease_owner == owner)
                .values(lease_owner=None, lease_until=None, failed=failed)
            )

    def _advance(
        self,
        c: Connection,
        turn: StoredTurn,
        stage: Stage,
        until: datetime | None,
        values: dict[str, Any],
    ) -> StoredTurn:
        """Bring a turn to its next stage, if it still stands where we left it and is still ours."""
        assert turn.lease is not None
        lease = Lease(turn.lease.owner, until) if until else None
        statement = (
            update(turns)
            .where(
                turns.c.id == turn.id,
                turns.c.stage == turn.stage,
                turns.c.lease_owner == turn.lease.owner,
            )
            .values(
                stage=stage,
                lease_owner=lease and lease.owner,
                lease_until=until,
                **values,
            )
        )
        if c.execute(statement).rowcount != 1:
            raise LeaseLost
        return replace(turn, stage=stage, lease=lease)


def _add_grade(
    c: Connection, grade_id: str, turn_id: str, grade: StoredGrade, now: datetime
) -> None:
    c.execute(
        insert(grades).values(
            id=grade_id,
            turn_id=turn_id,
            purpose=grade.purpose,
            grader=grade.grader,
            result=grade.result,
            created_at=now,
        )
    )


def _under(
    c: Connection, parent_id: str, turn_id: str
) -> tuple[dict[str, bool], StoredTurn | None]:
    """The ids under a parent, oldest first, each with whether it still waits for its answer; and
    the turn of this id, if there is one anywhere."""
    statement = (
        select(turns.c.id, turns.c.parent_id, turns.c.stage, turns.c.failed)
        .where((turns.c.parent_id == parent_id) | (turns.c.id == turn_id))
        .order_by(turns.c.said_at, turns.c.id)
    )
    rows = c.execute(statement).all()
    under = {
        row.id: Stage(row.stage).rank < Stage.REPLIED.rank and row.failed is None
        for row in rows
        if row.parent_id == parent_id
    }
    if all(row.id != turn_id for row in rows):
        return under, None
    found = c.execute(queries.select_turns().where(turns.c.id == turn_id)).one()
    return under, queries.with_others(c, [queries.turn_of(found)])[0]


def _has_left(turn: StoredTurn) -> bool:
    return turn.reply is not None and turn.reply.move is Move.CLOSE


def _new_turn(
    turn_id: str, parent: StoredTurn, words: str, now: datetime, lease: Lease
) -> StoredTurn:
    known = parent.change.state.trust if parent.change else parent.trust_before
    return StoredTurn(
        id=turn_id,
        rehearsal_id=parent.rehearsal_id,
        parent_id=parent.id,
        depth=parent.depth + 1,
        words=words,
        said_at=now,
        stage=Stage.SAID,
        trust_before=known,
        lease=lease,
    )


def _columns(turn: StoredTurn) -> dict[str, Any]:
    """The columns of a new row; a turn is never stored with a grade already."""
    columns = dict(vars(turn))
    lease: Lease | None = columns.pop("lease")
    del columns["grade"], columns["others"]
    columns["lease_owner"] = lease and lease.owner
    columns["lease_until"] = lease and lease.until
    return columns
