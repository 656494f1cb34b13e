"""What the calls of one rehearsal took together; and calls that no limit is for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rehearse.models import Usage


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


class Unlimited:
    """A ``Spent`` without a limit. ``keep`` is told what was taken."""

    def __init__(self, keep: Callable[[Usage], None] = lambda took: None) -> None:
        self._keep = keep

    def __call__(self, took: Usage) -> None:
        self._keep(took)

    async def allow(self, model: str) -> None:
        """Each try may be made."""
