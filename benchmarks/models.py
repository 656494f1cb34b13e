"""What we add to a model's own time: a turn against bare calls to a provider on this machine."""

import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import words
from benchmarks.table import Figure, Section, milliseconds, times
from rehearse.assembly import App, build
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.rubric import Step
from rehearse.ids import new_id
from rehearse.models.library import litellm
from rehearse.service.events import EventType
from rehearse.service.rehearsing import LOCAL
from rehearse.settings import Settings
from tests.models.provider import Body, Provider, says

MODEL = "openai/on-this-machine"
SCENARIO = "promised-raise"
FIRST_WORD_S, WORDS_A_SECOND = 0.3, 40.0
AT_ONCE = 20
_CORE = re.compile(r"The core, at its barest: (.+)")
_TURN = re.compile(r"<turn>\s*(.*?)\s*</turn>", re.DOTALL)
_CLEAR = (Step.OWN_PART, Step.RELIABLE)
_SENTENCE = re.compile(r"[.?!…](?:\s|$)")


@dataclass(frozen=True)
class Took:
    """Seconds of one turn, or of the calls it is made of."""

    first_sentence: float
    whole: float


def measure(*, quick: bool) -> Section:
    """A turn with a model against its two calls alone; twenty talks at once; what repeats."""
    with Provider() as provider, tempfile.TemporaryDirectory() as folder:
        slow = says(_core).after(FIRST_WORD_S).at(WORDS_A_SECOND)
        provider.plan("words", slow)
        provider.plan("form", says(_grade).after(FIRST_WORD_S))
        return asyncio.run(_measured(provider, Path(folder), 4 if quick else 12))


async def _measured(provider: Provider, folder: Path, rounds: int) -> Section:
    async with _app(provider, folder) as app:
        turns = words.repairing("en")
        ours, bare = await _by_turns(app, provider, turns[:rounds])
        at_once = await _at_once(app, turns)
        shares, asked = await _long_talk(app, provider, turns)
    first = _ratio([o.first_sentence for o in ours], [b.first_sentence for b in bare])
    whole = _ratio([o.whole for o in ours], [b.whole for b in bare])
    one = statistics.median(took.whole for took in ours)
    figures = (
        Figure("a bare stream's first sentence", _median([b.first_sentence for b in bare])),
        Figure("our first sentence / that", times(first), "1.05x at most"),
        Figure("the slower of two bare calls", _median([b.whole for b in bare])),
        Figure("our whole turn / that", times(whole), "1.05x at most"),
        Figure(f"{AT_ONCE} talks at once / one alone", times(at_once / one)),
        Figure("of a prompt, what the turn before had", f"{statistics.median(shares):.0%}"),
        Figure("the least of 12 turns", f"{min(shares):.0%}", "90% at least"),
        Figure("letters that the grader is asked at turn 2", str(asked[0])),
        Figure("letters that the grader is asked at turn 40", str(asked[1]), "the same"),
    )
    return Section(
        f"A turn with a model ({len(ours)} of {rounds} turns: with words and a grade)",
        f"A provider on this machine: first word after {FIRST_WORD_S:.1f} s, then "
        f"{WORDS_A_SECOND:.0f} words a second. Our turns and the\n"
        "bare calls of litellm with the same requests, either first; medians of the ratios.",
        figures,
    )


@asynccontextmanager
async def _app(provider: Provider, folder: Path) -> AsyncIterator[App]:
    settings = Settings(data_dir=folder, model=MODEL, api_base=provider.address)
    async with build(settings) as app:
        await asyncio.to_thread(app.warm, SCENARIO, "en")
        root = await _begin(app)
        await _turn(app, root, "Sorry.")
        yield app


async def _begin(app: App) -> str:
    view = await app.rehearsing.start(LOCAL, new_id(), SCENARIO, "en", live=Live())
    return view.leaf.id


async def _turn(app: App, parent: str, said: str) -> tuple[str, Took]:
    turn, begun, first = new_id(), time.perf_counter(), 0.0
    await app.rehearsing.say(LOCAL, turn, parent, said)
    async for event in app.rehearsing.events(LOCAL, turn):
        if event.type is EventType.WORD and not first:
            first = time.perf_counter() - begun
    return turn, Took(first, time.perf_counter() - begun)


