"""Several who take in one file on one database: each has it for themselves."""

import pytest

from rehearse.coaching import parcel
from rehearse.coaching.review import Coach, Review
from rehearse.errors import NotFound
from tests.service.coached import MARA, ROSA, Desk, Shared, other_content
from tests.service.conftest import House

BRAM, SAM = "bram", "sam"


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
async def shared(desk: Desk) -> Shared:
    """A talk of Mara's, shared with Rosa, and taken in by Bram and by Sam as a file."""
    shared = await desk.shared()
    file = await desk.sharing.file(MARA, shared.id)
    for actor in (BRAM, SAM):
        taken = [await desk.sharing.take_in(actor, file) for _ in range(2)]
        assert [one.new for one in taken] == [True, False]
        assert {one.share_id for one in taken} == {shared.id}
    return shared


@pytest.fixture
async def bram(desk: Desk) -> Coach:
    return await desk.reviewing.name_coach(BRAM, "Bram")


@pytest.fixture
async def sam(desk: Desk) -> Coach:
    return await desk.reviewing.name_coach(SAM, "Sam")


async def made(desk: Desk, actor: str, coach: Coach, shared: Shared) -> Review | None:
    return (await desk.reviewing.read(actor, coach.id, shared.id)).review


async def test_each_reviews_it_and_nobody_sees_anothers(
    desk: Desk, shared: Shared, bram: Coach, sam: Coach
) -> None:
    turn = shared.talk.turns[0].id
    await desk.reviewed(shared, bram, BRAM)
    await desk.reviewing.comment(SAM, sam.id, shared.id, turn, "Mine")
    for actor, coach, levels in ((BRAM, bram, 1), (SAM, sam, 0)):
        (row,) = await desk.reviewing.talks(actor, coach.id)
        assert (row.share_id, row.handed_in_at is not None) == (shared.id, actor == BRAM)
        review = await made(desk, actor, coach, shared)
        assert review is not None
        assert len(review.of(turn).steps) == levels
    assert [review.coach for _, found in await desk.reviewing.given(BRAM) for review in found] == [
        bram
    ]
    assert await desk.reviewing.given(SAM) == await desk.reviewing.given(ROSA) == ()
    assert (await desk.sharing.given(MARA))[0].reviews == 0
    undone = await desk.reviewing.undo(SAM, sam.id, shared.id)
    assert undone is not None
    assert undone.of(turn).comment == ""
    assert await desk.reviewing.undo(SAM, sam.id, shared.id) is None
    assert (await desk.reviewing.read(BRAM, bram.id, shared.id)).can_undo


async def test_a_review_comes_back_to_who_shared_it_and_to_nobody_else(
    desk: Desk, shared: Shared, sam: Coach
) -> None:
    turn = shared.talk.turns[0].id
    await desk.reviewed(shared, sam, SAM)
    first = await desk.reviewing.file(SAM, sam.id, shared.id)
    assert [(await desk.sharing.take_in(MARA, first)).new for _ in range(2)] == [True, False]
    await desk.reviewing.comment(SAM, sam.id, shared.id, turn, "On second thoughts")
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.review == parcel.opened(first)
    second = await desk.reviewing.file(SAM, sam.id, shared.id)
    assert (await desk.sharing.take_in(MARA, second)).new
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.review == parcel.opened(second) == await made(desk, SAM, sam, shared)
    goal = await desk.sharing.goal(MARA)
    assert goal is not None
    assert (goal.coach, goal.rehearsal_id) == ("Sam", shared.rehearsal)
    assert await desk.reviewing.given(BRAM) == ()
    # What Sam writes here is changed by no file that comes to Sam.
    forged = other_content(second, overall="Not mine", changed_at="2100-01-01T00:00:00Z")
    assert not (await desk.sharing.take_in(SAM, forged)).new
    assert await made(desk, SAM, sam, shared) == parcel.opened(second)


async def test_who_erases_it_or_takes_it_back_does_so_for_themselves(
    desk: Desk, shared: Shared, bram: Coach, sam: Coach
) -> None:
    for actor, coach in ((BRAM, bram), (SAM, sam)):
        await desk.reviewed(shared, coach, actor)
    rosa = await desk.reviewing.name_coach(ROSA, "Rosa")
    await desk.reviewing.agree(ROSA, rosa.id, shared.id, shared.talk.turns[0].id)
    await desk.reviewing.remove(BRAM, shared.id)
    await desk.sharing.withdraw(MARA, shared.id)
    for actor, coach in ((BRAM, bram), (ROSA, rosa)):
        with pytest.raises(NotFound):
            await desk.reviewing.read(actor, coach.id, shared.id)
        assert await desk.reviewing.talks(actor, coach.id) == ()
    reading = await desk.reviewing.read(SAM, sam.id, shared.id)
    assert (reading.talk, reading.can_undo) == (shared.talk, True)
    await desk.house.service.delete(MARA, shared.rehearsal)
    assert await made(desk, SAM, sam, shared) == reading.review
    assert desk.house.rows("select distinct reader_id from reviews") == [(SAM,)]
    assert desk.house.rows("select distinct reader_id from review_past") == [(SAM,)]


async def test_what_another_made_of_a_file_stands_in_nobodys_way(desk: Desk) -> None:
    shared = await desk.shared()
    file = await desk.sharing.file(MARA, shared.id)
    await desk.sharing.take_in(BRAM, other_content(file, title="Another"))
    assert (await desk.sharing.take_in(SAM, file)).title == shared.talk.title
    again = await desk.sharing.share(MARA, shared.id, shared.rehearsal, shared.leaf, reader=ROSA)
    assert again.title == shared.talk.title
    assert desk.house.rows("select count(*) from shares") == [(3,)]
