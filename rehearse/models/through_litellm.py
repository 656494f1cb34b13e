"""A model of any provider, through litellm: tries and waits, time, errors and usage are ours."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from pydantic import SecretStr
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_random_exponential,
)

from rehearse.models import Answer, Message, ModelRequest, Spent
from rehearse.models.caching import as_sent
from rehearse.models.counting import counted, estimated
from rehearse.models.failures import Setback, understood
from rehearse.models.forms import read, response_format
from rehearse.models.keys import missing_key, provider_of
from rehearse.models.library import litellm
from rehearse.models.roles import in_order
from rehearse.models.thoughts import Thoughts
from rehearse.models.trouble import (
    BrokenOff,
    Declined,
    KeyMissing,
    ModelTrouble,
    NoAnswer,
    NoSuchModel,
    NotTaken,
    TooSlow,
)
from rehearse.resources import data_root

TIME_LIMIT_S = 60.0
"""For all tries of one call together."""
_TRIES = 4
_FIRST_WAIT_S = 0.5
"""Between two tries, at most, at first; it doubles, and chance decides how much of it is waited."""
_LONGEST_WAIT_S = 8.0
_PATIENCE = 0.5
"""The part of the time limit after which a stream that shows no sign of life is begun anew."""
_NO_KEY = "none"
"""Sent to servers of one's own that look for a key and take any."""

UNDER_WAY: ContextVar[ModelRequest | None] = ContextVar("rehearse_request", default=None)
"""The request that is being sent, for whoever stands at the wire and answers in a provider's
place. A question asked once more in other words is still under way as the first."""

Result = TypeVar("Result")