async def _by_turns(
    app: App, provider: Provider, turns: Sequence[str]
) -> tuple[list[Took], list[Took]]:
    """Each turn through the service and its two requests with nothing around them, either first.
    What a turn asks is seen by saying it once before."""
    ours, bare = [], []
    for n, said in enumerate(turns):
        before = len(provider.requests)
        await _turn(app, await _begin(app), said)
        asked = {one.kind: one.body for one in provider.requests[before:]}
        if "words" not in asked or len(provider.requests) - before != 2:
            continue
        for ours_now in (True, False) if n % 2 else (False, True):
            if ours_now:
                ours.append((await _turn(app, await _begin(app), said))[1])
            else:
                bare.append(await _bare(provider, asked["words"], asked["form"]))
    return ours, bare


async def _bare(provider: Provider, spoken: Body, read: Body) -> Took:
    begun = time.perf_counter()
    known = {"api_base": provider.address, "api_key": "none", "max_retries": 0, "num_retries": 0}

    async def stream() -> float:
        said, first = "", 0.0
        call = await litellm().acompletion(**_call(spoken), **known)
        async for chunk in call:
            said += (chunk.choices[0].delta.content or "") if chunk.choices else ""
            if not first and _SENTENCE.search(said):
                first = time.perf_counter() - begun
        return first or time.perf_counter() - begun

    first, _ = await asyncio.gather(stream(), litellm().acompletion(**_call(read), **known))
    return Took(first, time.perf_counter() - begun)


def _call(body: Body) -> dict[str, Any]:
    return {**body, "model": MODEL}


async def _at_once(app: App, turns: Sequence[str]) -> float:
    roots = [await _begin(app) for _ in range(AT_ONCE)]
    begun = time.perf_counter()
    await asyncio.gather(*(_turn(app, root, turns[n % len(turns)]) for n, root in enumerate(roots)))
    return time.perf_counter() - begun


async def _long_talk(
    app: App, provider: Provider, turns: Sequence[str]
) -> tuple[list[float], tuple[int, int]]:
    """The shares of a prompt that the turn before had, over 12 turns; and how long the grader's
    question is at turn 2 and at turn 40 for the same words."""
    provider.plan("words", says(_core))
    provider.plan("form", says(_grade))
    begun, parent = len(provider.requests), await _begin(app)
    for n in range(40):
        said = "I should have told you." if n + 1 in (2, 40) else turns[n % 20]
        if n in (0, 38):
            said = "I know."
        parent, _ = await _turn(app, parent, said)
    asked = provider.requests[begun:]
    prompts = [_flat(one.body) for one in asked if one.kind == "words"][:12]
    shares = [_same(before, now) / len(now) for before, now in pairwise(prompts)]
    read = [_letters(one.body) for one in asked if one.kind == "form"]
    return shares, (read[1], read[39])


def _core(body: Body) -> str:
    """The line that the direction brings: what a model says that adds nothing of its own."""
    found = _CORE.search(body["messages"][-1]["content"])
    return found[1] if found else "Right."


def _grade(body: Body) -> str:
    """A grade that keeps the talk going: own part and reliable clear, by all that was said."""
    found = _TURN.findall(body["messages"][-1]["content"])
    steps = [
        {
            "step": step.value,
            "reason": "It says so.",
            "level": 2 if step in _CLEAR else 0,
            "quote": found[-1] if step in _CLEAR else "",
            "rewrite": "",
        }
        for step in Step
    ]
    rest = {"pillar": None, "drift": "none", "drift_quote": ""}
    return json.dumps({"reading": "A turn.", "steps": steps, **rest}, ensure_ascii=False)


def _same(before: str, now: str) -> int:
    """How many signs both begin with."""
    apart = (n for n, (a, b) in enumerate(zip(before, now, strict=False)) if a != b)
    return next(apart, min(len(before), len(now)))


def _flat(body: Body) -> str:
    return json.dumps(body["messages"], ensure_ascii=False)


def _letters(body: Body) -> int:
    return sum(len(message["content"]) for message in body["messages"])


def _ratio(ours: Sequence[float], bare: Sequence[float]) -> float:
    return statistics.median(o / b for o, b in zip(ours, bare, strict=True))


def _median(seconds: Sequence[float]) -> str:
    return milliseconds(statistics.median(seconds))
