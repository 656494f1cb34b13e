"""From rows to values."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    Select,
    Table,
    false,
    select,
    true,
    tuple_,
    update,
)

from rehearse.conversation.keepsakes import Keepsakes, Preparation, Reflection
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Difficulty
from rehearse.errors import NotFound
from rehearse.store.rows import (
    Lease,
    Located,
    Purpose,
    Stage,
    StoredGrade,
    StoredRehearsal,
    StoredTurn,
)
from rehearse.store.schema import disputes, grades, keepsakes, rehearsals, turns

_EFFECTIVE = turns.outerjoin(grades, grades.c.id == turns.c.grade_id)
_GRADE = (grades.c.result, grades.c.grader, grades.c.purpose)


def select_turns() -> Select[Any]:
    """Turns with their effective grade."""
    return select(turns, *_GRADE).select_from(_EFFECTIVE)


def select_located() -> Select[Any]:
    """Turns with their effective grade and their rehearsal."""
    belonging = _EFFECTIVE.join(rehearsals, rehearsals.c.id == turns.c.rehearsal_id)
    return select(turns, *_GRADE, rehearsals).select_from(belonging)


def turn_of(row: Row[Any]) -> StoredTurn:
    m = row._mapping
    grade = None
    if m[grades.c.result] is not None:
        purpose = Purpose(m[grades.c.purpose])
        grade = StoredGrade(m[grades.c.result], m[grades.c.grader], purpose)
    owner, until = m[turns.c.lease_owner], m[turns.c.lease_until]
    return StoredTurn(
        id=m[turns.c.id],
        rehearsal_id=m[turns.c.rehearsal_id],
        parent_id=m[turns.c.parent_id],
        depth=m[turns.c.depth],
        words=m[turns.c.words],
        said_at=m[turns.c.said_at],
        stage=Stage(m[turns.c.stage]),
        trust_before=m[turns.c.trust_before],
        label=m[turns.c.label],
        opening=m[turns.c.opening],
        grade=grade,
        change=m[turns.c.change],
        reply=m[turns.c.reply],
        state=m[turns.c.state],
        failed=m[turns.c.failed],
        lease=Lease(owner, until) if owner is not None else None,
    )


def rehearsal_of(row: Row[Any]) -> StoredRehearsal:
    m = row._mapping
    return StoredRehearsal(
        id=m[rehearsals.c.id],
        owner_id=m[rehearsals.c.owner_id],
        snapshot=m[rehearsals.c.snapshot],
        scenario_id=m[rehearsals.c.scenario_id],
        title=m[rehearsals.c.title],
        name=m[rehearsals.c.name],
        language=m[rehearsals.c.language],
        difficulty=Difficulty(m[rehearsals.c.difficulty]),
        opening=m[rehearsals.c.opening],
        started_at=m[rehearsals.c.started_at],
        ended_at=m[rehearsals.c.ended_at],
        leaf_id=m[rehearsals.c.leaf_id],
        live=m[rehearsals.c.live],
    )


def with_others(c: Connection, found: Sequence[StoredTurn]) -> tuple[StoredTurn, ...]:
    """The turns with those of their grades that do not count."""
    counted = select(turns.c.grade_id).where(turns.c.id == grades.c.turn_id).scalar_subquery()
    statement = (
        select(grades.c.turn_id, *_GRADE)
        .where(grades.c.turn_id.in_([turn.id for turn in found]), grades.c.id != counted)
        .order_by(grades.c.created_at, grades.c.id)
    )
    others: dict[str, tuple[StoredGrade, ...]] = {}
    for row in c.execute(statement):
        grade = StoredGrade(row.result, row.grader, Purpose(row.purpose))
        others[row.turn_id] = (*others.get(row.turn_id, ()), grade)
    return tuple(replace(t, others=others[t.id]) if t.id in others else t for t in found)


def located(row: Row[Any]) -> Located:
    return Located(turn_of(row), rehearsal_of(row))


def path_to(connection: Connection, leaf_id: str) -> tuple[StoredTurn, ...]:
    """The turns from the root to a leaf."""
    above = select(turns.c.id, turns.c.parent_id).where(turns.c.id == leaf_id).cte(recursive=True)
    above = above.union_all(
        select(turns.c.id, turns.c.parent_id).where(turns.c.id == above.c.parent_id)
    )
    statement = select_turns().where(turns.c.id.in_(select(above.c.id))).order_by(turns.c.depth)
    return with_others(connection, [turn_of(row) for row in connection.execute(statement)])


def tree(c: Connection, rehearsal_id: str) -> tuple[StoredTurn, ...]:
    """Every turn of a rehearsal, the root first, whatever branch it is on."""
    mine = turns.c.rehearsal_id == rehearsal_id
    statement = select_turns().where(mine).order_by(turns.c.depth, turns.c.said_at, turns.c.id)
    return with_others(c, [turn_of(row) for row in c.execute(statement)])


def unfinished(c: Connection, rehearsal_id: str) -> tuple[StoredTurn, ...]:
    """The turns of a tree that have not come to their end, the shallowest first."""
    left = (turns.c.rehearsal_id == rehearsal_id) & (turns.c.stage != Stage.DONE)
    statement = select_turns().where(left).order_by(turns.c.depth)
    return with_others(c, [turn_of(row) for row in c.execute(statement)])


def children(connection: Connection, rehearsal_id: str) -> dict[str | None, tuple[str, ...]]:
    """The ids under each parent of a tree, oldest first."""
    statement = (
        select(turns.c.parent_id, turns.c.id)
        .where(turns.c.rehearsal_id == rehearsal_id)
        .order_by(turns.c.said_at, turns.c.id)
    )
    found: dict[str | None, tuple[str, ...]] = {}
    for parent_id, turn_id in connection.execute(statement):
        found[parent_id] = (*found.get(parent_id, ()), turn_id)
    return found


def disputed(c: Connection, rehearsal_id: str) -> dict[str, frozenset[Step]]:
    """The steps marked as not right in the effective grades of a tree, for turns with any."""
    statement = (
        select(turns.c.id, disputes.c.step)
        .join(disputes, disputes.c.grade_id == turns.c.grade_id)
        .where(turns.c.rehearsal_id == rehearsal_id)
    )
    found: dict[str, frozenset[Step]] = {}
    for turn_id, step in c.execute(statement):
        found[turn_id] = found.get(turn_id, frozenset()) | {Step(step)}
    return found


def keepsakes_of(c: Connection, rehearsal_id: str) -> Keepsakes:
    """What the manager wrote around a rehearsal; empty where there is nothing of it."""
    row = c.execute(select(keepsakes).where(keepsakes.c.rehearsal_id == rehearsal_id)).first()
    if row is None:
        return Keepsakes()
    return Keepsakes(
        preparation=row.preparation or Preparation(),
        reflection=row.reflection or Reflection(),
        card=row.card,
    )


def holding(
    c: Connection, search: str, table: Table, mine: ColumnElement[bool]
) -> ColumnElement[bool]:
    """Those of a table's rows whose title and name hold all words of a search, whatever their case.

    Many rows have few titles between them, and those are compared here: the databases know small
    letters of few languages, and words are bytes to them.
    """
    wanted = search.casefold().split()
    if not wanted:
        return true()
    title, name = table.c.title, table.c.name
    found = [
        tuple(row)
        for row in c.execute(select(title, name).where(mine).distinct())
        if all(word in f"{row.title} {row.name}".casefold() for word in wanted)
    ]
    return tuple_(title, name).in_(found) if found else false()


def owned(c: Connection, actor: str, rehearsal_id: str, *, lock: bool = False) -> StoredRehearsal:
    """A rehearsal of this actor's. ``lock``: nobody else changes it before we are done.

    Raises:
        NotFound: no such rehearsal, or somebody else's; the two look alike.
    """
    mine = (rehearsals.c.id == rehearsal_id) & (rehearsals.c.owner_id == actor)
    statement = select(rehearsals).where(mine)
    row = c.execute(statement.with_for_update() if lock else statement).first()
    if row is None:
        raise NotFound("rehearsal", id=rehearsal_id)
    return rehearsal_of(row)


def locate(c: Connection, actor: str, turn_id: str, *, lock: bool = False) -> Located:
    """A turn of this actor's. ``lock``: nobody else adds to its tree before we are done.

    Raises:
        NotFound: no such turn, or somebody else's; the two look alike.
    """
    statement = select_located().where(turns.c.id == turn_id, rehearsals.c.owner_id == actor)
    if lock:
        statement = statement.with_for_update(of=rehearsals)
    row = c.execute(statement).first()
    if row is None:
        raise NotFound("turn", id=turn_id)
    found = located(row)
    return Located(with_others(c, [found.turn])[0], found.rehearsal)


def stays(c: Connection, column: Column[str], id_: str) -> bool:
    """Whether there is such a row; if so, nobody deletes it before we are done."""
    statement = select(column).where(column == id_)
    return c.execute(statement.with_for_update(read=True, key_share=True)).first() is not None


def change_rehearsal(c: Connection, rehearsal_id: str, **values: Any) -> None:
    c.execute(update(rehearsals).where(rehearsals.c.id == rehearsal_id).values(**values))
