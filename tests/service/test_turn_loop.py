"""A turn from the first word to ``done``, and everything that may come between."""

import asyncio

import pytest

from rehearse.conversation.rubric import MAX_TURN_LENGTH, NotScored
from rehearse.conversation.scenario import Move
from rehearse.errors import NotFound, Refused, RehearseError, WrongUse
from rehearse.ids import new_id
from rehearse.service.events import Event, EventType
from rehearse.service.rehearsing import LOCAL
from tests.service.conftest import House, reached
from tests.service.fakes import Gate


def kinds(events: list[Event]) -> list[str]:
    return [event.type.value for event in events]


def facts_only(events: list[Event]) -> list[Event]:
    return [event for event in events if event.type is not EventType.WORD]


async def test_a_turn_tells_its_facts_in_order_with_whole_trust(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "own_part reliable")
    events = await house.events(turn)
    told = facts_only(events)
    assert kinds(told) == ["said", "graded", "moved", "replied", "done"]
    assert [event.seq for event in told] == [1, 2, 3, 4, 5]
    assert [event.trust for event in told] == [34, 48, 48, 48, 48]
    assert all(event.turn_id == turn for event in told)
    assert told[1].data["final"] is True
    assert told[1].data["grade"]["levels"]["own_part"] == 2
    assert told[2].data["moved"] == 14


