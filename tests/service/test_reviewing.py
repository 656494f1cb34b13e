"""What a coach makes of a talk: choice by choice, by themselves, and back again."""

import asyncio
from datetime import timedelta

import pytest

from rehearse.coaching.review import LONGEST_COMMENT, LONGEST_NAME, Coach, Goal, Wanted
from rehearse.conversation.rubric import Level, Passage, Step
from rehearse.errors import NotFound, Refused
from rehearse.ids import new_id
from rehearse.store.reviews import UNDO_DEPTH
from tests.databases import bytes_of
from tests.service.coached import MARA, ROSA, Desk, Shared
from tests.service.conftest import House


@pytest.fixture
def desk(house: House) -> Desk:
    return Desk(house)


@pytest.fixture
async def rosa(desk: Desk) -> Coach:
    return await desk.reviewing.name_coach(ROSA, "Rosa")


@pytest.fixture
async def rina(desk: Desk) -> Coach:
    return await desk.reviewing.name_coach(ROSA, "Rina")


@pytest.fixture
async def shared(desk: Desk) -> Shared:
    return await desk.shared()


async def test_a_coach_is_known_by_a_name(desk: Desk, rosa: Coach, rina: Coach) -> None:
    assert await desk.reviewing.coaches(ROSA) == (rosa, rina)
    assert await desk.reviewing.name_coach(ROSA, "  ROSA \n") == rosa
    long = await desk.reviewing.name_coach(ROSA, "x" * (LONGEST_NAME - 1) + " yz")
    assert long.name == "x" * (LONGEST_NAME - 1)
    odd = await desk.reviewing.name_coach(ROSA, "Zo\ud800e\x00")
    assert odd.name == "Zo?e"
    assert await desk.reviewing.coaches(MARA) == ()
    for nobody in ("", " \n ", "\u200b", "\x00"):
        with pytest.raises(Refused) as trouble:
            await desk.reviewing.name_coach(ROSA, nobody)
        assert trouble.value.code == "no_name"


