"""What a rehearsal has cost so far, and where it has to stop."""

from collections.abc import Iterable
from decimal import Decimal

from rehearse.models import Usage
from rehearse.models.trouble import BudgetSpent


class Budget:
    """Adds up the calls of one rehearsal. ``add`` is a ``Spent``.

    A call under way is not stopped: the one that crosses the limit is the last. Calls whose price
    is not known cost nothing here and are counted apart, for whoever shows the sum to say so.
    """

    def __init__(self, limit: Decimal | None = None, before: Iterable[Usage] = ()) -> None:
        """``limit`` is in US dollars, None for no limit; ``before`` is what was used already."""
        self.limit = limit
        self.cost = Decimal(0)
        """US dollars, of the calls with a known price."""
        self.calls = 0
        self.unpriced = 0
        """How many of the calls have no known price."""
        for usage in before:
            self.add(usage)

    def add(self, usage: Usage) -> None:
        """Count one call."""
        self.calls += 1
        if usage.cost is None:
            self.unpriced += 1
        else:
            self.cost += usage.cost

    def check(self, model: str) -> None:
        """To be asked before each call.

        Raises:
            BudgetSpent: the limit is reached.
        """
        if self.limit is not None and self.cost >= self.limit:
            raise BudgetSpent(model, self.limit)