async def test_words_come_by_the_sentence_and_make_up_the_reply(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.colleague.before = gate
    await house.service.say(LOCAL, turn, root, "hello")
    reading = asyncio.create_task(house.events(turn))
    await reached(gate)
    gate.open.set()
    events = await reading
    words = [event for event in events if event.type is EventType.WORD]
    reply = next(event for event in events if event.type is EventType.REPLIED)
    assert len(words) == 2
    assert "".join(word.data["text"] for word in words) == reply.data["text"]
    assert [word.data["offset"] for word in words] == [0, len(words[0].data["text"])]
    assert {word.seq for word in words} == {3}


async def test_any_number_of_readers_see_the_same_from_any_point(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.grader.before = gate
    await house.service.say(LOCAL, turn, root, "hello")
    readers = [asyncio.create_task(house.events(turn, after)) for after in (0, 0, 3)]
    await reached(gate)
    gate.open.set()
    whole, again, late = await asyncio.gather(*readers)
    assert whole == again
    assert late == [e for e in whole if e.seq > 3 or e.type is EventType.WORD]
    replayed = await house.events(turn)
    assert replayed == facts_only(whole)
    assert await house.events(turn, after=4) == replayed[4:]


async def test_the_root_is_the_opening_line(house: House) -> None:
    rehearsal, root = await house.start()
    opened, done = await house.events(root)
    assert (opened.type, done.type) == (EventType.OPENED, EventType.DONE)
    assert opened.data == {
        "rehearsal": rehearsal,
        "scenario": "tiny",
        "language": "en",
        "difficulty": "normal",
        "name": "Noor",
        "text": "You wanted to talk? (0)",
        "gesture": "looks up",
    }


async def test_a_reader_that_leaves_stops_nothing(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "hello")
    events = house.service.events(LOCAL, turn)
    async for event in events:
        assert event.type is EventType.SAID
        break
    await events.aclose()  # type: ignore[attr-defined]
    await house.service.rest()
    assert house.rows("select stage from turns where id = ?", turn) == [("done",)]


async def test_whoever_sends_and_leaves_has_still_said_it(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    sending = asyncio.create_task(house.service.say(LOCAL, turn, root, "hello"))
    await asyncio.sleep(0)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await asyncio.gather(*house.service._unhurried)
    assert kinds(await house.events(turn))[-1] == "done"


async def test_a_double_click_is_one_turn(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    say = house.service.say
    first, second = await asyncio.gather(
        say(LOCAL, turn, root, "hello"), say(LOCAL, turn, root, "hello")
    )
    await house.events(turn)
    assert first.id == second.id == turn
    assert len(house.grader.asked) == 1
    later = await say(LOCAL, turn, root, "hello")
    assert later.done
    assert later.siblings == (turn,)
    assert house.rows("select count(*) from turns where parent_id = ?", root) == [(1,)]


async def test_an_id_keeps_its_words_and_its_parent(house: House) -> None:
    _, root = await house.start()
    turn = await house.say(root, "hello")
    for parent, words in ((root, "other"), (turn, "hello")):
        with pytest.raises(WrongUse) as trouble:
            await house.service.say(LOCAL, turn, parent, words)
        assert trouble.value.code == "id_taken"


async def test_other_words_wait_until_the_colleague_has_answered(house: House) -> None:
    _, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.colleague.before = gate
    await house.service.say(LOCAL, turn, root, "hello")
    await reached(gate)
    for parent in (root, turn):
        with pytest.raises(Refused) as trouble:
            await house.service.say(LOCAL, new_id(), parent, "and another thing")
        assert trouble.value.code == "busy"
    gate.open.set()
    await house.events(turn)
    assert house.rows("select count(*) from turns") == [(2,)]
    await house.say(root, "now it is a branch")


async def test_words_after_the_reply_are_stored_and_wait_for_done(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, root = await house.start()
    gate = Gate()
    settled = house.store.turns.settled

    def held(*values: object) -> object:
        gate()
        return settled(*values)  # type: ignore[arg-type]

    monkeypatch.setattr(house.store.turns, "settled", held)
    turn, after = new_id(), new_id()
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    view = await house.service.say(LOCAL, after, turn, "reliable")
    assert not view.done
    assert house.rows("select stage from turns where id = ?", after) == [("said",)]
    assert len(house.grader.asked) == 1
    gate.open.set()
    told = facts_only(await house.events(after))
    assert kinds(told)[-1] == "done"
    assert told[0].trust == 44
    assert house.colleague.asked[1].moment.state.turns == 1


async def test_the_grader_is_given_the_turn_in_its_place(house: House) -> None:
    _, root = await house.start()
    first = await house.say(root, "one")
    await house.say(first, "two")
    (_, at_first), (words, at_second) = house.grader.asked
    assert (at_first.colleague_last, at_first.previous_turn) == ("You wanted to talk? (0)", None)
    assert words == "two"
    assert at_second.previous_turn == "one"
    assert at_second.colleague_last == "A line for go_on. And more of it."
    assert (at_second.language, at_second.scenario is not None) == ("en", True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "empty"),
        (" \t\r\n ", "empty"),
        ("\x00\x07\x1b", "empty"),
        ("\u200f\u200b", "empty"),
        ("\ud800", "empty"),
        ("x" * (MAX_TURN_LENGTH + 1), "too_long"),
    ],
)
async def test_what_cannot_be_said_is_refused_and_not_stored(
    house: House, words: str, code: str
) -> None:
    _, root = await house.start()
    with pytest.raises(Refused) as trouble:
        await house.service.say(LOCAL, new_id(), root, words)
    assert trouble.value.code == code
    assert house.rows("select count(*) from turns") == [(1,)]


@pytest.mark.parametrize(
    "words",
    [
        "half a pair \ud83d here",
        "two halves \ud83d\ude00 apart, and the whole \U0001f600",
        "nul \x00 and bell \x07",
        "right \u200fto left, e\u0301 and \u00e9, \r\n and \n",
        "<b>bold</b> ![x](http://x) '; drop table turns; --",
        "x" * MAX_TURN_LENGTH,
    ],
)
async def test_words_come_back_exactly_as_typed(house: House, words: str) -> None:
    rehearsal, root = await house.start()
    turn = await house.say(root, words)
    view = await house.service.open(LOCAL, rehearsal)
    assert view.leaf.id == turn
    assert view.leaf.text == words
    assert (await house.events(turn))[0].data["text"] == words
    assert house.grader.asked[0][0] == words


async def test_a_grader_that_breaks_leaves_the_turn_not_scored(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    rehearsal, root = await house.start()

    def broken() -> None:
        raise ValueError("secret words")

    house.grader.before = broken
    turn = await house.say(root, "own_part")
    told = facts_only(await house.events(turn))
    assert kinds(told) == ["said", "graded", "moved", "replied", "done"]
    assert told[1].data["grade"]["not_scored"]["code"] == "failed"
    assert {event.trust for event in told} == {34}
    assert isinstance((await house.service.open(LOCAL, rehearsal)).leaf.grade, NotScored)
    assert "secret" not in caplog.text


async def test_a_colleague_that_breaks_loses_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    rehearsal, root = await house.start()

    def broken() -> None:
        raise ValueError("secret words")

    house.colleague.before = broken
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "own_part")
    events = await house.events(turn)
    assert kinds(events) == ["said", "graded", "failed"]
    assert events[-1].data["code"] == "colleague_failed"
    assert "stored" in events[-1].data["message"]
    assert await house.events(turn) == events
    assert "secret" not in caplog.text
    house.colleague.before = lambda: None
    await house.service.open(LOCAL, rehearsal)
    assert kinds(facts_only(await house.events(turn, after=2))) == ["moved", "replied", "done"]
    assert len(house.grader.asked) == 1


async def test_after_a_failure_other_words_may_be_said(house: House) -> None:
    _, root = await house.start()

    def broken() -> None:
        raise ValueError

    house.colleague.before = broken
    failed = new_id()
    await house.service.say(LOCAL, failed, root, "own_part")
    await house.events(failed)
    house.colleague.before = lambda: None
    assert (await house.events(await house.say(root, "again")))[-1].type is EventType.DONE


async def test_what_waits_for_a_turn_that_breaks_is_told_so(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rehearsal, root = await house.start()
    gate = Gate()
    settled = house.store.turns.settled

    def broken(*_: object) -> None:
        gate()
        raise ValueError

    monkeypatch.setattr(house.store.turns, "settled", broken)
    turn, after = new_id(), new_id()
    await house.service.say(LOCAL, turn, root, "own_part")
    await reached(gate)
    await house.service.say(LOCAL, after, turn, "reliable")
    gate.open.set()
    assert kinds(await house.events(after)) == ["said", "failed"]
    monkeypatch.setattr(house.store.turns, "settled", settled)
    await house.service.open(LOCAL, rehearsal)
    assert kinds(await house.events(after))[-1] == "done"
    assert house.colleague.asked[1].moment.state.turns == 1


async def test_stopped_before_a_word_nothing_was_said(house: House) -> None:
    rehearsal, root = await house.start()
    turn = new_id()
    gate = Gate()
    house.colleague.before = gate
    await house.service.say(LOCAL, turn, root, "hello")
    await reached(gate)
    await house.service.stop(LOCAL, turn)
    gate.open.set()
    told = await house.events(turn)
    replied = told[-2]
    assert EventType.WORD not in {event.type for event in told}
    assert replied.data["stopped"] is True
    assert (replied.data["text"], replied.data["lines"]) == ("", [])
    await house.say(turn, "go on")
    assert house.grader.asked[-1][1].colleague_last is None
    assert (await house.service.open(LOCAL, rehearsal)).leaf.done


async def test_a_layer_whose_telling_was_cut_off_stays_untold(house: House) -> None:
    rehearsal, root = await house.start()
    warm = await house.say(root, "own_part reliable")
    turn = new_id()
    gate = Gate()
    house.colleague.before = gate
    await house.service.say(LOCAL, turn, warm, "ask")
    await reached(gate)
    events = house.service.events(LOCAL, turn)
    gate.open.set()
    async for event in events:
        if event.type is EventType.WORD:
            await house.service.stop(LOCAL, turn)
            break
    await house.events(turn)
    house.colleague.before = lambda: None
    view = await house.service.open(LOCAL, rehearsal)
    reply = view.leaf.reply
    assert reply is not None
    assert (reply.move, reply.text, reply.told) == (Move.REVEAL, "Here is the first thing.", None)
    assert reply.stopped
    assert view.told == ()
    await house.say(turn, "worth")
    await house.say((await house.service.open(LOCAL, rehearsal)).leaf.id, "ask")
    assert (await house.service.open(LOCAL, rehearsal)).told == ("first",)


async def test_stopping_a_complete_reply_changes_nothing(house: House) -> None:
    _, root = await house.start()
    turn = await house.say(root)
    before = await house.events(turn)
    await house.service.stop(LOCAL, turn)
    assert await house.events(turn) == before
    with pytest.raises(NotFound):
        await house.service.stop(LOCAL, new_id())


async def test_a_colleague_who_leaves_ends_the_branch(house: House) -> None:
    rehearsal, root = await house.start()
    turn = root
    for _ in range(3):
        turn = await house.say(turn, "-worth")
    told = await house.events(turn)
    assert kinds(told)[-2:] == ["done", "ended"]
    assert told[-1].data == {"layers_told": [], "ended": "close"}
    assert (await house.service.open(LOCAL, rehearsal)).closed
    with pytest.raises(Refused) as trouble:
        await house.service.say(LOCAL, new_id(), turn, "wait")
    assert trouble.value.code == "closed"
    assert "Noor" in trouble.value.message("nl")
    await house.say(root, "own_part")


async def test_a_turn_reads_as_much_at_its_sixtieth_as_at_its_second(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sqlalchemy import event

    counts: list[int] = []
    engine = house.store._database._engine
    event.listen(engine, "before_cursor_execute", lambda *_: counts.append(1))
    _, turn = await house.start()
    spent = []
    for _ in range(12):
        before = len(counts)
        turn = await house.say(turn, "hello")
        spent.append(len(counts) - before)
    assert set(spent[1:]) == {spent[1]}


async def test_twenty_rehearsals_at_once(house: House) -> None:
    async def talk(actor: str) -> list[str]:
        rehearsal, turn = await house.start(actor)
        for words in ("own_part", "ask", "reliable"):
            turn = await house.say(turn, words, actor)
        view = await house.service.open(actor, rehearsal)
        return [turn.text for turn in view.turns if turn.done]

    talks = await asyncio.gather(*(talk(f"actor-{n}") for n in range(20)))
    assert talks == [["", "own_part", "ask", "reliable"]] * 20
    assert house.rows("select count(*) from grades") == [(60,)]
    assert house.rows("select count(*) from snapshots") == [(1,)]


async def test_a_turn_that_breaks_in_our_own_code_does_not_hang(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, root = await house.start()

    def broken(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(house.store.turns, "moved", broken)
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "hello")
    events = await house.events(turn)
    assert events[-1].data["code"] == "turn_failed"
    assert RehearseError("turn_failed").message("nl")


async def test_a_turn_that_the_end_of_the_process_cuts_off_ends_quietly(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Threads are gone before the loop is; what asyncio never hears of it prints as a traceback."""
    _, root = await house.start()

    def no_thread(*_: object) -> None:
        raise RuntimeError("cannot schedule new futures after shutdown")

    monkeypatch.setattr(house.store.turns, "moved", no_thread)
    monkeypatch.setattr(house.store.turns, "give_up", no_thread)
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "hello")
    assert (await house.events(turn))[-1].data["code"] == "turn_failed"
    assert f"turn {turn} could not be let go: the process ends" in caplog.messages
