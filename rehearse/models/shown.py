"""A model that only shows what it would be asked: nothing leaves."""

from collections.abc import AsyncIterator, Callable

from rehearse.models import Answer, ModelRequest, Spent
from rehearse.models.trouble import NoAnswer


class OnlyShown:
    """The protocol ``Model`` in place of another one of this name; every call ends in
    ``NoAnswer``, after ``seen`` was given the request."""

    def __init__(self, name: str, seen: Callable[[ModelRequest], None]) -> None:
        self.name = name
        self._seen = seen

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        self._seen(request)
        raise NoAnswer(self.name)
        yield ""

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        self._seen(request)
        raise NoAnswer(self.name)
