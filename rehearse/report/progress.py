"""How talks changed, one after the other, in the manager's own sentences."""

from datetime import datetime

from rehearse.conversation.rubric import Frozen, Language, Level, Step
from rehearse.conversation.views import RehearsalView
from rehearse.report.telling import Sentence


class Reached(Frozen):
    """How far one talk took one step."""

    best: Level
    doubt: bool
    """Whether the best is only in doubt."""
    against: bool
    """Whether the step was also worked against once, beyond doubt."""
    first_clear: int | None
    """The first turn in which it was clear beyond doubt."""


class TalkReached(Frozen):
    """One talk in the chart of all talks."""

    rehearsal_id: str
    scenario_id: str
    title: str
    name: str
    started_at: datetime
    steps: dict[Step, Reached]
    grader: str
    """Who graded it; talks of different graders are compared with care."""
    ready_before: int | None
    ready_after: int | None


class Quote(Frozen):
    """A sentence the manager said, and where."""

    words: str
    language: Language
    rehearsal_id: str
    name: str
    n: int
    level: Level


class ThenAndNow(Frozen):
    """One step in the manager's own words: the first time it mattered, and the latest."""

    step: Step
    then: Quote
    now: Quote


class NextStep(Frozen):
    """The one step to practise next, why, and in which situation."""

    step: Step
    why: Sentence
    scenario_id: str


class Practice(Frozen):
    """A situation there is, as far as choosing what to practise needs."""

    scenario_id: str
    needed: tuple[Step, ...]


class Progress(Frozen):
    """Talks from the oldest to the newest, and what changed over them."""

    talks: tuple[TalkReached, ...]
    """Those with at least one scored turn, the oldest first."""
    summary: tuple[Sentence, ...]
    """At most two sentences of change; one that says it is too early with fewer than two talks."""
    then_and_now: tuple[ThenAndNow, ...]
    """At most three steps, the most telling first."""
    next_step: NextStep | None
    readiness: Sentence | None
    readiness_words: str | None
    """What the manager wrote with the latest readiness."""
    graders: int
    """How many graders (or versions) graded these talks."""


def progress(talks: tuple[RehearsalView, ...], practices: tuple[Practice, ...]) -> Progress:
    """Compare talks, each along the path where it was left; oldest first."""
    raise NotImplementedError
