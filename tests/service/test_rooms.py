"""Around the talk: going back, finishing, looking back, deleting, and whose it all is."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from rehearse.conversation.scenario import Difficulty
from rehearse.errors import NotFound, WrongUse
from rehearse.ids import new_id
from rehearse.service.rehearsing import LOCAL
from tests.databases import bytes_of, sqlite_only
from tests.service.conftest import House


async def test_starting_twice_with_one_id_is_one_rehearsal(house: House) -> None:
    rehearsal = new_id()
    start = house.service.start
    first = await start(LOCAL, rehearsal, "tiny", "nl", Difficulty.HARD, opening=2)
    again = await start(LOCAL, rehearsal, "tiny", "en")
    assert first == again
    assert first.language == "nl"
    assert first.trust == 20
    assert first.leaf.opening is not None
    assert first.leaf.opening.text == "You wanted to talk? (2)"
    assert house.rows("select count(*) from rehearsals") == [(1,)]


async def test_what_cannot_be_started(house: House) -> None:
    start = house.service.start
    for bad in ("", "tiny", "0198C1C2-7D2E-7A30-B1C0-5F0E8A3D9C11", "../x", "\ud800"):
        with pytest.raises(WrongUse) as trouble:
            await start(LOCAL, bad, "tiny", "en")
        assert trouble.value.code == "bad_id"
        assert trouble.value.message("en").isprintable()
    with pytest.raises(NotFound):
        await start(LOCAL, new_id(), "unknown", "en")
    for opening in (-1, 3):
        with pytest.raises(WrongUse) as trouble:
            await start(LOCAL, new_id(), "tiny", "en", opening=opening)
        assert trouble.value.code == "no_opening"


async def test_going_back_keeps_the_old_branch(house: House) -> None:
    rehearsal, root = await house.start()
    first = await house.say(root, "own_part")
    old = await house.say(first, "-worth")
    new = await house.say(first, "reliable")
    view = await house.service.open(LOCAL, rehearsal)
    assert [turn.id for turn in view.turns] == [root, first, new]
    assert view.leaf.siblings == (old, new)
    assert view.trust == 54
    await house.service.reopen(LOCAL, rehearsal, old)
    view = await house.service.open(LOCAL, rehearsal)
    assert [turn.id for turn in view.turns] == [root, first, old]
    assert view.trust == 24
    other = await house.service.open(LOCAL, rehearsal, new)
    assert other.leaf.id == new
    assert (await house.service.open(LOCAL, rehearsal)).leaf.id == old


async def test_a_version_is_reopened_where_it_was_left(house: House) -> None:
    rehearsal, root = await house.start()
    first = await house.say(root, "own_part")
    onward = await house.say(first, "reliable")
    other = await house.say(root, "-worth")
    assert (await house.service.open(LOCAL, rehearsal)).leaf.id == other
    await house.service.reopen(LOCAL, rehearsal, first)
    assert (await house.service.open(LOCAL, rehearsal)).leaf.id == onward
    await house.service.reopen(LOCAL, rehearsal, other)
    assert (await house.service.open(LOCAL, rehearsal)).leaf.id == other


async def test_each_branch_remembers_its_own(house: House) -> None:
    rehearsal, root = await house.start()
    warm = await house.say(root, "own_part reliable")
    told = await house.say(warm, "ask")
    untold = await house.say(warm, "worth")
    assert (await house.service.open(LOCAL, rehearsal, told)).told == ("first",)
    assert (await house.service.open(LOCAL, rehearsal, untold)).told == ()
    again = await house.say(untold, "ask")
    assert (await house.service.open(LOCAL, rehearsal, again)).told == ("first",)


async def test_finishing_and_talking_on(house: House) -> None:
    rehearsal, root = await house.start()
    await house.service.finish(LOCAL, rehearsal)
    ended = (await house.service.open(LOCAL, rehearsal)).ended_at
    assert ended == house.clock()
    house.clock.pass_by(60)
    await house.service.finish(LOCAL, rehearsal)
    assert (await house.service.open(LOCAL, rehearsal)).ended_at == ended
    await house.say(root, "one more thing")
    assert (await house.service.open(LOCAL, rehearsal)).ended_at is None


async def test_history_lists_the_newest_first(house: House) -> None:
    older, root = await house.start()
    turn = await house.say(root, "own_part")
    await house.say(turn, "reliable")
    house.clock.pass_by(1)
    newer, _ = await house.start()
    rows = await house.service.history(LOCAL)
    assert [(row.id, row.turns, row.trust) for row in rows] == [(newer, 0, 34), (older, 2, 54)]
    assert (rows[0].title, rows[0].name, rows[0].language) == ("Tiny", "Noor", "en")
    assert rows[0].started_at == house.clock()
    assert await house.service.history("someone else") == []


async def test_talking_on_brings_a_rehearsal_to_the_top(house: House) -> None:
    older, root = await house.start()
    house.clock.pass_by(1)
    newer, _ = await house.start()
    house.clock.pass_by(1)
    await house.say(root, "own_part")
    rows = await house.service.history(LOCAL)
    assert [row.id for row in rows] == [older, newer]
    assert rows[0].last_said_at == house.clock()
    assert rows[1].last_said_at == rows[1].started_at


async def test_last_is_where_something_was_said_and_only_else_what_began_last(house: House) -> None:
    assert await house.service.last(LOCAL) is None
    older, root = await house.start()
    house.clock.pass_by(1)
    newer, _ = await house.start()

    async def last() -> str:
        row = await house.service.last(LOCAL)
        assert row is not None
        return row.id

    assert await last() == newer
    await house.say(root, "own_part")
    house.clock.pass_by(1)
    await house.start()
    assert await last() == older
    assert await house.service.last("someone else") is None


async def test_history_tells_branches_and_that_the_colleague_left(house: House) -> None:
    _, root = await house.start()
    turn = await house.say(root, "own_part")
    for words in ("ask", "reliable"):
        await house.say(turn, words)
    for _ in range(3):
        turn = await house.say(turn, "-worth")
    (row,) = await house.service.history(LOCAL)
    assert (row.branches, row.closed, row.turns) == (3, True, 4)
    house.clock.pass_by(1)
    await house.start()
    newest, _ = await house.service.history(LOCAL)
    assert (newest.branches, newest.closed) == (1, False)


async def test_history_goes_by_when_one_last_talked_wherever_one_stands(house: House) -> None:
    older, root = await house.start()
    house.clock.pass_by(1)
    first = await house.say(root)
    house.clock.pass_by(1)
    newer, _ = await house.start()
    house.clock.pass_by(1)
    second = await house.say(first)
    said_at = house.clock()

    async def listed() -> list[str]:
        return [row.id for row in await house.service.history(LOCAL)]

    assert await listed() == [older, newer]
    await house.service.rewind(LOCAL, older, first)
    assert await listed() == [newer, older]
    await house.service.reopen(LOCAL, older, first)
    assert await listed() == [older, newer]
    (row, _) = await house.service.history(LOCAL)
    assert (row.last_said_at, row.turns) == (said_at, 2)
    assert (await house.service.open(LOCAL, older)).leaf.id == second


async def test_history_is_searched_and_shown_in_part(house: House) -> None:
    begun = []
    for n in range(5):
        house.clock.pass_by(1)
        begun.append((await house.start("bram" if n == 2 else LOCAL))[0])
    mine = [begun[n] for n in (4, 3, 1, 0)]

    async def listed(search: str, limit: int | None = None) -> list[str]:
        return [row.id for row in await house.service.history(LOCAL, search, limit)]

    assert await listed("", 3) == mine[:3]
    assert await listed("  NOOR tin ") == mine
    assert await listed("noor", 1) == mine[:1]
    assert await house.service.number(LOCAL, "noor") == await house.service.number(LOCAL) == 4
    for nothing in ("own_part", "tiny else", "%", "_", "\x00", "\ud800"):
        assert await listed(nothing) == []
        assert await house.service.number(LOCAL, nothing) == 0
    assert await house.service.number("nobody") == 0


@sqlite_only
async def test_a_list_is_read_from_its_index(house: House) -> None:
    plan = house.rows(
        "explain query plan select * from rehearsals join turns on turns.id = leaf_id "
        "where owner_id = 'local' order by talked_at desc, rehearsals.id desc limit 50"
    )
    assert any("ix_rehearsals_owner_id_talked_at" in str(step) for step in plan)


async def test_finding_by_the_beginning_of_an_id(house: House) -> None:
    service = house.service
    first, second = "11111111-aaaa-7000-8000-00000000000{}".format, "22222222-{}".format
    ids = [first(1), first(2), second("aaaa-7000-8000-000000000001")]
    for each in ids:
        await service.start(LOCAL, each, "tiny", "en")
    assert await service.find(LOCAL, "22222222") == ids[2]
    assert await service.find(LOCAL, f" {ids[0].upper()} ") == ids[0]
    for prefix, kind, code in (
        ("1111", WrongUse, "prefix_short"),
        ("11111111", WrongUse, "prefix_ambiguous"),
        ("33333333", NotFound, "rehearsal"),
        ("%%%%%%%%", NotFound, "rehearsal"),
        ("\ud800\x00______", NotFound, "rehearsal"),
    ):
        with pytest.raises(kind) as trouble:
            await service.find(LOCAL, prefix)
        assert trouble.value.code == code
    with pytest.raises(NotFound):
        await service.find("someone else", "22222222")


async def test_what_is_another_actors_is_not_found(house: House) -> None:
    rehearsal, root = await house.start("anna")
    turn = await house.say(root, "own_part", "anna")
    service = house.service

    async def follow(turn_id: str) -> None:
        async for _ in service.events("bram", turn_id):
            pass

    calls: list[tuple[Callable[[str], Awaitable[object]], str]] = [
        (lambda i: service.open("bram", i), rehearsal),
        (lambda i: service.finish("bram", i), rehearsal),
        (lambda i: service.rewind("bram", i, turn), rehearsal),
        (lambda i: service.reopen("bram", i, turn), rehearsal),
        (lambda i: service.delete("bram", i), rehearsal),
        (lambda i: service.find("bram", i), rehearsal),
        (lambda i: service.say("bram", new_id(), i, "hello"), turn),
        (lambda i: service.stop("bram", i), turn),
        (follow, turn),
    ]
    for call, theirs in calls:
        for unknown in (theirs, nothing := new_id()):
            with pytest.raises(NotFound) as trouble:
                await call(unknown)
            said = trouble.value.message("en").replace(unknown, "ID")
            if unknown is theirs:
                seen = said
        assert said == seen, nothing
    with pytest.raises(WrongUse) as taken:
        await service.start("bram", rehearsal, "tiny", "en")
    assert taken.value.code == "id_taken"
    assert await service.delete_all("bram") == 0
    assert (await service.open("anna", rehearsal)).leaf.id == turn


async def test_a_turn_of_another_rehearsal_is_not_found_in_this_one(house: House) -> None:
    first, root = await house.start()
    second, other = await house.start()
    for call in (house.service.open, house.service.rewind, house.service.reopen):
        with pytest.raises(NotFound):
            await call(LOCAL, first, other)
    with pytest.raises(NotFound):
        await house.service.open(LOCAL, second, root)


async def test_deleted_words_are_gone_from_the_files(house: House) -> None:
    rehearsal, root = await house.start(scenario="tiny-gone")
    turn = root
    for n in range(30):
        turn = await house.say(turn, f"SECRET{n} own_part " * (1 + n % 7))
    kept, root = await house.start(scenario="tiny-kept")
    await house.say(root, "KEPT own_part")
    before = bytes_of(house.file)
    assert b"SECRET" in before
    assert b"tiny-gone" in before
    await house.service.delete(LOCAL, rehearsal)
    after = bytes_of(house.file)
    for trace in (b"SECRET", rehearsal.encode(), b"tiny-gone"):
        assert trace not in after
    assert b"KEPT" in after
    assert [row.id for row in await house.service.history(LOCAL)] == [kept]
    assert await house.service.delete_all(LOCAL) == 1
    rest = bytes_of(house.file)
    for trace in (b"KEPT", b"tiny-kept", b"A line for"):
        assert trace not in rest
    assert house.rows("select count(*) from grades") == [(0,)]


async def test_deleting_under_a_running_turn(house: House) -> None:
    from tests.service.conftest import reached
    from tests.service.fakes import Gate

    rehearsal, root = await house.start()
    gate = Gate()
    house.grader.before = gate
    turn = new_id()
    await house.service.say(LOCAL, turn, root, "SECRET own_part")
    reading = asyncio.create_task(house.events(turn))
    await reached(gate)
    await house.service.delete(LOCAL, rehearsal)
    gate.open.set()
    with pytest.raises(NotFound):
        await reading
    await house.service.rest()
    assert b"SECRET" not in bytes_of(house.file)


async def test_a_changed_situation_leaves_a_started_rehearsal_as_it_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.service.fakes import TinyLibrary, tiny_scenario

    rehearsal, root = await house.start()
    changed = tiny_scenario()
    words = changed.words.model_copy(update={"title": "Changed"})
    changed = changed.model_copy(update={"words": words})
    monkeypatch.setattr(TinyLibrary, "load", lambda *_: changed)
    other, _ = await house.start()
    await house.say(root, "own_part")
    assert (await house.service.open(LOCAL, rehearsal)).scenario.words.title == "Tiny"
    assert (await house.service.open(LOCAL, other)).scenario.words.title == "Changed"
    assert house.rows("select count(*) from snapshots") == [(2,)]
