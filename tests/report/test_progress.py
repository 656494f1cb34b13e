"""What changed over talks: which count, what is said of them, and how ready somebody feels."""

import pytest

from rehearse.conversation.keepsakes import Keepsakes, Preparation, Reflection
from rehearse.conversation.rubric import NotScored, NotScoredCode, Step
from rehearse.conversation.views import RehearsalView
from rehearse.report.progress import Progress, progress
from rehearse.report.telling import Sentence, tell
from tests.conftest import graded
from tests.report.talks import NOTHING, PRACTICES, by, own, situation, talk

UNSCORED = NotScored(code=NotScoredCode.FAILED)


def codes(found: Progress) -> list[str]:
    return [sentence.code.removeprefix("progress.") for sentence in found.summary]


# Which talks count, and how far they came.


def test_without_talks_there_is_nothing_to_say() -> None:
    found = progress((), PRACTICES)
    assert found == Progress(
        talks=(),
        summary=(),
        then_and_now=(),
        next_step=None,
        readiness=None,
        graders=0,
    )


def test_a_talk_without_a_scored_turn_is_no_talk_to_compare() -> None:
    found = progress((talk(UNSCORED, None), own(2, day=1)), PRACTICES)
    assert [shown.rehearsal_id for shown in found.talks] == ["talk-1"]
    assert codes(found) == ["early"]


def test_how_far_a_talk_came() -> None:
    seen = talk(
        UNSCORED,
        graded({Step.WORTH: -1, Step.ASK: 2, Step.CLARITY: -1}, doubtful=frozenset({Step.ASK})),
        graded({Step.WORTH: 1, Step.FACE_IT: -1}, doubtful=frozenset({Step.FACE_IT})),
        graded({Step.OWN_PART: 2}),
        graded({Step.OWN_PART: 2, Step.ASK: 1}),
    )
    steps = progress((seen,), PRACTICES).talks[0].steps
    found = {
        step.value: (int(r.best), r.doubt, r.against, r.first_clear) for step, r in steps.items()
    }
    assert found == {
        "worth": (1, False, True, None),
        "own_part": (2, False, False, 4),
        "i_message": (0, False, False, None),
        "ask": (2, True, False, None),
        "clarity": (-1, False, True, None),
        "face_it": (0, False, False, None),
        "reliable": (0, False, False, None),
    }


# The summary.


@pytest.mark.parametrize(
    ("talks", "expected", "slots"),
    [
        ([[0, 0, 0, 0, 2], [0, 0, 0, 2], [0, 2]], "earlier_each", {"first": 5, "last": 2}),
        ([[0, 0, 0, 0, 2], [0, 2], [0, 2]], "earlier", {"first": 5, "last": 2}),
        ([[0, 0, 0, 0, 2], [0], [0, 2]], "earlier", {"first": 5, "last": 2}),
        ([[0, 0, 2], [2]], "earlier", {"first": 3, "last": 1}),
        ([[0, 2], [2]], "always.two", {"n": 2}),
        ([[1], [1], [0, 2]], "named", {"n": 2}),
        ([[2], [0], [2], [2]], "steady.two", {"n": 2}),
        ([[0, 2], [0], [2], [2], [2]], "steady.more", {"n": 3}),
        ([[2, -1], [0], [0]], "relieved.two", {"n": 2}),
        ([[2, -1], [0], [0], [0]], "relieved.more", {"n": 3}),
        ([[2, -1], [1]], "relieved.one", {}),
        ([[2, 2], [2, -1]], "against_now", {}),
        ([[1], [0]], "search", {}),
        ([[1], [0], [0]], "never", {}),
        ([[2], [2], [2]], "always.more", {"n": 3}),
        ([[2], [0]], "never", {"step": "reliable"}),
    ],
)
def test_what_is_said_of_a_step(
    talks: list[list[int]], expected: str, slots: dict[str, str | int]
) -> None:
    found = progress(
        tuple(own(*levels, day=day) for day, levels in enumerate(talks)), PRACTICES
    ).summary
    said = next(s for s in found if s.code == f"progress.{expected}")
    assert said.slots | slots == said.slots
    assert 1 <= len(found) <= 2


def test_a_step_clear_for_the_first_time() -> None:
    talks = (talk(NOTHING), talk(graded({Step.ASK: 2}), day=1))
    assert progress(talks, ()).summary[0] == Sentence(
        code="progress.first_time", slots={"step": "ask"}
    )


def test_what_got_better_comes_before_what_is_still_hard_and_is_another_step() -> None:
    talks = (own(0, 0, 0, 2), talk(graded({Step.OWN_PART: 2, Step.RELIABLE: 1}), day=1))
    assert codes(progress(talks, PRACTICES)) == ["earlier", "search"]


