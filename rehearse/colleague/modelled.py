"""The colleague's words, found by a model for a reply that is decided already.

Every sentence is checked before anybody hears it. What is said stays said wherever that is honest:

- A sentence that does not pass ends the answer. Where what was said before it is a reply of its
  own, it stays, and the rest is dropped: models spoil a good answer by going on, with comfort or
  advice, and nobody should see a good sentence vanish for that. Otherwise what was said is taken
  back and the model is asked once more, with all that was wrong in what had come by then.
- Where that does not help, or there is trouble with the model, the plan's own line stands, and the
  reply says why; whatever was said of an answer that broke off is taken back, since nobody knows
  what was still to come.
"""

import asyncio
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Coroutine
from contextlib import aclosing, asynccontextmanager, suppress
from typing import Any

from rehearse.colleague import Retracted, Speech
from rehearse.colleague.checks import Fault, Finding, Sense
from rehearse.colleague.judging import Judge
from rehearse.colleague.prompting import Prompter
from rehearse.colleague.telling import Telling
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import Move
from rehearse.language import sentences
from rehearse.language.sentences import Sentence
from rehearse.models import Message, Model, ModelRequest, Purpose, Spent
from rehearse.models.trouble import ModelTrouble, NoAnswer

SCRIPTED = frozenset({Move.PUZZLED, Move.SILENCE})
"""Moves that no model is asked for. Silence is a gesture and a word; and who talks to a machine, or
in no language, is answered without one."""

MAX_TOKENS = 2_000
"""A layer told at length takes 100, any other reply 30; the rest is for a model that thinks first.
One that only goes on and on is cut off at LONGEST."""

TEMPERATURE = 0.8
"""Lively, and still inside the direction: a reply is a variation on a given line."""

LONGEST = 900
"""Code points after which an answer is cut off: a model that does not come to an end."""

HEAD_START_S = 0.02
"""How long the checks leave the way to the request, in seconds: they have until the first sentence
to get ready, and it has nothing to wait for."""

HEARD_OUT_S = 1.0
"""How much longer an answer is listened to that is to be mended: what else is wrong with it can
then be said at once. Most models are at their end by then."""

_ENDED = re.compile(r"[.!?…][”’\"')*_]*\s*$")
"""What has come so far ends with a sentence."""

_SURE_END = re.compile(r"[^\W\d_]{2}[.!?]$")
"""What has come so far ends with a sentence that hardly goes on: behind a word, no number or
initial, and no dots that trail off."""

_log = logging.getLogger(__name__)


