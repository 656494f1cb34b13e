"""The colleague's words, found by a model for a reply that is decided already.

Every sentence is checked before anybody hears it. What is said stays said wherever that is honest:

- A sentence that does not pass ends the answer. Where what was said before it is a reply of its
  own, it stays, and the rest is dropped: models spoil a good answer by going on, with comfort or
  advice, and nobody should see a good sentence vanish for that. Otherwise what was said is taken
  back and the model is asked once more, with what was wrong.
- Where that does not help, or there is trouble with the model, the plan's own line stands, and the
  reply says why; whatever was said of an answer that broke off is taken back, since nobody knows
  what was still to come.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Protocol

from rehearse.colleague import Retracted, Speech
from rehearse.colleague.prompting import Prompter
from rehearse.colleague.telling import Telling
from rehearse.conversation.rehearsal import Reply
from rehearse.conversation.scenario import LayerWords, Move
from rehearse.language import sentences
from rehearse.models import Message, Model, ModelRequest, Purpose, Spent
from rehearse.models.trouble import ModelTrouble, NoAnswer

SCRIPTED = frozenset({Move.PUZZLED, Move.SILENCE})
"""Moves that no model is asked for. Silence is a gesture and a word; and who talks to a machine, or
in no language, is answered without one."""

MAX_TOKENS = 200
"""About 130 words: a layer told at length takes 60, any other reply 20."""

TEMPERATURE = 0.8
"""Lively, and still inside the direction: a reply is a variation on a given line."""

LONGEST = 900
"""Code points after which an answer is cut off: a model that does not come to an end."""

LEAST_WORDS = 4
"""Words that make a reply on their own where the rest of an answer is dropped."""

LAYER_MISSING = "layer_missing"
"""The reply does not tell the layer that it was to tell."""
LAYER_EARLY = "layer_early"
"""The reply tells a layer that is not its turn."""
TOO_LONG = "too_long"
"""The answer does not come to an end."""

_log = logging.getLogger(__name__)


class Checks(Protocol):
    """Whether words that a model found may be the colleague's."""

    def sentence(self, speech: Speech, before: Sequence[str], sentence: str) -> str | None:
        """The code of what is wrong with a sentence, coming after those before; None if nothing."""
        ...

    def reply(self, speech: Speech, reply: Sequence[str]) -> str | None:
        """The code of what is wrong with the reply as a whole; None if nothing."""
        ...


