"""The last door before a provider: what is private leaves as a stand-in, and comes back."""

from collections.abc import AsyncIterator, Iterable
from typing import Any

from rehearse.conversation.rubric import Language
from rehearse.models import Answer, Message, Model, ModelRequest, Spent
from rehearse.privacy import StandIns, first_names


class PrivateModel:
    """The protocol ``Model`` over another one that sees stand-ins alone.

    Listed names, e-mail addresses and phone numbers are replaced, and first names that a list
    knows. Messages of a talk only grow, and are taken in one after the other: so everybody keeps
    their stand-in from turn to turn, and the part of a prompt that repeats stays as it was.
    """

    def __init__(
        self, model: Model, names: Iterable[str], fiction: Iterable[str], language: Language
    ) -> None:
        """``names`` are to be kept back; ``fiction`` is all that the situation says: whoever is
        named there is nobody's colleague, and keeps that name unless it is listed."""
        self._model = model
        self._fiction = tuple(fiction)
        self._language = language
        self._listed = StandIns().listing(names, self._fiction)

    @property
    def name(self) -> str:
        return self._model.name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        stand_ins = self._stand_ins(request.messages)
        restorer = stand_ins.restorer()
        pieces = self._model.stream(_hidden(request, stand_ins), spent)
        try:
            async for piece in pieces:
                if words := restorer.feed(piece):
                    yield words
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]
        if words := restorer.flush():
            yield words

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        stand_ins = self._stand_ins(request.messages)
        answer = await self._model.ask(_hidden(request, stand_ins), kind, spent)
        return kind.model_validate(_restored(answer.model_dump(mode="json"), stand_ins))

    def _stand_ins(self, messages: Iterable[Message]) -> StandIns:
        found = self._listed
        for message in messages:
            people = first_names(message.content, self._language, self._fiction)
            found = found.listing(people, self._fiction).covering(message.content)
        return found


def _hidden(request: ModelRequest, stand_ins: StandIns) -> ModelRequest:
    messages = tuple(
        message.model_copy(update={"content": stand_ins.hide(message.content).text})
        for message in request.messages
    )
    return request.model_copy(update={"messages": messages})


def _restored(value: Any, stand_ins: StandIns) -> Any:
    if isinstance(value, str):
        return stand_ins.restore(value)
    if isinstance(value, list):
        return [_restored(each, stand_ins) for each in value]
    if isinstance(value, dict):
        return {name: _restored(each, stand_ins) for name, each in value.items()}
    return value
