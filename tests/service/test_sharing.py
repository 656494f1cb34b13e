"""What a manager shares, what comes of it, and what comes back."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rehearse.coaching import parcel
from rehearse.coaching.review import Review
from rehearse.conversation.rubric import Level, Step
from rehearse.errors import BadFile, NotFound, Refused, WrongUse
from rehearse.ids import new_id
from rehearse.store.rows import Purpose, StoredGrade
from tests.databases import bytes_of
from tests.service.coached import MARA, ROSA, Desk, other_content
from tests.service.conftest import House
from tests.service.fakes import FakeGrader, TurnContext


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
async def elsewhere(house: House, tmp_path: Path) -> AsyncIterator[Desk]:
    """A coach's own machine."""
    other = House(tmp_path / "elsewhere.db", clock=house.clock)
    yield Desk(other)
    await other.close()


async def test_one_path_goes_as_it_stands_and_nothing_else(desk: Desk) -> None:
    rehearsal, root = await desk.house.start(MARA)
    first = await desk.house.say(root, "own_part", MARA)
    await desk.house.say(first, "another version", MARA)
    leaf = await desk.house.say(first, "ask", MARA)
    await desk.house.service.check(MARA, leaf, "DRAFT reliable")
    await desk.house.service.label(MARA, leaf, "LABEL")
    await desk.house.service.dispute(MARA, first, frozenset({Step.OWN_PART}))
    seen = await desk.sharing.preview(MARA, new_id(), rehearsal, leaf, None)
    assert desk.house.rows("select count(*) from shares") == [(0,)]
    share = new_id()
    await desk.sharing.share(MARA, share, rehearsal, leaf)
    file = await desk.sharing.file(MARA, share)
    talk = parcel.opened(file)
    assert talk == seen.talk.model_copy(update={"id": share})
    assert [turn.text for turn in talk.turns] == ["own_part", "ask"]
    assert talk.turns[0].disputed == {Step.OWN_PART}
    for kept_back in (b"another version", b"DRAFT", b"LABEL"):
        assert kept_back not in file


async def test_what_goes_is_what_the_preview_showed_with_names_replaced(desk: Desk) -> None:
    rehearsal, leaf = await desk.talk("own_part, Pieter, call 06-12345678", "Anna knows")
    share = new_id()
    found = (await desk.sharing.preview(MARA, share, rehearsal, leaf, ("Pieter",))).found
    assert found == ("Anna",)
    seen = await desk.sharing.preview(MARA, share, rehearsal, leaf, ("Pieter", *found))
    view = await desk.sharing.share(MARA, share, rehearsal, leaf, ("Pieter", *found))
    assert view.names_replaced
    file = await desk.sharing.file(MARA, share)
    assert parcel.opened(file) == seen.talk
    for private in (b"Pieter", b"Anna", b"12345678"):
        assert private not in file


async def test_a_turn_without_its_answer_stays_behind(desk: Desk) -> None:
    rehearsal, leaf = await desk.talk("own_part")
    desk.house.colleague.before = _breaks
    turn = await desk.house.say(leaf, "ask", MARA)
    share = new_id()
    view = await desk.sharing.share(MARA, share, rehearsal, turn)
    assert (view.turns, view.leaf_id) == (1, leaf)


def _breaks() -> None:
    raise RuntimeError


async def test_where_nothing_was_said_there_is_nothing_to_share(desk: Desk) -> None:
    rehearsal, root = await desk.house.start(MARA)
    for call in (desk.sharing.preview, desk.sharing.share):
        with pytest.raises(Refused) as trouble:
            await call(MARA, new_id(), rehearsal, root, None)
        assert trouble.value.code == "nothing_to_share"


async def test_a_known_id_shares_nothing_twice(desk: Desk) -> None:
    shared = await desk.shared()
    again = await desk.sharing.share(MARA, shared.id, shared.rehearsal, shared.leaf)
    assert again.shared_at == shared.talk.shared_at
    assert again.reviews == 0
    await desk.reviewed(shared, await desk.reviewing.name_coach(ROSA, "Rosa"))
    again = await desk.sharing.share(MARA, shared.id, shared.rehearsal, shared.leaf)
    assert again.reviews == 1
    assert desk.house.rows("select count(*) from shares") == [(1,)]
    other, leaf = await desk.talk("ask")
    theirs, their_leaf = await desk.talk("ask", actor="bram")
    for actor, rehearsal, turn in ((MARA, other, leaf), ("bram", theirs, their_leaf)):
        with pytest.raises(WrongUse) as trouble:
            await desk.sharing.share(actor, shared.id, rehearsal, turn)
        assert trouble.value.code == "id_taken"
    for call in (desk.sharing.preview, desk.sharing.share):
        with pytest.raises(WrongUse) as trouble:
            await call(MARA, "no id", shared.rehearsal, shared.leaf, None)
        assert trouble.value.code == "bad_id"


