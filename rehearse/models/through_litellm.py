"""A model of any provider, through litellm: tries and waits, time, errors and usage are ours."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from rehearse.models import Answer, ModelRequest, Spent, library, room
from rehearse.models.again import with_faults
from rehearse.models.caching import as_sent
from rehearse.models.counting import counted, estimated
from rehearse.models.failures import Setback, out_of_room
from rehearse.models.flow import Flow
from rehearse.models.forms import read, response_format
from rehearse.models.keys import missing_key, provider_of
from rehearse.models.lacking import lacking, unknown_provider
from rehearse.models.library import litellm
from rehearse.models.roles import in_order
from rehearse.models.thoughts import spoken
from rehearse.models.tries import PATIENCE, insist, or_instead, said, within
from rehearse.models.trouble import (
    Declined,
    NoAnswer,
    NoSuchModel,
    NotTaken,
    OnlyThought,
    TooSlow,
)

TIME_LIMIT_S = 60.0
"""For all tries of one call together."""
_NO_KEY = "none"
"""Sent to servers of one's own that look for a key and take any."""

UNDER_WAY: ContextVar[ModelRequest | None] = ContextVar("rehearse_request", default=None)
"""The request that is being sent, for whoever stands at the wire and answers in a provider's
place. A question asked once more, in other words or with more room, is still under way as the
first."""


class LitellmModel:
    """The protocol ``Model``. All calls belong on one event loop that lives long; before that loop
    ends, ``library.let_go`` closes what stands open."""

    def __init__(
        self,
        name: str,
        prompts: Path,
        *,
        api_base: str | None = None,
        key: SecretStr | None = None,
        time_limit_s: float = TIME_LIMIT_S,
    ) -> None:
        """``prompts``: the folder with what models are asked with. ``api_base`` is the address of
        another server than the provider's own; without ``key`` the provider's own variable in the
        environment is used."""
        self._name = name
        self._prompts = prompts
        self._api_base = api_base
        self._key = key
        self._time_limit_s = time_limit_s
        self._takes_forms = True
        self._known = False

    @property
    def name(self) -> str:
        return self._name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        until = await self._ready()

        async def begun(asked: ModelRequest) -> tuple[Flow, str]:
            return await insist(partial(self._begin, asked, spent, until), until)

        with _under_way(request):
            flow, piece = await said(or_instead(begun, request))
        try:
            words: str | None = piece
            while words is not None:
                yield words
                words = await said(flow.piece(until))
        finally:
            await flow.close()

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        until = await self._ready()

        async def answered(asked: ModelRequest) -> Answer:
            text, cut = await self._whole(asked, spent, until)
            reading = read(text, kind)
            if reading.answer is not None:
                return reading.answer
            useless = NoAnswer(self._name)
            if cut:
                raise out_of_room(useless)
            mended = partial(with_faults, prompts=self._prompts, said=text, faults=reading.faults)
            raise Setback(useless, again=False, instead=mended)

        with _under_way(request):
            return await said(or_instead(answered, request))

    async def _ready(self) -> float:
        """See to all that can be seen to before a request, and say until when it may take."""
        if trouble := lacking(self._name, self._api_base, self._key):
            raise trouble
        if not self._known:
            await asyncio.to_thread(litellm)
            if not _is_known(self._name):
                raise unknown_provider(self._name, self._api_base) or NoSuchModel(self._name)
            self._known = True
        library.used_here()
        return asyncio.get_running_loop().time() + self._time_limit_s

    async def _begin(self, request: ModelRequest, spent: Spent, until: float) -> tuple[Flow, str]:
        """One try at a stream, up to its first words."""
        patient_until = min(
            until, asyncio.get_running_loop().time() + PATIENCE * self._time_limit_s
        )
        chunks = await self._send(request, spent, patient_until, stream=True)
        flow = Flow(request, spent, chunks)
        try:
            piece = await flow.piece(until, patient_until)
        except BaseException:
            await flow.close()
            raise
        assert piece is not None, "a stream that ends without words has raised"
        return flow, piece

    async def _whole(self, request: ModelRequest, spent: Spent, until: float) -> tuple[str, bool]:
        """A whole answer, and whether it was cut off at its allowance."""
        form = request.answer if self._takes_forms else None

        async def tried() -> Any:
            shape = {"response_format": response_format(form)} if form else {}
            return await self._send(request, spent, until, **shape)

        try:
            response = await insist(tried, until)
        except Setback as setback:
            if form is None or not isinstance(setback.trouble, NotTaken | NoSuchModel):
                raise
            form = None
            # A router that knows no server for a form answers that there is no such model.
            response = await insist(tried, until)
            self._takes_forms = False
        return _answered(response, request, spent)

    async def _send(self, request: ModelRequest, spent: Spent, until: float, **more: Any) -> Any:
        """Send one request and await what the provider begins with. One that nobody waited for to
        the end counts as used.

        Raises:
            BudgetSpent: an earlier try took the last that may be spent.
        """
        await spent.allow(request.model)
        if more.get("stream"):
            more["stream_options"] = {"include_usage": True}
        if request.temperature is not None:
            more["temperature"] = request.temperature
        call = litellm().acompletion(
            model=self._name,
            messages=as_sent(in_order(request.messages), provider_of(self._name)),
            max_tokens=request.max_tokens,
            api_base=self._api_base,
            api_key=self._key_to_send(),
            timeout=self._time_limit_s,  # always the same: a client is kept for each
            max_retries=0,
            num_retries=0,
            drop_params=True,
            **room.asked_for(provider_of(self._name)),
            **more,
        )
        try:
            return await within(call, request.model, until, begun=False)
        except (Setback, asyncio.CancelledError) as error:
            if not isinstance(error, Setback) or isinstance(error.trouble, TooSlow):
                spent(estimated(request, ""))
            raise

    def _key_to_send(self) -> str | None:
        if self._key:
            return self._key.get_secret_value()
        own_server = self._api_base and provider_of(self._name) == "openai"
        return _NO_KEY if own_server and missing_key(self._name, None, None) else None


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
    cut = choice is not None and choice.finish_reason == "length"
    if cut and not spoken(text).strip():
        raise out_of_room(OnlyThought(request.model))
    if not text.strip():
        raise Setback(NoAnswer(request.model), again=False)
    return text, cut


@contextmanager
def _under_way(request: ModelRequest) -> Iterator[None]:
    token = UNDER_WAY.set(request)
    try:
        yield
    finally:
        UNDER_WAY.reset(token)


def _is_known(name: str) -> bool:
    try:
        litellm().get_llm_provider(model=name)
    except Exception:  # noqa: BLE001 - how litellm says that it knows no such provider
        return False
    return True
