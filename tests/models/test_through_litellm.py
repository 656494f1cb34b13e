"""What a call takes upon itself: time, tries, forms, keys, and leaving."""

import asyncio
import inspect
import threading
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import pytest
from pydantic import BaseModel, SecretStr

from rehearse.models import Message, Purpose, Usage
from rehearse.models.spending import Unlimited
from rehearse.models.through_litellm import LitellmModel
from rehearse.models.trouble import (
    BudgetSpent,
    KeyMissing,
    KeyRefused,
    ModelTrouble,
    NoAnswer,
    NoSuchModel,
    NoSuchProvider,
    OnlyThought,
    TooSlow,
    Unreachable,
)
from tests.models.conftest import PROMPTS, asked
from tests.models.provider import (
    Behaviour,
    Body,
    Kind,
    Provider,
    answers,
    never_ends,
    only_thinks,
    refuses,
    runs_out,
    says,
    stops_without_reason,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Level(BaseModel):
    level: int


GRADE = asked(purpose=Purpose.GRADE, answer=Level.model_json_schema())


def at(provider: Provider, limit_s: float = 3.0) -> LitellmModel:
    return LitellmModel("openai/local", PROMPTS, api_base=provider.address, time_limit_s=limit_s)


async def gone(provider: Provider) -> bool:
    """Whether whoever asked last has gone away, as the provider sees it."""
    async with asyncio.timeout(2):
        while not provider.requests[-1].left:  # noqa: ASYNC110 - told in another thread
            await asyncio.sleep(0.01)
    return True


async def test_a_reader_who_leaves_stops_the_request(provider: Provider, used: list[Usage]) -> None:
    provider.plan("words", never_ends())
    stream = cast(AsyncGenerator[str], at(provider).stream(asked(), Unlimited(used.append)))
    heard = [await anext(stream), await anext(stream)]
    await stream.aclose()
    assert heard == ["And", " then 0,"]
    assert await gone(provider)
    assert len(used) == 1
    assert used[0].answer_tokens > 0


@pytest.mark.parametrize("way", ["words", "form"])
async def test_a_cancelled_call_stops_its_request(
    way: str, provider: Provider, used: list[Usage]
) -> None:
    provider.plan("words", never_ends())
    provider.plan("form", answers({}).after(30))

    async def call() -> None:
        if way == "form":
            await at(provider).ask(GRADE, Level, Unlimited(used.append))
        async for _ in at(provider).stream(asked(), Unlimited(used.append)):
            pass

    task = asyncio.create_task(call())
    async with asyncio.timeout(2):
        while not provider.requests:  # noqa: ASYNC110 - told in another thread
            await asyncio.sleep(0.01)
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(provider)
    assert len(used) == 1


async def test_a_reader_who_takes_its_time_is_not_cut_off_in_its_own_work(
    provider: Provider, used: list[Usage]
) -> None:
    provider.plan("words", says("Well. It took you long."))
    async for _ in at(provider, limit_s=0.4).stream(asked(), Unlimited(used.append)):
        await asyncio.sleep(0.01)
    assert len(used) == 1


async def test_what_a_provider_asks_for_is_waited_for(
    provider: Provider, used: list[Usage]
) -> None:
    provider.plan("words", refuses(429, "0.4"), says("There."))
    began = time.monotonic()
    assert [piece async for piece in at(provider).stream(asked(), Unlimited(used.append))] == [
        "There."
    ]
    assert time.monotonic() - began >= 0.4


async def test_every_try_that_took_something_is_counted(
    provider: Provider, used: list[Usage]
) -> None:
    provider.plan("form", says("Sure!"), answers({"level": 2}))
    await at(provider).ask(GRADE, Level, Unlimited(used.append))
    assert [usage.answer_tokens for usage in used] == [1, 2]
    assert used[1].prompt_tokens > used[0].prompt_tokens
    assert {(usage.purpose, usage.model) for usage in used} == {(Purpose.GRADE, "openai/local")}
    assert used[0].cached_tokens == used[0].prompt_tokens // 2


async def heard(model: LitellmModel, used: list[Usage]) -> str:
    return "".join([piece async for piece in model.stream(asked(), Unlimited(used.append))])


async def level(model: LitellmModel, used: list[Usage]) -> str:
    return str((await model.ask(GRADE, Level, Unlimited(used.append))).level)


WAYS = pytest.mark.parametrize(("way", "call"), [("words", heard), ("form", level)])
Call = Callable[[LitellmModel, list[Usage]], Awaitable[str]]


@WAYS
async def test_a_call_that_is_left_while_it_begins_leaves_nothing_to_await(
    way: Kind, call: Call, provider: Provider, used: list[Usage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """litellm works out in a thread what to await, and whoever leaves meanwhile never does."""
    from litellm.llms.openai.openai import OpenAIChatCompletion

    entered, left, made = threading.Event(), threading.Event(), list[Coroutine[Any, Any, Any]]()
    whole = OpenAIChatCompletion.completion

    def slow(self: OpenAIChatCompletion, *args: Any, **kwargs: Any) -> Any:
        entered.set()
        left.wait(10)
        made.append(whole(self, *args, **kwargs))
        return made[0]

    monkeypatch.setattr(OpenAIChatCompletion, "completion", slow)
    task = asyncio.ensure_future(call(at(provider), used))
    await asyncio.to_thread(entered.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    left.set()
    async with asyncio.timeout(2):
        # What the thread came to is dropped there.
        while not made or inspect.getcoroutinestate(made[0]) != inspect.CORO_CLOSED:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert provider.requests == []


@WAYS
async def test_a_model_that_only_thought_is_asked_the_same_with_twice_the_room(
    way: Kind, call: Call, provider: Provider, used: list[Usage]
) -> None:
    provider.plan(way, only_thinks(), answers({"level": 2}))
    assert await call(at(provider), used) in ("2", '{"level": 2}')
    first, second = (asked.body for asked in provider.requests)
    assert (first.pop("max_tokens"), second.pop("max_tokens")) == (200, 400)
    assert first == second
    assert [usage.answer_tokens for usage in used] == [7, 2]
    assert used[0].prompt_tokens == used[1].prompt_tokens > 0


async def test_an_answer_that_was_cut_is_asked_for_with_twice_the_room(
    provider: Provider, used: list[Usage]
) -> None:
    provider.plan("form", runs_out('{"level":'), answers({"level": 2}))
    assert await level(at(provider), used) == "2"
    first, second = (asked.body for asked in provider.requests)
    assert (first.pop("max_tokens"), second.pop("max_tokens")) == (200, 400)
    assert first == second
    assert [usage.answer_tokens for usage in used] == [1, 2]


@pytest.mark.parametrize(
    "second", [runs_out('{"level":'), says("Sure!"), answers({"level": "much"})]
)
async def test_there_is_no_third_question(
    second: Behaviour, provider: Provider, used: list[Usage]
) -> None:
    provider.plan("form", only_thinks(), second, answers({"level": 2}))
    with pytest.raises(NoAnswer):
        await level(at(provider), used)
    assert len(provider.requests) == len(used) == 2


@WAYS
async def test_more_room_takes_no_more_time(
    way: Kind, call: Call, provider: Provider, used: list[Usage]
) -> None:
    provider.plan(way, only_thinks().after(0.4), never_ends(20))
    began = time.monotonic()
    with pytest.raises(TooSlow):
        await call(at(provider, limit_s=1.0), used)
    assert time.monotonic() - began < 1.3
    assert len(used) == 2


@pytest.mark.parametrize(
    ("way", "call", "first", "trouble"),
    [
        ("words", heard, only_thinks(), OnlyThought),
        ("form", level, only_thinks(), OnlyThought),
        ("form", level, runs_out('{"level":'), NoAnswer),
    ],
)
async def test_a_model_that_takes_no_more_room_is_told_for_what_it_did_with_the_first(
    way: Kind,
    call: Call,
    first: Behaviour,
    trouble: type[ModelTrouble],
    provider: Provider,
    used: list[Usage],
) -> None:
    provider.plan(way, first, refuses(400))
    with pytest.raises(trouble):
        await call(at(provider), used)
    assert len(used) == 1


class OneTry(list[Usage]):
    """A ``Spent`` whose limit the first try reaches."""

    def __call__(self, took: Usage) -> None:
        self.append(took)

    async def allow(self, model: str) -> None:
        if self:
            raise BudgetSpent(model, Decimal("0.01"))


@pytest.mark.parametrize("first", [says("Sure!"), only_thinks(), runs_out('{"level":')])
async def test_no_second_question_is_asked_once_the_limit_is_reached(
    first: Behaviour, provider: Provider
) -> None:
    provider.plan("form", first, answers({"level": 2}))
    spent = OneTry()
    with pytest.raises(BudgetSpent):
        await at(provider).ask(GRADE, Level, spent)
    assert len(provider.requests) == len(spent) == 1


async def test_no_stream_is_begun_anew_once_the_limit_is_reached(provider: Provider) -> None:
    provider.plan("words", only_thinks(), says("There."))
    with pytest.raises(BudgetSpent):
        [piece async for piece in at(provider).stream(asked(), OneTry())]
    assert len(provider.requests) == 1


async def test_what_reaches_the_limit_is_heard_to_its_end(provider: Provider) -> None:
    provider.plan("words", refuses(429, "0"), says("There it is."))
    pieces = [piece async for piece in at(provider).stream(asked(), OneTry())]
    assert "".join(pieces) == "There it is."


async def test_a_provider_that_counts_nothing_is_counted_for(
    provider: Provider, used: list[Usage]
) -> None:
    provider.plan("words", stops_without_reason("Well, what is there to say about it all now"))
    with pytest.raises(Exception, match="broke off"):
        [piece async for piece in at(provider).stream(asked(), Unlimited(used.append))]
    (usage,) = used
    assert usage.answer_tokens == 11
    assert usage.prompt_tokens > 10


async def test_a_second_question_says_what_was_wrong(provider: Provider, used: list[Usage]) -> None:
    provider.plan("form", answers({"level": "much"}), answers({"level": 2}))
    await at(provider).ask(GRADE, Level, Unlimited(used.append))
    *_, before, last = provider.requests[-1].body["messages"]
    assert before == {"role": "assistant", "content": '{"level": "much"}'}
    assert "- level: Input should be a valid integer" in last["content"]
    assert last["content"].endswith("nothing around it.")


async def test_a_second_question_is_asked_in_words_of_ones_own_where_there_are(
    provider: Provider, used: list[Usage], tmp_path: Path
) -> None:
    provider.plan("form", answers({"level": "much"}), answers({"level": 2}))
    own = tmp_path / "form" / "again.md.j2"
    own.parent.mkdir()
    own.write_text("Nee: {{ faults | length }}.")
    model = LitellmModel("openai/local", tmp_path, api_base=provider.address)
    await model.ask(GRADE, Level, Unlimited(used.append))
    assert provider.requests[-1].body["messages"][-1]["content"] == "Nee: 1."


@pytest.mark.parametrize("refusal", [400, 404, 422])
async def test_a_form_that_is_refused_is_left_out_from_then_on(
    used: list[Usage], refusal: int
) -> None:
    with Provider(forms_refused_by=refusal) as provider:
        provider.plan("form", answers({"level": 2}))
        model = at(provider)
        for _ in range(2):
            assert (await model.ask(GRADE, Level, Unlimited(used.append))).level == 2
        forms = ["response_format" in asked.body for asked in provider.requests]
    assert forms == [True, False, False]


async def test_neighbours_of_one_role_are_one_message(
    provider: Provider, used: list[Usage]
) -> None:
    request = asked(
        messages=(
            Message(role="system", content="Rules."),
            Message(role="system", content="Noor."),
            Message(role="assistant", content="You wanted to talk?"),
            Message(role="user", content="Yes."),
            Message(role="system", content="Say little."),
        )
    )
    assert [p async for p in at(provider).stream(request, Unlimited(used.append))]
    assert provider.requests[-1].body["messages"] == [
        {"role": "system", "content": "Rules.\n\nNoor."},
        {"role": "user", "content": "…"},
        {"role": "assistant", "content": "You wanted to talk?"},
        {"role": "user", "content": "Yes.\n\nSay little."},
    ]


async def test_a_missing_key_is_told_before_anything_is_sent(used: list[Usage]) -> None:
    with pytest.raises(KeyMissing) as raised:
        await anext(
            LitellmModel("anthropic/claude-x", PROMPTS).stream(asked(), Unlimited(used.append))
        )
    assert raised.value.slots == {"model": "anthropic/claude-x", "variable": "ANTHROPIC_API_KEY"}
    assert "ANTHROPIC_API_KEY" in raised.value.message("nl")


async def test_an_own_server_is_sent_the_key_that_is_set(
    used: list[Usage], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Provider(key="sk-mine") as provider:
        with pytest.raises(KeyRefused):
            [piece async for piece in at(provider).stream(asked(), Unlimited(used.append))]
        monkeypatch.setenv("OPENAI_API_KEY", "sk-mine")
        assert [piece async for piece in at(provider).stream(asked(), Unlimited(used.append))]


@pytest.mark.parametrize("name", ["nobody/knows-it", "openai/", "openai", "whatever"])
async def test_a_name_without_a_known_provider_is_told_at_once(
    name: str, used: list[Usage]
) -> None:
    with pytest.raises(NoSuchProvider):
        await LitellmModel(name, PROMPTS, key=SecretStr("sk-mine")).ask(
            GRADE, Level, Unlimited(used.append)
        )


async def test_a_model_that_is_no_provider_s_is_told_at_once(used: list[Usage]) -> None:
    with pytest.raises(NoSuchModel):
        await LitellmModel("gpt-none", PROMPTS, key=SecretStr("sk-mine")).ask(
            GRADE, Level, used.append
        )


async def test_a_slip_in_the_provider_s_name_is_told_before_its_key(used: list[Usage]) -> None:
    with pytest.raises(NoSuchProvider, match="openai/gpt-5-mini"):
        await LitellmModel("opnai/gpt-5-mini", PROMPTS).ask(GRADE, Level, Unlimited(used.append))


async def test_a_server_that_is_not_there_cannot_be_reached(used: list[Usage]) -> None:
    with Provider() as gone:
        address = gone.address
    for name in ("openai/local", "ollama_chat/local", "hosted_vllm/local"):
        with pytest.raises(Unreachable):
            await LitellmModel(name, PROMPTS, api_base=address).ask(
                GRADE, Level, Unlimited(used.append)
            )
    assert used == []


async def test_twenty_calls_at_once(provider: Provider) -> None:
    all_there = threading.Barrier(20, timeout=30)

    def together(body: Body) -> str:
        all_there.wait()
        return "Well. It took you long enough."

    provider.plan("words", says(together))
    model = at(provider, 40.0)

    async def call() -> str:
        return "".join([piece async for piece in model.stream(asked(), Unlimited())])

    heard = await asyncio.gather(*(call() for _ in range(20)))
    assert set(heard) == {"Well. It took you long enough."}