async def test_a_turn_of_another_rehearsal_is_not_found_in_this_one(desk: Desk) -> None:
    shared = await desk.shared()
    other, _ = await desk.talk("ask")
    for leaf in (shared.leaf, new_id(), "nonsense"):
        with pytest.raises(NotFound):
            await desk.sharing.share(MARA, new_id(), other, leaf)


async def test_what_was_shared_stays_when_the_rehearsal_goes_on(desk: Desk) -> None:
    shared = await desk.shared("own_part", "ask")
    before = await desk.sharing.file(MARA, shared.id)
    turn = shared.talk.turns[0].id
    regrade = StoredGrade(FakeGrader().grade("-worth", TurnContext()), "again", Purpose.REGRADE)
    desk.house.store.turns.keep_reading(turn, regrade, desk.house.clock())
    await desk.house.service.dispute(MARA, turn, frozenset(Step))
    await desk.house.say(shared.leaf, "reliable", MARA)
    assert await desk.sharing.file(MARA, shared.id) == before
    (view,) = await desk.sharing.shares(MARA, shared.rehearsal)
    assert view.turns == 2


async def test_the_same_path_shared_again_is_another_sharing(desk: Desk) -> None:
    first = await desk.shared()
    desk.house.clock.pass_by(1)
    second = new_id()
    await desk.sharing.share(MARA, second, first.rehearsal, first.leaf, reader=ROSA)
    views = await desk.sharing.shares(MARA, first.rehearsal)
    assert [view.id for view in views] == [second, first.id]


async def test_a_withdrawn_talk_is_read_by_nobody_and_its_words_are_gone(desk: Desk) -> None:
    coach = await desk.reviewing.name_coach(ROSA, "Rosa")
    second = await desk.reviewing.name_coach(ROSA, "Rina")
    shared = await desk.shared("own_part WITHDRAWN", "ask")
    turn = shared.talk.turns[0].id
    await desk.reviewing.comment(ROSA, coach.id, shared.id, turn, "UNDONE")
    await desk.reviewed(shared, coach)
    await desk.reviewing.comment(ROSA, coach.id, shared.id, turn, "It stays")
    await desk.reviewing.comment(ROSA, second.id, shared.id, turn, "UNFINISHED")
    file = await desk.sharing.file(MARA, shared.id)
    await desk.sharing.withdraw(MARA, shared.id)
    for call in (
        desk.reviewing.read(ROSA, coach.id, shared.id),
        desk.reviewing.comment(ROSA, coach.id, shared.id, turn, "x"),
        desk.reviewing.undo(ROSA, coach.id, shared.id),
        desk.reviewing.file(ROSA, coach.id, shared.id),
        desk.sharing.file(MARA, shared.id),
        desk.sharing.withdraw(MARA, shared.id),
    ):
        with pytest.raises(NotFound):
            await call
    assert await desk.reviewing.talks(ROSA, coach.id) == ()
    assert await desk.reviewing.given(ROSA) == ()
    (view,) = await desk.sharing.shares(MARA, shared.rehearsal)
    assert (view.reviews, view.withdrawn_at) == (1, desk.house.clock())
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.talk is None
    assert given.review.of(turn).comment == "It stays"
    left = bytes_of(desk.house.file)
    assert b"It stays" in left
    for gone in (b"UNDONE", b"UNFINISHED"):
        assert gone not in left
    # The rehearsal itself has the words still; without it they are nowhere.
    for actor in (MARA, ROSA):
        with pytest.raises(WrongUse) as trouble:
            await desk.sharing.take_in(actor, file)
        assert trouble.value.code == "share_withdrawn"
    await desk.house.service.delete(MARA, shared.rehearsal)
    assert b"WITHDRAWN" not in bytes_of(desk.house.file)


async def test_a_deleted_rehearsal_takes_all_that_was_shared_of_it_along(desk: Desk) -> None:
    coach = await desk.reviewing.name_coach(ROSA, "Rosa")
    shared = await desk.shared("own_part DELETED")
    await desk.reviewed(shared, coach)
    review = await desk.reviewing.file(ROSA, coach.id, shared.id)
    assert b"DELETED" in bytes_of(desk.house.file)
    await desk.house.service.delete(MARA, shared.rehearsal)
    left = bytes_of(desk.house.file)
    for gone in (b"DELETED", b"Ask more", b"Well begun", shared.id.encode()):
        assert gone not in left
    for table in ("shares", "reviews", "review_past"):
        assert desk.house.rows(f"select count(*) from {table}") == [(0,)]
    with pytest.raises(WrongUse) as trouble:
        await desk.sharing.take_in(MARA, review)
    assert trouble.value.code == "review_foreign"
    assert await desk.sharing.goal(MARA) is None


