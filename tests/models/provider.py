"""A provider on this machine that speaks OpenAI's language and behaves as badly as a test wants.

    with Provider() as provider:
        provider.plan("words", says("Well. It took you long enough."), drops("I thought", 1))
        provider.plan("form", refuses(429, retry_after="1"), answers({"level": 2}))
        model = LitellmModel("openai/local", prompts, api_base=provider.address)

``words`` are requests that want a stream, ``form`` those that want a whole answer. Each takes the
next behaviour of its kind; the last one stays. ``plan`` again begins anew. Behaviours, words and
shapes are authored by us after the public descriptions of the interface; none is a recording.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from types import TracebackType
from typing import Any, Literal, Self

Kind = Literal["words", "form"]
Body = dict[str, Any]


@dataclass(frozen=True)
class Behaviour:
    """How one request is answered."""

    words: str | Callable[[Body], str] = ""
    """The answer, or what makes it of the request's body."""
    finish: str | None = "stop"
    status: int = 200
    retry_after: str | None = None
    begins_after_s: float = 0.0
    """Before the first byte."""
    words_a_second: float = 0.0
    """How fast a stream comes; 0: at once."""
    by_letter: bool = False
    """Whether a stream comes a letter at a time, not a word."""
    drops_after: int | None = None
    """The line is cut after so many words; 0: before the first."""
    endless: bool = False
    broken_json: bool = False
    thoughts: str = ""
    refusal: str = ""
    counts: bool = True
    """Whether it tells how many tokens it took."""

    def after(self, seconds: float) -> "Behaviour":
        """The same, so much later."""
        return replace(self, begins_after_s=seconds)

    def at(self, words_a_second: float) -> "Behaviour":
        """The same, at this speed."""
        return replace(self, words_a_second=words_a_second)

    def a_letter_at_a_time(self) -> "Behaviour":
        return replace(self, by_letter=True)


def says(words: str | Callable[[Body], str]) -> Behaviour:
    """Words, whole and well."""
    return Behaviour(words)


def answers(value: Any) -> Behaviour:
    """A value as JSON, whole and well."""
    return Behaviour(json.dumps(value, ensure_ascii=False))


def refuses(status: int, retry_after: str | None = None) -> Behaviour:
    """An error, with a message that quotes the key and the request as some providers do."""
    return Behaviour(status=status, retry_after=retry_after)


def drops(words: str, after: int) -> Behaviour:
    """Cuts the line after so many words."""
    return Behaviour(words, drops_after=after)


def stops_without_reason(words: str) -> Behaviour:
    """A clean end that says nothing of why."""
    return Behaviour(words, finish=None)


def never_ends(words_a_second: float = 50.0) -> Behaviour:
    """Words and words."""
    return Behaviour(endless=True, words_a_second=words_a_second)


def says_nothing() -> Behaviour:
    return Behaviour("")


def only_thinks() -> Behaviour:
    """All of the allowance goes into thinking."""
    return Behaviour(finish="length", thoughts="Let me see what this is about.")


def runs_out(words: str) -> Behaviour:
    """The allowance ends in the middle of the words."""
    return Behaviour(words, finish="length")


def declines() -> Behaviour:
    return Behaviour(finish="content_filter", refusal="I’m sorry, I can’t help with that.")


def breaks_json() -> Behaviour:
    """A body, or a chunk, that is no JSON."""
    return Behaviour("Well, you see", broken_json=True)


@dataclass
class Asked:
    """A request as it came in."""

    kind: Kind
    path: str
    body: Body
    authorization: str
    left: bool = False
    """Whoever asked went away before the end."""


@dataclass
class _Plan:
    behaviours: tuple[Behaviour, ...]
    next: Iterator[int] = field(default_factory=count)

    def take(self) -> Behaviour:
        return self.behaviours[min(next(self.next), len(self.behaviours) - 1)]


