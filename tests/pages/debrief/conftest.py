"""A debrief that tests can change before it is looked back on."""

from collections.abc import Callable
from typing import Any

import pytest

from rehearse.conversation.keepsakes import Card, Keepsakes, Reflection
from rehearse.report.document import Document
from rehearse.service.looking_back import LookingBack
from rehearse.service.sharing import Sharing
from tests.pages import samples
from tests.pages.conftest import Reader, Visit

LookBack = Callable[[], Reader]


class Kept:
    """A service that shows one debrief and remembers what it was given to keep."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.parts: list[Any] = []

    async def look_back(self, actor: str, rehearsal_id: str, leaf: str | None = None) -> Document:
        return self.document

    async def not_shared(self, actor: str, rehearsal_id: str) -> tuple[()]:
        return ()

    async def keep(self, actor: str, rehearsal_id: str, part: Card | Reflection) -> None:
        self.parts.append(part)
        view = self.document.view
        if isinstance(part, Card):
            self.document = self.document.model_copy(update={"card": part})
            return
        kept = view.keepsakes.model_copy(update={"reflection": part})
        changed = view.model_copy(update={"keepsakes": kept})
        self.document = self.document.model_copy(update={"view": changed})

    async def change(
        self, actor: str, rehearsal_id: str, changed: Callable[[Keepsakes], Reflection]
    ) -> None:
        await self.keep(actor, rehearsal_id, changed(self.document.view.keepsakes))


def open_page(reader: Reader, **params: str) -> Reader:
    reader.at.query_params.update(params)
    reader.at.switch_page("rehearse/pages/debrief_page.py").run()
    return reader


@pytest.fixture
def kept() -> Kept:
    return Kept(samples.document())


@pytest.fixture
def look_back(visit: Visit, kept: Kept, monkeypatch: pytest.MonkeyPatch) -> LookBack:
    """Opens the debrief that ``kept`` holds."""
    samples.told(monkeypatch)
    monkeypatch.setattr(LookingBack, "look_back", lambda self, *a: kept.look_back(*a))
    monkeypatch.setattr(LookingBack, "keep", lambda self, *a: kept.keep(*a))
    monkeypatch.setattr(LookingBack, "change", lambda self, *a: kept.change(*a))
    monkeypatch.setattr(Sharing, "shares", kept.not_shared)
    monkeypatch.setattr(Sharing, "reviews", kept.not_shared)
    return lambda: open_page(visit(), rehearsal="any", ui="en")
