"""What stands beside a model that is asked."""

import pytest

from evals.ground import Once, load_library
from rehearse.conversation.rubric import GradeResult, NotScored, NotScoredCode
from rehearse.grader import TurnContext


class Counting:
    """A grader that counts how often it is asked."""

    name = "counting"

    def __init__(self) -> None:
        self.asked: list[tuple[str, TurnContext]] = []

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        self.asked.append((turn, context))
        return NotScored(code=NotScoredCode.FAILED)


def test_a_turn_is_read_once() -> None:
    counting = Counting()
    once = Once(counting)
    first = once.grade("Sorry.", TurnContext("en", colleague_last="Right."))
    assert once.grade("Sorry.", TurnContext("en", colleague_last="Right.")) is first
    assert len(counting.asked) == 1
    assert once.name == counting.name


@pytest.mark.parametrize(
    "other",
    [
        TurnContext("nl", colleague_last="Right."),
        TurnContext("en", colleague_last="Fine."),
        TurnContext("en", colleague_last="Right.", previous_turn="Sorry."),
    ],
)
def test_what_it_is_read_with_makes_it_another(other: TurnContext) -> None:
    counting = Counting()
    once = Once(counting)
    once.grade("Sorry.", TurnContext("en", colleague_last="Right."))
    once.grade("Sorry.", other)
    assert len(counting.asked) == 2


def test_a_turn_in_a_situation_is_read_each_time() -> None:
    counting = Counting()
    once = Once(counting)
    context = TurnContext("en", load_library().load("promised-raise", "en"))
    once.grade("Sorry.", context)
    once.grade("Sorry.", context)
    assert len(counting.asked) == 2
