"""Talks made of grades alone, for what compares talks."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from rehearse.conversation.keepsakes import Keepsakes
from rehearse.conversation.rehearsal import at_start
from rehearse.conversation.rubric import GradeResult, Passage, Step, TurnGrade
from rehearse.conversation.scenario import Difficulty, Scenario
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.report.practise_next import Practice
from tests.conftest import graded
from tests.service.fakes import tiny_scenario

DAY_ONE = datetime(2025, 11, 17, 9, tzinfo=UTC)
NOTHING = graded()
"""A turn that took no step."""
PRACTICES = (
    Practice(scenario_id="tiny", needed=(Step.OWN_PART, Step.RELIABLE)),
    Practice(scenario_id="other", needed=(Step.FACE_IT, Step.CLARITY)),
)
"""The situations there are to practise in."""


def situation(scenario_id: str = "tiny", *needed: Step) -> Scenario:
    """A situation that cannot do without these steps."""
    scenario = tiny_scenario(scenario_id)
    rules = scenario.rules.model_copy(update={"needed": needed or scenario.rules.needed})
    return scenario.model_copy(update={"rules": rules})


def talk(
    *grades: GradeResult | None,
    day: int = 0,
    scenario: Scenario | None = None,
    keepsakes: Keepsakes | None = None,
    words: Sequence[str] = (),
    disputed: frozenset[Step] = frozenset(),
) -> RehearsalView:
    """A rehearsal whose turns were graded so; a turn without words of its own is one sentence"""
    start = DAY_ONE + timedelta(days=day)
    root = TurnView(
        id=f"{day}-0", parent_id=None, text="", said_at=start, state=at_start(Difficulty.NORMAL)
    )
    turns = [
        TurnView(
            id=f"{day}-{n}",
            parent_id=f"{day}-{n - 1}",
            text=words[n - 1] if words else f"x{n} on day {day}.",
            said_at=start,
            grade=grade,
            disputed=disputed,
        )
        for n, grade in enumerate(grades, 1)
    ]
    return RehearsalView(
        id=f"talk-{day}",
        scenario=scenario or situation(),
        difficulty=Difficulty.NORMAL,
        started_at=start,
        ended_at=None,
        turns=(root, *turns),
        keepsakes=keepsakes or Keepsakes(),
    )


def by(grader: str, grade: TurnGrade) -> TurnGrade:
    """The same grade, given by another grader."""
    return grade.model_copy(update={"grader": grader})


def quoting(text: str, quotes: Mapping[Step, tuple[int, str]]) -> TurnGrade:
    """A grade of this text: a level for each step, and the passage that earned it."""
    grade = graded({step: level for step, (level, _) in quotes.items()})
    scores = []
    for score in grade.scores:
        if score.step in quotes:
            passage = quotes[score.step][1]
            start = text.index(passage)
            evidence = Passage(text=passage, start=start, end=start + len(passage))
            score = score.model_copy(update={"evidence": evidence})
        scores.append(score)
    return grade.model_copy(update={"scores": tuple(scores)})


def own(*levels: int, day: int = 0) -> RehearsalView:
    """A talk that does nothing but the own part, one level a turn."""
    return talk(*(graded({Step.OWN_PART: level}) for level in levels), day=day)


LEVELS = st.dictionaries(
    st.sampled_from([Step.OWN_PART, Step.ASK, Step.RELIABLE]), st.sampled_from([-1, 1, 2])
)
DOUBT = st.frozensets(st.sampled_from([Step.ASK, Step.RELIABLE]), max_size=1)
GRADES = st.builds(lambda levels, doubt: graded(levels, doubtful=doubt), LEVELS, DOUBT)
SERIES = st.lists(st.lists(GRADES, min_size=1, max_size=5), min_size=2, max_size=5)
"""Talks in turn, each a grade a turn."""