async def test_nothing_is_chosen_before_somebody_chooses(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    reading = await desk.reviewing.read(ROSA, rosa.id, shared.id)
    assert (reading.talk, reading.review, reading.can_undo) == (shared.talk, None, False)
    assert await desk.reviewing.undo(ROSA, rosa.id, shared.id) is None
    assert desk.house.rows("select count(*) from reviews") == [(0,)]


async def test_two_coaches_never_see_each_others(
    desk: Desk, rosa: Coach, rina: Coach, shared: Shared
) -> None:
    turn = shared.talk.turns[0].id
    await desk.reviewed(shared, rosa)
    assert (await desk.reviewing.read(ROSA, rina.id, shared.id)).review is None
    (row,) = await desk.reviewing.talks(ROSA, rina.id)
    assert (row.complete, row.differs, row.changed_at, row.handed_in_at) == (0, 0, None, None)
    await desk.reviewing.comment(ROSA, rina.id, shared.id, turn, "Mine")
    mine = (await desk.reviewing.read(ROSA, rosa.id, shared.id)).review
    assert mine is not None
    assert mine.of(turn).comment == ""
    await desk.reviewing.undo(ROSA, rina.id, shared.id)
    assert (await desk.reviewing.read(ROSA, rosa.id, shared.id)).review == mine


async def test_a_level_with_the_words_that_earned_it(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    turn = shared.talk.turns[1]
    quote = Passage(text=turn.text[:3], start=0, end=3)
    ask = (ROSA, rosa.id, shared.id, turn.id, Step.ASK)
    review = await desk.reviewing.level(*ask, Level.CLEAR, quote, blind=True)
    given = review.of(turn.id).steps[Step.ASK]
    assert (given.level, given.passage, given.blind) == (Level.CLEAR, quote, True)
    assert given.made_at == desk.house.clock()
    review = await desk.reviewing.level(*ask, Level.ABSENT, quote, blind=False)
    assert review.of(turn.id).steps[Step.ASK].passage is None
    review = await desk.reviewing.level(*ask, None, blind=False)
    assert review.of(turn.id).steps == {}
    elsewhere = Passage(text="xyz", start=0, end=3)
    behind = Passage(text="x", start=10_000, end=10_001)
    for wrong in (elsewhere, behind):
        with pytest.raises(Refused) as trouble:
            await desk.reviewing.level(*ask, Level.CLEAR, wrong, blind=False)
        assert trouble.value.code == "passage_elsewhere"


async def test_a_turn_that_is_not_in_the_talk_is_not_found(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    other = (await desk.shared("ask")).talk.turns[0].id
    where = (ROSA, rosa.id, shared.id)
    for turn in (other, new_id(), "nonsense"):
        for call in (
            desk.reviewing.level(*where, turn, Step.ASK, Level.CLEAR, blind=False),
            desk.reviewing.level(*where, turn, Step.ASK, None, blind=False),
            desk.reviewing.agree(*where, turn),
            desk.reviewing.comment(*where, turn, "x"),
        ):
            with pytest.raises(NotFound):
                await call


async def test_words_are_kept_as_they_can_be_carried(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    where, turn = (ROSA, rosa.id, shared.id), shared.talk.turns[0].id
    review = await desk.reviewing.comment(*where, turn, "  Goed\x00 zo \ud800 ")
    assert review.of(turn).comment == "Goed zo ?"
    review = await desk.reviewing.comment(*where, turn, "x" * (LONGEST_COMMENT + 1))
    assert len(review.of(turn).comment) == LONGEST_COMMENT
    review = await desk.reviewing.conclude(*where, " ", "\n", Step.ASK)
    assert (review.overall, review.goal) == ("", None)
    review = await desk.reviewing.comment(*where, turn, " ")
    assert review.of(turn).comment == ""


async def test_each_part_of_a_conclusion_is_kept_by_itself(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    where = (ROSA, rosa.id, shared.id)
    await desk.reviewing.conclude(*where, overall="All")
    review = await desk.reviewing.conclude(*where, goal="More", step=Step.ASK)
    assert (review.overall, review.goal) == ("All", Goal(text="More", step=Step.ASK))
    review = await desk.reviewing.conclude(*where, goal="Less")
    assert (review.overall, review.goal) == ("All", Goal(text="Less", step=Step.ASK))
    review = await desk.reviewing.conclude(*where, step=None)
    assert (review.overall, review.goal) == ("All", Goal(text="Less"))
    review = await desk.reviewing.conclude(*where, goal="")
    assert (review.overall, review.goal) == ("All", None)
    assert (await desk.reviewing.conclude(*where, step=Step.WORTH)).goal is None


async def test_a_level_is_blind_only_where_its_grade_was_never_shown(
    desk: Desk, rosa: Coach, rina: Coach, shared: Shared
) -> None:
    where, (first, second) = (ROSA, rosa.id, shared.id), shared.talk.turns
    for _ in range(2):
        await desk.reviewing.show(*where, first.id)
    reading = await desk.reviewing.read(*where)
    assert (reading.shown, reading.review) == ({first.id}, None)

    async def blind(coach: Coach, turn: str) -> bool:
        ask = (ROSA, coach.id, shared.id, turn, Step.ASK)
        review = await desk.reviewing.level(*ask, Level.CLEAR, blind=True)
        return review.of(turn).steps[Step.ASK].blind

    assert [await blind(rosa, turn) for turn in (first.id, second.id)] == [False, True]
    assert await blind(rina, first.id)
    with pytest.raises(NotFound):
        await desk.reviewing.show(*where, new_id())
    await desk.sharing.withdraw(MARA, shared.id)
    assert desk.house.rows("select count(*) from grades_shown") == [(0,)]


async def test_what_changes_nothing_is_no_choice(desk: Desk, rosa: Coach, shared: Shared) -> None:
    where, turn = (ROSA, rosa.id, shared.id), shared.talk.turns[0].id
    await desk.reviewing.comment(*where, turn, "")
    await desk.reviewing.conclude(*where, "", "")
    assert (await desk.reviewing.read(*where)).review is None
    once = await desk.reviewing.comment(*where, turn, "Good")
    desk.house.clock.pass_by(1)
    assert await desk.reviewing.comment(*where, turn, "Good ") == once
    await desk.reviewing.undo(*where)
    assert not (await desk.reviewing.read(*where)).can_undo


async def test_everything_is_undone_to_the_beginning(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    where, turn = (ROSA, rosa.id, shared.id), shared.talk.turns[0].id
    made = [await desk.reviewing.comment(*where, turn, "One")]
    made.append(await desk.reviewing.agree(*where, turn))
    made.append(await desk.reviewing.level(*where, turn, Step.WORTH, Level.AGAINST, blind=False))
    made.append(await desk.reviewing.conclude(*where, "All", "Goal"))
    for before in (*made[-2::-1], None):
        desk.house.clock.pass_by(1)
        undone = await desk.reviewing.undo(*where)
        assert undone is not None
        assert undone.changed_at == desk.house.clock()
        assert undone.turns == (before.turns if before else {})
        assert (undone.overall, undone.goal) == ("", None)
        assert (await desk.reviewing.read(*where)).review == undone
    assert await desk.reviewing.undo(*where) is None
    assert desk.house.rows("select count(*) from review_past") == [(0,)]
    with pytest.raises(Refused) as trouble:
        await desk.reviewing.hand_in(*where)
    assert trouble.value.code == "nothing_reviewed"


async def test_what_was_handed_in_stays_with_the_manager_when_choices_are_undone(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    where, turn = (ROSA, rosa.id, shared.id), shared.talk.turns[0].id
    await desk.reviewing.comment(*where, turn, "One")
    await desk.reviewing.comment(*where, turn, "Two")
    handed_in = await desk.reviewing.hand_in(*where)
    desk.house.clock.pass_by(1)
    undone = await desk.reviewing.undo(*where)
    assert undone is not None
    assert undone.of(turn).comment == "One"
    assert undone.handed_in_at == handed_in.handed_in_at
    assert undone.changed_at > handed_in.changed_at
    (given,) = await desk.sharing.reviews(MARA, shared.rehearsal)
    assert given.review == undone
    assert await desk.reviewing.file(*where)


async def test_only_the_last_choices_are_kept_to_undo(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    where, turn = (ROSA, rosa.id, shared.id), shared.talk.turns[0].id
    for n in range(UNDO_DEPTH + 5):
        await desk.reviewing.comment(*where, turn, f"Comment {n}")
    assert desk.house.rows("select count(*) from review_past") == [(UNDO_DEPTH,)]
    for _ in range(UNDO_DEPTH):
        undone = await desk.reviewing.undo(*where)
    assert undone is not None
    assert undone.of(turn).comment == "Comment 4"
    assert await desk.reviewing.undo(*where) is None
    # And one goes on from there.
    await desk.reviewing.comment(*where, turn, "Anew")
    assert (await desk.reviewing.read(*where)).can_undo


async def test_two_tabs_that_choose_at_once_lose_no_choice(
    desk: Desk, rosa: Coach, shared: Shared, neighbour: House
) -> None:
    where = (ROSA, rosa.id, shared.id)
    tabs = (desk, Desk(neighbour))
    choices = [(turn.id, step) for turn in shared.talk.turns for step in Step]
    await asyncio.gather(
        *(
            tabs[n % 2].reviewing.level(*where, turn, step, Level.PARTIAL, blind=False)
            for n, (turn, step) in enumerate(choices)
        )
    )
    review = (await desk.reviewing.read(*where)).review
    assert review is not None
    assert all(review.of(turn.id).complete for turn in shared.talk.turns)
    assert desk.house.rows("select count(*) from review_past") == [(len(choices),)]
    undone = await asyncio.gather(
        *(tabs[n % 2].reviewing.undo(*where) for n in range(len(choices) + 3))
    )
    assert undone.count(None) == 3
    review = (await desk.reviewing.read(*where)).review
    assert review is not None
    assert not any(turn.steps for turn in review.turns.values())


async def test_a_list_says_how_far_a_review_is(desk: Desk, rosa: Coach, shared: Shared) -> None:
    where, (first, second) = (ROSA, rosa.id, shared.id), shared.talk.turns
    await desk.reviewing.agree(*where, first.id)
    await desk.reviewing.level(*where, second.id, Step.WORTH, Level.CLEAR, blind=False)
    (row,) = await desk.reviewing.talks(ROSA, rosa.id)
    assert (row.turns, row.complete, row.differs, row.here) == (2, 1, 1, True)
    assert row.changed_at == desk.house.clock()
    await desk.reviewing.undo(*where)
    (row,) = await desk.reviewing.talks(ROSA, rosa.id)
    assert (row.complete, row.differs) == (1, 0)


async def test_what_a_coach_wants_to_see_comes_in_its_order(
    desk: Desk, rosa: Coach, rina: Coach
) -> None:
    plain, handed_in, disputed = [await desk.shared() for _ in range(3)]
    await desk.house.service.dispute(MARA, disputed.talk.turns[0].id, frozenset({Step.ASK}))
    again = new_id()
    await desk.sharing.share(MARA, again, disputed.rehearsal, disputed.leaf, reader=ROSA)
    desk.house.clock.pass_by(1)
    latest = await desk.shared()
    await desk.reviewed(handed_in, rosa)
    for step, share in ((Step.ASK, plain), (Step.I_MESSAGE, plain)):
        turn = share.talk.turns[0].id
        await desk.reviewing.level(ROSA, rosa.id, share.id, turn, step, Level.CLEAR, blind=False)

    async def seen(wanted: Wanted, coach: Coach = rosa, limit: int | None = None) -> list[str]:
        rows = await desk.reviewing.talks(ROSA, coach.id, wanted, limit=limit)
        return [row.share_id for row in rows]

    asked_first = [again, latest.id, disputed.id, handed_in.id, plain.id]
    assert await seen(Wanted.ALL) == asked_first
    for limit in range(5):
        assert await seen(Wanted.ALL, limit=limit) == asked_first[:limit]
    assert await seen(Wanted.UNREVIEWED) == [again, latest.id, disputed.id, plain.id]
    assert await seen(Wanted.UNREVIEWED, rina) == asked_first
    assert await seen(Wanted.UNSURE) == [again]
    assert await seen(Wanted.DIFFERS) == [plain.id, handed_in.id]
    assert await seen(Wanted.DIFFERS, limit=1) == [plain.id]
    assert await seen(Wanted.DIFFERS, rina) == []
    await desk.reviewing.hand_in(ROSA, rosa.id, plain.id)
    await desk.reviewing.conclude(ROSA, rosa.id, again, "Settled", "")
    assert await seen(Wanted.ALL) == asked_first
    await desk.reviewing.hand_in(ROSA, rosa.id, again)
    newest = [latest.id, again, disputed.id, handed_in.id, plain.id]
    assert await seen(Wanted.ALL) == newest
    assert await seen(Wanted.UNREVIEWED) == [latest.id, disputed.id]
    assert await seen(Wanted.ALL, rina) == asked_first


async def test_a_list_is_searched_by_title_and_name(
    desk: Desk, rosa: Coach, shared: Shared
) -> None:
    for words in ("tiny", "  NOOR ", "noo tin", ""):
        (row,) = await desk.reviewing.talks(ROSA, rosa.id, search=words)
        assert row.share_id == shared.id
    for words in ("own_part", "tiny x", "%", "_", "'", "\x00", "\ud800"):
        assert await desk.reviewing.talks(ROSA, rosa.id, search=words) == ()
    assert await desk.reviewing.talks(ROSA, rosa.id, Wanted.DIFFERS, search="tiny") == ()


async def test_a_talk_that_came_as_a_file_is_deleted_whole(
    desk: Desk, rosa: Coach, house: House
) -> None:
    own = await desk.shared("own_part KEPT")
    file = await desk.sharing.file(MARA, own.id)
    other = Desk(House(house.file.with_name("elsewhere.db"), clock=house.clock))
    await other.sharing.take_in(ROSA, file)
    coach = await other.reviewing.name_coach(ROSA, "Rosa")
    await other.reviewed(own, coach)
    assert b"KEPT" in bytes_of(other.house.file)
    await other.reviewing.remove(ROSA, own.id)
    left = bytes_of(other.house.file)
    for gone in (b"KEPT", b"Well begun", own.id.encode(), b"Tiny"):
        assert gone not in left
    assert await other.reviewing.talks(ROSA, coach.id) == ()
    with pytest.raises(NotFound):
        await other.reviewing.remove(ROSA, own.id)
    # It can come in again.
    assert (await other.sharing.take_in(ROSA, file)).new
    # What was shared on this machine is its owner's to take back.
    for actor in (MARA, ROSA):
        with pytest.raises(NotFound):
            await desk.reviewing.remove(actor, own.id)
    await other.house.close()


async def test_given_are_the_reviews_that_were_handed_in(
    desk: Desk, rosa: Coach, rina: Coach, shared: Shared
) -> None:
    await desk.reviewing.agree(ROSA, rosa.id, shared.id, shared.talk.turns[0].id)
    assert await desk.reviewing.given(ROSA) == ()
    await desk.reviewed(shared, rosa)
    await desk.reviewed(shared, rina)
    ((talk, reviews),) = await desk.reviewing.given(ROSA)
    assert talk == shared.talk
    assert [review.coach for review in reviews] == [rosa, rina]


async def test_handing_in_again_says_when(desk: Desk, rosa: Coach, shared: Shared) -> None:
    await desk.reviewed(shared, rosa)
    desk.house.clock.pass_by(60)
    again = await desk.reviewing.hand_in(ROSA, rosa.id, shared.id)
    assert again.handed_in_at == again.changed_at == desk.house.clock()
    assert again.changed_at - again.begun_at >= timedelta(seconds=60)
