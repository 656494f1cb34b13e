"""Who plays along in a rehearsal that is not played by rules alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from rehearse.colleague import Voice
from rehearse.conversation.rehearsal import Live
from rehearse.conversation.scenario import Scenario
from rehearse.grader import SecondReader
from rehearse.models import Usage


@dataclass(frozen=True)
class Players:
    """Those of one rehearsal: whoever finds the colleague's words, and whoever reads again."""

    voice: Voice
    reader: SecondReader


class Cast(Protocol):
    """The models that are configured."""

    @property
    def budget(self) -> Decimal | None:
        """What one rehearsal may cost, in US dollars; None for no limit."""
        ...

    def players(self, live: Live, scenario: Scenario) -> Players:
        """Those who play one rehearsal; they never see the names that it keeps back."""
        ...


@dataclass(frozen=True)
class Spending:
    """What the calls of one rehearsal took."""

    calls: int
    prompt_tokens: int
    cached_tokens: int
    answer_tokens: int
    cost: Decimal
    """US dollars, of the calls whose price is known."""
    unpriced: int
    """How many calls have no known price."""

    @classmethod
    def of(cls, took: Sequence[Usage]) -> "Spending":
        return cls(
            calls=len(took),
            prompt_tokens=sum(each.prompt_tokens for each in took),
            cached_tokens=sum(each.cached_tokens for each in took),
            answer_tokens=sum(each.answer_tokens for each in took),
            cost=sum((each.cost for each in took if each.cost is not None), Decimal(0)),
            unpriced=sum(each.cost is None for each in took),
        )
