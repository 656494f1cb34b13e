"""Turns in the store: only who holds the lease brings one on, and only from where it stands."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rehearse.conversation import trust
from rehearse.conversation.rehearsal import Live, at_start
from rehearse.conversation.rubric import NotScored, NotScoredCode
from rehearse.conversation.scenario import Difficulty
from rehearse.ids import new_id
from rehearse.store import engine as engines
from rehearse.store.rows import Lease, Purpose, StoredGrade, StoredRehearsal, StoredTurn
from rehearse.store.store import Store
from rehearse.store.turns import LeaseLost
from tests.databases import address
from tests.service.fakes import tiny_scenario

NOW = datetime(2026, 1, 2, 3, 4, 5, 678_901, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=10)
MINE, YOURS = Lease("here|1|1|a|1", UNTIL), Lease("here|1|1|b|2", UNTIL)
NO_GRADE = StoredGrade(NotScored(code=NotScoredCode.FAILED), "none", Purpose.FINAL)
STATE = at_start(Difficulty.NORMAL)
NO_CHANGE = trust.after_turn(STATE.standing, NO_GRADE.result, ())


def new_rehearsal(live: Live | None = None) -> StoredRehearsal:
    """One that nobody has begun yet."""
    scenario = tiny_scenario()
    return StoredRehearsal(
        id=new_id(),
        owner_id="me",
        snapshot=scenario.version(),
        scenario_id=scenario.id,
        title="Tïny \U0001f600",
        name="Noor",
        language="en",
        difficulty=Difficulty.NORMAL,
        opening=0,
        started_at=NOW,
        ended_at=None,
        leaf_id=new_id(),
        live=live,
    )


@pytest.fixture
def said(store: Store) -> StoredTurn:
    """A turn that was just said, under our lease."""
    scenario, rehearsal = tiny_scenario(), new_rehearsal()
    store.rehearsals.start(rehearsal, scenario, scenario.words.openings[0], STATE)
    return store.turns.say("me", new_id(), rehearsal.leaf_id, "hello", NOW, MINE).turn


def test_everything_comes_back_as_it_was_put_in(
    store: Store, said: StoredTurn, tmp_path: Path
) -> None:
    located = store.turns.turn("me", said.id)
    assert located.turn == said
    assert located.turn.said_at == NOW
    assert located.rehearsal.title == "Tïny \U0001f600"
    assert store.rehearsals.scenario(located.rehearsal) == tiny_scenario()
    store.close()
    again = Store.open(address(tmp_path / "rehearse.db"))
    assert again.rehearsals.scenario(located.rehearsal) == tiny_scenario()
    again.close()


def test_who_lost_the_lease_brings_nothing_on(store: Store, said: StoredTurn) -> None:
    taken = store.turns.claim(said, YOURS)
    assert taken is not None
    with pytest.raises(LeaseLost):
        store.turns.graded(said, NO_GRADE, NO_CHANGE, NOW, UNTIL)
    assert store.turns.turn("me", said.id).turn.grade is None
    store.turns.give_up(said, "colleague_failed")
    store.turns.renew(said.id, MINE)
    assert store.turns.turn("me", said.id).turn == taken
    store.turns.graded(taken, NO_GRADE, NO_CHANGE, NOW, UNTIL)
    with pytest.raises(LeaseLost):
        store.turns.graded(taken, NO_GRADE, NO_CHANGE, NOW, UNTIL)
    store.close()


def test_a_turn_is_claimed_once_as_it_was_seen(store: Store, said: StoredTurn) -> None:
    assert store.turns.claim(said, YOURS) is not None
    assert store.turns.claim(said, Lease("c", UNTIL)) is None
    store.close()


def test_foreign_keys_rest_while_tables_are_rebuilt(tmp_path: Path) -> None:
    """Rebuilding a table drops it, and with foreign keys on that deletes what refers to it."""
    url = engines.address(f"sqlite:///{tmp_path / 'x.db'}")
    for migrating in (True, False):
        engine = engines.make_engine(url, patience_s=1, migrating=migrating)
        with engine.connect() as connection:
            on = connection.exec_driver_sql("pragma foreign_keys").scalar()
        assert on == (not migrating)
        engine.dispose()
