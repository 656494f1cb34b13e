"""Whatever a provider does, a call ends in words or in a trouble that says what to do: in time,
without a secret anywhere, and with nothing left running."""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from email.utils import formatdate

import pytest
from pydantic import BaseModel, SecretStr

from rehearse.conversation.rubric import LANGUAGES
from rehearse.models import Purpose, Usage
from rehearse.models.spending import Unlimited
from rehearse.models.through_litellm import LitellmModel
from rehearse.models.trouble import (
    BrokenOff,
    Declined,
    KeyRefused,
    ModelTrouble,
    NoAnswer,
    NoSuchModel,
    NotAllowed,
    NotTaken,
    OnlyThought,
    ProviderDown,
    TooMany,
    TooSlow,
    Unreachable,
)
from tests.models.conftest import KEY, PROMPTS, WORDS, asked
from tests.models.provider import (
    Behaviour,
    Provider,
    answers,
    breaks_json,
    declines,
    drops,
    never_ends,
    only_thinks,
    refuses,
    runs_out,
    says,
    says_nothing,
    stops_without_reason,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMIT_S = 1.0
REPLY = "Well. It took you long enough."


class Level(BaseModel):
    step: str
    level: int


LEVEL = {"step": "name_it", "level": 2}


@dataclass(frozen=True)
class Case:
    """What a provider does, and what stream and question come to: words, or a trouble."""

    behaviours: tuple[Behaviour, ...]
    stream: str | type[ModelTrouble]
    ask: str | type[ModelTrouble]
    requests: tuple[int, int] = (1, 1)
    """How many it takes, of each."""


def both(behaviour: Behaviour, outcome: type[ModelTrouble], requests: int = 1) -> Case:
    return Case((behaviour,), outcome, outcome, (requests, requests))


GOOD = says(lambda body: REPLY if body.get("stream") else answers(LEVEL).words)  # type: ignore[arg-type, return-value]
FENCED = says(f"Here it is:\n```json\n{answers(LEVEL).words}\n```\nThat is {{all}}.")
WHOLE = json.dumps(LEVEL)
TOMORROW = formatdate(time.time() + 86_400, usegmt=True)

CASES = {
    "well": Case((GOOD,), REPLY, "2"),
    "late": Case((GOOD.after(0.2),), REPLY, "2"),
    "slowly": Case((GOOD.at(40),), REPLY, "2"),
    "much too late": Case((GOOD.after(5),), TooSlow, TooSlow, (2, 1)),
    "hangs at first": Case((GOOD.after(5), GOOD), REPLY, TooSlow, (2, 1)),
    "400": both(refuses(400), NotTaken),
    "401": both(refuses(401), KeyRefused),
    "402": both(refuses(402), TooMany),
    "403": both(refuses(403), NotAllowed),
    "404": both(refuses(404), NoSuchModel),
    "413": both(refuses(413), NotTaken),
    "429 once": Case((refuses(429, "0.3"), GOOD), REPLY, "2", (2, 2)),
    "429 and a long wait": both(refuses(429, "30"), TooMany),
    "429 until a date": both(refuses(429, TOMORROW), TooMany),
    "429 for ever": both(refuses(429), TooMany, 4),
    "500 for ever": both(refuses(500), ProviderDown, 4),
    "500 once": Case((refuses(500), GOOD), REPLY, "2", (2, 2)),
    "503 and a long wait": both(refuses(503, "30"), ProviderDown),
    "529 once": Case((refuses(529), GOOD), REPLY, "2", (2, 2)),
    "529 for ever": both(refuses(529), ProviderDown, 4),
    "drops at once": both(drops(REPLY, 0), Unreachable, 4),
    "drops at first": Case((drops(REPLY, 0), GOOD), REPLY, "2", (2, 2)),
    "drops half way": Case((drops(REPLY, 3), GOOD), BrokenOff, "2", (1, 2)),
    "no JSON at all": Case((breaks_json(), GOOD), BrokenOff, NoAnswer),
    "nothing": both(says_nothing(), NoAnswer),
    "blanks": both(says(" \n "), NoAnswer),
    "only thoughts": both(only_thinks(), OnlyThought, 2),
    "thinks long": Case((only_thinks(), GOOD), REPLY, "2", (2, 2)),
    "thinks aloud without an end": both(runs_out("<think>Hm. {}"), OnlyThought, 2),
    "thinks, and then is busy": Case((only_thinks(), refuses(429, "30")), TooMany, TooMany, (2, 2)),
    "thoughts aloud": Case((says(f"<think>Hm. {{}}</think>\n{REPLY}"),), REPLY, NoAnswer, (1, 2)),
    "cut at its allowance": Case((runs_out("{ and so"),), BrokenOff, NoAnswer, (1, 2)),
    "cut once": Case((runs_out("{ and so"), GOOD), BrokenOff, "2", (1, 2)),
    "cut when all was said": Case((runs_out(f"{WHOLE} And"),), BrokenOff, "2"),
    "declined": both(declines(), Declined),
    "without a reason": Case((stops_without_reason(REPLY),), BrokenOff, NoAnswer, (1, 2)),
    "for ever": Case((never_ends(),), TooSlow, TooSlow),
    "in a fence": Case((FENCED,), FENCED.words, "2"),  # type: ignore[arg-type]
    "not in the form": Case((answers({"level": "much"}),), '{"level": "much"}', NoAnswer, (1, 2)),
    "in the form later": Case((says("Sure!"), answers(LEVEL)), "Sure!", "2", (1, 2)),
}


@pytest.fixture
def model(provider: Provider) -> LitellmModel:
    return LitellmModel(
        "openai/local",
        PROMPTS,
        api_base=provider.address,
        key=SecretStr(KEY),
        time_limit_s=LIMIT_S,
    )


async def streamed(model: LitellmModel, used: list[Usage]) -> str:
    return "".join([piece async for piece in model.stream(asked(), Unlimited(used.append))])


async def questioned(model: LitellmModel, used: list[Usage]) -> str:
    request = asked(purpose=Purpose.GRADE, answer=Level.model_json_schema())
    return str((await model.ask(request, Level, Unlimited(used.append))).level)


@pytest.mark.parametrize("way", ["stream", "ask"])
@pytest.mark.parametrize("name", CASES)
async def test_it_ends_in_words_or_in_the_trouble_it_is(
    name: str,
    way: str,
    provider: Provider,
    model: LitellmModel,
    used: list[Usage],
    caplog: pytest.LogCaptureFixture,
) -> None:
    case = CASES[name]
    call: Callable[[LitellmModel, list[Usage]], Awaitable[str]]
    call, wanted, requests = (
        (streamed, case.stream, case.requests[0])
        if way == "stream"
        else (questioned, case.ask, case.requests[1])
    )
    provider.plan("words", *case.behaviours)
    provider.plan("form", *case.behaviours)
    caplog.set_level(logging.DEBUG)
    before, began = asyncio.all_tasks(), time.monotonic()
    outcome: str | ModelTrouble
    try:
        outcome = await call(model, used)
    except ModelTrouble as trouble:
        outcome = trouble
    assert time.monotonic() - began < LIMIT_S + 0.5
    if isinstance(wanted, str):
        assert outcome == wanted
    else:
        assert type(outcome) is wanted
        assert_nothing_hangs_on(outcome)
    assert len(provider.requests) == requests + (name in ("400", "404", "413") and way == "ask")
    assert not any(secret in caplog.text for secret in (KEY, WORDS, REPLY))
    await assert_nothing_runs_on(before)


def assert_nothing_hangs_on(outcome: str | ModelTrouble) -> None:
    """The trouble says what to do, and holds none of the words and nothing of the key."""
    assert isinstance(outcome, ModelTrouble)
    told = [str(outcome), repr(outcome), *(outcome.message(language) for language in LANGUAGES)]
    assert not any(secret in line for line in told for secret in (KEY, WORDS, "Not taken"))
    assert outcome.__cause__ is None
    assert outcome.__context__ is None


async def assert_nothing_runs_on(before: set[asyncio.Task[object]]) -> None:
    """litellm tells its own log of each call: one task that stays, and some that soon end."""
    for task in asyncio.all_tasks() - before:
        if getattr(task.get_coro(), "__qualname__", "") != "LoggingWorker._worker_loop":
            await asyncio.wait_for(task, timeout=1)
