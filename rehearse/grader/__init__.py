"""Who scores: one seam, whoever stands behind it."""

from dataclasses import dataclass
from typing import Protocol

from rehearse.conversation.rubric import GradeResult, Language, TurnGrade
from rehearse.conversation.scenario import Scenario
from rehearse.models import Spent


@dataclass(frozen=True)
class TurnContext:
    """What a turn is read with."""

    language: Language | None = None
    """The language of the rehearsal; None when it is told from the words."""
    scenario: Scenario | None = None
    colleague_last: str | None = None
    previous_turn: str | None = None
    """The manager's own turn before this one."""


class Grader(Protocol):
    """Anything that grades turns."""

    @property
    def name(self) -> str:
        """Who graded, and from which data: stands beside every grade."""
        ...

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        """Score one turn. Never raises for what a manager may say. May block for milliseconds."""
        ...


class SecondReader(Protocol):
    """Grades a turn anew through a model, once the grade of this machine is known."""

    @property
    def name(self) -> str:
        """Who reads: the model, and the version of what it is asked."""
        ...

    async def grade(
        self, turn: str, context: TurnContext, local: TurnGrade | None, spent: Spent
    ) -> TurnGrade:
        """Score one turn; where the model's word does not hold for a step, the local level stands.
        ``local``: None where the grader of this machine broke.

        Raises:
            ModelTrouble: there is no grade, and why.
        """
        ...
