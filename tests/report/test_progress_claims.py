"""Each claim about talks, checked against the grades themselves."""

from collections.abc import Callable, Mapping, Sequence

from hypothesis import given, settings

from rehearse.conversation.rubric import LANGUAGES, Level, Step, TurnGrade
from rehearse.locale import catalogue
from rehearse.report.progress import progress
from rehearse.report.telling import tell
from tests.report.talks import PRACTICES, SERIES, talk

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
    whys = {"against_last", "against", "partly", "doubtful", "untouched", "new"}
    for language in LANGUAGES:
        known = {key for key in catalogue(language) if key.startswith("report.progress.")}
        assert {key.removeprefix("report.progress.") for key in known} == {
            *TRUE,
            *rest,
            *(f"next.{why}" for why in whys),
        }