class ModelledVoice:
    """Speaks through a model. Serves any number of talks at once, on one event loop."""

    def __init__(self, model: Model, prompter: Prompter, telling: Telling, sense: Sense) -> None:
        self._model = model
        self._prompter = prompter
        self._telling = telling
        self._sense = sense

    async def speak(
        self, speech: Speech, spent: Spent
    ) -> AsyncGenerator[str | Retracted | Reply, None]:
        """The reply in the model's words where it finds good ones, otherwise in the plan's.

        A layer comes all at once: half of it would be told too little.

        Raises:
            BadFile: a prompt template is missing or wrong.
        """
        plan = speech.plan
        if plan.move in SCRIPTED:
            for piece in sentences.pieces(plan.text):
                yield piece
            yield plan
            return
        judge = Judge(speech, self._telling, self._sense)
        async with (
            _meanwhile(_prepared(judge)) as ready,
            aclosing(self._found(speech, judge, ready, spent)) as found,
        ):
            async for said in found:
                yield said

    async def _found(
        self, speech: Speech, judge: Judge, ready: Awaitable[None], spent: Spent
    ) -> AsyncGenerator[str | Retracted | Reply, None]:
        """The reply in the model's words, or after one repair in the plan's; ``ready``: once the
        judge is prepared."""
        plan = speech.plan
        messages, said, instead = self._prompter.messages(speech), 0, ""
        for purpose in (Purpose.REPLY, Purpose.REPAIR):
            attempt = _Attempt(self._request(purpose, messages), judge, ready)
            try:
                async with aclosing(self._passing(attempt, spent)) as passing:
                    async for piece in passing:
                        if plan.move is not Move.REVEAL:
                            yield piece
                            said += 1
            except ModelTrouble as trouble:
                instead = trouble.code
                break
            found = attempt.finding
            if found is None:
                for piece in attempt.pieces[said:]:
                    yield piece
                text = "".join(attempt.pieces)
                lines = await asyncio.to_thread(judge.lines_said, text)
                yield plan.model_copy(update={"text": text, "source": "model", "lines": lines})
                return
            instead = found.fault.value
            faults = await asyncio.to_thread(attempt.faults)
            told = ", ".join(each.fault.value for each in faults)
            _log.info("%s for %s did not pass: %s", purpose.value, plan.move.value, told)
            if said:
                yield Retracted()
                said = 0
            messages = self._prompter.repair(speech, attempt.heard, faults)
        if said:
            yield Retracted()
        for piece in sentences.pieces(plan.text):
            yield piece
        yield plan.model_copy(update={"instead": instead})

    async def _passing(self, attempt: "_Attempt", spent: Spent) -> AsyncGenerator[str, None]:
        """The pieces of the reply as they pass. Ends with the reply whole, or with a finding."""
        stream = self._model.stream(attempt.request, spent)
        try:
            async for words in stream:
                await attempt.ready
                attempt.heard += words
                for sentence in attempt.finished():
                    if not await asyncio.to_thread(attempt.takes, sentence):
                        if attempt.to_mend:
                            await _hear_out(attempt, stream)
                        return
                    yield attempt.pieces[-1]
                if attempt.may_end and await asyncio.to_thread(attempt.takes_as_end):
                    yield attempt.pieces[-1]
                if len(attempt.heard) > LONGEST:
                    await asyncio.to_thread(attempt.ends_at, Finding(Fault.TOO_LONG, ""))
                    return
        finally:
            await _close(stream)
        attempt.whole = True
        if not attempt.heard.strip():
            raise NoAnswer(self._model.name)
        if (last := attempt.unfinished()) is None:
            return
        if await asyncio.to_thread(attempt.takes_last, last):
            yield attempt.pieces[-1]

    def _request(self, purpose: Purpose, messages: tuple[Message, ...]) -> ModelRequest:
        return ModelRequest(
            purpose=purpose,
            model=self._model.name,
            messages=messages,
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
        )


