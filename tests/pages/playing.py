"""A model that takes part on the pages and does what a test tells it, without a provider."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from rehearse.assembly import SENSE
from rehearse.language.encoder import shared
from rehearse.models import ModelRequest, Purpose
from rehearse.models.fake import FakeModel, FakeReply
from rehearse.models.trouble import ModelTrouble
from rehearse.resources import data_root
from rehearse.service.configured import ConfiguredModels, Key


@dataclass
class Playing:
    """What both models answer, and all that they were asked."""

    says: FakeReply = "I stood there grinning already."
    reads: FakeReply = "no JSON at all"
    asked: list[ModelRequest] = field(default_factory=list)
    reader: str = "fake/model"
    costs: Decimal = Decimal("0.01")
    """Each call for words, in US dollars."""
    reading_costs: Decimal = Decimal("0.01")
    """Each call for a grade."""
    lacking: ModelTrouble | None = None
    budget: Decimal | None = None
    unpriced: tuple[str, ...] = ()
    none: bool = False
    """Whether no model is configured any more."""

    def cast(self) -> ConfiguredModels | None:
        if self.none:
            return None
        voice = FakeModel(self._answer, cost=self.costs)
        reader = FakeModel(self._answer, name=self.reader, cost=self.reading_costs)
        return ConfiguredModels(
            voice,
            reader,
            data_root() / "prompts",
            shared.encode,
            SENSE,
            keys=dict.fromkeys((voice.name, reader.name), Key("FAKE_API_KEY", not self.lacking)),
            lacks={voice.name: self.lacking} if self.lacking else {},
            budget=self.budget,
            priced=lambda name: name not in self.unpriced,
        )

    def _answer(self, request: ModelRequest) -> FakeReply:
        self.asked.append(request)
        return self.reads if request.purpose is Purpose.GRADE else self.says


Play = Callable[..., Playing]
