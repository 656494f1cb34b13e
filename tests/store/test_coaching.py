"""Shares and reviews in the store: where they stand, and that clocks decide nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from rehearse.coaching.parcel import digest
from rehearse.coaching.review import Coach, Review
from rehearse.coaching.shared import SharedTalk
from rehearse.ids import new_id
from rehearse.store.schema import reviews, shares
from rehearse.store.store import Store
from tests.coaching.said import COACH, review, said, talk
from tests.databases import sqlite_only

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
TALK = talk([said("Ik heb \x00 je laten zitten.")], name="Noor \U0001f600")
TURN = TALK.turns[0].id


@pytest.fixture
def coach(store: Store) -> Coach:
    store.shares.receive("rosa", TALK, NOW)
    return store.reviews.name_coach("rosa", Coach(id=new_id(), name="Rosa"), NOW)


def test_everything_comes_back_as_it_was_put_in(store: Store) -> None:
    share, new = store.shares.receive("rosa", TALK, NOW)
    assert new
    assert store.shares.talk("rosa", TALK.id) == (share, TALK)
    assert (share.digest, share.name) == (digest(TALK), TALK.name)
    assert (share.received_at, share.shared_at) == (NOW, TALK.shared_at)
    store.reviews.receive("rosa", review(TALK, digest(TALK)), NOW)
    ((found, given),) = store.reviews.read_by("rosa")
    assert (found, given) == (TALK, (review(TALK, digest(TALK)),))
    store.close()


def test_choices_are_undone_in_the_order_in_which_they_were_made(
    store: Store, coach: Coach
) -> None:
    """Whatever the clocks of two processes say."""

    def comment(text: str, moment: datetime) -> None:
        def changed(_: SharedTalk, before: Review) -> Review:
            return before.with_comment(TURN, text, moment)

        store.reviews.change("rosa", coach.id, TALK.id, changed, moment)

    moments = (NOW, NOW - timedelta(hours=1), NOW + timedelta(hours=1), NOW - timedelta(days=1))
    for n, moment in enumerate(moments):
        comment(f"Comment {n}", moment)
    for expected in ("Comment 2", "Comment 1", "Comment 0", ""):
        undone = store.reviews.undo("rosa", coach.id, TALK.id, NOW)
        assert undone is not None
        assert undone.of(TURN).comment == expected
    assert store.reviews.undo("rosa", coach.id, TALK.id, NOW) is None
    store.close()


def test_a_choice_that_breaks_leaves_everything_as_it_was(store: Store, coach: Coach) -> None:
    def breaks(_: SharedTalk, before: Review) -> Review:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.reviews.change("rosa", coach.id, TALK.id, breaks, NOW)
    assert store.reviews.review("rosa", coach.id, TALK.id) == (None, False)
    store.close()


def test_what_is_long_stands_last_in_its_row() -> None:
    """SQLite reads a row from its front, through all that stands before what a list shows."""
    assert shares.c.keys()[-1] == "talk"
    assert reviews.c.keys()[-1] == "review"


@sqlite_only
@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("shared_at desc, id desc", "ix_shares_reader_id_shared_at"),
        (
            "disputed desc, doubtful desc, shared_at desc, id desc",
            "ix_shares_reader_id_disputed_doubtful_shared_at",
        ),
    ],
)
def test_lists_are_read_from_their_index(store: Store, order: str, index: str) -> None:
    asked = f"explain query plan select title from shares where reader_id = 'x' order by {order}"
    with store._database.reading() as c:
        assert any(index in str(step) for step in c.exec_driver_sql(asked))
    store.close()


def test_a_coach_on_another_machine_has_no_row_here(store: Store, coach: Coach) -> None:
    store.reviews.receive("rosa", review(TALK, digest(TALK)), NOW)
    assert store.reviews.coaches("rosa") == (coach,)
    assert coach.id != COACH
    store.close()