class _Attempt:
    """One answer of a model, as far as it has come."""

    def __init__(self, request: ModelRequest, judge: Judge, ready: Awaitable[None]) -> None:
        """``ready``: once the judge is prepared, while the model thinks."""
        self.request = request
        self.ready = ready
        self.heard = ""
        self.pieces: list[str] = []
        """What passed, a sentence each, together the text of the reply."""
        self.finding: Finding | None = None
        """The first thing that was wrong, where the answer does not stand for it."""
        self.whole = False
        """Whether it came to its end."""
        self._judge = judge
        self._looked_to = 0

    @property
    def to_mend(self) -> bool:
        """Whether the model will be asked once more for this answer."""
        return self.finding is not None and self.request.purpose is Purpose.REPLY

    def faults(self) -> tuple[Finding, ...]:
        """All that is wrong with what was heard, each fault once, the first one first."""
        assert self.finding is not None
        heard = self._sentences()
        known = heard if self.whole or _ENDED.search(self.heard) else heard[:-1]
        found = {self.finding.fault: self.finding}
        for each in self._judge.faults(known, whole=self.whole):
            found.setdefault(each.fault, each)
        return tuple(found.values())

    def finished(self) -> list[Sentence]:
        """Whole sentences that were not looked at yet. The last one may still go on."""
        return self._unseen()[:-1]

    def unfinished(self) -> Sentence | None:
        """The last sentence, once nothing comes any more; None where it was taken already."""
        return next(iter(self._unseen()), None)

    @property
    def may_end(self) -> bool:
        """Whether the reply may have come to its end here: a sentence has that was not looked at
        yet. It then need not wait for the word, or the silence, that says so."""
        if not _SURE_END.search(self.heard):
            return False
        # With a word more there are two of them: no abbreviation, and not nothing.
        return len(_plain(f"{self.heard} a", self._looked_to)) == 2

    def takes_as_end(self) -> bool:
        """Whether the sentence that ends here passes, and with it the whole; otherwise it is looked
        at again with what comes."""
        (last,) = self._unseen()
        if self._wrong_in(last, whole=True) is not None:
            return False
        self._take(last)
        return True

    def takes(self, sentence: Sentence) -> bool:
        """Whether a sentence passes and is part of the reply from now on."""
        return self._takes(sentence, whole=False)

    def takes_last(self, sentence: Sentence) -> bool:
        """The same for the last one, with which the whole has to pass."""
        return self._takes(sentence, whole=True)

    def ends_at(self, finding: Finding) -> None:
        """The answer goes no further; what passed before it may be a reply of its own."""
        said = "".join(self.pieces)
        self.finding = None if said and self._judge.stands_alone(said) else finding

    def _takes(self, sentence: Sentence, *, whole: bool) -> bool:
        found = self._wrong_in(sentence, whole=whole)
        if found is not None:
            self.ends_at(found)
            return False
        self._take(sentence)
        return True

    def _wrong_in(self, sentence: Sentence, *, whole: bool) -> Finding | None:
        """What is wrong with the next sentence, or with all that is said by then as the whole."""
        before = "".join(self.pieces)
        found = self._judge.sentence(sentence.text, before)
        if found is None and whole:
            found = self._judge.reply(before + self._piece(sentence))
        return found

    def _piece(self, sentence: Sentence) -> str:
        """A sentence as it follows what was taken: apart from it, unless it goes on without a blank
        (more dots, a closing quotation mark)."""
        apart = self.pieces and self.heard[sentence.start - 1].isspace()
        return f" {sentence.text}" if apart else sentence.text

    def _take(self, sentence: Sentence) -> None:
        self.pieces.append(self._piece(sentence))
        self._looked_to = sentence.end

    def _unseen(self) -> list[Sentence]:
        return _plain(self.heard, self._looked_to)

    def _sentences(self) -> list[str]:
        return [sentence.text for sentence in _plain(self.heard, 0)]


def _plain(heard: str, begin: int) -> list[Sentence]:
    """The sentences from a place on, each with its blanks made one, and where it stands."""
    return [
        Sentence(" ".join(found.text.split()), begin + found.start, begin + found.end)
        for found in sentences.split(heard[begin:])
    ]


async def _prepared(judge: Judge) -> None:
    await asyncio.sleep(HEAD_START_S)
    await asyncio.to_thread(judge.prepare)


@asynccontextmanager
async def _meanwhile(work: Coroutine[Any, Any, None]) -> AsyncIterator[Awaitable[None]]:
    """Work that is done beside a block, and given up with it: an answer that never comes needs no
    judge, and whoever is leaving would leave a task behind."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


async def _hear_out(attempt: _Attempt, stream: AsyncIterator[str]) -> None:
    """Take in what comes yet of an answer that does not pass, and no trouble with that."""
    with suppress(TimeoutError, ModelTrouble):
        async with asyncio.timeout(HEARD_OUT_S):
            async for words in stream:
                attempt.heard += words
                if len(attempt.heard) > LONGEST:
                    return
            attempt.whole = True


async def _close(stream: AsyncIterator[str]) -> None:
    if isinstance(stream, AsyncGenerator):
        await stream.aclose()
