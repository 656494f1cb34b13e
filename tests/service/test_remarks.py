"""What the manager remarks on turns: names of branches, and notes that are not right."""

import pytest

from rehearse.conversation.rubric import Step
from rehearse.errors import NotFound
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL, LONGEST_LABEL
from tests.service.conftest import House


async def test_a_branch_has_a_name_until_it_is_taken_away(house: House) -> None:
    rehearsal, root = await house.start()
    turn = await house.say(root)
    await house.service.label(LOCAL, turn, "  without \n excuse ")
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.label == "without excuse"
    await house.service.label(LOCAL, turn, "x" * 200)
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.label == "x" * LONGEST_LABEL
    await house.service.label(LOCAL, turn, " ")
    assert (await house.service.open(LOCAL, rehearsal)).leaf.label is None


async def test_more_than_two_versions_are_all_there_and_reopen(house: House) -> None:
    rehearsal, root = await house.start()
    turns = [await house.say(root, words) for words in ("own_part", "ask", "worth")]
    below = await house.say(turns[0], "reliable")
    for asked in turns:
        versions = await house.service.versions(LOCAL, asked)
        assert [version.id for version in versions] == turns
    await house.service.reopen(LOCAL, rehearsal, turns[0])
    assert (await house.service.open(LOCAL, rehearsal)).leaf.id == below


async def test_disputed_notes_stay_with_the_grade_and_move_nothing(house: House) -> None:
    rehearsal, root = await house.start()
    turn = await house.say(root, "own_part ask")
    before = await house.service.open(LOCAL, rehearsal)
    await house.service.dispute(LOCAL, turn, frozenset({Step.OWN_PART, Step.ASK}))
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.disputed == {Step.OWN_PART, Step.ASK}
    assert (view.trust, view.leaf.grade) == (before.trust, before.leaf.grade)
    await house.service.dispute(LOCAL, turn, frozenset({Step.ASK}))
    assert (await house.service.open(LOCAL, rehearsal)).leaf.disputed == {Step.ASK}
    await house.service.dispute(LOCAL, turn, frozenset())
    assert (await house.service.open(LOCAL, rehearsal)).leaf.disputed == frozenset()


async def test_a_moment_is_kept_from_the_first_time_it_was_disputed(house: House) -> None:
    _, root = await house.start()
    turn = await house.say(root, "own_part ask")
    await house.service.dispute(LOCAL, turn, frozenset({Step.ASK}))
    (first,) = house.rows("select disputed_at from disputes")
    house.clock.pass_by(60)
    await house.service.dispute(LOCAL, turn, frozenset({Step.ASK, Step.OWN_PART}))
    kept = house.rows("select disputed_at from disputes where step = 'ask'")
    assert kept == [first]


async def test_remarks_are_for_who_owns_the_turn(house: House) -> None:
    _, root = await house.start()
    turn = await house.say(root)
    service = house.service
    for actor, asked in (("bram", turn), (LOCAL, new_id()), (LOCAL, "nonsense")):
        with pytest.raises(NotFound):
            await service.label(actor, asked, "mine")
        with pytest.raises(NotFound):
            await service.dispute(actor, asked, frozenset({Step.ASK}))
        with pytest.raises(NotFound):
            await service.versions(actor, asked)
    assert house.rows("select count(*) from disputes") == [(0,)]


async def test_the_opening_has_nothing_to_dispute(house: House) -> None:
    rehearsal, root = await house.start()
    await house.service.dispute(LOCAL, root, frozenset({Step.ASK}))
    assert (await house.service.open(LOCAL, rehearsal)).leaf.disputed == frozenset()
