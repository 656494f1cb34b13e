"""The colleague's pace, and that a stop is heard in the middle of it."""

import asyncio

from rehearse.ids import new_id
from rehearse.service import pace
from rehearse.service.events import EventType
from rehearse.service.pace import Pause
from rehearse.service.rehearsing import LOCAL, Rehearsing
from tests.service.conftest import House
from tests.service.fakes import TinyLibrary


def paced(house: House, pause: Pause) -> Rehearsing:
    """A service of the same house that recites with pauses."""
    return Rehearsing(
        house.store, TinyLibrary(), house.grader, house.colleague, clock=house.clock, pause=pause
    )


def test_a_longer_sentence_is_given_more_time_but_not_for_ever() -> None:
    assert pace.spoken("Tja.") < pace.spoken("You could have told me that in March.")
    assert pace.spoken("x" * 500) == pace.spoken("x" * 5000) < 2
    assert 0 < pace.spoken("") < 1


async def test_who_leaves_waits_for_no_pause_and_the_answer_comes_whole(house: House) -> None:
    service = paced(house, lambda _: 30.0)
    _, root = await house.start()
    turn = new_id()
    await service.say(LOCAL, turn, root, "own_part")
    async for event in service.events(LOCAL, turn):
        if event.type is EventType.MOVED:
            break
    await asyncio.wait_for(service.rest(within_s=0.05), 5)
    assert house.rows("select stage from turns where id = ?", turn) == [("done",)]
    reply = (await house.service.turn(LOCAL, turn)).reply
    assert reply is not None
    assert (reply.text, reply.stopped) == ("A line for silence. And more of it.", False)


async def test_stopped_between_two_sentences_the_first_one_stands(house: House) -> None:
    def long_after_the_first(sentence: str) -> float:
        return 30.0 if sentence else 0.0

    service = paced(house, long_after_the_first)
    _, root = await house.start()
    turn = new_id()
    await service.say(LOCAL, turn, root, "own_part")
    heard = []
    async for event in service.events(LOCAL, turn):
        heard.append(event)
        if event.type is EventType.WORD:
            await service.stop(LOCAL, turn)
    replied = next(event for event in heard if event.type is EventType.REPLIED)
    assert replied.data["text"] == "A line for silence."
    assert replied.data["stopped"] is True
    assert heard[-1].type is EventType.DONE
    await asyncio.wait_for(service.rest(), 5)