class Provider:
    """The server; runs while its ``with`` block does."""

    def __init__(
        self,
        *,
        strict_roles: bool = True,
        forms_refused_by: int | None = None,
        key: str | None = None,
    ) -> None:
        """``strict_roles``: 400 for anything but system, then user and assistant by turns.
        ``forms_refused_by``: this status for a ``response_format``. ``key``: 401 for any other."""
        self.strict_roles = strict_roles
        self.forms_refused_by = forms_refused_by
        self.key = key
        self.requests: list[Asked] = []
        """All requests, the first one first."""
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._plans: dict[Kind, _Plan] = {}
        self.plan("words", says("All right."))
        self.plan("form", answers({}))
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))

    def plan(self, kind: Kind, *behaviours: Behaviour) -> None:
        """What the next requests of a kind get, one after the other; the last one stays."""
        with self._lock:
            self._plans[kind] = _Plan(behaviours)

    @property
    def address(self) -> str:
        """What ``REHEARSE_API_BASE`` wants."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def of(self, kind: Kind) -> list[Asked]:
        """The requests of one kind."""
        with self._lock:
            return [asked for asked in self.requests if asked.kind == kind]

    def take(self, asked: Asked) -> Behaviour:
        """Note a request and say how it is answered."""
        with self._lock:
            self.requests.append(asked)
            refusal = self._refuses(asked)
            return refuses(refusal) if refusal else self._plans[asked.kind].take()

    def _refuses(self, asked: Asked) -> int | None:
        if self.key is not None and asked.authorization != f"Bearer {self.key}":
            return 401
        if self.strict_roles and not in_strict_order(asked.body["messages"]):
            return 400
        return self.forms_refused_by if "response_format" in asked.body else None

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def in_strict_order(messages: list[Body]) -> bool:
    """System first or not at all, then user and assistant by turns, the user first and last."""
    roles = [message["role"] for message in messages]
    spoken = roles[1:] if roles[:1] == ["system"] else roles
    by_turns = all(role == ("user", "assistant")[at % 2] for at, role in enumerate(spoken))
    return by_turns and len(spoken) % 2 == 1


class _Server(ThreadingHTTPServer):
    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.lines: set[socket.socket] = set()
        super().__init__(("127.0.0.1", 0), _Handler)

    def server_close(self) -> None:
        """Also lets go of whoever keeps a line open without asking anything on it."""
        for line in tuple(self.lines):
            _cut(line)
        super().server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that are gone are what this server is for."""


