"""A rehearsal stops asking when its limit is reached, and says what it could not count."""

from decimal import Decimal

import pytest

from rehearse.models import Purpose, Usage
from rehearse.models.budget import Budget
from rehearse.models.trouble import BudgetSpent

MODEL = "openai/gpt-4o"


def call(cost: str | None) -> Usage:
    return Usage(
        purpose=Purpose.REPLY,
        model=MODEL,
        prompt_tokens=1,
        answer_tokens=1,
        cost=None if cost is None else Decimal(cost),
    )


def test_calls_go_on_until_the_limit_is_reached() -> None:
    budget = Budget(Decimal("0.30"))
    for _ in range(3):
        budget.check(MODEL)
        budget.add(call("0.1"))
    with pytest.raises(BudgetSpent) as raised:
        budget.check(MODEL)
    assert (budget.cost, budget.calls) == (Decimal("0.3"), 3)
    assert "0.3 dollars" in raised.value.message("en")
    assert "REHEARSE_BUDGET" in raised.value.message("nl")


def test_what_was_used_before_counts() -> None:
    budget = Budget(Decimal(1), before=[call("0.6"), call("0.4")])
    with pytest.raises(BudgetSpent):
        budget.check(MODEL)


def test_calls_without_a_price_cost_nothing_and_are_counted() -> None:
    budget = Budget(Decimal("0.01"), before=[call(None), call("0.001"), call(None)])
    budget.check(MODEL)
    assert (budget.cost, budget.calls, budget.unpriced) == (Decimal("0.001"), 3, 2)


def test_a_limit_of_nothing_allows_nothing_and_no_limit_allows_all() -> None:
    with pytest.raises(BudgetSpent):
        Budget(Decimal(0)).check(MODEL)
    Budget(None, before=[call("1000")]).check(MODEL)
