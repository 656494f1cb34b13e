"""What changed over talks: every claim is true of the grades it is made from."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rehearse.conversation.keepsakes import Keepsakes, Preparation, Reflection
from rehearse.conversation.rubric import (
    LANGUAGES,
    Level,
    NotScored,
    NotScoredCode,
    Step,
    TurnGrade,
)
from rehearse.conversation.views import RehearsalView
from rehearse.locale import catalogue
from rehearse.report.progress import Practice, Progress, progress
from rehearse.report.telling import Sentence, tell
from tests.conftest import graded
from tests.report.talks import by, quoting, situation, talk

UNSCORED = NotScored(code=NotScoredCode.FAILED)
NOTHING = graded()
PRACTICES = (
    Practice(scenario_id="tiny", needed=(Step.OWN_PART, Step.RELIABLE)),
    Practice(scenario_id="other", needed=(Step.FACE_IT, Step.CLARITY)),
)


def codes(found: Progress) -> list[str]:
    return [sentence.code.removeprefix("progress.") for sentence in found.summary]


def own(*levels: int, day: int = 0) -> RehearsalView:
    """A talk that does nothing but the own part, one level a turn."""
    return talk(*(graded({Step.OWN_PART: level}) for level in levels), day=day)


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


# Each claim, checked against the grades themselves.

Talks = Sequence[Sequence[TurnGrade]]


def _clear(grades: Sequence[TurnGrade], step: Step) -> list[int]:
    return [n for n, grade in enumerate(grades, 1) if grade[step].firmly_clear]


def _against(grades: Sequence[TurnGrade], step: Step) -> bool:
    return any(grade[step].against for grade in grades)


def _earlier(talks: Talks, said: Mapping[str, int], _: Step) -> bool:
    first, last = (min(_clear(talks[end], Step.OWN_PART)) for end in (0, -1))
    return first == said["first"] and last == said["last"] and first > last + 1


def _earlier_each(talks: Talks, said: Mapping[str, int], step: Step) -> bool:
    turns = [min(_clear(grades, Step.OWN_PART)) for grades in talks]
    return _earlier(talks, said, step) and turns == sorted(set(turns), reverse=True)


def _named(talks: Talks, said: Mapping[str, int], _: Step) -> bool:
    once, now = (_clear(talks[end], Step.OWN_PART) for end in (0, -1))
    return not once and min(now) == said["n"]


def _steady(talks: Talks, said: Mapping[str, int], step: Step) -> bool:
    n = said["n"]
    return all(_clear(grades, step) for grades in talks[-n:]) and not _clear(talks[-n - 1], step)


def _relieved(talks: Talks, said: Mapping[str, int], step: Step) -> bool:
    n = said.get("n", 1)
    since = [_against(grades, step) for grades in talks[-n:]]
    return not any(since) and any(_against(grades, step) for grades in talks[:-n])


def _first_time(talks: Talks, _: Mapping[str, int], step: Step) -> bool:
    return bool(_clear(talks[-1], step)) and not any(_clear(g, step) for g in talks[:-1])


def _against_now(talks: Talks, _: Mapping[str, int], step: Step) -> bool:
    return _against(talks[-1], step) and not any(_against(g, step) for g in talks[:-1])


def _search(talks: Talks, _: Mapping[str, int], step: Step) -> bool:
    levels = [grade.level(step) for grades in talks for grade in grades]
    return max(levels) is Level.PARTIAL


def _never(talks: Talks, _: Mapping[str, int], step: Step) -> bool:
    return all(grade.level(step) < Level.CLEAR for grades in talks for grade in grades)


def _always(talks: Talks, said: Mapping[str, int], step: Step) -> bool:
    return len(talks) == said["n"] and all(_clear(grades, step) for grades in talks)


TRUE: Mapping[str, Callable[[Talks, Mapping[str, int], Step], bool]] = {
    "earlier": _earlier,
    "earlier_each": _earlier_each,
    "named": _named,
    "steady.two": _steady,
    "steady.more": _steady,
    "relieved.one": _relieved,
    "relieved.two": _relieved,
    "relieved.more": _relieved,
    "first_time": _first_time,
    "against_now": _against_now,
    "search": _search,
    "never": _never,
    "always.two": _always,
    "always.more": _always,
    "no_line": lambda talks, _, __: len(talks) > 1,
}
"""Every sentence of change, and when it is true."""

LEVELS = st.dictionaries(
    st.sampled_from([Step.OWN_PART, Step.ASK, Step.RELIABLE]), st.sampled_from([-1, 1, 2])
)
DOUBT = st.frozensets(st.sampled_from([Step.ASK, Step.RELIABLE]), max_size=1)
GRADES = st.builds(lambda levels, doubt: graded(levels, doubtful=doubt), LEVELS, DOUBT)
SERIES = st.lists(st.lists(GRADES, min_size=1, max_size=5), min_size=2, max_size=5)


@given(SERIES)
@settings(max_examples=150, deadline=None)
def test_a_claim_is_true_of_the_grades(series: list[list[TurnGrade]]) -> None:
    talks = tuple(talk(*grades, day=day) for day, grades in enumerate(series))
    found = progress(talks, PRACTICES).summary
    assert 1 <= len(found) <= 2
    for sentence in found:
        step = Step(str(sentence.slots.get("step", Step.OWN_PART)))
        numbers = {name: n for name, n in sentence.slots.items() if isinstance(n, int)}
        assert TRUE[sentence.code.removeprefix("progress.")](series, numbers, step), sentence
        for language in LANGUAGES:
            assert "{" not in tell(sentence, language)


def test_every_phrase_of_progress_is_spoken_for() -> None:
    rest = {"early", "regraded", "alike.two", "alike.more"}
    rest |= {"ready", "ready_same", "ready_over", "ready_over_same"}
    whys = {f"next.{why}" for why in ("against_last", "against", "partly", "untouched", "new")}
    for language in LANGUAGES:
        known = {key for key in catalogue(language) if key.startswith("report.progress.")}
        assert {key.removeprefix("report.progress.") for key in known} == {*TRUE, *rest, *whys}


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


# Then and now.

CLUMSY = "Look. The budget was frozen, nothing I could do. Anyway."
CLEAR = "Right. I promised it, and for six weeks I said nothing. That was me."


def _said(text: str, step: Step, level: int, passage: str, day: int) -> RehearsalView:
    return talk(quoting(text, {step: (level, passage)}), day=day, words=[text])


def test_then_and_now_quote_whole_sentences_of_the_managers_own() -> None:
    talks = (
        _said(CLUMSY, Step.OWN_PART, -1, "nothing I could do", 0),
        _said(CLEAR, Step.OWN_PART, 2, "I promised it", 1),
    )
    (pair,) = progress(talks, PRACTICES).then_and_now
    assert pair.step is Step.OWN_PART
    assert pair.then.words == "The budget was frozen, nothing I could do."
    assert pair.now.words == "I promised it, and for six weeks I said nothing."
    assert (pair.then.rehearsal_id, pair.now.rehearsal_id) == ("talk-0", "talk-1")
    assert (pair.then.n, pair.then.level, pair.now.level) == (1, Level.AGAINST, Level.CLEAR)


def test_the_other_way_round_is_not_shown_as_progress() -> None:
    talks = (
        _said(CLEAR, Step.OWN_PART, 2, "I promised it", 0),
        _said(CLUMSY, Step.OWN_PART, -1, "nothing I could do", 1),
    )
    assert progress(talks, PRACTICES).then_and_now == ()


def test_weak_and_clear_in_the_same_talk_is_no_progress_over_talks() -> None:
    assert progress((own(1, 2), own(2, day=1)), PRACTICES).then_and_now == ()
    assert progress((own(-1), own(2, -1, day=1)), PRACTICES).then_and_now == ()
    assert progress((own(1, 2),), PRACTICES).then_and_now == ()


def test_a_note_that_the_manager_disputes_is_not_held_up() -> None:
    worse = talk(graded({Step.OWN_PART: -1}), disputed=frozenset({Step.OWN_PART}))
    assert progress((worse, own(2, day=1)), PRACTICES).then_and_now == ()


def test_the_biggest_rise_comes_first_then_what_the_situation_needs() -> None:
    rising: dict[Step, tuple[int, str]] = {
        Step.WORTH: (1, "one"),
        Step.I_MESSAGE: (-1, "two"),
        Step.RELIABLE: (1, "three"),
        Step.ASK: (-1, "four"),
        Step.FACE_IT: (-1, "two"),
    }
    then = "One one. Two two. Three three. Four four."
    now = "Five five. Six six. Seven seven. Eight eight."
    places = ("five", "six", "seven", "eight", "eight")
    risen = {step: (2, place) for step, place in zip(rising, places, strict=True)}
    talks = (
        talk(quoting(then, rising), words=[then]),
        talk(quoting(now, risen), words=[now], day=1),
    )
    pairs = progress(talks, PRACTICES).then_and_now
    # What the other way of facing it would show was shown already.
    assert [pair.step for pair in pairs] == [Step.I_MESSAGE, Step.ASK, Step.RELIABLE]


def test_now_is_the_fullest_sentence_that_is_still_easy_to_read() -> None:
    short, long = "I did it.", "I did it and then " + "and then " * 30 + "nothing."
    fuller = "I promised it and said nothing."
    said = [short, fuller, long]
    talks = (
        own(-1),
        talk(*(quoting(t, {Step.OWN_PART: (2, t)}) for t in said), words=said, day=1),
    )
    assert progress(talks, PRACTICES).then_and_now[0].now.words == fuller


@given(SERIES)
@settings(max_examples=100, deadline=None)
def test_now_is_always_another_later_talk_and_a_higher_level(
    series: list[list[TurnGrade]],
) -> None:
    talks = tuple(talk(*grades, day=day) for day, grades in enumerate(series))
    by_id = {view.id: view for view in talks}
    pairs = progress(talks, PRACTICES).then_and_now
    assert len({pair.step for pair in pairs}) == len(pairs) <= 3
    for pair in pairs:
        then, now = by_id[pair.then.rehearsal_id], by_id[pair.now.rehearsal_id]
        assert then.started_at < now.started_at
        assert pair.then.level < pair.now.level
        for quote, view in ((pair.then, then), (pair.now, now)):
            turn = view.spoken[quote.n - 1]
            assert turn.graded
            assert turn.graded.level(pair.step) is quote.level
            assert quote.words in turn.text


# What to practise next.


def _next(*talks: RehearsalView, practices: Sequence[Practice] = PRACTICES) -> tuple[str, ...]:
    found = progress(talks, tuple(practices)).next_step
    if found is None:
        return ()
    return (found.step.value, found.why.code.removeprefix("progress.next."), found.scenario_id)


BOTH = {Step.OWN_PART: 2, Step.RELIABLE: 2}
ALL_FOUR = {**BOTH, Step.FACE_IT: 2, Step.CLARITY: 2}


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([{Step.RELIABLE: -1}], ("reliable", "against_last", "tiny")),
        ([{Step.RELIABLE: -1}, {Step.OWN_PART: 2}], ("reliable", "against", "tiny")),
        ([{Step.OWN_PART: 1}], ("own_part", "partly", "tiny")),
        ([{Step.OWN_PART: 2}], ("reliable", "untouched", "tiny")),
        ([BOTH], ("clarity", "untouched", "other")),
        ([{Step.FACE_IT: -1}], ("face_it", "against_last", "other")),
        ([ALL_FOUR], ("face_it", "new", "other")),
    ],
)
def test_the_step_to_practise_and_where(
    levels: list[dict[Step, int]], expected: tuple[str, ...]
) -> None:
    assert _next(*(talk(graded(each), day=day) for day, each in enumerate(levels))) == expected


def test_a_step_clear_and_worked_against_is_practised_after_what_was_never_clear() -> None:
    mended = talk(graded({Step.OWN_PART: -1}), graded(BOTH))
    assert _next(mended) == ("clarity", "untouched", "other")
    rest = talk(graded({Step.OWN_PART: -1}), graded(ALL_FOUR), day=1)
    assert _next(rest) == ("own_part", "against_last", "tiny")


def test_where_all_were_played_it_is_the_one_played_last() -> None:
    other = situation("other", Step.OWN_PART)
    practices = [
        Practice(scenario_id="tiny", needed=(Step.OWN_PART,)),
        Practice(scenario_id="other", needed=(Step.OWN_PART,)),
    ]
    weak = graded({Step.OWN_PART: 1})
    talks = (talk(weak), talk(weak, day=1, scenario=other))
    assert _next(*talks, practices=practices)[2] == "other"
    assert _next(*reversed(talks), practices=practices)[2] == "tiny"
    clear = talk(graded(ALL_FOUR))
    assert _next(clear, practices=PRACTICES[:1]) == ()


def test_what_was_clear_long_ago_counts_no_more() -> None:
    long_ago = talk(graded(ALL_FOUR))
    since = [talk(graded({**ALL_FOUR, Step.RELIABLE: 1}), day=day) for day in (1, 2, 3)]
    assert _next(long_ago, *since[:2]) == ("face_it", "new", "other")
    assert _next(long_ago, *since) == ("reliable", "partly", "tiny")


@given(SERIES)
@settings(max_examples=100, deadline=None)
def test_the_situation_to_practise_in_needs_the_step(series: list[list[TurnGrade]]) -> None:
    talks = tuple(talk(*grades, day=day) for day, grades in enumerate(series))
    found = progress(talks, PRACTICES).next_step
    assert found is not None
    needed = {practice.scenario_id: practice.needed for practice in PRACTICES}
    assert found.step in needed[found.scenario_id]
    assert found == progress(talks, PRACTICES).next_step


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
