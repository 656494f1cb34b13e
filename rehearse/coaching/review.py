"""What a coach makes of a shared talk: levels with the words that earned them, comments, one goal.

A review is a value; each choice makes a new one, so that the last can be undone.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from rehearse.coaching.shared import Moment, SharedTalk, SharedTurn
from rehearse.conversation.rubric import Frozen, Level, Passage, Step

LONGEST_COMMENT = 4000
"""How long a comment or a goal can be, in code points."""

LONGEST_NAME = 60
"""How long a coach's name can be, in code points."""


class Wanted(StrEnum):
    """Which talks a coach wants to see, and in which order."""

    ALL = "all"
    """First those in which the manager marked a note as not right and this coach did not hand in
    a review yet, then the others; the newest first in both."""
    UNREVIEWED = "unreviewed"
    """Not handed in yet, in the same order."""
    UNSURE = "unsure"
    """The grader is in doubt, or the manager marked a note as not right: most of that first."""
    DIFFERS = "differs"
    """Coach and grader give other levels: most of that first."""


class Coach(Frozen):
    """Who reviews. The name stands beside every correction."""

    id: str
    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class StepReview(Frozen):
    """The level that a coach gives one step of one turn."""

    level: Level
    passage: Passage | None = None
    """The words that earned it; None at 0, and where the coach chose none."""
    blind: bool
    """Whether the coach chose it before seeing what the grader made of the turn."""
    made_at: Moment


class TurnReview(Frozen):
    """What a coach made of one turn; steps that were not looked at are not in it."""

    steps: Mapping[Step, StepReview] = Field(default_factory=dict)
    comment: str = Field(default="", max_length=LONGEST_COMMENT)

    @property
    def complete(self) -> bool:
        """Whether every step has a level."""
        return len(self.steps) == len(Step)


class Goal(Frozen):
    """The one thing to do in the next rehearsal."""

    text: str = Field(min_length=1, max_length=LONGEST_COMMENT)
    step: Step | None = None


class Review(Frozen):
    """One coach's reading of one shared talk."""

    id: str
    share_id: str
    talk_digest: str
    """Of the talk as it was read."""
    coach: Coach
    turns: Mapping[str, TurnReview] = Field(default_factory=dict)
    """By the turn's id; turns that were not looked at are not in it."""
    overall: str = Field(default="", max_length=LONGEST_COMMENT)
    goal: Goal | None = None
    begun_at: Moment
    changed_at: Moment
    handed_in_at: Moment | None = None
    """When the coach gave it to the manager; until then nobody else sees it."""

    def of(self, turn_id: str) -> TurnReview:
        return self.turns.get(turn_id) or TurnReview()

    def with_level(
        self, turn_id: str, step: Step, given: StepReview | None, now: datetime
    ) -> "Review":
        """With this level for a step, in place of what was there; None takes it away."""
        before = self.of(turn_id)
        steps = {known: review for known, review in before.steps.items() if known is not step}
        if given is not None:
            steps[step] = given
        in_order = {known: steps[known] for known in Step if known in steps}
        changed = before.model_copy(update={"steps": in_order})
        return self._with_turn(turn_id, changed, now)

    def agreeing(self, turn: SharedTurn, now: datetime) -> "Review":
        """With the grader's level for every step of a turn that has none of the coach's yet; none
        of them was chosen blind.

        A turn that was not scored is left as it is.
        """
        if turn.graded is None:
            return self
        steps = dict(self.of(turn.id).steps)
        for score in turn.graded.scores:
            given = StepReview(level=score.level, passage=score.evidence, blind=False, made_at=now)
            steps.setdefault(score.step, given)
        in_order = {step: steps[step] for step in Step}
        reviewed = self.of(turn.id).model_copy(update={"steps": in_order})
        return self._with_turn(turn.id, reviewed, now)

    def with_comment(self, turn_id: str, comment: str, now: datetime) -> "Review":
        changed = self.of(turn_id).model_copy(update={"comment": comment})
        return self._with_turn(turn_id, changed, now)

    def _with_turn(self, turn_id: str, turn: TurnReview, now: datetime) -> "Review":
        turns = {**self.turns, turn_id: turn}
        return self.model_copy(update={"turns": turns, "changed_at": now})


def differs(turn: SharedTurn, step: Step, given: StepReview) -> bool:
    """Whether a coach's level is another than the grader's; a level in doubt counts as read."""
    return turn.graded is not None and turn.graded[step].level is not given.level


def differences(talk: SharedTalk, review: Review) -> int:
    """On how many steps of its turns coach and grader give another level."""
    return sum(
        differs(turn, step, given)
        for turn in talk.turns
        for step, given in review.of(turn.id).steps.items()
    )
