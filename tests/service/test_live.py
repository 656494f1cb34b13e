"""Turns in which a model finds the words and reads again: the laws stay ours, nothing is lost."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NoReturn

import pytest

from rehearse.colleague import Retracted
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import NotScored, Step, TurnGrade
from rehearse.conversation.scenario import Difficulty
from rehearse.conversation.views import TurnView
from rehearse.errors import BadFile
from rehearse.ids import new_id
from rehearse.locale import phrase
from rehearse.models.trouble import TooSlow
from rehearse.service.cast import Players
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL
from tests.service.conftest import House
from tests.service.fakes import FakeCast


@dataclass
class Stage:
    """A house with a cast, and a rehearsal that a model takes part in."""

    house: House
    cast: FakeCast
    rehearsal: str
    root: str

    async def say(self, words: str, parent: str | None = None) -> tuple[TurnView, list[Event]]:
        """Say something and wait until the turn is over."""
        turn = new_id()
        await self.house.service.say(LOCAL, turn, parent or self.root, words)
        events = await self.house.events(turn)
        return await self.house.service.turn(LOCAL, turn), events


@pytest.fixture
async def stage(file: Path) -> AsyncIterator[Stage]:
    house = House(file, cast=FakeCast())
    rehearsal = new_id()
    view = await house.service.start(
        LOCAL, rehearsal, "tiny", "en", Difficulty.NORMAL, live=Live(names=("Anna",))
    )
    assert house.cast is not None
    yield Stage(house, house.cast, rehearsal, view.leaf.id)
    await house.close()


def kinds(events: list[Event]) -> list[str]:
    return [event.type.value for event in events]


async def test_both_grades_are_told_and_the_second_counts(stage: Stage) -> None:
    stage.cast.reader.reads = "own_part"
    turn, events = await stage.say("own_part reliable")
    told = [event for event in events if event.type is not EventType.WORD]
    assert kinds(told) == ["said", "graded", "moved", "replied", "graded", "done"]
    assert [event.seq for event in told] == [1, 2, 3, 4, 5, 6]
    assert [event.data["final"] for event in told if event.type is EventType.GRADED] == [
        False,
        True,
    ]
    assert [event.trust for event in told] == [34, 48, 48, 48, 44, 44]
    assert turn.graded is not None
    assert turn.graded.grader == "model:fake"
    assert turn.state is not None
    assert turn.state.trust == 44


async def test_what_is_told_afterwards_is_what_was_told(stage: Stage) -> None:
    stage.cast.reader.reads = "own_part"
    turn, events = await stage.say("own_part reliable")
    replayed = await stage.house.events(turn.id)
    assert replayed == [event for event in events if event.type is not EventType.WORD]


async def test_much_lower_than_it_seemed_is_come_back_to(stage: Stage) -> None:
    stage.cast.reader.reads = "-worth"
    turn, _ = await stage.say("own_part reliable")
    assert turn.state is not None
    assert turn.state.trust == 14
    assert turn.state.second_thoughts
    await stage.say("hello", turn.id)
    assert stage.cast.voice.heard[-1].harmed == (Step.WORTH,)


async def test_what_only_earned_less_than_it_seemed_is_not_come_back_to(stage: Stage) -> None:
    stage.cast.reader.reads = "hello"
    turn, _ = await stage.say("own_part reliable")
    assert turn.state is not None
    assert turn.state.trust <= 44
    assert not turn.state.second_thoughts
    await stage.say("hello", turn.id)
    assert stage.cast.voice.heard[-1].harmed == ()


async def test_the_move_is_made_before_the_second_reading_and_stays(stage: Stage) -> None:
    stage.cast.reader.waits_for = asyncio.Event()
    stage.cast.reader.reads = "-worth"
    saying = asyncio.create_task(stage.say("own_part"))
    await stage.cast.voice.begun.wait()
    planned = stage.cast.voice.heard[0].plan
    stage.cast.reader.waits_for.set()
    turn, _ = await saying
    assert turn.reply is not None
    assert turn.reply.move is planned.move


async def test_a_reading_that_fails_leaves_the_first_one_and_says_why(stage: Stage) -> None:
    stage.cast.reader.trouble = TooSlow("fake/model")
    turn, events = await stage.say("own_part")
    assert kinds(events)[-1] == "done"
    assert turn.graded is not None
    assert turn.graded.grader == "fake"
    assert isinstance(turn.second, NotScored)
    assert turn.second.trouble == "model_slow"


async def test_a_reader_that_breaks_never_costs_a_turn(stage: Stage) -> None:
    stage.cast.reader.trouble = ZeroDivisionError("own_part")
    turn, _ = await stage.say("own_part")
    assert turn.done
    assert isinstance(turn.second, NotScored)


def too_slow(turn: TurnView) -> bool:
    """Whether a turn is marked as one that the model was too slow for."""
    return isinstance(turn.second, NotScored) and turn.second.trouble == TooSlow.code


async def read_again(stage: Stage, turn_id: str) -> None:
    """Ask for a second reading, and wait until it is kept."""
    await stage.house.models.read_again(LOCAL, turn_id)
    await stage.house.service.rest()


async def test_asking_twice_reads_once_and_waits_for_nothing(stage: Stage) -> None:
    stage.cast.reader.trouble = TooSlow("fake/model")
    turn, _ = await stage.say("own_part")
    stage.cast.reader.trouble, stage.cast.reader.waits_for = None, asyncio.Event()
    for _ in range(2):
        await asyncio.wait_for(stage.house.models.read_again(LOCAL, turn.id), 5)
    assert stage.house.models.reads(turn.id)
    stage.cast.reader.waits_for.set()
    await stage.house.service.rest()
    assert len(stage.cast.reader.asked) == 2


def the_grader_here_breaks(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> NoReturn:
        raise ZeroDivisionError

    monkeypatch.setattr(stage.house.grader, "grade", broken)


async def test_where_the_grader_here_broke_the_model_grades_alone(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_grader_here_breaks(stage, monkeypatch)
    stage.cast.reader.reads = "own_part"
    turn, events = await stage.say("own_part reliable")
    assert [local for *_, local in stage.cast.reader.asked] == [None]
    assert [event.trust for event in events if event.type is EventType.GRADED] == [34, 44]
    assert turn.graded is not None
    assert turn.graded.grader == "model:fake"


async def test_only_where_both_fail_a_turn_is_not_scored(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    the_grader_here_breaks(stage, monkeypatch)
    stage.cast.reader.trouble = TooSlow("fake/model")
    turn, _ = await stage.say("own_part reliable")
    assert turn.done
    assert isinstance(turn.grade, NotScored)
    assert too_slow(turn)


async def test_a_late_reading_is_kept_and_moves_nothing(stage: Stage) -> None:
    stage.cast.reader.waits_for = asyncio.Event()
    stage.cast.reader.reads = "-worth"
    turn, _ = await stage.say("own_part")
    assert turn.state is not None
    assert turn.state.trust == 44
    assert too_slow(turn)
    assert stage.house.models.reads(turn.id)
    stage.cast.reader.waits_for.set()
    await stage.house.service.rest()
    after = await stage.house.service.turn(LOCAL, turn.id)
    assert isinstance(after.second, TurnGrade)
    assert after.second[Step.WORTH].against
    assert (after.grade, after.state) == (turn.grade, turn.state)
    assert not stage.house.models.reads(turn.id)


async def test_nothing_waits_for_a_late_reading(stage: Stage) -> None:
    """Neither the next turn, nor the page that tells what the calls took until now."""
    stage.cast.budget = Decimal(10)
    stage.cast.reader.waits_for = asyncio.Event()
    first, _ = await stage.say("own_part")
    spent = stage.house.models.spending(LOCAL, stage.rehearsal)
    await asyncio.wait_for(spent, 5)
    stage.cast.reader.waits_for, late = None, stage.cast.reader.waits_for
    second, _ = await asyncio.wait_for(stage.say("hello", first.id), 5)
    assert second.done
    assert too_slow(await stage.house.service.turn(LOCAL, first.id))
    late.set()


async def test_who_closes_waits_no_longer_than_a_turn_does_and_it_can_be_asked_for_later(
    stage: Stage,
) -> None:
    stage.cast.reader.waits_for = asyncio.Event()
    turn, _ = await stage.say("own_part")
    await asyncio.wait_for(stage.house.service.rest(), 5)
    stage.cast.reader.waits_for = None
    assert too_slow(await stage.house.service.turn(LOCAL, turn.id))
    assert not stage.house.models.reads(turn.id)
    await read_again(stage, turn.id)
    assert isinstance((await stage.house.service.turn(LOCAL, turn.id)).second, TurnGrade)


async def test_it_can_be_asked_for_again(stage: Stage) -> None:
    stage.cast.reader.trouble = TooSlow("fake/model")
    turn, _ = await stage.say("own_part")
    stage.cast.reader.trouble = None
    await read_again(stage, turn.id)
    after = await stage.house.service.turn(LOCAL, turn.id)
    assert isinstance(after.second, TurnGrade)
    assert (after.grade, after.state) == (turn.grade, turn.state)


async def test_the_voice_hears_the_whole_talk_on_this_path_and_no_other(stage: Stage) -> None:
    first, _ = await stage.say("hello")
    await stage.say("another way", stage.root)
    await stage.say("own_part", first.id)
    speech = stage.cast.voice.heard[-1]
    assert speech.opened.startswith("You wanted to talk?")
    assert [(e.words, e.reply) for e in speech.so_far] == [("hello", "So you say.")]
    assert speech.to_answer.words == "own_part"


async def test_words_taken_back_are_told_as_such(stage: Stage) -> None:
    stage.cast.voice.says = ["I forgive you.", Retracted(), "Right. ", "When?"]
    stage.cast.voice.instead = "forgives"
    turn, events = await stage.say("own_part")
    assert [
        (e.type.value, e.data.get("text"), e.data.get("offset"))
        for e in events
        if e.type in (EventType.WORD, EventType.RETRACTED)
    ] == [
        ("word", "I forgive you.", 0),
        ("retracted", None, None),
        ("word", "Right. ", 0),
        ("word", "When?", 7),
    ]
    assert turn.reply is not None
    assert (turn.reply.text, turn.reply.source) == ("Right. When?", "scripted")
    assert turn.reply.instead == "forgives"


async def test_a_reader_who_comes_in_later_hears_what_was_taken_back(stage: Stage) -> None:
    stage.cast.voice.says = ["I forgive you.", Retracted(), "Right."]
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part")
    events = await stage.house.events(turn, after=3)
    assert kinds(events)[:4] == ["word", "retracted", "word", "replied"]


async def test_stop_keeps_what_was_said(stage: Stage) -> None:
    more = asyncio.Event()
    stage.cast.voice.says = ["I had it from Anna. ", more, "And that hurt."]
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part")
    async for event in stage.house.service.events(LOCAL, turn):
        if event.type is EventType.WORD:
            await stage.house.service.stop(LOCAL, turn)
    reply = (await stage.house.service.turn(LOCAL, turn)).reply
    assert reply is not None
    assert (reply.text, reply.stopped, reply.told) == ("I had it from Anna.", True, None)
    assert stage.cast.voice.left.is_set()


async def test_stop_need_not_wait_for_the_first_word(stage: Stage) -> None:
    stage.cast.voice.says = [asyncio.Event()]
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part")
    await stage.cast.voice.begun.wait()
    await stage.house.service.stop(LOCAL, turn)
    events = await stage.house.events(turn)
    assert kinds(events)[-1] == "done"
    reply = (await stage.house.service.turn(LOCAL, turn)).reply
    assert reply is not None
    assert (reply.text, reply.stopped) == ("", True)


async def test_who_reads_of_a_failure_later_reads_a_whole_sentence(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Players:
        raise BadFile("file_wrong", file="voice.md", place="line 3", trouble="no such slot")

    monkeypatch.setattr(stage.cast, "players", broken)
    turn, events = await stage.say("own_part")
    assert "voice.md is wrong at line 3" in events[-1].data["message"]
    (*_, later) = await stage.house.events(turn.id)
    assert later.type is EventType.FAILED
    assert later.data["message"] == phrase("errors.turn_failed", "en")


async def test_what_calls_took_is_kept(stage: Stage) -> None:
    await stage.say("own_part")
    spent = await stage.house.models.spending(LOCAL, stage.rehearsal)
    assert (spent.calls, spent.prompt_tokens, spent.answer_tokens) == (2, 200, 20)
    assert (str(spent.cost), spent.unpriced) == ("0.02", 0)


async def test_the_log_says_what_a_call_took_and_for_how_long(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    turn, _ = await stage.say("own_part")
    took = rf"grade of {turn.id}: \d+ tokens asked \(\d+ kept\), \d+ answered, \d+\.\d s"
    assert re.search(took, caplog.text)
    assert "own_part" not in caplog.text


async def test_a_spent_budget_costs_no_turn_and_no_cent_more(stage: Stage) -> None:
    stage.cast.budget = Decimal("0.02")
    first, _ = await stage.say("own_part")
    second, _ = await stage.say("reliable", first.id)
    assert second.reply is not None
    assert (second.reply.source, second.reply.instead) == ("scripted", "model_budget")
    assert isinstance(second.second, NotScored)
    assert second.second.trouble == "model_budget"
    assert (await stage.house.models.spending(LOCAL, stage.rehearsal)).calls == 2


async def test_from_stay_here_on_nothing_leaves(stage: Stage) -> None:
    first, _ = await stage.say("own_part")
    await stage.house.models.stay_here(LOCAL, stage.rehearsal)
    second, events = await stage.say("reliable", first.id)
    assert len(stage.cast.voice.heard) == len(stage.cast.reader.asked) == 1
    assert second.reply is not None
    assert second.reply.source == "scripted"
    assert kinds(events)[-2:] == ["replied", "done"]


async def test_who_was_left_can_come_back_and_sees_no_more_than_before(stage: Stage) -> None:
    await stage.house.models.stay_here(LOCAL, stage.rehearsal)
    left = await stage.house.service.open(LOCAL, stage.rehearsal)
    assert (left.live, left.may_return) == (False, True)
    await stage.house.models.come_back(LOCAL, stage.rehearsal)
    back = await stage.house.service.open(LOCAL, stage.rehearsal)
    assert (back.live, back.may_return) == (True, False)
    said, _ = await stage.say("own_part")
    assert said.reply is not None
    assert said.reply.source == "model"
    assert set(stage.cast.asked) == {Live(names=("Anna",))}


async def test_a_rehearsal_begun_without_a_model_stays_without(stage: Stage) -> None:
    rehearsal, root = await stage.house.start()
    await stage.house.models.come_back(LOCAL, rehearsal)
    assert not (await stage.house.service.open(LOCAL, rehearsal)).may_return
    await stage.say("own_part", root)
    assert stage.cast.asked == []


async def test_the_names_to_keep_back_go_with_the_rehearsal(stage: Stage) -> None:
    await stage.say("own_part")
    assert set(stage.cast.asked) == {Live(names=("Anna",))}


async def test_another_process_speaks_and_reads_what_a_dead_one_began(
    stage: Stage, file: Path
) -> None:
    stage.cast.voice.says = [asyncio.Event()]
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part reliable")
    await stage.cast.voice.begun.wait()
    for task in stage.house.service._carrier._tasks:
        task.cancel()
    cast = FakeCast()
    cast.reader.reads = "own_part"
    other = House(file, clock=stage.house.clock, cast=cast)
    stage.house.clock.pass_by(60)
    await other.events(turn)
    found = await other.service.turn(LOCAL, turn)
    await other.close()
    assert found.state is not None
    assert found.state.trust == 44
    assert found.reply is not None
    assert found.reply.text == "So you say."


async def leaves(house: House) -> None:
    """Close a house as whoever leaves it does; fails when that has to wait for a provider."""
    await asyncio.wait_for(house.service.rest(within_s=0.1), 5)


async def test_who_leaves_waits_for_no_voice_and_the_turn_is_taken_up_later(
    stage: Stage, file: Path
) -> None:
    stage.cast.voice.says = ["So you ", asyncio.Event()]
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part reliable")
    reading = asyncio.create_task(stage.house.events(turn))
    await stage.cast.voice.begun.wait()
    await leaves(stage.house)
    assert kinds(await reading) == ["said", "graded", "moved", "word"]
    assert stage.cast.voice.left.is_set()
    stored = "select stage, failed, lease_owner from turns where id = ?"
    assert stage.house.rows(stored, turn) == [("moved", None, None)]

    later = House(file, clock=stage.house.clock, cast=FakeCast())
    opened = await later.service.open(LOCAL, stage.rehearsal)
    assert opened.leaf.text == "own_part reliable"
    assert kinds(await later.events(turn))[-3:] == ["replied", "graded", "done"]
    reply = (await later.service.turn(LOCAL, turn)).reply
    await later.close()
    assert reply is not None
    assert (reply.text, reply.stopped) == ("So you say.", False)


async def test_who_leaves_keeps_the_answer_and_its_reading_is_had_later(
    stage: Stage, file: Path
) -> None:
    stage.house.second._patience_s = 60
    stage.cast.reader.waits_for = asyncio.Event()
    turn = new_id()
    await stage.house.service.say(LOCAL, turn, stage.root, "own_part reliable")
    async for event in stage.house.service.events(LOCAL, turn):
        if event.type is EventType.REPLIED:
            break
    await leaves(stage.house)
    assert stage.house.rows("select stage from turns where id = ?", turn) == [("replied",)]
    cast = FakeCast()
    cast.reader.reads = "own_part"
    later = House(file, clock=stage.house.clock, cast=cast)
    await later.events(turn)
    found = await later.service.turn(LOCAL, turn)
    await later.close()
    assert cast.voice.heard == []
    assert found.state is not None
    assert found.state.trust == 44


async def test_a_turn_that_waits_for_one_that_is_left_is_left_too(stage: Stage) -> None:
    stage.house.second._patience_s = 60
    stage.cast.reader.waits_for = asyncio.Event()
    first, second = new_id(), new_id()
    await stage.house.service.say(LOCAL, first, stage.root, "own_part")
    async for event in stage.house.service.events(LOCAL, first):
        if event.type is EventType.REPLIED:
            break
    await stage.house.service.say(LOCAL, second, first, "reliable")
    await leaves(stage.house)
    stages = stage.house.rows("select stage, words from turns where parent_id is not null")
    assert sorted(stages) == [("replied", b"own_part"), ("said", b"reliable")]


async def test_what_a_call_took_that_was_left_is_kept(stage: Stage) -> None:
    stage.cast.reader.waits_for = asyncio.Event()
    stage.cast.reader.took_when_left = True
    stage.cast.voice.says = [asyncio.Event()]
    await stage.house.service.say(LOCAL, new_id(), stage.root, "own_part")
    await stage.cast.voice.begun.wait()
    await leaves(stage.house)
    assert (await stage.house.models.spending(LOCAL, stage.rehearsal)).calls == 1


async def test_words_on_their_way_in_are_stored_by_who_leaves(stage: Stage) -> None:
    stage.cast.voice.says = [asyncio.Event()]
    turn = new_id()
    saying = asyncio.create_task(stage.house.service.say(LOCAL, turn, stage.root, "own_part"))
    await asyncio.sleep(0)
    await leaves(stage.house)
    stage.house.store.close()
    assert (await saying).text == "own_part"
    assert stage.house.rows("select words from turns where id = ?", turn) == [(b"own_part",)]
