"""Words that are checked before they are said: graded, kept, heard by nobody."""

import pytest

from rehearse.conversation.rubric import Level, NotScored, Step, TurnGrade
from rehearse.errors import NotFound, Refused
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL
from tests.databases import bytes_of
from tests.service.conftest import House


async def test_a_draft_is_graded_and_is_no_turn(house: House) -> None:
    rehearsal, root = await house.start()
    draft = await house.service.check(LOCAL, root, "own_part")
    assert isinstance(draft.grade, TurnGrade)
    assert draft.grade.level(Step.OWN_PART) is Level.CLEAR
    view = await house.service.open(LOCAL, rehearsal)
    assert (len(view.turns), view.trust) == (1, 34)
    (row,) = await house.service.history(LOCAL)
    assert (row.turns, row.trust) == (0, 34)
    assert house.colleague.asked == []


async def test_a_draft_is_read_in_the_light_of_what_was_said_last(house: House) -> None:
    _, root = await house.start()
    first = await house.say(root, "own_part")
    await house.service.check(LOCAL, first, "reliable")
    words, context = house.grader.asked[-1]
    assert words == "reliable"
    assert context.colleague_last == "A line for silence. And more of it."
    assert context.previous_turn == "own_part"


async def test_the_same_words_said_keep_the_grade_they_got(house: House) -> None:
    _, root = await house.start()
    draft = await house.service.check(LOCAL, root, "own_part")
    house.clock.pass_by(1)
    turn = await house.say(root, "own_part")
    assert len(house.grader.asked) == 1
    (said,) = await house.service.versions(LOCAL, turn)
    assert said.grade == draft.grade
    other = await house.say(root, "own_part reliable")
    assert len(house.grader.asked) == 2
    assert [turn.text for turn in await house.service.versions(LOCAL, other)] == [
        "own_part",
        "own_part reliable",
    ]


async def test_words_on_which_a_check_broke_are_graded_once_said(house: House) -> None:
    _, root = await house.start()

    def breaks() -> None:
        raise MemoryError

    works, house.grader.before = house.grader.before, breaks
    await house.service.check(LOCAL, root, "own_part")
    house.grader.before = works
    turn = await house.say(root, "own_part")
    (said,) = await house.service.versions(LOCAL, turn)
    assert isinstance(said.grade, TurnGrade)
    assert said.grade.level(Step.OWN_PART) is Level.CLEAR


async def test_words_checked_elsewhere_are_graded_anew(house: House) -> None:
    """The context is another there: what the colleague said last is part of the grade."""
    _, root = await house.start()
    await house.service.check(LOCAL, root, "own_part")
    first = await house.say(root, "reliable")
    await house.say(first, "own_part")
    assert [words for words, _ in house.grader.asked] == ["own_part", "reliable", "own_part"]


async def test_the_newest_draft_waits_until_something_is_said_there(house: House) -> None:
    _, root = await house.start()
    assert await house.service.draft(LOCAL, root) is None
    await house.service.check(LOCAL, root, "ask")
    house.clock.pass_by(1)
    await house.service.check(LOCAL, root, "worth")
    waiting = await house.service.draft(LOCAL, root)
    assert waiting is not None
    assert waiting.text == "worth"
    house.clock.pass_by(1)
    await house.say(root, "reliable")
    assert await house.service.draft(LOCAL, root) is None
    house.clock.pass_by(1)
    await house.service.check(LOCAL, root, "clarity")
    again = await house.service.draft(LOCAL, root)
    assert again is not None
    assert again.text == "clarity"


async def test_a_draft_that_no_grader_can_read_is_not_scored(house: House) -> None:
    _, root = await house.start()

    def breaks() -> None:
        raise RuntimeError

    house.grader.before = breaks
    draft = await house.service.check(LOCAL, root, "own_part")
    assert isinstance(draft.grade, NotScored)


async def test_what_cannot_be_checked(house: House) -> None:
    _, root = await house.start()
    for words, code in (("", "empty"), ("  \n", "empty"), ("a" * 20_001, "too_long")):
        with pytest.raises(Refused) as trouble:
            await house.service.check(LOCAL, root, words)
        assert trouble.value.code == code
    for actor, turn in ((LOCAL, new_id()), (LOCAL, "../x"), ("bram", root)):
        with pytest.raises(NotFound):
            await house.service.check(actor, turn, "own_part")
        with pytest.raises(NotFound):
            await house.service.draft(actor, turn)
    assert house.rows("select count(*) from drafts") == [(0,)]


async def test_odd_signs_come_back_to_the_letter(house: House) -> None:
    _, root = await house.start()
    odd = "own_part \ud800\x00 ‘s 👩‍🏫"
    await house.service.check(LOCAL, root, odd)
    waiting = await house.service.draft(LOCAL, root)
    assert waiting is not None
    assert waiting.text == odd


async def test_a_deleted_rehearsal_takes_its_drafts_along(house: House) -> None:
    rehearsal, root = await house.start()
    await house.service.check(LOCAL, root, "SECRET own_part")
    await house.service.delete(LOCAL, rehearsal)
    assert house.rows("select count(*) from drafts") == [(0,)]
    assert b"SECRET" not in bytes_of(house.file)