class _Gone(Exception):
    """Whoever asked has left, or the line is to be cut."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.lines.add(self.connection)

    def finish(self) -> None:
        self.server.lines.discard(self.connection)
        super().finish()

    def log_message(self, format: str, *values: Any) -> None:
        """Not into a test's output."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        kind: Kind = "words" if body.get("stream") else "form"
        asked = Asked(kind, self.path, body, self.headers.get("authorization", ""))
        behaviour = self.server.provider.take(asked)
        try:
            self._wait(behaviour.begins_after_s)
            if behaviour.status != 200:
                self._refuse(behaviour, asked)
            elif kind == "words":
                self._stream(behaviour, body)
            else:
                self._whole(behaviour, body)
        except _Gone:
            _cut(self.connection)
            self.close_connection = True
        except OSError:
            asked.left = True
            self.close_connection = True

    def _refuse(self, behaviour: Behaviour, asked: Asked) -> None:
        quoted = f"{asked.authorization} {asked.body['messages'][-1]['content']}"
        error = {"message": f"Not taken: {quoted}", "type": "error", "code": str(behaviour.status)}
        self._send_json(json.dumps({"error": error}), behaviour)

    def _whole(self, behaviour: Behaviour, body: Body) -> None:
        if behaviour.drops_after is not None:
            raise _Gone
        while behaviour.endless:
            self._wait(1.0)
        message: Body = {"role": "assistant", "content": _words(behaviour, body) or None}
        if behaviour.thoughts:
            message["reasoning_content"] = behaviour.thoughts
        if behaviour.refusal:
            message |= {"refusal": behaviour.refusal, "content": None}
        choice = {"index": 0, "message": message, "finish_reason": behaviour.finish}
        whole = {**_head(body, "chat.completion"), "choices": [choice]}
        if behaviour.counts:
            whole["usage"] = _usage(body, behaviour)
        text = json.dumps(whole)
        self._send_json(text[:-9] if behaviour.broken_json else text, behaviour)

    def _stream(self, behaviour: Behaviour, body: Body) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        self._chunk(body, {"role": "assistant", "content": ""})
        if behaviour.thoughts:
            self._chunk(body, {"reasoning_content": behaviour.thoughts})
        for number, piece in enumerate(_pieces(behaviour, body)):
            if number == behaviour.drops_after:
                raise _Gone
            if number and behaviour.words_a_second:
                self._wait(1 / behaviour.words_a_second)
            self._chunk(body, {"content": piece})
        if behaviour.drops_after is not None:
            raise _Gone
        if behaviour.broken_json:
            self._event('{"choices": [{"delta"')
        if behaviour.refusal:
            self._chunk(body, {"refusal": behaviour.refusal})
        if behaviour.finish is not None:
            self._chunk(body, {}, behaviour.finish)
        if behaviour.counts and body.get("stream_options", {}).get("include_usage"):
            head = _head(body, "chat.completion.chunk")
            self._event(json.dumps({**head, "choices": [], "usage": _usage(body, behaviour)}))
        self._event("[DONE]")
        self.wfile.write(b"0\r\n\r\n")

    def _chunk(self, body: Body, delta: Body, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        head = _head(body, "chat.completion.chunk")
        self._event(json.dumps({**head, "choices": [choice]}, ensure_ascii=False))

    def _event(self, data: str) -> None:
        event = f"data: {data}\n\n".encode()
        self.wfile.write(b"%x\r\n%b\r\n" % (len(event), event))

    def _send_json(self, text: str, behaviour: Behaviour) -> None:
        data = text.encode()
        self.send_response(behaviour.status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        if behaviour.retry_after is not None:
            self.send_header("retry-after", behaviour.retry_after)
        self.end_headers()
        self.wfile.write(data)

    def _wait(self, seconds: float) -> None:
        """Wait, and notice when whoever asked goes away or the test is over."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            if self.server.provider.closing.wait(min(left, 0.05)):
                raise _Gone
            if self._hung_up():
                raise BrokenPipeError

    def _hung_up(self) -> bool:
        self.connection.setblocking(False)
        try:
            seen: bytes = self.connection.recv(1, socket.MSG_PEEK)
            return not seen
        except BlockingIOError:
            return False
        finally:
            self.connection.setblocking(True)


def _cut(line: socket.socket) -> None:
    with suppress(OSError):  # the other side was quicker
        line.shutdown(socket.SHUT_RDWR)


def _words(behaviour: Behaviour, body: Body) -> str:
    return behaviour.words(body) if callable(behaviour.words) else behaviour.words


def _pieces(behaviour: Behaviour, body: Body) -> Iterator[str]:
    """Word by word, each with the space before it."""
    if behaviour.endless:
        yield "And"
        yield from (f" then {number}," for number in count())
    text = _words(behaviour, body)
    if behaviour.by_letter:
        yield from text
    elif text:
        first, *others = text.split(" ")
        yield first
        yield from (f" {word}" for word in others)


def _head(body: Body, kind: str) -> Body:
    return {"id": "chatcmpl-local", "object": kind, "created": 1, "model": body["model"]}


def _usage(body: Body, behaviour: Behaviour) -> Body:
    """Tokens as this server counts them: words."""
    prompt = sum(len(str(message["content"]).split()) for message in body["messages"])
    answer = len(_words(behaviour, body).split()) + len(behaviour.thoughts.split())
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answer,
        "total_tokens": prompt + answer,
        "prompt_tokens_details": {"cached_tokens": prompt // 2},
    }
