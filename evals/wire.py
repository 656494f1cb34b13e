"""Answers in a provider's place from kept replies: through litellm and its HTTP client, so that all
of our own side is what it is live; only nothing leaves this machine."""

import json
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import respx
from pydantic import SecretStr

from evals.kept import Batch, KeptReply, Placed, Stale
from evals.under_way import CASE
from rehearse.models import Answer, ModelRequest, Spent
from rehearse.models.through_litellm import UNDER_WAY, LitellmModel

ADDRESS = "http://kept-replies.invalid/v1"
"""A name that no machine can have: what is not answered here reaches nobody."""


class KeptModel:
    """The protocol ``Model`` in the name of whoever the replies are from. All are asked for in
    OpenAI's language, whichever provider's model once gave them."""

    def __init__(self, name: str, prompts: Path) -> None:
        """``prompts``: the folder with what models are asked with."""
        key = SecretStr("none")
        self._name = name
        self._asked = LitellmModel("openai/kept", prompts, api_base=ADDRESS, key=key)

    @property
    def name(self) -> str:
        return self._name

    def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        return self._asked.stream(request, spent)

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        return await self._asked.ask(request, kind, spent)


class Wire:
    """Hands out each kept reply once, to the request that it was given to."""

    def __init__(self, batch: Batch, *, signing: bool = False) -> None:
        """``signing``: the replies of a case go to its requests in their order, whatever their
        keys; ``keys`` then says which they would have to have."""
        self._batch = batch
        self._signing = signing
        self._left: dict[tuple[str, str], deque[Placed]] = {}
        for placed in batch.replies:
            self._left.setdefault(self._slot(placed.reply), deque()).append(placed)
        self._missing: dict[tuple[str, str], str] = {}
        self.keys: dict[str, str] = {}
        """By place: the key of the request that each reply went to."""

    def _slot(self, reply: KeptReply) -> tuple[str, str]:
        return reply.case, "" if self._signing else reply.key

    @contextmanager
    def open(self) -> Iterator[None]:
        """Stand in the provider's place."""
        with respx.mock(assert_all_called=False) as router:
            router.route().mock(side_effect=self._answer)
            yield

    def stale(self) -> list[Stale]:
        """Replies that no request came for, and requests that nothing was kept for."""
        unused = [placed for left in self._left.values() for placed in left]
        found = [
            Stale(self._batch.label, placed.reply.case, f"{placed.place}: no longer asked for")
            for placed in unused
        ]
        for (case, _), purpose in self._missing.items():
            message = f"a request ({purpose}) has no kept reply"
            found.append(Stale(self._batch.label, case, message))
        return sorted(found, key=lambda stale: stale.case)

    def _answer(self, _sent: httpx.Request) -> httpx.Response:
        request = UNDER_WAY.get()
        assert request is not None, "whoever sends says which request it is"
        case, key = CASE.get(), request.key()
        left = self._left.get((case, "" if self._signing else key))
        if not left:
            self._missing[case, key] = request.purpose.value
            return httpx.Response(404, json={"error": {"message": "nothing was kept"}})
        placed = left.popleft()
        self.keys[placed.place] = key
        return _response(placed.reply, streamed=request.answer is None)


def _response(reply: KeptReply, *, streamed: bool) -> httpx.Response:
    if reply.answer is None:
        content = reply.body if isinstance(reply.body, str) else json.dumps(reply.body or {})
        return httpx.Response(reply.status, headers=reply.headers, content=content)
    if streamed:
        kind = {"content-type": "text/event-stream"}
        return httpx.Response(200, headers=kind | reply.headers, stream=_Events(reply))
    message = {"role": "assistant", "content": reply.words}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    whole = {**_head("chat.completion"), "choices": [choice], "usage": _usage(reply)}
    return httpx.Response(200, headers=reply.headers, json=whole)


class _Events(httpx.AsyncByteStream):
    """A stream word by word, which breaks where the reply says so."""

    def __init__(self, reply: KeptReply) -> None:
        self._reply = reply

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for number, word in enumerate(self._reply.words.split(" ")):
            if number == self._reply.cut_after:
                raise httpx.ReadError("the line broke")
            yield _event({"delta": {"content": f" {word}" if number else word}})
        yield _event({"delta": {}, "finish_reason": "stop"})
        counted = {**_head("chat.completion.chunk"), "choices": [], "usage": _usage(self._reply)}
        yield f"data: {json.dumps(counted)}\n\ndata: [DONE]\n\n".encode()


def _event(choice: dict[str, Any]) -> bytes:
    chunk = {**_head("chat.completion.chunk"), "choices": [{"index": 0, **choice}]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def _head(kind: str) -> dict[str, Any]:
    return {"id": "kept", "object": kind, "created": 1, "model": "kept"}


def _usage(reply: KeptReply) -> dict[str, int]:
    prompt = reply.took.prompt_tokens if reply.took else 0
    answer = reply.took.answer_tokens if reply.took else 0
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
    }
