"""The last door before a provider: what is private leaves as a stand-in, and comes back."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from functools import lru_cache
from typing import Any

from rehearse.conversation.rubric import Language
from rehearse.models import Answer, Message, Model, ModelRequest, Spent
from rehearse.privacy import StandIns, first_names

_KEPT = 512
"""How many steps of taking in texts are remembered; a long talk has about a hundred."""


class PrivateModel:
    """The protocol ``Model`` over another one that sees stand-ins alone.

    Listed names, e-mail addresses, phone numbers and IBANs are replaced, and first names
    that a list knows. Messages of a talk only grow, and are taken in one after the other: so
    everybody keeps their stand-in from turn to turn, and the part of a prompt that repeats stays
    as it was. What the system says is ours: it names nobody but those of the situation, and "Harm
    is often polite" is no person there. So only listed names are replaced in it.
    """

    def __init__(
        self, model: Model, names: Iterable[str], nobody: Iterable[str], language: Language
    ) -> None:
        """``names`` are to be kept back. ``nobody``: texts that name no colleague, which is all
        that the situation says, and what the manager let through; such a name stays as it is
        unless it is listed."""
        self._model = model
        self._names, self._nobody = tuple(names), tuple(nobody)
        self._language = language

    @property
    def name(self) -> str:
        return self._model.name

    async def stream(self, request: ModelRequest, spent: Spent) -> AsyncIterator[str]:
        hidden, stand_ins = await asyncio.to_thread(self._hidden, request)
        restorer = stand_ins.restorer()
        pieces = self._model.stream(hidden, spent)
        try:
            async for piece in pieces:
                if words := restorer.feed(piece):
                    yield words
        finally:
            await pieces.aclose()  # type: ignore[attr-defined]
        if words := restorer.flush():
            yield words

    async def ask(self, request: ModelRequest, kind: type[Answer], spent: Spent) -> Answer:
        hidden, stand_ins = await asyncio.to_thread(self._hidden, request)
        answer = await self._model.ask(hidden, kind, spent)
        return kind.model_validate(_restored(answer.model_dump(mode="json"), stand_ins))

    def _hidden(self, request: ModelRequest) -> tuple[ModelRequest, StandIns]:
        """The request as it leaves, and what brings its answer back."""
        ours = [message.content for message in request.messages if message.role == "system"]
        stand_ins = known = _met(_listed(self._names, self._nobody), *ours)
        for message in request.messages:
            if message.role != "system":
                stand_ins = _taken_in(stand_ins, message.content, self._nobody, self._language)

        def hidden(message: Message) -> Message:
            for_whom = known if message.role == "system" else stand_ins
            return message.model_copy(update={"content": _shown(for_whom, message.content)})

        messages = tuple(hidden(message) for message in request.messages)
        return request.model_copy(update={"messages": messages}), stand_ins


@lru_cache(maxsize=_KEPT)
def _listed(names: tuple[str, ...], nobody: tuple[str, ...]) -> StandIns:
    return StandIns().listing(names, nobody)


@lru_cache(maxsize=_KEPT)
def _met(stand_ins: StandIns, *ours: str) -> StandIns:
    """The stand-ins once our own texts are known."""
    return stand_ins.covering(*ours)


@lru_cache(maxsize=_KEPT)
def _taken_in(
    stand_ins: StandIns, text: str, nobody: tuple[str, ...], language: Language
) -> StandIns:
    """The stand-ins with all that one more text holds. A talk is taken in again with each turn;
    only its last words are new."""
    people = first_names(text, language, nobody)
    found = stand_ins.listing(people, nobody) if people else stand_ins
    return found.covering(text)


@lru_cache(maxsize=_KEPT)
def _shown(stand_ins: StandIns, text: str) -> str:
    """One text as it leaves. Rules and situation are most of a request, and the same each turn."""
    return stand_ins.hide(text).text


def _restored(value: Any, stand_ins: StandIns) -> Any:
    if isinstance(value, str):
        return stand_ins.restore(value)
    if isinstance(value, list):
        return [_restored(each, stand_ins) for each in value]
    if isinstance(value, dict):
        return {name: _restored(each, stand_ins) for name, each in value.items()}
    return value
