"""Rehearsals and the situations they run on. Every question names who asks."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select

from rehearse.conversation import trust
from rehearse.conversation.keepsakes import Preparation
from rehearse.conversation.rehearsal import Live, PathState
from rehearse.conversation.scenario import Move, Scenario, Utterance
from rehearse.errors import NotFound, WrongUse
from rehearse.store import keepsakes, queries
from rehearse.store.database import Database
from rehearse.store.engine import hold
from rehearse.store.reviews import GivenReview, given_of
from rehearse.store.rows import Listed, Located, Path, Stage, StoredRehearsal, StoredTurn
from rehearse.store.schema import rehearsals, snapshots, turns

_SCENARIOS_KEPT = 64
_SNAPSHOTS = "snapshots"
"""Held by who adds one or drops those that nothing runs on: a rehearsal may just begin on it."""


@dataclass(frozen=True)
class Whole:
    """A path with all that is looked back on beside it."""

    path: Path
    turns: tuple[StoredTurn, ...]
    """Every turn of the rehearsal, the root first, whatever branch it is on."""
    given: tuple[GivenReview, ...]
    """What coaches handed in about it, the oldest first."""


class Rehearsals:
    """All rehearsals of one database. Serves any number of threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._scenarios: OrderedDict[str, Scenario] = OrderedDict()
        self._scenarios_lock = threading.Lock()

    def start(
        self,
        new: StoredRehearsal,
        scenario: Scenario,
        opening: Utterance,
        state: PathState,
        preparation: Preparation | None = None,
    ) -> StoredRehearsal:
        """Store a rehearsal with its root turn, or find the one that has this id already.

        Raises:
            WrongUse: the id is another actor's.
        """
        with self._database.writing() as c:
            hold(c, new.id)
            row = c.execute(select(rehearsals).where(rehearsals.c.id == new.id)).first()
            if row is not None:
                known = queries.rehearsal_of(row)
                if known.owner_id != new.owner_id:
                    raise WrongUse("id_taken", id=new.id)
                return known
            _keep_snapshot(c, new.snapshot, scenario)
            c.execute(insert(rehearsals).values(**vars(new), talked_at=new.started_at))
            c.execute(
                insert(turns).values(
                    id=new.leaf_id,
                    rehearsal_id=new.id,
                    depth=0,
                    words="",
                    said_at=new.started_at,
                    stage=Stage.DONE,
                    opening=opening,
                    trust_before=state.trust,
                    trust_after=state.trust,
                    state=state,
                    trust_rule=trust.RULE_VERSION,
                )
            )
            if preparation is not None:
                keepsakes.put(c, new.id, preparation)
        return new

    def scenario(self, rehearsal: StoredRehearsal) -> Scenario:
        """What a rehearsal runs on; the latest are remembered, since every turn asks for one.

        Raises:
            NotFound: the rehearsal was deleted meanwhile.
        """
        if (known := self._remembered(rehearsal.snapshot)) is not None:
            return known
        with self._database.reading() as c:
            return self._scenario(c, rehearsal)

    def path(self, actor: str, rehearsal_id: str, leaf_id: str | None) -> Path:
        """A rehearsal along the path to a leaf; without one, to its current leaf.

        Raises:
            NotFound: no such rehearsal of this actor's, or no such turn in it.
        """
        with self._database.reading() as c:
            return self._path(c, actor, rehearsal_id, leaf_id)

    def whole(self, actor: str, rehearsal_id: str, leaf_id: str | None) -> Whole:
        """A path as ``path`` gives it, with all that is looked back on beside it, in one look.

        Raises:
            NotFound: no such rehearsal of this actor's, or no such turn in it.
        """
        with self._database.reading() as c:
            return Whole(
                self._path(c, actor, rehearsal_id, leaf_id),
                queries.tree(c, rehearsal_id),
                given_of(c, actor, rehearsal_id),
            )

    def number(self, actor: str, search: str = "") -> int:
        """How many rehearsals this actor has, or how many whose title and name hold these words."""
        mine = rehearsals.c.owner_id == actor
        with self._database.reading() as c:
            found = queries.holding(c, search, rehearsals, mine)
            return c.execute(select(func.count()).where(mine, found)).scalar_one()

    def history(self, actor: str, search: str = "", limit: int | None = None) -> list[Listed]:
        """This actor's rehearsals, the one last talked in first.

        ``search``: only those whose title and name hold these words; ``limit``: so many at most.
        """
        mine = rehearsals.c.owner_id == actor
        with self._database.reading() as c:
            found = queries.holding(c, search, rehearsals, mine)
            newest = _select_listed().where(mine, found).limit(limit)
            return [_listed(row) for row in c.execute(newest)]

    def last(self, actor: str) -> Listed | None:
        """The rehearsal in which this actor last said something; where nothing was said in any,
        the one that began last; None where there is none."""
        mine = rehearsals.c.owner_id == actor
        with self._database.reading() as c:
            for wanted in (mine & (turns.c.depth > 0), mine):
                row = c.execute(_select_listed().where(wanted).limit(1)).first()
                if row is not None:
                    return _listed(row)
        return None

    def newest(self, actor: str, number: int) -> list[StoredRehearsal]:
        """The rehearsals in which something was said, those that began last; the oldest first."""
        statement = (
            select(rehearsals)
            .join(turns, turns.c.id == rehearsals.c.leaf_id)
            .where(rehearsals.c.owner_id == actor, turns.c.depth > 0)
            .order_by(rehearsals.c.started_at.desc(), rehearsals.c.id.desc())
            .limit(number)
        )
        with self._database.reading() as c:
            return [queries.rehearsal_of(row) for row in c.execute(statement)][::-1]

    def ids(self, actor: str) -> list[str]:
        """All of this actor's rehearsals."""
        with self._database.reading() as c:
            mine = select(rehearsals.c.id).where(rehearsals.c.owner_id == actor)
            return list(c.execute(mine).scalars())

    def ids_like(self, actor: str, prefix: str) -> list[str]:
        """Up to two of this actor's rehearsals whose id begins like this."""
        statement = (
            select(rehearsals.c.id)
            .where(
                rehearsals.c.owner_id == actor, rehearsals.c.id.startswith(prefix, autoescape=True)
            )
            .limit(2)
        )
        with self._database.reading() as c:
            return list(c.execute(statement).scalars())

    def finish(self, actor: str, rehearsal_id: str, now: datetime) -> None:
        """Mark a rehearsal as ended; the first end stays.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.writing() as c:
            if queries.owned(c, actor, rehearsal_id, lock=True).ended_at is None:
                queries.change_rehearsal(c, rehearsal_id, ended_at=now)

    def rewind(self, actor: str, rehearsal_id: str, turn_id: str) -> None:
        """Make a turn the current leaf.

        Raises:
            NotFound: no such rehearsal of this actor's, or no such turn in it.
        """
        with self._database.writing() as c:
            queries.owned(c, actor, rehearsal_id, lock=True)
            mine = (turns.c.id == turn_id) & (turns.c.rehearsal_id == rehearsal_id)
            row = c.execute(select(turns.c.said_at).where(mine)).first()
            if row is None:
                raise NotFound("turn", id=turn_id)
            queries.change_rehearsal(c, rehearsal_id, leaf_id=turn_id, talked_at=row.said_at)

    def last_names(self, actor: str) -> tuple[str, ...]:
        """The names that were kept back in this actor's latest rehearsal with a model."""
        statement = (
            select(rehearsals.c.live)
            .where(rehearsals.c.owner_id == actor, rehearsals.c.live.is_not(None))
            .order_by(rehearsals.c.started_at.desc())
            .limit(1)
        )
        with self._database.reading() as c:
            live: Live | None = c.execute(statement).scalar()
        return live.names if live else ()

    def go_on(self, actor: str, rehearsal_id: str, *, without_model: bool) -> None:
        """From now on no model takes part in a rehearsal that was begun with one, or it does
        again, with the same names kept back.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.writing() as c:
            live = queries.owned(c, actor, rehearsal_id, lock=True).live
            if live is not None:
                live = live.model_copy(update={"away": without_model})
                queries.change_rehearsal(c, rehearsal_id, live=live)

    def keep_back(self, actor: str, rehearsal_id: str, names: Sequence[str]) -> None:
        """From now on these names are kept back too, where a model takes part in a rehearsal.

        Raises:
            NotFound: no such rehearsal of this actor's.
        """
        with self._database.writing() as c:
            live = queries.owned(c, actor, rehearsal_id, lock=True).live
            if live is not None:
                known = tuple(dict.fromkeys((*live.names, *names)))
                live = live.model_copy(update={"names": known})
                queries.change_rehearsal(c, rehearsal_id, live=live)

    def delete(self, actor: str, rehearsal_id: str) -> None:
        """Delete a rehearsal with everything in it, out of the file too.

        Raises:
            NotFound: no such rehearsal of this actor's.
            StorageTrouble: ``delete_lingers`` when it is gone but another program still reads.
        """
        with self._database.writing() as c:
            queries.owned(c, actor, rehearsal_id, lock=True)
            c.execute(delete(rehearsals).where(rehearsals.c.id == rehearsal_id))
            _drop_unused_snapshots(c)
        self._database.forget_deleted()

    def delete_all(self, actor: str) -> int:
        """Delete all rehearsals of an actor; returns how many there were.

        Raises:
            StorageTrouble: ``delete_lingers`` when they are gone but another program still reads.
        """
        with self._database.writing() as c:
            gone = c.execute(delete(rehearsals).where(rehearsals.c.owner_id == actor)).rowcount
            _drop_unused_snapshots(c)
        self._database.forget_deleted()
        return gone

    def _path(self, c: Connection, actor: str, rehearsal_id: str, leaf_id: str | None) -> Path:
        rehearsal = queries.owned(c, actor, rehearsal_id)
        path = queries.path_to(c, leaf_id or rehearsal.leaf_id)
        if not path or path[-1].rehearsal_id != rehearsal_id:
            raise NotFound("turn", id=leaf_id)
        left = queries.unfinished(c, rehearsal_id)
        return Path(
            rehearsal,
            path,
            queries.children(c, rehearsal_id),
            tuple(Located(turn, rehearsal) for turn in left),
            queries.disputed(c, rehearsal_id),
            queries.keepsakes_of(c, rehearsal_id),
            self._remembered(rehearsal.snapshot) or self._scenario(c, rehearsal),
        )

    def _remembered(self, version: str) -> Scenario | None:
        with self._scenarios_lock:
            if version in self._scenarios:
                self._scenarios.move_to_end(version)
            return self._scenarios.get(version)

    def _scenario(self, c: Connection, rehearsal: StoredRehearsal) -> Scenario:
        version = rehearsal.snapshot
        statement = select(snapshots.c.scenario).where(snapshots.c.version == version)
        found: Scenario | None = c.execute(statement).scalar()
        if found is None:
            raise NotFound("rehearsal", id=rehearsal.id)
        with self._scenarios_lock:
            self._scenarios[version] = found
            while len(self._scenarios) > _SCENARIOS_KEPT:
                self._scenarios.popitem(last=False)
        return found


def _select_listed() -> Select[Any]:
    """What a list shows of rehearsals, the one last talked in first."""
    other = turns.alias()
    # Every turn that nothing was said after is the end of a branch.
    ends = func.count() - func.count(other.c.parent_id.distinct())
    branches = select(ends).where(other.c.rehearsal_id == rehearsals.c.id).scalar_subquery()
    return (
        select(
            rehearsals,
            turns.c.depth,
            func.coalesce(turns.c.trust_after, turns.c.trust_before).label("trust"),
            rehearsals.c.talked_at,
            turns.c.reply,
            branches.label("branches"),
        )
        .join(turns, turns.c.id == rehearsals.c.leaf_id)
        .order_by(rehearsals.c.talked_at.desc(), rehearsals.c.id.desc())
    )


def _listed(row: Row[Any]) -> Listed:
    return Listed(
        rehearsal=queries.rehearsal_of(row),
        turns=row.depth,
        trust=row.trust,
        last_said_at=row.talked_at,
        branches=row.branches,
        closed=row.reply is not None and row.reply.move is Move.CLOSE,
    )


def _keep_snapshot(c: Connection, version: str, scenario: Scenario) -> None:
    hold(c, _SNAPSHOTS)
    known = select(snapshots.c.version).where(snapshots.c.version == version)
    if c.execute(known).first() is None:
        c.execute(insert(snapshots).values(version=version, scenario=scenario))


def _drop_unused_snapshots(c: Connection) -> None:
    hold(c, _SNAPSHOTS)
    used = select(rehearsals.c.snapshot).where(rehearsals.c.snapshot == snapshots.c.version)
    c.execute(delete(snapshots).where(~used.exists()))
