"""Three providers as they answer on the wire: streams, answers in a form, and what they count.

The shapes are authored by us after each provider's public description; none is a recording.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Literal

import httpx
import pytest
import respx
from pydantic import BaseModel, SecretStr

from rehearse.models import Message, ModelRequest, Purpose, Usage
from rehearse.models.room import LOCAL_ROOM
from rehearse.models.spending import Unlimited
from rehearse.models.through_litellm import UNDER_WAY, LitellmModel
from rehearse.models.trouble import Declined, ModelTrouble, NoAnswer, OnlyThought, ProviderDown
from tests.models.conftest import KEY, PROMPTS, WORDS, asked

pytestmark = pytest.mark.asyncio(loop_scope="session")

PIECES = ("Well.", " It took", " you long enough.")
OPENAI, ANTHROPIC, OLLAMA = (
    "openai/gpt-4o-mini",
    "anthropic/claude-sonnet-4-5",
    "ollama_chat/llama3.2",
)
ADDRESS = {
    OPENAI: "https://api.openai.com/v1/chat/completions",
    ANTHROPIC: "https://api.anthropic.com/v1/messages",
    OLLAMA: "http://localhost:11434/api/chat",
}
COUNTED = {
    # Prompt, of it cached, answer; and the price in dollars by the list that ships with litellm.
    OPENAI: (1200, 1024, 40, Decimal("0.0001272")),
    ANTHROPIC: (1200, 1024, 40, Decimal("0.0014352")),
    OLLAMA: (1200, 0, 40, Decimal(0)),
}


class Level(BaseModel):
    step: Literal["name_it", "ask"]
    level: int


def sse(*events: dict[str, Any] | str, named: bool = False) -> httpx.Response:
    lines = []
    for event in events:
        name = f"event: {event['type']}\n" if named and isinstance(event, dict) else ""
        data = event if isinstance(event, str) else json.dumps(event)
        lines.append(f"{name}data: {data}\n\n")
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, text="".join(lines))


def openai_stream(pieces: tuple[str, ...], finish: str = "stop") -> httpx.Response:
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt"}

    def chunk(delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return {**head, "choices": [choice], "usage": None}

    words = [chunk({"content": piece}) for piece in pieces]
    first = chunk({"role": "assistant", "content": "", "refusal": None})
    last = {**head, "choices": [], "usage": OPENAI_USAGE}
    return sse(first, *words, chunk({}, finish), last, "[DONE]")


OPENAI_USAGE = {
    "prompt_tokens": 1200,
    "completion_tokens": 40,
    "total_tokens": 1240,
    "prompt_tokens_details": {"cached_tokens": 1024, "audio_tokens": 0},
    "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
}


def openai_whole(text: str | None, **more: Any) -> httpx.Response:
    message = {"role": "assistant", "content": text, "refusal": None, **more}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    whole = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt"}
    return httpx.Response(200, json={**whole, "choices": [choice], "usage": OPENAI_USAGE})


ANTHROPIC_USAGE = {
    "input_tokens": 176,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 1024,
    "output_tokens": 40,
}


def anthropic_stream(pieces: tuple[str, ...], finish: str = "end_turn") -> httpx.Response:
    message = {"id": "msg_1", "type": "message", "role": "assistant", "content": [], "model": "c"}
    message |= {"stop_reason": None, "usage": {**ANTHROPIC_USAGE, "output_tokens": 1}}
    words = [
        {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": piece}}
        for piece in pieces
    ]
    block = {"type": "text", "text": ""}
    return sse(
        {"type": "message_start", "message": message},
        {"type": "content_block_start", "index": 0, "content_block": block},
        {"type": "ping"},
        *words,
        {"type": "content_block_stop", "index": 0},
        {
            "type": "message_delta",
            "delta": {"stop_reason": finish, "stop_sequence": None},
            "usage": {"output_tokens": 40},
        },
        {"type": "message_stop"},
        named=True,
    )


def anthropic_whole(text: str, finish: str = "end_turn") -> httpx.Response:
    return anthropic_whole_of([{"type": "text", "text": text}], finish)


def anthropic_whole_of(content: list[dict[str, Any]], finish: str = "end_turn") -> httpx.Response:
    whole = {"id": "msg_1", "type": "message", "role": "assistant", "model": "c"}
    whole |= {"content": content, "stop_reason": finish}
    return httpx.Response(200, json={**whole, "stop_sequence": None, "usage": ANTHROPIC_USAGE})


def ollama_line(text: str, **more: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {"model": "llama3.2", "created_at": "2026-01-01T00:00:00Z", "message": message, **more}


OLLAMA_END = {"done": True, "done_reason": "stop", "prompt_eval_count": 1200, "eval_count": 40}


def ollama_stream(pieces: tuple[str, ...]) -> httpx.Response:
    lines = [*(ollama_line(piece, done=False) for piece in pieces), ollama_line("", **OLLAMA_END)]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    return httpx.Response(200, headers={"content-type": "application/x-ndjson"}, text=text)


def ollama_whole(text: str) -> httpx.Response:
    return httpx.Response(200, json=ollama_line(text, **OLLAMA_END))


STREAMS: dict[str, Callable[[tuple[str, ...]], httpx.Response]] = {
    OPENAI: openai_stream,
    ANTHROPIC: anthropic_stream,
    OLLAMA: ollama_stream,
}
WHOLES: dict[str, Callable[[str], httpx.Response]] = {
    OPENAI: openai_whole,
    ANTHROPIC: anthropic_whole,
    OLLAMA: ollama_whole,
}


@pytest.fixture
def wire() -> Iterator[respx.MockRouter]:
    with respx.mock(assert_all_called=False) as router:
        yield router


def model_of(name: str) -> LitellmModel:
    return LitellmModel(name, PROMPTS, key=SecretStr(KEY), time_limit_s=20.0)


def graded(name: str) -> ModelRequest:
    return asked(name, purpose=Purpose.GRADE, answer=Level.model_json_schema())


@pytest.mark.parametrize("name", ADDRESS)
async def test_words_come_in_the_pieces_in_which_they_were_sent(
    name: str, wire: respx.MockRouter, used: list[Usage]
) -> None:
    route = wire.post(ADDRESS[name]).mock(return_value=STREAMS[name](PIECES))
    pieces = [piece async for piece in model_of(name).stream(asked(name), Unlimited(used.append))]
    assert tuple(pieces) == PIECES
    assert route.call_count == 1
    assert_counted(name, used, Purpose.REPLY)


@pytest.mark.parametrize("name", ADDRESS)
async def test_an_answer_in_a_form_is_asked_for_with_its_schema(
    name: str, wire: respx.MockRouter, used: list[Usage]
) -> None:
    told = WHOLES[name]('{"step": "ask", "level": 2}')
    route = wire.post(ADDRESS[name]).mock(return_value=told)
    answer = await model_of(name).ask(graded(name), Level, Unlimited(used.append))
    assert answer == Level(step="ask", level=2)
    assert_counted(name, used, Purpose.GRADE)
    sent = json.loads(route.calls.last.request.content)
    schemas = {
        OPENAI: lambda: sent["response_format"]["json_schema"]["schema"],
        ANTHROPIC: lambda: sent["output_format"]["schema"],
        OLLAMA: lambda: sent["format"],
    }
    assert schemas[name]()["properties"]["step"]["enum"] == ["name_it", "ask"]
    assert schemas[name]()["additionalProperties"] is False


@pytest.mark.parametrize("name", ADDRESS)
async def test_a_model_of_ones_own_machine_is_asked_to_make_room_for_all_of_it(
    name: str, wire: respx.MockRouter
) -> None:
    route = wire.post(ADDRESS[name]).mock(return_value=STREAMS[name](PIECES))
    async for _ in model_of(name).stream(asked(name), Unlimited(print)):
        pass
    sent = json.loads(route.calls.last.request.content)
    room = sent.get("options", {}).get("num_ctx")
    assert room == (LOCAL_ROOM if name == OLLAMA else None)
    assert "num_ctx" not in sent


def assert_counted(name: str, used: list[Usage], purpose: Purpose) -> None:
    prompt, cached, answer, cost = COUNTED[name]
    (usage,) = used
    assert usage == Usage(
        purpose=purpose,
        model=name,
        prompt_tokens=prompt,
        cached_tokens=cached,
        answer_tokens=answer,
        cost=cost,
    )


@pytest.mark.parametrize("name", ADDRESS)
async def test_the_allowance_is_sent(name: str, wire: respx.MockRouter, used: list[Usage]) -> None:
    route = wire.post(ADDRESS[name]).mock(return_value=STREAMS[name](PIECES))
    async for _ in model_of(name).stream(asked(name), Unlimited(used.append)):
        pass
    sent = json.loads(route.calls.last.request.content)
    assert sent.get("max_tokens", sent.get("options", {}).get("num_predict")) == 200


async def test_a_model_without_a_known_price_is_said_to_have_none(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    for name, address, told in (
        ("openai/of-next-year", ADDRESS[OPENAI], openai_stream(PIECES)),
        ("anthropic/claude-of-next-year", ADDRESS[ANTHROPIC], anthropic_stream(PIECES)),
    ):
        wire.post(address).mock(return_value=told)
        async for _ in model_of(name).stream(asked(name), Unlimited(used.append)):
            pass
    assert [usage.cost for usage in used] == [None, None]
    assert [usage.prompt_tokens for usage in used] == [1200, 1200]


REFUSALS = {
    "OpenAI, streamed and filtered": (OPENAI, openai_stream(("I",), "content_filter"), Declined),
    # litellm drops the pieces of a refusal from a stream: what is left is nothing.
    "OpenAI, streamed": (OPENAI, openai_stream(()), NoAnswer),
    "Anthropic, streamed": (ANTHROPIC, anthropic_stream((), "refusal"), Declined),
}


@pytest.mark.parametrize("case", REFUSALS)
async def test_a_refusal_in_a_stream(case: str, wire: respx.MockRouter, used: list[Usage]) -> None:
    name, told, trouble = REFUSALS[case]
    wire.post(ADDRESS[name]).mock(return_value=told)
    with pytest.raises(ModelTrouble) as raised:
        [piece async for piece in model_of(name).stream(asked(name), Unlimited(used.append))]
    assert type(raised.value) is trouble
    assert len(used) == 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (OPENAI, openai_whole(None, refusal="I can’t help with that.")),
        (ANTHROPIC, anthropic_whole("I can’t.", "refusal")),
    ],
)
async def test_a_refusal_of_a_form(
    name: str, told: httpx.Response, wire: respx.MockRouter, used: list[Usage]
) -> None:
    wire.post(ADDRESS[name]).mock(return_value=told)
    with pytest.raises(Declined):
        await model_of(name).ask(graded(name), Level, Unlimited(used.append))
    assert len(used) == 1


async def test_anthropic_overloaded_inside_its_own_stream(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    overloaded = {"type": "error", "error": {"type": "overloaded_error", "message": WORDS}}
    route = wire.post(ADDRESS[ANTHROPIC]).mock(
        side_effect=[sse(overloaded, named=True), anthropic_stream(PIECES)]
    )
    pieces = [p async for p in model_of(ANTHROPIC).stream(asked(ANTHROPIC), Unlimited(used.append))]
    assert tuple(pieces) == PIECES
    assert route.call_count == 2


async def test_anthropic_is_told_which_part_of_the_prompt_will_come_back(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    route = wire.post(ADDRESS[ANTHROPIC]).mock(return_value=anthropic_stream(PIECES))
    async for _ in model_of(ANTHROPIC).stream(asked(ANTHROPIC), Unlimited(used.append)):
        pass
    sent = json.loads(route.calls.last.request.content)
    marked = ["cache_control" in part for m in sent["messages"] for part in m["content"]]
    assert "cache_control" in sent["system"][-1]
    assert marked == [False, True, False]


NO_CREDIT = {
    OPENAI: (429, {"code": "insufficient_quota", "message": "insufficient_quota", "type": "x"}),
    ANTHROPIC: (400, {"type": "x", "message": "Your credit balance is too low."}),
}


@pytest.mark.parametrize("name", NO_CREDIT)
async def test_credit_that_has_run_out_is_not_tried_again(
    name: str, wire: respx.MockRouter, used: list[Usage]
) -> None:
    status, error = NO_CREDIT[name]
    poor = httpx.Response(status, json={"type": "error", "error": error})
    route = wire.post(ADDRESS[name]).mock(return_value=poor)
    with pytest.raises(ModelTrouble) as raised:
        [piece async for piece in model_of(name).stream(asked(name), Unlimited(used.append))]
    assert raised.value.code == "model_busy"
    assert (route.call_count, used) == (1, [])


async def test_a_server_that_fails_on_words_about_credit_is_asked_again(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    failed = httpx.Response(500, json={"error": {"message": "failed on: my credit balance"}})
    route = wire.post(ADDRESS[OPENAI]).mock(side_effect=[failed, openai_stream(PIECES)])
    stream = model_of(OPENAI).stream(asked(OPENAI), Unlimited(used.append))
    assert tuple([piece async for piece in stream]) == PIECES
    assert route.call_count == 2


def thought_only(name: str) -> httpx.Response:
    """What a provider answers to a question of which all room went into thinking. Of OpenAI's
    error litellm makes an answer that was cut before its first word."""
    if name == OLLAMA:
        end = OLLAMA_END | {"done_reason": "length"}
        return httpx.Response(200, json=ollama_line("", **end))
    if name == ANTHROPIC:
        thought = {"type": "thinking", "thinking": "Let me see.", "signature": "x"}
        return anthropic_whole_of([thought], "max_tokens")
    message = (
        "Could not finish the message because max_tokens or model output limit was reached. "
        "Please try again with higher max_tokens."
    )
    error = {"message": message, "type": "invalid_request_error", "param": None, "code": None}
    return httpx.Response(400, json={"error": error})


@pytest.mark.parametrize("name", ADDRESS)
async def test_each_provider_s_way_to_say_that_a_model_only_thought(
    name: str, wire: respx.MockRouter, used: list[Usage]
) -> None:
    route = wire.post(ADDRESS[name]).mock(return_value=thought_only(name))
    with pytest.raises(OnlyThought):
        await model_of(name).ask(graded(name), Level, Unlimited(used.append))
    sent = [json.loads(call.request.content) for call in route.calls]
    rooms = [body.get("max_tokens", body.get("options", {}).get("num_predict")) for body in sent]
    assert rooms == [200, 400]


async def test_a_model_of_openai_that_only_thought_is_asked_for_words_again(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    wire.post(ADDRESS[OPENAI]).mock(side_effect=[thought_only(OPENAI), openai_stream(PIECES)])
    pieces = [
        piece async for piece in model_of(OPENAI).stream(asked(OPENAI), Unlimited(used.append))
    ]
    assert tuple(pieces) == PIECES
    assert len(used) == 2


async def test_an_empty_answer_of_anthropic_is_no_answer(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    route = wire.post(ADDRESS[ANTHROPIC]).mock(return_value=anthropic_whole_of([]))
    with pytest.raises(NoAnswer):
        await model_of(ANTHROPIC).ask(graded(ANTHROPIC), Level, Unlimited(used.append))
    assert route.call_count == len(used) == 1


async def test_whoever_answers_in_a_provider_s_place_sees_our_request(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    keys = []
    replies = iter(
        [
            httpx.Response(429, headers={"retry-after": "0"}),
            openai_whole("Sure!"),
            openai_whole('{"step": "ask", "level": 1}'),
        ]
    )

    def reply(request: httpx.Request) -> httpx.Response:
        under_way = UNDER_WAY.get()
        assert under_way is not None
        keys.append(under_way.key())
        return next(replies)

    wire.post(ADDRESS[OPENAI]).mock(side_effect=reply)
    request = graded(OPENAI)
    assert (await model_of(OPENAI).ask(request, Level, Unlimited(used.append))).level == 1
    assert keys == [request.key()] * 3
    assert UNDER_WAY.get() is None
    assert len(used) == 2  # the 429 took nothing


async def test_words_that_anthropic_takes_are_in_strict_order(
    wire: respx.MockRouter, used: list[Usage]
) -> None:
    route = wire.post(ADDRESS[ANTHROPIC]).mock(return_value=httpx.Response(529))
    request = asked(
        ANTHROPIC,
        messages=(
            Message(role="system", content="Rules."),
            Message(role="system", content="Who you are."),
            Message(role="user", content="Hello."),
            Message(role="system", content="Say little."),
        ),
    )
    with pytest.raises(ProviderDown):
        [piece async for piece in model_of(ANTHROPIC).stream(request, Unlimited(used.append))]
    sent = json.loads(route.calls.last.request.content)
    assert [part["text"] for part in sent["system"]] == ["Rules.\n\nWho you are."]
    assert [m["content"][0]["text"] for m in sent["messages"]] == ["Hello.\n\nSay little."]
