"""Two who write at once, as two tabs or two machines do: both are served, and nothing is doubled.

The second comes in the middle of the first one's transaction, and is waited for a moment: where
only the driver stood between them it would be through by then.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import event

from rehearse.coaching.parcel import digest
from rehearse.coaching.review import Coach
from rehearse.conversation.keepsakes import Card, Reflection
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import Step
from rehearse.conversation.scenario import Scenario
from rehearse.ids import new_id
from rehearse.models import Purpose, Usage
from rehearse.store.rows import StoredDraft, StoredRehearsal, StoredTurn
from rehearse.store.store import Store
from tests.coaching.said import review, said, talk
from tests.databases import address, rows
from tests.service.fakes import tiny_scenario
from tests.store.test_turns import (
    MINE,
    NO_CHANGE,
    NO_GRADE,
    NOW,
    STATE,
    UNTIL,
    new_rehearsal,
)

ALL = frozenset(Step)
TALK = talk([said("Ik heb je laten zitten.")])
USED = Usage(purpose=Purpose.REPLY, model="m", prompt_tokens=1, answer_tokens=1, cost=Decimal(1))
LIVE = Live(names=("Noor",))
LATER = NOW + timedelta(seconds=1)

A, B = TypeVar("A"), TypeVar("B")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "rehearse.db"


@pytest.fixture
def here(file: Path) -> Iterator[Store]:
    store = Store.open(address(file))
    yield store
    store.close()


@pytest.fixture
def there(here: Store, file: Path) -> Iterator[Store]:
    """Another process on the same database, as far as the store can tell."""
    store = Store.open(address(file))
    yield store
    store.close()


def meanwhile(
    store: Store, before: str, first: Callable[[], A], second: Callable[[], B]
) -> tuple[A, B]:
    """What both came to, the second called when the first is about to run such a statement."""
    came: list[Future[B]] = []
    with ThreadPoolExecutor(1) as pool:

        @event.listens_for(store._database._engine, "before_cursor_execute")
        def come(_c: object, _cursor: object, statement: str, *_: Any) -> None:
            if not came and statement.startswith(before):
                came.append(pool.submit(second))
                wait(came, timeout=0.3)

        one = first()
        (other,) = came
        return one, other.result()


def started(store: Store, new: StoredRehearsal) -> StoredRehearsal:
    scenario: Scenario = tiny_scenario()
    return store.rehearsals.start(new, scenario, scenario.words.openings[0], STATE)


@pytest.fixture
def rehearsal(here: Store) -> StoredRehearsal:
    return started(here, new_rehearsal(LIVE))


@pytest.fixture
def turn(here: Store, rehearsal: StoredRehearsal) -> StoredTurn:
    """A turn that has its grade."""
    said = here.turns.say("me", new_id(), rehearsal.leaf_id, "hello", NOW, MINE).turn
    return here.turns.graded(said, NO_GRADE, NO_CHANGE, NOW, UNTIL)


def test_one_rehearsal_started_twice_is_one(here: Store, there: Store) -> None:
    mine, yours = new_rehearsal(LIVE), new_rehearsal(LIVE)
    yours = replace(yours, id=mine.id)
    for before in ("INSERT INTO snapshots", "INSERT INTO rehearsals"):
        one, other = meanwhile(
            here, before, lambda: started(here, mine), lambda: started(there, yours)
        )
        assert one == other == mine
        assert here.rehearsals.number("me") == 1
        here.rehearsals.delete_all("me")


def test_two_rehearsals_of_a_new_situation_share_its_snapshot(
    here: Store, there: Store, file: Path
) -> None:
    meanwhile(
        here,
        "INSERT INTO snapshots",
        lambda: started(here, new_rehearsal(LIVE)),
        lambda: started(there, new_rehearsal(LIVE)),
    )
    assert here.rehearsals.number("me") == 2
    assert rows(file, "select count(*) from snapshots") == [(1,)]


def test_a_situation_stays_for_who_starts_while_its_last_rehearsal_is_deleted(
    here: Store, there: Store, rehearsal: StoredRehearsal, file: Path
) -> None:
    new = new_rehearsal(LIVE)
    meanwhile(
        here,
        "INSERT INTO rehearsals",
        lambda: started(here, new),
        lambda: there.rehearsals.delete("me", rehearsal.id),
    )
    newer = new_rehearsal(LIVE)
    meanwhile(
        here,
        "DELETE FROM snapshots",
        lambda: here.rehearsals.delete("me", new.id),
        lambda: started(there, newer),
    )
    assert [row.rehearsal for row in here.rehearsals.history("me")] == [newer]
    assert rows(file, "select version from snapshots") == [(newer.snapshot,)]


def test_two_parts_that_are_kept_first_are_both_kept(
    here: Store, there: Store, rehearsal: StoredRehearsal
) -> None:
    meanwhile(
        here,
        "INSERT",
        lambda: here.keepsakes.keep("me", rehearsal.id, Card(opening="mine")),
        lambda: there.keepsakes.keep("me", rehearsal.id, Reflection(words="yours")),
    )
    kept = here.rehearsals.path("me", rehearsal.id, None).keepsakes
    assert kept.card is not None
    assert (kept.card.opening, kept.reflection.words) == ("mine", "yours")


def test_a_step_that_two_mark_as_not_right_is_marked(
    here: Store, there: Store, turn: StoredTurn, file: Path
) -> None:
    meanwhile(
        here,
        "INSERT",
        lambda: here.remarks.dispute("me", turn.id, frozenset({Step.ASK}), NOW),
        lambda: there.remarks.dispute("me", turn.id, frozenset({Step.ASK}), LATER),
    )
    assert rows(file, "select step from disputes") == [("ask",)]


def test_a_talk_shared_twice_with_one_id_is_one_share(
    here: Store, there: Store, rehearsal: StoredRehearsal
) -> None:
    shared = TALK.model_copy(update={"rehearsal_id": rehearsal.id})
    one, other = meanwhile(
        here,
        "INSERT",
        lambda: here.shares.share("me", "rosa", shared),
        lambda: there.shares.share("me", "rosa", shared),
    )
    assert one == other
    assert len(here.shares.given_by("me")) == 1


def test_a_file_taken_in_twice_is_new_once(here: Store, there: Store) -> None:
    (one, new), (other, again) = meanwhile(
        here,
        "INSERT",
        lambda: here.shares.receive("rosa", TALK, NOW),
        lambda: there.shares.receive("rosa", TALK, LATER),
    )
    assert one == other
    assert (new, again) == (True, False)
    theirs = review(TALK, digest(TALK))
    (_, new), (_, again) = meanwhile(
        here,
        "INSERT",
        lambda: here.reviews.receive("rosa", theirs, NOW),
        lambda: there.reviews.receive("rosa", theirs, LATER),
    )
    assert (new, again) == (True, False)


def test_a_file_taken_in_by_two_is_new_to_both(here: Store, there: Store) -> None:
    (one, new), (other, also) = meanwhile(
        here,
        "INSERT",
        lambda: here.shares.receive("rosa", TALK, NOW),
        lambda: there.shares.receive("bram", TALK, NOW),
    )
    assert (one.reader_id, other.reader_id, new, also) == ("rosa", "bram", True, True)


def test_two_coaches_of_one_name_are_one(here: Store, there: Store) -> None:
    one, other = meanwhile(
        here,
        "INSERT",
        lambda: here.reviews.name_coach("rosa", Coach(id=new_id(), name="Rosa"), NOW),
        lambda: there.reviews.name_coach("rosa", Coach(id=new_id(), name="rosa"), NOW),
    )
    assert here.reviews.coaches("rosa") == (one,) == (other,)


COMES: dict[str, Callable[[Store, StoredTurn], None]] = {
    "a reading": lambda store, turn: store.turns.keep_reading(turn.id, NO_GRADE, NOW),
    "usage": lambda store, turn: store.usages.add(turn.rehearsal_id, turn.id, USED, NOW),
    "a draft": lambda store, turn: store.drafts.add(
        "me", turn.id, StoredDraft("words", NO_GRADE, NOW)
    ),
    "a remark": lambda store, turn: store.remarks.dispute("me", turn.id, ALL, NOW),
}


@pytest.mark.parametrize("what", COMES)
def test_what_comes_for_a_turn_while_it_is_deleted_goes_with_it(
    here: Store, there: Store, turn: StoredTurn, file: Path, what: str
) -> None:
    meanwhile(
        here,
        "INSERT",
        lambda: COMES[what](here, turn),
        lambda: there.rehearsals.delete("me", turn.rehearsal_id),
    )
    for table in ("turns", "grades", "usages", "drafts", "disputes"):
        assert rows(file, f"select count(*) from {table}") == [(0,)]


def test_one_look_sees_one_moment(here: Store, there: Store, rehearsal: StoredRehearsal) -> None:
    """Also where it asks several times, and somebody writes in between."""
    with here._database.reading() as c:
        before = c.exec_driver_sql("select count(*) from turns").scalar()
        there.turns.say("me", new_id(), rehearsal.leaf_id, "hello", NOW, MINE)
        assert c.exec_driver_sql("select count(*) from turns").scalar() == before
    with here._database.reading() as c:
        assert c.exec_driver_sql("select count(*) from turns").scalar() == 2
