"""The same cases against a real model: what it will cost, asking, and keeping what it answered."""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from evals import asking, kept
from evals.asking import Asked, Brought
from evals.cases import Case, CaseError
from evals.ground import Ground
from evals.kept import KeptReply, Source, Took
from evals.progress import Tell
from evals.report import Part, Report
from evals.under_way import CASE
from evals.wanted import Wanted
from rehearse.models import Answer, Model, ModelRequest, Purpose, Spent, Usage, library
from rehearse.models.counting import estimated
from rehearse.models.spending import Unlimited
from rehearse.models.trouble import (
    KeyMissing,
    KeyRefused,
    NoSuchModel,
    NoSuchProvider,
    NotAllowed,
)

Known = Mapping[tuple[str, str], KeptReply]
"""What was recorded before, by case and key."""

LETTERS = {Purpose.GRADE: 4_000, Purpose.REPLY: 160}
"""Of an answer, by rule of thumb: seven reasons, quotes and rewrites; one or two sentences."""
TOLD_EVERY = 20
_HOPELESS = (KeyMissing, NoSuchProvider, KeyRefused, NotAllowed, NoSuchModel)
"""What no other case will be spared."""


@dataclass(frozen=True)
class Estimate:
    """What asking will take, at least: what has to be asked for again comes on top."""

    requests: int
    recorded: int
    """How many more are recorded already, and will not be asked again."""
    prompt_tokens: int
    answer_tokens: int
    cost: Decimal | None
    """US dollars; None where litellm knows no price of the model."""


def wanted_parts(wanted: Wanted, labelled: Sequence[Case]) -> list[Asked]:
    """The cases of every part that a model is asked about.

    Raises:
        CaseError: a file of cases is wrong, or nothing is wanted that a model is asked about.
    """
    found = [asking.asked(p, wanted, labelled) for p in asking.PARTS if wanted.runs(p)]
    found = [each for each in found if each.ids]
    if not found:
        parts = ", ".join(part.value for part in asking.PARTS)
        raise CaseError(f"no case is wanted that a model is asked about: {parts}")
    return found


def recorded(wanted: Wanted, model: str) -> Known:
    """What a model has answered before.

    Raises:
        CaseError: a file does not hold kept replies.
    """
    kept.whole_lines(kept.file_of(model, wanted.replies))
    replies = [placed.reply for placed in kept.named(kept.load(wanted.replies), model)]
    return {(reply.case, reply.key): reply for reply in replies}


def estimate(model: str, parts: Sequence[Asked], ground: Ground, known: Known) -> Estimate:
    """The first request of every case, with what litellm says that it costs. Sends nothing."""
    seen = asking.first_requests(model, parts, ground)
    used = [
        estimated(request, "." * LETTERS[request.purpose])
        for case, request in seen
        if (case, request.key()) not in known
    ]
    prices = [usage.cost for usage in used]
    return Estimate(
        requests=len(used),
        recorded=len(seen) - len(used),
        prompt_tokens=sum(usage.prompt_tokens for usage in used),
        answer_tokens=sum(usage.answer_tokens for usage in used),
        cost=None if None in prices else sum((p for p in prices if p is not None), Decimal()),
    )


def run(
    model: Model,
    parts: Sequence[Asked],
    ground: Ground,
    at_once: int,
    tell: Tell,
    known: Known,
    file: Path | None,
) -> Report:
    """Ask a model, and measure. ``file``: where its answers are recorded as they come, so that a
    run that is broken off goes on from there; None to record nothing.

    Raises:
        CaseError: the model cannot be asked at all, and why.
        OSError: the file cannot be written.
    """
    recorder = Recorder(model, known, file, tell)

    async def ask() -> list[Brought]:
        try:
            found = []
            for part in parts:
                tell(f"Asking {model.name} about the {part.part.value} ...")
                recorder.part = part.part
                found.append(await asking.bring(part, recorder, ground, at_once))
            return found
        finally:
            await library.let_go()

    report = Report()
    for brought in asyncio.run(ask()):
        report += brought.report(model.name, ground)
    return report + Report(notes=(recorder.told(),))


class Recorder:
    """The protocol ``Model`` over a real one: answers from what was recorded before, and records
    what it is answered now. An answer is heard to its end, also where nobody listens so long: what
    is recorded is what the model said."""

    def __init__(self, model: Model, known: Known, file: Path | None, tell: Tell) -> None:
        self._model = model
        self._known = known
        self._file = file
        self._tell = tell
        self._spent: list[Usage] = []
        self._asked = 0
        self.part = Part.TURNS
        """Which part the cases belong to that are asked about."""

    @property
    def name(self) -> str:
        return self._model.name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        before = self._known.get((CASE.get(), request.key()))
        if before is not None:
            yield before.words
            return
        used, begun = self._counting()
        try:
            words = "".join(
                [piece async for piece in self._model.stream(request, Unlimited(used.append))]
            )
        except _HOPELESS as trouble:
            raise CaseError(str(trouble)) from None
        finally:
            self._spent += used
        self._record(request, words, used, begun)
        yield words

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        before = self._known.get((CASE.get(), request.key()))
        if before is not None:
            return kind.model_validate(before.answer)
        used, begun = self._counting()
        try:
            answer = await self._model.ask(request, kind, Unlimited(used.append))
        except _HOPELESS as trouble:
            raise CaseError(str(trouble)) from None
        finally:
            self._spent += used
        self._record(request, answer.model_dump(mode="json"), used, begun)
        return answer

    def _counting(self) -> tuple[list[Usage], float]:
        self._asked += 1
        if self._asked % TOLD_EVERY == 0:
            self._tell(f"{self._asked} requests ...")
        return [], time.monotonic()

    def _record(
        self, request: ModelRequest, answer: str | dict[str, object], used: list[Usage], at: float
    ) -> None:
        if self._file is None:
            return
        reply = KeptReply(
            key=request.key(),
            part=self.part,
            case=CASE.get(),
            model=self.name,
            source=Source.MODEL,
            answer=answer,
            took=Took(
                prompt_tokens=sum(usage.prompt_tokens for usage in used),
                answer_tokens=sum(usage.answer_tokens for usage in used),
                cost=cost_of(used),
                seconds=round(time.monotonic() - at, 2),
            ),
        )
        with self._file.open("a", encoding="utf-8") as kept_file:
            kept_file.write(kept.as_line(reply))

    def told(self) -> str:
        """What it took, for people."""
        cost = cost_of(self._spent)
        price = "its price is not known" if cost is None else f"{cost:.4f} US dollars"
        prompt = sum(usage.prompt_tokens for usage in self._spent)
        answer = sum(usage.answer_tokens for usage in self._spent)
        return f"{self.name}: {self._asked} requests, {prompt} + {answer} tokens, {price}"


def cost_of(used: Sequence[Usage]) -> Decimal | None:
    """US dollars; None where a price is not known."""
    prices = [usage.cost for usage in used if usage.cost is not None]
    return sum(prices, Decimal()) if len(prices) == len(used) else None
