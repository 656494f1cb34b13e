"""An agreement in plain words: true to its figures, in both languages."""

from collections.abc import Iterator
from string import Formatter

import pytest

from rehearse.coaching.agreement import Agreement, agreement
from rehearse.coaching.choices import Read
from rehearse.conversation.rubric import LANGUAGES, Language, Step
from rehearse.locale import catalogue
from rehearse.report.agreement_rows import BANDS, Band, RowTold, band
from rehearse.report.agreement_told import AgreementTold, told
from tests.coaching.reviewed import UNSCORED, graded, read, review, talk

STEP = Step.OWN_PART
MIXED = [(n % 4 - 1, (n + n // 7) % 4 - 1) for n in range(40)]
ALIKE = [(n % 4 - 1, n % 4 - 1) for n in range(60)]


def of(pairs: list[tuple[int, int]], *, blind: bool = True, ui: Language = "en") -> RowTold:
    """The row of the step, coaches beside the grader."""
    found = told(agreement([read(pairs, STEP, blind=blind)]), ui)
    return found.parts[0].rows[1 + list(Step).index(STEP)]


def between(first: list[int], second: list[int]) -> RowTold:
    shared = talk([None] * len(first))
    reviews = [
        review(shared, [{STEP: level} for level in levels], coach)
        for coach, levels in (("ann", first), ("bob", second))
    ]
    found = told(agreement([(shared, reviews)]), "en")
    return found.parts[5].rows[1 + list(Step).index(STEP)]


def test_too_few_turns_say_once_how_many_are_missing_and_show_no_figure() -> None:
    (row,) = told(agreement([read(MIXED[:17], STEP)]), "en").parts[0].rows
    assert row.sentences == ("Only 17 turns so far: too few to say. Review 3 more.",)
    assert [(figure.value, figure.interval) for figure in row.figures] == [(None, None)] * 3
    assert row.counts


def test_what_differs_most_often_is_told() -> None:
    row = of([(2, 1)] * 12 + [(0, 1)] * 3 + ALIKE)
    assert (
        "Where they differ, a coach most often gives ‘clear’ and the grader ‘partly’ (12 times)."
        in row.sentences
    )


def test_no_lean_is_told_where_two_things_differ_as_often() -> None:
    assert not any(
        "most often" in sentence for sentence in of([(2, 1), (1, 2)] * 9 + ALIKE).sentences
    )


def test_without_any_difference_it_is_not_said_that_there_never_is_one() -> None:
    row = of(ALIKE)
    assert row.sentences[0].startswith("Not one difference in 60 turns.")
    assert "1 in 20 turns" in row.sentences[0]
    assert [(figure.value, figure.interval) for figure in row.figures] == [
        ("100%", None),
        ("1.00", None),
        ("1.00", None),
    ]


def test_always_the_same_level_is_told_as_such() -> None:
    (sentence,) = of([(1, 1)] * 30).sentences
    assert sentence.startswith("It was ‘partly’ every time.")


def test_a_wide_interval_draws_no_conclusion() -> None:
    row = of([(n % 3, (n + n % 2) % 3) for n in range(21)])
    assert "too few to tell" in row.sentences[0]
    assert row.sentences[-1].startswith("Draw no conclusion")


def test_often_the_same_and_little_beyond_chance_is_explained() -> None:
    row = of([(0, 0)] * 190 + [(1, 0)] * 5 + [(0, 1)] * 5)
    assert any("nearly always the same one" in sentence for sentence in row.sentences)


def test_figures_are_written_as_the_language_writes_them() -> None:
    english, dutch = of(MIXED), of(MIXED, ui="nl")
    assert [figure.label for figure in dutch.figures] == ["Zelfde niveau", "Kappa", "Alpha"]
    kappa = english.figures[1].value
    assert kappa
    assert "." in kappa
    assert dutch.figures[1].value == kappa.replace(".", ",")
    assert " tot " in (dutch.figures[0].interval or "")


def test_less_than_chance_has_a_minus_sign() -> None:
    assert of([(n % 2, 1 - n % 2) for n in range(40)]).figures[1].value == "−1.00"


def test_not_quite_all_is_not_shown_as_all() -> None:
    assert of([(0, 1)] + ALIKE * 5).figures[0].value == "99%"


def test_between_coaches_every_pair_is_counted_once() -> None:
    row = between([2] * 20 + [1] * 5 + [2] * 3, [2] * 20 + [2] * 5 + [1] * 3)
    assert row.counts
    assert (row.counts.rows, row.counts.columns) == ("One coach", "Another coach")
    assert row.counts.counts == (
        (0, 0, 0, 0),
        (None, 0, 0, 0),
        (None, None, 0, 8),
        (None, None, None, 20),
    )
    assert "Where they differ, it is most often ‘clear’ versus ‘partly’ (8 times)." in row.sentences


def test_the_summary_names_the_step_that_differs_most_by_the_honest_levels() -> None:
    shared = talk([graded({STEP: 1, Step.ASK: 1})] * 25)
    blind = review(shared, [{STEP: 2, Step.ASK: 1}] * 25, "ann", blind=True)
    seen = review(shared, [{STEP: 1, Step.ASK: -1}] * 25, "bob", blind=False)
    summary = told(agreement([(shared, [blind, seen])]), "en").summary
    assert "coaches and grader differ most is Own part:" in summary[1]
    assert "‘clear’ where the grader sees ‘partly’ (25 times)" in summary[1]
    assert summary[2].startswith("That comes from the levels a coach chose without seeing")


def test_the_summary_warns_where_most_was_chosen_in_sight_of_the_grader() -> None:
    assert (
        told(agreement([read(MIXED, blind=False)]), "nl")
        .summary[-1]
        .startswith("De meeste niveaus zijn gekozen met die van de beoordelaar in beeld.")
    )
    assert "in beeld" not in " ".join(told(agreement([read(MIXED)]), "nl").summary)


def test_nothing_differs_then_nothing_differs_most() -> None:
    assert len(told(agreement([read(ALIKE)]), "en").summary) == 1


def months(then: list[tuple[int, int]], now: list[tuple[int, int]]) -> tuple[RowTold, ...]:
    both: list[Read] = []
    for n, pairs in enumerate((then, now)):
        shared = talk([graded({STEP: grader}) for _, grader in pairs], f"s{n}", first=100 * n)
        levels = [{STEP: coach} for coach, _ in pairs]
        both.append((shared, [review(shared, levels, days=31 * n)]))
    return told(agreement(both), "en").parts[3].rows


def test_a_change_is_told_only_where_it_is_more_than_chance() -> None:
    worse = [(n % 4 - 1, (n + 2 * (n % 3 == 0)) % 4 - 1) for n in range(60)]
    first, second = months(worse, ALIKE)
    assert (first.heading, second.heading) == ("November 2026", "December 2026")
    assert any(sentence.startswith("Higher than in November 2026") for sentence in second.sentences)
    assert any("Lower than in" in sentence for sentence in months(ALIKE, worse)[1].sentences)
    assert any("within the uncertainty" in said for said in months(worse, worse)[1].sentences)


@pytest.mark.parametrize(
    ("grader", "heading"),
    [
        ("local:1f0c", "Beoordelaar op deze computer (1f0c)"),
        ("model:ollama/x:8b:9a0b", "ollama/x:8b (9a0b)"),
        ("mine", "mine"),
    ],
)
def test_a_version_is_called_by_who_graded(grader: str, heading: str) -> None:
    shared = talk([graded({STEP: 1}, grader=grader)])
    found = told(agreement([(shared, [review(shared, [{STEP: 1}])])]), "nl")
    assert [row.heading for row in found.parts[4].rows] == [heading]


def test_bands_follow_landis_and_koch() -> None:
    assert [band(figure) for figure in (-0.1, 0.39, 0.4, 0.6, 0.8, 1)] == [
        Band.WEAK,
        Band.WEAK,
        Band.MODERATE,
        Band.GOOD,
        Band.STRONG,
        Band.STRONG,
    ]
    assert [end for end, _ in BANDS] == sorted(end for end, _ in BANDS)


def _all_sorts() -> Iterator[Agreement]:
    """Agreements in which everything that can be said is said."""
    yield agreement([])
    for pairs in (MIXED, ALIKE, MIXED[:1], MIXED[:9], [(0, 0)] * 30, [(2, 1)] * 9 + ALIKE):
        yield agreement([read(pairs, blind=False)])
        yield agreement([read(pairs)])
    shared = talk([UNSCORED, graded({STEP: 1})])
    yield agreement([(shared, [review(shared, [{STEP: 1}] * 2), review(shared, [{}, {}], "b")])])


def _sentences(found: AgreementTold) -> Iterator[str]:
    yield from found.summary
    for meaning in found.meanings:
        yield from (meaning.label, meaning.meaning)
    for part in found.parts:
        yield from (part.heading, part.meaning)
        for row in part.rows:
            yield from (row.heading, *row.sentences)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_whole(language: Language) -> None:
    for found in _all_sorts():
        for sentence in _sentences(told(found, language)):
            assert sentence
            assert "{" not in sentence


def _ours(language: Language) -> dict[str, set[str]]:
    return {
        key: {name for _, name, _, _ in Formatter().parse(text) if name}
        for key, text in catalogue(language).items()
        if key.startswith("agreement.")
    }


def test_both_languages_fill_the_same_slots() -> None:
    assert _ours("nl") == _ours("en")
