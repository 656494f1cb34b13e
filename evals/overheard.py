"""A model with somebody listening in: what one case asked of it, and what it brought."""

from collections.abc import AsyncIterator

from pydantic import BaseModel

from rehearse.models import Answer, Model, ModelRequest, Spent
from rehearse.models.spending import Unlimited


class Overheard:
    """The protocol ``Model`` over another one, for one case."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.requests: list[ModelRequest] = []
        self.answers: list[BaseModel] = []
        """Those in a form, in their order."""
        self.words: list[str] = []
        """Of each stream, as far as it was listened to."""

    @property
    def name(self) -> str:
        return self._model.name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        self.requests.append(request)
        self.words.append("")
        pieces = self._model.stream(request, spent)
        try:
            async for piece in pieces:
                self.words[-1] += piece
                yield piece
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        self.requests.append(request)
        answer = await self._model.ask(request, kind, spent)
        self.answers.append(answer)
        return answer


UNCOUNTED = Unlimited()
"""A ``Spent`` for cases: what they take is counted where it is recorded."""