async def test_a_talk_and_its_review_travel_between_two_machines(
    desk: Desk, elsewhere: Desk
) -> None:
    shared = await desk.shared("own_part", "ask")
    file = await desk.sharing.file(MARA, shared.id)
    taken = [await elsewhere.sharing.take_in(ROSA, file) for _ in range(2)]
    assert [one.new for one in taken] == [True, False]
    assert (taken[0].share_id, taken[0].coach) == (shared.id, None)
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    review = await elsewhere.reviewing.file(ROSA, coach.id, shared.id)
    back = [await desk.sharing.take_in(MARA, review) for _ in range(2)]
    assert [one.new for one in back] == [True, False]
    assert (back[0].coach, back[0].rehearsal_id) == ("Rosa", shared.rehearsal)
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.talk == shared.talk
    assert given.review == parcel.opened(review)
    # Somebody's own file changes nothing either.
    assert not (await desk.sharing.take_in(MARA, file)).new
    assert not (await elsewhere.sharing.take_in(ROSA, review)).new


async def test_a_review_that_was_gone_over_again_takes_the_place_of_the_first(
    desk: Desk, elsewhere: Desk
) -> None:
    shared = await desk.shared()
    await elsewhere.sharing.take_in(ROSA, await desk.sharing.file(MARA, shared.id))
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    turn, files = shared.talk.turns[0].id, []

    async def sent() -> None:
        files.append(await elsewhere.reviewing.file(ROSA, coach.id, shared.id))
        elsewhere.house.clock.pass_by(1)

    await sent()
    await elsewhere.reviewing.comment(ROSA, coach.id, shared.id, turn, "On second thoughts")
    await sent()
    await elsewhere.reviewing.undo(ROSA, coach.id, shared.id)
    await sent()
    comments = []
    for file in files:
        assert (await desk.sharing.take_in(MARA, file)).new
        (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
        comments.append(given.review.of(turn).comment)
    assert comments == ["", "On second thoughts", ""]
    # An older one that comes late changes nothing.
    assert not (await desk.sharing.take_in(MARA, files[1])).new
    assert (await desk.sharing.shares(MARA, shared.rehearsal))[0].reviews == 1


async def test_a_review_of_a_talk_that_was_withdrawn_meanwhile_still_comes_in(
    desk: Desk, elsewhere: Desk
) -> None:
    shared = await desk.shared()
    await elsewhere.sharing.take_in(ROSA, await desk.sharing.file(MARA, shared.id))
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    await desk.sharing.withdraw(MARA, shared.id)
    review = await elsewhere.reviewing.file(ROSA, coach.id, shared.id)
    assert (await desk.sharing.take_in(MARA, review)).new
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.talk is None
    assert given.review.overall == "Well begun"


async def test_files_that_fit_nothing_are_refused_and_leave_nothing(
    desk: Desk, elsewhere: Desk
) -> None:
    shared = await desk.shared()
    file = await desk.sharing.file(MARA, shared.id)
    await elsewhere.sharing.take_in(ROSA, file)
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    review = await elsewhere.reviewing.file(ROSA, coach.id, shared.id)
    given = parcel.opened(review)
    assert isinstance(given, Review)
    turn = shared.talk.turns[0].id
    quote = {"steps": {"ask": {"level": 2, "blind": True, "made_at": "2026-11-03T09:30:00Z"}}}
    quote["steps"]["ask"]["passage"] = {"text": "never said", "start": 0, "end": 10}
    wrong = {
        "review_foreign": [
            other_content(review, share_id=new_id()),
            other_content(review, talk_digest="0" * 64),
            other_content(review, turns={new_id(): {"comment": "x"}}),
            other_content(review, turns={turn: quote}),
        ],
        "share_other": [
            other_content(file, title="Another"),
            other_content(file, shared_at="2026-01-01T00:00:00Z"),
        ],
        "parcel_wrong": [
            other_content(file, id="1"),
            other_content(file, id=shared.id.upper()),
            other_content(file, leaf_id="../../etc/passwd"),
            other_content(review, coach={"id": "x", "name": "Rosa"}),
            other_content(review, turns={"no id": {"comment": "x"}}),
            other_content(file, turns=[*_plain_turns(file), _plain_turns(file)[0] | {"id": "x"}]),
        ],
        "parcel_altered": [file.replace(b"own_part", b"own_pant")],
        "parcel_cut": [file[:-40], review[: len(review) // 2]],
    }
    for code, files in wrong.items():
        for each in files:
            with pytest.raises((BadFile, WrongUse)) as trouble:
                await desk.sharing.take_in(MARA, each)
            assert trouble.value.code == code
    assert desk.house.rows("select count(*) from reviews") == [(0,)]
    assert desk.house.rows("select count(*) from shares") == [(1,)]


def _plain_turns(file: bytes) -> list[dict[str, object]]:
    turns: list[dict[str, object]] = json.loads(file)["content"]["turns"]
    return turns


async def test_no_review_takes_the_place_of_anothers(desk: Desk, elsewhere: Desk) -> None:
    shared, other = await desk.shared(), await desk.shared()
    for each in (shared, other):
        await elsewhere.sharing.take_in(ROSA, await desk.sharing.file(MARA, each.id))
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    review = await elsewhere.reviewing.file(ROSA, coach.id, shared.id)
    await desk.sharing.take_in(MARA, review)
    later = "2100-01-01T00:00:00Z"
    same_id = {"share_id": other.id, "talk_digest": parcel.digest(other.talk), "turns": {}}
    for file in (
        other_content(review, id=new_id(), changed_at=later),
        other_content(review, changed_at=later, **same_id),
        other_content(review, coach={"id": new_id(), "name": "Rina"}, changed_at=later),
    ):
        with pytest.raises(WrongUse) as trouble:
            await desk.sharing.take_in(MARA, file)
        assert trouble.value.code == "review_other"
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.review == parcel.opened(review)


async def test_a_file_changes_no_review_that_is_written_here(desk: Desk) -> None:
    shared = await desk.shared()
    coach = await desk.reviewing.name_coach(ROSA, "Rosa")
    await desk.reviewed(shared, coach)
    review = await desk.reviewing.file(ROSA, coach.id, shared.id)
    forged = other_content(review, overall="Not mine", changed_at="2100-01-01T00:00:00Z")
    assert not (await desk.sharing.take_in(ROSA, forged)).new
    reading = await desk.reviewing.read(ROSA, coach.id, shared.id)
    assert reading.review == parcel.opened(review)


async def test_the_goal_that_came_last_stands_until_the_next_rehearsal(desk: Desk) -> None:
    assert await desk.sharing.goal(MARA) is None
    first, second = await desk.shared(), await desk.shared()
    rosa = await desk.reviewing.name_coach(ROSA, "Rosa")
    rina = await desk.reviewing.name_coach(ROSA, "Rina")
    await desk.reviewing.conclude(ROSA, rosa.id, first.id, "", "Not handed in", None)
    assert await desk.sharing.goal(MARA) is None
    await desk.reviewed(second, rosa)
    goal = await desk.sharing.goal(MARA)
    assert goal is not None
    assert (goal.goal.text, goal.coach, goal.rehearsal_id) == ("Ask more", "Rosa", second.rehearsal)
    # A review without one takes no goal away.
    await desk.reviewing.conclude(ROSA, rina.id, second.id, "Fine", "")
    await desk.reviewing.hand_in(ROSA, rina.id, second.id)
    assert await desk.sharing.goal(MARA) == goal
    assert await desk.sharing.goal(ROSA) is None
    desk.house.clock.pass_by(1)
    await desk.house.start(MARA)
    assert await desk.sharing.goal(MARA) is None


async def test_a_goal_in_a_file_counts_from_when_the_file_came(desk: Desk, elsewhere: Desk) -> None:
    shared = await desk.shared()
    await elsewhere.sharing.take_in(ROSA, await desk.sharing.file(MARA, shared.id))
    coach = await elsewhere.reviewing.name_coach(ROSA, "Rosa")
    await elsewhere.reviewed(shared, coach)
    review = await elsewhere.reviewing.file(ROSA, coach.id, shared.id)
    desk.house.clock.pass_by(60)
    await desk.house.start(MARA)
    desk.house.clock.pass_by(60)
    await desk.sharing.take_in(MARA, review)
    goal = await desk.sharing.goal(MARA)
    assert goal is not None
    assert goal.goal.text == "Ask more"
    desk.house.clock.pass_by(60)
    await desk.house.start(MARA)
    assert await desk.sharing.goal(MARA) is None
    # The same file once more is no new goal.
    desk.house.clock.pass_by(60)
    await desk.sharing.take_in(MARA, review)
    assert await desk.sharing.goal(MARA) is None


async def test_several_coaches_reviews_come_oldest_first(desk: Desk) -> None:
    shared = await desk.shared()
    names = ("Rosa", "Rina", "Ravi")
    for name in names:
        coach = await desk.reviewing.name_coach(ROSA, name)
        await desk.reviewed(shared, coach)
    given = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert tuple(one.review.coach.name for one in given) == names
    assert given[0].review.of(shared.talk.turns[0].id).steps[Step.ASK].level is Level.CLEAR
    assert (await desk.sharing.shares(MARA, shared.rehearsal))[0].reviews == 3