def test_nothing_to_tell_is_told_as_it_is() -> None:
    everything = dict.fromkeys(Step, 2)
    unsteady = graded(everything, doubtful=frozenset(Step))
    talks = (talk(unsteady), talk(unsteady, day=1))
    assert codes(progress(talks, PRACTICES)) == ["no_line"]


# Graders.


def _by_two(*graders: str) -> tuple[RehearsalView, ...]:
    worse, better = graded({Step.OWN_PART: -1}), graded({Step.OWN_PART: 2})
    grades = (worse, *[better] * (len(graders) - 1))
    return tuple(
        talk(by(grader, grade), day=day, words=[f"x{day}."])
        for day, (grader, grade) in enumerate(zip(graders, grades, strict=True))
    )


def test_talks_of_two_graders_are_not_compared_and_it_is_said() -> None:
    found = progress(_by_two("a", "b"), PRACTICES)
    assert codes(found) == ["regraded"]
    assert (found.graders, found.then_and_now) == (2, ())
    assert [shown.grader for shown in found.talks] == ["a", "b"]


def test_where_only_the_newest_are_alike_the_summary_says_how_many() -> None:
    found = progress(_by_two("a", "b", "b", "b"), PRACTICES)
    assert found.summary[-1] == Sentence(code="progress.alike.more", slots={"n": 3})
    assert len(found.summary) == 2
    assert codes(progress(_by_two("a", "b", "b"), PRACTICES))[-1] == "alike.two"


def test_a_talk_that_changed_graders_half_way_is_compared_with_none() -> None:
    mixed = talk(by("a", NOTHING), by("b", NOTHING), day=2)
    assert codes(progress((*_by_two("b", "b"), mixed), PRACTICES)) == ["regraded"]


# Readiness.


def _ready(before: int | None, after: int | None = None, words: str = "") -> Keepsakes:
    return Keepsakes(
        preparation=Preparation(ready=before), reflection=Reflection(ready=after, words=words)
    )


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ([], None),
        ([_ready(2)], None),
        ([_ready(2, 5)], ("ready", 2, 5)),
        ([_ready(2, 2)], ("ready_same", 2, 2)),
        ([_ready(2, 5), _ready(4)], ("ready", 2, 5)),
        ([_ready(2, 5), _ready(4, 7)], ("ready_over", 5, 7)),
        ([_ready(2, 5), _ready(4, 5)], ("ready_over_same", 5, 5)),
        ([_ready(None, 6), _ready(None), _ready(3)], None),
        ([_ready(0), _ready(7, 0)], ("ready", 7, 0)),
    ],
)
def test_readiness_is_compared_within_a_talk_or_after_with_after(
    kept: list[Keepsakes], expected: tuple[str, int, int] | None
) -> None:
    talks = tuple(talk(NOTHING, day=day, keepsakes=keep) for day, keep in enumerate(kept))
    found = progress(talks, PRACTICES).readiness
    if expected is None:
        assert found is None
        return
    code, first, last = expected
    assert found is not None
    assert found.told == Sentence(
        code=f"progress.{code}", slots={"name": "Noor", "first": first, "last": last}
    )


def test_readiness_for_one_colleague_says_nothing_about_another() -> None:
    other = situation("other")
    persona = other.words.persona.model_copy(update={"name": "Sam"})
    other = other.model_copy(update={"words": other.words.model_copy(update={"persona": persona})})
    about = talk(NOTHING, day=0, keepsakes=_ready(3, 8, "I know how I begin."))
    elsewhere = [
        talk(NOTHING, day=1, scenario=other, keepsakes=_ready(2)),
        talk(NOTHING, day=2, scenario=other, keepsakes=_ready(2, 4, "Harder.")),
    ]
    first = progress((about, elsewhere[0]), PRACTICES).readiness
    assert first is not None
    assert tell(first.told, "en") == ("Before the conversation with Noor you chose 3, after it 8.")
    assert first.words == "I know how I begin."
    both = progress((about, *elsewhere), PRACTICES).readiness
    assert both is not None
    assert tell(both.told, "nl") == "Vóór het gesprek met Sam koos je 2, erna 4."
    assert both.words == "Harder."


def test_the_words_are_those_of_the_latest_reflection_that_has_any() -> None:
    kept = [_ready(2, 3, "I know how I begin."), _ready(2, 3, "  "), _ready(None)]
    talks = tuple(talk(NOTHING, day=day, keepsakes=keep) for day, keep in enumerate(kept))
    for shown, words in ((talks, "I know how I begin."), (talks[1:], None)):
        found = progress(shown, PRACTICES).readiness
        assert found is not None
        assert found.words == words