class ModelledVoice:
    """Speaks through a model. Serves any number of talks at once, on one event loop."""

    def __init__(self, model: Model, prompter: Prompter, checks: Checks, telling: Telling) -> None:
        self._model = model
        self._prompter = prompter
        self._checks = checks
        self._telling = telling

    async def speak(
        self, speech: Speech, spent: Spent
    ) -> AsyncGenerator[str | Retracted | Reply, None]:
        """The reply in the model's words where it finds good ones, otherwise in the plan's.

        A reply that tells a layer comes all at once: half of it would be told too little.

        Raises:
            BadFile: a prompt template is missing or wrong.
        """
        plan = speech.plan
        if plan.move in SCRIPTED:
            for piece in sentences.pieces(plan.text):
                yield piece
            yield plan
            return
        instead, messages, said = "", self._prompter.messages(speech), 0
        for purpose in (Purpose.REPLY, Purpose.REPAIR):
            attempt = _Attempt(self._request(purpose, messages), speech)
            try:
                async with aclosing(self._passing(attempt, spent)) as passing:
                    async for piece in passing:
                        if plan.move is not Move.REVEAL:
                            yield piece
                            said += 1
            except ModelTrouble as trouble:
                instead = trouble.code
                break
            if attempt.fault is None:
                for piece in list(_pieces(attempt.passed))[said:]:
                    yield piece
                text = " ".join(attempt.passed)
                yield plan.model_copy(update={"text": text, "source": "model"})
                return
            instead = attempt.fault
            _log.info("%s of move %s did not pass: %s", purpose.value, plan.move.value, instead)
            if said:
                yield Retracted()
                said = 0
            messages = self._prompter.repair(speech, attempt.heard, instead)
        if said:
            yield Retracted()
        for piece in sentences.pieces(plan.text):
            yield piece
        yield plan.model_copy(update={"instead": instead})

    async def _passing(self, attempt: "_Attempt", spent: Spent) -> AsyncGenerator[str, None]:
        """The pieces of the reply as they pass. Ends with the reply whole, or with a fault."""
        stream = self._model.stream(attempt.request, spent)
        try:
            async for words in stream:
                attempt.heard += words
                for sentence in attempt.finished():
                    if await self._fails(attempt, sentence):
                        return
                    yield attempt.passes(sentence)
                if len(attempt.heard) > LONGEST:
                    await self._ends_at(attempt, TOO_LONG)
                    return
        finally:
            await _close(stream)
        last = attempt.unfinished()
        if last is None:
            raise NoAnswer(self._model.name)
        if await self._fails(attempt, last):
            return
        fault = await asyncio.to_thread(
            self._fault_of_reply, attempt.speech, [*attempt.passed, last]
        )
        if fault is None:
            yield attempt.passes(last)
        else:
            await self._ends_at(attempt, fault)

    async def _fails(self, attempt: "_Attempt", sentence: str) -> bool:
        fault = await asyncio.to_thread(
            self._fault_of_sentence, attempt.speech, attempt.passed, sentence
        )
        if fault is not None:
            await self._ends_at(attempt, fault)
        return fault is not None

    async def _ends_at(self, attempt: "_Attempt", fault: str) -> None:
        """The answer goes no further; what passed before may be a reply of its own."""
        enough = await asyncio.to_thread(self._enough, attempt.speech, attempt.passed)
        attempt.fault = None if enough else fault

    def _request(self, purpose: Purpose, messages: tuple[Message, ...]) -> ModelRequest:
        return ModelRequest(
            purpose=purpose,
            model=self._model.name,
            messages=messages,
            max_tokens=MAX_TOKENS,
            temperature=TEMPERATURE,
        )

    def _fault_of_sentence(
        self, speech: Speech, before: Sequence[str], sentence: str
    ) -> str | None:
        fault = self._checks.sentence(speech, before, sentence)
        if fault is not None:
            return fault
        text = " ".join([*before, sentence])
        early = any(self._telling.holds(text, layer) for layer in untold(speech))
        return LAYER_EARLY if early else None

    def _fault_of_reply(self, speech: Speech, reply: Sequence[str]) -> str | None:
        told = speech.plan.told
        if told is not None:
            layer = speech.cue.scenario.words.layers[told]
            if not self._telling.holds(" ".join(reply), layer):
                return LAYER_MISSING
        return self._checks.reply(speech, reply)

    def _enough(self, speech: Speech, said: Sequence[str]) -> bool:
        """Whether the first sentences of an answer are a reply without the rest of it."""
        text = " ".join(said)
        if len(text.split()) < LEAST_WORDS:
            return False
        if sentences.ends_in_question(speech.plan.text) and not sentences.ends_in_question(text):
            return False
        return self._fault_of_reply(speech, said) is None


class _Attempt:
    """One answer of a model, as far as it has come."""

    def __init__(self, request: ModelRequest, speech: Speech) -> None:
        self.request = request
        self.speech = speech
        self.heard = ""
        self.passed: list[str] = []
        self.fault: str | None = None

    def finished(self) -> list[str]:
        """Whole sentences that were not looked at yet. The last one may still go on."""
        return self._sentences()[len(self.passed) : -1]

    def unfinished(self) -> str | None:
        """The last sentence, once nothing comes any more; None where nothing came at all."""
        return next(iter(self._sentences()[len(self.passed) :]), None)

    def passes(self, sentence: str) -> str:
        """Take a sentence into the reply; returns it as the next piece of the reply's text."""
        self.passed.append(sentence)
        return list(_pieces(self.passed))[-1]

    def _sentences(self) -> list[str]:
        return [" ".join(found.text.split()) for found in sentences.split(self.heard)]


def untold(speech: Speech) -> list[LayerWords]:
    """The layers that this reply must not hold."""
    scenario, state = speech.cue.scenario, speech.cue.moment.state
    told = {*state.told, speech.plan.told}
    return [words for name, words in scenario.words.layers.items() if name not in told]


def _pieces(reply: Sequence[str]) -> Iterator[str]:
    """The sentences as pieces that make up the reply's text."""
    for place, sentence in enumerate(reply):
        yield f" {sentence}" if place else sentence


async def _close(stream: AsyncIterator[str]) -> None:
    if isinstance(stream, AsyncGenerator):
        await stream.aclose()
