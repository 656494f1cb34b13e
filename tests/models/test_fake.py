"""The fake keeps the same promises as a real model."""

import asyncio
from collections.abc import AsyncGenerator
from decimal import Decimal
from typing import cast

import pytest
from pydantic import BaseModel

from rehearse.models import Model, ModelRequest, Purpose, Usage
from rehearse.models.fake import FakeModel, FakeReply, Words
from rehearse.models.spending import Unlimited
from rehearse.models.trouble import BrokenOff, NoAnswer, TooMany
from tests.models.conftest import asked


class Level(BaseModel):
    level: int


async def heard(model: Model, used: list[Usage]) -> list[str]:
    return [piece async for piece in model.stream(asked(), Unlimited(used.append))]


async def test_replies_come_in_turn_word_by_word_and_requests_are_kept(used: list[Usage]) -> None:
    model = FakeModel(["Good morning, Noor.", Words(("Well", ", then"))], cost=Decimal("0.01"))
    assert await heard(model, used) == ["Good", " morning,", " Noor."]
    assert await heard(model, used) == ["Well", ", then"]
    assert model.requests == [asked(), asked()]
    assert [usage.answer_tokens for usage in used] == [3, 2]
    assert {usage.cost for usage in used} == {Decimal("0.01")}
    with pytest.raises(AssertionError, match="no reply is left for this reply"):
        await heard(model, used)


async def test_values_and_texts_are_answers_in_a_form(used: list[Usage]) -> None:
    model = FakeModel([Level(level=2), '{"level": 1}', "Sure!"])
    levels = [(await model.ask(asked(), Level, Unlimited(used.append))).level for _ in range(2)]
    assert levels == [2, 1]
    with pytest.raises(NoAnswer):
        await model.ask(asked(), Level, Unlimited(used.append))
    assert len(used) == 3


async def test_troubles_are_raised_at_once_or_half_way(used: list[Usage]) -> None:
    broken = BrokenOff("fake/model")
    model = FakeModel([TooMany("fake/model"), Words(("It",), then=broken), ""])
    with pytest.raises(TooMany):
        await heard(model, used)
    stream = model.stream(asked(), Unlimited(used.append))
    assert await anext(stream) == "It"
    with pytest.raises(BrokenOff):
        await anext(stream)
    with pytest.raises(NoAnswer):
        await heard(model, used)


async def test_a_function_answers_by_what_is_asked(used: list[Usage]) -> None:
    def reply(request: ModelRequest) -> FakeReply:
        return Level(level=0) if request.purpose is Purpose.GRADE else "Hm."

    model = FakeModel(reply)
    assert await heard(model, used) == ["Hm."]
    assert (await model.ask(asked(purpose=Purpose.GRADE), Level, Unlimited(used.append))).level == 0


async def test_an_endless_reply_ends_when_its_reader_leaves(used: list[Usage]) -> None:
    model = FakeModel([Words(("And", " then"), pause_s=0.001, endless=True)])
    stream = cast(AsyncGenerator[str], model.stream(asked(), Unlimited(used.append)))
    pieces = [await anext(stream) for _ in range(5)]
    await stream.aclose()
    assert pieces == ["And", " then", "And", " then", "And"]
    assert (model.left, len(used)) == (1, 1)


async def test_a_slow_answer_can_be_cancelled(used: list[Usage]) -> None:
    model = FakeModel([Words(("{}",), pause_s=60)])
    task = asyncio.create_task(model.ask(asked(), Level, Unlimited(used.append)))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert model.left == 1
