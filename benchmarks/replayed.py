"""What a case of the evals costs beside the one call that it makes, through litellm and respx."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from typing import Any

import respx

from benchmarks.table import Figure, Section, milliseconds, times
from benchmarks.timing import ratio
from evals import asking, cases, ground, kept, reread
from evals.cases import CASES
from evals.kept import Batch, KeptReply
from evals.report import Part
from evals.reread import Question
from evals.wanted import Wanted
from evals.wire import ADDRESS, KeptModel, Wire
from rehearse.grader import prompt
from rehearse.models import ModelRequest, library
from rehearse.models.forms import response_format
from rehearse.models.library import litellm


def measure(*, quick: bool) -> Section:
    """Turns read again over kept replies, and the same requests answered with the same words."""
    bench = Bench()
    ours, bare = asyncio.run(bench.compare(10 if quick else 40))
    return Section(
        f"A case of the evals with one mocked call ({len(bare)} cases)",
        "A turn, graded here before as in any run, read again over its kept reply; and the same\n"
        "request through litellm with nothing around it, by turns. respx answers. Medians.",
        (
            Figure("a bare call of litellm through respx", milliseconds(statistics.median(bare))),
            Figure("a case of the evals / that", times(ratio(ours, bare)), "1.3x at most"),
        ),
    )


class Bench:
    """Cases that were answered at the first call, with their kept replies."""

    def __init__(self) -> None:
        wanted = Wanted()
        labelled = cases.load(CASES / "turns")
        self._ground = ground.of(CASES)
        self._words = prompt.load(self._ground.prompts)
        self._batch = _answered_at_once(kept.load(wanted.replies))
        self._model = KeptModel(self._batch.model, self._ground.prompts)
        there = asking.asked(Part.TURNS, wanted, labelled).only(self._batch.cases)
        self._questions = {question.case: question for question in there.questions}
        firsts = asking.first_requests(self._batch.model, [there], self._ground)
        self._requests = dict(firsts)
        for each in self._questions.values():
            # In a run the turn was graded here before a model is asked about it.
            self._ground.local.grade(each.turn, each.context)

    async def compare(self, rounds: int) -> tuple[list[float], list[float]]:
        """Seconds of cases and of bare calls; either goes first. The first of each is not timed:
        it makes the client."""
        replies = [placed.reply for placed in self._batch.replies][:rounds]
        taken: tuple[list[float], list[float]] = ([], [])
        try:
            for n, reply in enumerate((replies[0], *replies)):
                for place in (0, 1) if n % 2 else (1, 0):
                    seconds = await (self._case, self._bare)[place](reply)
                    if n:
                        taken[place].append(seconds)
        finally:
            await library.let_go()
        return taken

    async def _case(self, reply: KeptReply) -> float:
        question = self._questions[reply.case]
        wire = Wire(self._batch.only(lambda case: case == reply.case))
        with wire.open():
            begun = time.perf_counter()
            await self._read(question)
            took = time.perf_counter() - begun
        assert not wire.stale(), "a case asks what its reply was kept for"
        return took

    async def _read(self, question: Question) -> None:
        await reread.read([question], self._model, self._words, self._ground.local, 1)

    async def _bare(self, reply: KeptReply) -> float:
        sent = _sent(self._requests[reply.case])
        with respx.mock() as router:
            router.route().respond(json=_response(reply))
            begun = time.perf_counter()
            await litellm().acompletion(**sent)
            return time.perf_counter() - begun


def _answered_at_once(batches: Sequence[Batch]) -> Batch:
    """The largest batch of readings with one reply a case."""
    single = [b for b in batches if b.part is Part.TURNS and len(b.cases) == len(b.replies)]
    return max(single, key=lambda batch: len(batch.cases))


def _sent(request: ModelRequest) -> dict[str, Any]:
    """A request as litellm takes it."""
    assert request.answer is not None
    return {
        "model": "openai/kept",
        "messages": [message.model_dump() for message in request.messages],
        "response_format": response_format(request.answer),
        "max_tokens": request.max_tokens,
        "temperature": request.temperature,
        "api_base": ADDRESS,
        "api_key": "none",
        "max_retries": 0,
        "num_retries": 0,
        "drop_params": True,
    }


def _response(reply: KeptReply) -> dict[str, Any]:
    message = {"role": "assistant", "content": reply.words}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
    head = {"id": "kept", "object": "chat.completion", "created": 1, "model": "kept"}
    return {**head, "choices": [choice], "usage": usage}