class LitellmModel:
    """The protocol ``Model``. All calls belong on one event loop that lives long; before that loop
    ends, ``library.let_go`` closes what stands open."""

    def __init__(
        self,
        name: str,
        *,
        api_base: str | None = None,
        key: SecretStr | None = None,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """``api_base`` is the address of another server than the provider's own; without ``key``
        the provider's own variable in the environment is used."""
        self._name = name
        self._api_base = api_base
        self._key = key
        self._time_limit_s = time_limit_s
        self._takes_forms = True
        self._known = False

    @property
    def name(self) -> str:
        return self._name

    def warm(self) -> None:
        """Load litellm now, so that the first call does not wait for it. Takes some seconds."""
        litellm()

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        until = await self._ready()

        async def begin() -> tuple[_Flow, str]:
            return await self._begin(request, spent, until)

        flow, piece = await _said(self._insist(begin, until))
        try:
            words: str | None = piece
            while words is not None:
                yield words
                words = await _said(flow.piece(until))
        finally:
            await flow.close()

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        until = await self._ready()
        text, cut = await _said(self._whole(request, request.messages, spent, until))
        reading = read(text, kind)
        if reading.answer is None and not cut:
            again = _again().render(faults=reading.faults)
            messages = (
                *request.messages,
                Message(role="assistant", content=text),
                Message(role="user", content=again),
            )
            text, _ = await _said(self._whole(request, messages, spent, until))
            reading = read(text, kind)
        if reading.answer is None:
            raise NoAnswer(self._name)
        return reading.answer

    async def _ready(self) -> float:
        """See to all that can be seen to before a request, and say until when it may take."""
        until = asyncio.get_running_loop().time() + self._time_limit_s
        variable = missing_key(self._name, self._api_base, self._key)
        if variable is not None:
            raise KeyMissing(self._name, variable)
        if not self._known:
            await asyncio.to_thread(litellm)
            if not _is_known(self._name):
                raise NoSuchModel(self._name)
            self._known = True
        return until

    async def _begin(
        self, request: ModelRequest, spent: Spent, until: float
    ) -> "tuple[_Flow, str]":
        """One try at a stream, up to its first words."""
        patient_until = min(
            until, asyncio.get_running_loop().time() + _PATIENCE * self._time_limit_s
        )
        chunks = await self._send(request, request.messages, spent, patient_until, stream=True)
        flow = _Flow(request, spent, chunks)
        try:
            piece = await flow.piece(until, patient_until)
        except BaseException:
            await flow.close()
            raise
        assert piece is not None, "a stream that ends without words has raised"
        return flow, piece

    async def _whole(
        self, request: ModelRequest, messages: tuple[Message, ...], spent: Spent, until: float
    ) -> tuple[str, bool]:
        """A whole answer, and whether it was cut off at its allowance."""
        form = request.answer if self._takes_forms else None

        async def tried() -> Any:
            shape = {"response_format": response_format(form)} if form else {}
            return await self._send(request, messages, spent, until, **shape)

        try:
            response = await self._insist(tried, until)
        except Setback as setback:
            if form is None or not isinstance(setback.trouble, NotTaken):
                raise
            form = None
            response = await self._insist(tried, until)
            self._takes_forms = False
        return _answered(response, request, spent)

    async def _insist(self, tried: Callable[[], Awaitable[Result]], until: float) -> Result:
        """Try, and again where that can help, as long as the wait fits in the time that is left."""
        left_s = until - asyncio.get_running_loop().time()
        tries = AsyncRetrying(
            retry=retry_if_exception(lambda error: isinstance(error, Setback) and error.again),
            wait=_pause,
            stop=stop_after_attempt(_TRIES) | stop_before_delay(left_s),
            reraise=True,
        )
        return await tries(tried)

    async def _send(
        self,
        request: ModelRequest,
        messages: tuple[Message, ...],
        spent: Spent,
        until: float,
        **more: Any,
    ) -> Any:
        """Send one request and await what the provider begins with. One that nobody waited for to
        the end counts as used."""
        if more.get("stream"):
            more["stream_options"] = {"include_usage": True}
        if request.temperature is not None:
            more["temperature"] = request.temperature
        token = UNDER_WAY.set(request)
        try:
            call = litellm().acompletion(
                model=self._name,
                messages=as_sent(in_order(messages), provider_of(self._name)),
                max_tokens=request.max_tokens,
                api_base=self._api_base,
                api_key=self._key_to_send(),
                timeout=self._time_limit_s,  # always the same: a client is kept for each
                max_retries=0,
                num_retries=0,
                drop_params=True,
                **more,
            )
            return await _within(call, request.model, until, begun=False)
        except (Setback, asyncio.CancelledError) as error:
            if not isinstance(error, Setback) or isinstance(error.trouble, TooSlow):
                spent(estimated(request, ""))
            raise
        finally:
            UNDER_WAY.reset(token)

    def _key_to_send(self) -> str | None:
        if self._key is not None:
            return self._key.get_secret_value()
        own_server = self._api_base and provider_of(self._name) == "openai"
        return _NO_KEY if own_server and missing_key(self._name, None, None) else None


class _Flow:
    """One stream under way."""

    def __init__(self, request: ModelRequest, spent: Spent, chunks: Any) -> None:
        self._request = request
        self._spent = spent
        self._chunks = chunks
        self._thoughts = Thoughts()
        self._said = ""
        self._finish: str | None = None
        self._usage: Any = None
        self._open = True

    async def piece(self, until: float, alive_until: float | None = None) -> str | None:
        """The next words; None when the answer came to its end.

        ``alive_until``: when the first sign of life has to be there, thinking included.

        Raises:
            Setback: it broke off, or its end is no answer.
        """
        limit = alive_until or until
        while True:
            chunk = await self._chunk(limit)
            if chunk is None:
                return self._ended()
            limit = until
            words = self._words(chunk)
            if not self._said:
                words = words.lstrip()
            if words:
                self._said += words
                return words

    async def _chunk(self, until: float) -> Any:
        try:
            return await _within(
                anext(self._chunks, None), self._request.model, until, bool(self._said)
            )
        except Setback:
            if self._finish is None:
                raise
            return None  # all was said; only the count of it got lost

    def _words(self, chunk: Any) -> str:
        self._usage = getattr(chunk, "usage", None) or self._usage
        if not chunk.choices:
            return ""
        choice = chunk.choices[0]
        self._finish = choice.finish_reason or self._finish
        return self._thoughts.without(choice.delta.content or "")

    def _ended(self) -> str | None:
        rest = self._thoughts.rest()
        if rest.strip():
            self._said += rest
            return rest
        kind = _no_end(self._finish, bool(self._said))
        if kind is not None:
            raise Setback(kind(self._request.model), again=kind is BrokenOff and not self._said)
        return None

    async def close(self) -> None:
        """Stop the request where it still runs, and report what it took."""
        if not self._open:
            return
        self._open = False
        try:
            with suppress(Exception):  # of a line that is broken already there is nothing to close
                await self._chunks.aclose()
        finally:
            self._spent(
                counted(self._request, self._usage)
                if self._usage
                else estimated(self._request, self._said)
            )


def _no_end(finish: str | None, said: bool) -> type[ModelTrouble] | None:
    """What a stream's end comes to; None where it is the end of an answer."""
    if finish is None:
        return BrokenOff
    if finish == "content_filter":
        return Declined
    if not said:
        return NoAnswer
    return BrokenOff if finish == "length" else None


def _answered(response: Any, request: ModelRequest, spent: Spent) -> tuple[str, bool]:
    """The words of a whole response, and whether they were cut off; its usage is reported."""
    usage = getattr(response, "usage", None)
    choice = response.choices[0] if response.choices else None
    text = (choice.message.content if choice else None) or ""
    spent(counted(request, usage) if usage else estimated(request, text))
    if choice is not None:
        refused = getattr(choice.message, "refusal", None)
        if refused or choice.finish_reason == "content_filter":
            raise Setback(Declined(request.model), again=False)
    if choice is None or not text.strip():
        raise Setback(NoAnswer(request.model), again=False)
    return text, choice.finish_reason == "length"


async def _within(call: Awaitable[Result], model: str, until: float, begun: bool) -> Result:
    """Await a call of litellm's until a moment of the loop's clock.

    Raises:
        Setback: it failed, or the moment passed. Nothing of litellm's error hangs on to it.
    """
    try:
        async with asyncio.timeout_at(until):
            return await call
    except TimeoutError:
        setback = Setback(TooSlow(model), again=not begun)
    except Exception as error:  # noqa: BLE001 - whatever litellm breaks on, there is no answer
        setback = understood(error, model, begun)
    raise setback


async def _said(call: Awaitable[Result]) -> Result:
    """A call whose last setback is told as the trouble it is."""
    try:
        return await call
    except Setback as setback:
        trouble = setback.trouble
    raise trouble


_chance = wait_random_exponential(multiplier=_FIRST_WAIT_S, max=_LONGEST_WAIT_S)


def _pause(state: RetryCallState) -> float:
    """Seconds until the next try: by chance, and never sooner than the provider asks for."""
    error = state.outcome.exception() if state.outcome else None
    asked_s = error.wait_s if isinstance(error, Setback) else None
    return (asked_s or 0.0) + _chance(state)


def _is_known(name: str) -> bool:
    try:
        litellm().get_llm_provider(model=name)
    except Exception:  # noqa: BLE001 - how litellm says that it knows no such provider
        return False
    return True


@cache
def _again() -> Template:
    """What is said to a model whose answer was not in the form."""
    environment = Environment(
        loader=FileSystemLoader(data_root() / "prompts" / "form"),
        undefined=StrictUndefined,
        autoescape=False,  # for a model, not for a page
    )
    return environment.get_template("again.md.j2")
