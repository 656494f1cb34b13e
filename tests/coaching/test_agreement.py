"""How far coaches and grader agree: which levels are held side by side, and which are not."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from rehearse.coaching import figures
from rehearse.coaching.agreement import Agreement, agreement
from rehearse.coaching.comparing import FEWEST_TURNS, Estimate, Figures
from rehearse.conversation.rubric import Step
from tests.coaching.reviewed import UNSCORED, graded, read, review, talk

STEP = Step.OWN_PART
LEVEL = st.sampled_from(figures.LEVELS)
PAIRS = st.lists(st.tuples(LEVEL, LEVEL), min_size=FEWEST_TURNS, max_size=45)
MIXED = [(n % 4 - 1, (n + n // 7) % 4 - 1) for n in range(40)]


def on_the_step(found: Agreement) -> Figures:
    return found.with_grader.all.steps[STEP]


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_kappa_and_share_with_the_grader_are_those_of_scikit_learn(
    pairs: list[tuple[int, int]],
) -> None:
    told = on_the_step(agreement([read(pairs)]))
    coach, grader = zip(*pairs, strict=True)
    assert told.same
    assert told.same.value == pytest.approx(np.mean(np.equal(coach, grader)))
    if len({*coach, *grader}) == 1:
        assert told.kappa is told.alpha is None
        return
    expected = cohen_kappa_score(coach, grader, labels=list(figures.LEVELS), weights="quadratic")
    assert told.kappa
    assert told.kappa.value == pytest.approx(expected)


@settings(deadline=None, max_examples=40)
@given(PAIRS)
def test_an_interval_holds_its_figure(pairs: list[tuple[int, int]]) -> None:
    told = on_the_step(agreement([read(pairs)]))
    for figure in (told.same, told.kappa, told.alpha):
        assert figure is None or figure.low <= figure.value <= figure.high


def test_an_interval_is_as_wide_as_chance_makes_it() -> None:
    """Of a share of one half over 40 turns the standard error is 0.079."""
    told = on_the_step(agreement([read([(1, n % 2) for n in range(40)])])).same
    assert told
    assert told.value == 0.5
    assert told.high - told.low == pytest.approx(2 * 1.96 * 0.079, rel=0.15)


def test_rows_are_the_coach_and_columns_the_grader() -> None:
    told = on_the_step(agreement([read([(2, -1)] * 3 + [(0, 1)])]))
    assert told.confusion == ((0, 0, 0, 0), (0, 0, 1, 0), (0, 0, 0, 0), (3, 0, 0, 0))


def test_under_twenty_turns_there_are_counts_and_no_figures() -> None:
    few = on_the_step(agreement([read(MIXED[: FEWEST_TURNS - 1])]))
    assert few.too_few
    assert few.same is few.kappa is few.alpha is None
    assert sum(map(sum, few.confusion)) == few.pairs == FEWEST_TURNS - 1
    assert on_the_step(agreement([read(MIXED[:FEWEST_TURNS])])).kappa


def test_several_coaches_do_not_make_up_for_few_turns() -> None:
    shared = talk([graded({STEP: 1})] * 10)
    reviews = [review(shared, [{STEP: n % 3}] * 10, name) for n, name in enumerate("abc")]
    told = on_the_step(agreement([(shared, reviews)]))
    assert (told.turns, told.pairs, told.kappa) == (10, 30, None)


def test_only_one_level_leaves_nothing_beyond_chance() -> None:
    told = on_the_step(agreement([read([(0, 0)] * 25)]))
    assert told.same == Estimate(value=1, low=1, high=1)
    assert told.kappa is told.alpha is None


def test_nothing_read_and_no_step_looked_at() -> None:
    shared = talk([graded({STEP: 1})])
    for nothing in (agreement([]), agreement([(shared, [review(shared, [{}])])])):
        assert (nothing.coaches, nothing.turns) == (0, 0)
        assert nothing.with_grader.all.together.pairs == 0
        assert nothing.with_grader.months == nothing.with_grader.versions == ()


def test_one_coach_has_nobody_to_be_compared_with() -> None:
    between = agreement([read(MIXED)]).between_coaches
    assert between.all.together.pairs == between.blind.together.pairs == 0
    assert between.months == ()


def test_coaches_of_other_turns_have_nothing_in_common() -> None:
    one, other = talk([graded({})] * 20), talk([graded({})] * 20, "s2", first=20)
    found = agreement(
        [
            (one, [review(one, [{STEP: 1}] * 20, "ann")]),
            (other, [review(other, [{STEP: 1}] * 20, "bob")]),
        ]
    )
    assert found.coaches == 2
    assert found.between_coaches.all.together.turns == 0


def test_two_coaches_are_compared_whoever_comes_first() -> None:
    one, other = zip(*MIXED, strict=True)
    shared = talk([None] * len(MIXED))
    reviews = [
        review(shared, [{STEP: level} for level in one], "ann"),
        review(shared, [{STEP: level} for level in other], "bob"),
    ]
    told = agreement([(shared, reviews)]).between_coaches.all.steps[STEP]
    both = [*one, *other], [*other, *one]
    expected = cohen_kappa_score(*both, labels=list(figures.LEVELS), weights="quadratic")
    assert told.kappa
    assert told.kappa.value == pytest.approx(expected)
    assert told.pairs == len(MIXED)
    turned = agreement([(shared, reviews[::-1])]).between_coaches.all.steps[STEP]
    assert turned == told


def test_three_coaches_weigh_in_alpha_as_krippendorff_has_it() -> None:
    levels = [(n % 4 - 1, n % 3, n // 10 - 1) for n in range(30)]
    shared = talk([None] * 30)
    reviews = [
        review(shared, [{STEP: turn[who]} for turn in levels], name)
        for who, name in enumerate("abc")
    ]
    told = agreement([(shared, reviews)]).between_coaches.all.steps[STEP]
    table = np.zeros((4, 4))
    for turn in levels:
        for one, other in ((0, 1), (0, 2), (1, 2)):
            table[turn[one] + 1, turn[other] + 1] += 0.5
            table[turn[other] + 1, turn[one] + 1] += 0.5
    assert told.alpha
    assert told.alpha.value == pytest.approx(float(figures.alpha(table)))
    assert (told.turns, told.pairs) == (30, 90)


def test_only_what_was_chosen_unseen_counts_as_blind() -> None:
    shared = talk([graded({STEP: 1})] * 25)
    blind = review(shared, [{STEP: 2}] * 25, "ann", blind=True)
    seen = review(shared, [{STEP: 1}] * 25, "bob", blind=False)
    found = agreement([(shared, [blind, seen])])
    assert found.with_grader.all.steps[STEP].pairs == 50
    alone = found.with_grader.blind.steps[STEP]
    assert alone.same
    assert (alone.pairs, alone.same.value) == (25, 0)
    assert found.between_coaches.all.steps[STEP].pairs == 25
    assert found.between_coaches.blind.steps[STEP].pairs == 0


def test_levels_in_doubt_stand_apart() -> None:
    shared = talk([graded({STEP: 2}, doubt=n < 22) for n in range(50)])
    given = [{STEP: 1 if n < 22 else 2} for n in range(50)]
    beside = agreement([(shared, [review(shared, given)])]).with_grader
    assert beside.in_doubt.steps[STEP].same == Estimate(value=0, low=0, high=0)
    assert beside.stated.steps[STEP].same == Estimate(value=1, low=1, high=1)
    assert beside.all.steps[STEP].pairs == 50


def test_a_turn_that_was_not_scored_is_left_out_and_counted() -> None:
    shared = talk([graded({STEP: 1}), UNSCORED, None, UNSCORED])
    looked_at = [{STEP: 1}, {STEP: 2, Step.ASK: 0}, {STEP: 2}, {}]
    found = agreement([(shared, [review(shared, looked_at)])])
    assert found.with_grader.unscored == 2
    assert found.with_grader.all.together.pairs == 1
    assert found.turns == 3


@pytest.mark.parametrize("newer_first", [True, False])
def test_a_turn_that_was_shared_twice_counts_once_a_coach_by_the_newest_choice(
    newer_first: bool,
) -> None:
    first, again = talk([graded({STEP: 1})], "s1"), talk([graded({STEP: 1})], "s2")
    both = [
        (first, [review(first, [{STEP: -1, Step.ASK: 1}], days=1)]),
        (again, [review(again, [{STEP: 2}], days=2)]),
    ]
    found = agreement(both[::-1] if newer_first else both)
    assert on_the_step(found).confusion[3][2] == on_the_step(found).pairs == 1
    assert found.with_grader.all.steps[Step.ASK].pairs == 1
    assert found.turns == found.coaches == 1


def test_other_words_under_the_same_id_are_another_turn() -> None:
    shared = talk([graded({STEP: 1})])
    foreign = shared.turns[0].model_copy(update={"text": "something else"})
    other = shared.model_copy(update={"turns": (foreign,), "id": "s2"})
    found = agreement(
        [(shared, [review(shared, [{STEP: 1}])]), (other, [review(other, [{STEP: 1}])])]
    )
    assert found.turns == on_the_step(found).pairs == 2


def test_months_and_versions_come_in_their_order() -> None:
    old = talk([graded({STEP: 1}, grader="model:x:9")] * 20, "s1")
    new = talk([graded({STEP: 1}, grader="local:a")] * 21, "s2", first=20)
    beside = agreement(
        [
            (new, [review(new, [{STEP: 1}] * 21, days=60)]),
            (old, [review(old, [{STEP: 1}] * 20)]),
        ]
    ).with_grader
    months = [(month.month, month.compared.together.turns) for month in beside.months]
    assert months == [("2026-11", 20), ("2027-01", 21)]
    versions = [(told.grader, told.compared.together.turns) for told in beside.versions]
    assert versions == [("model:x:9", 20), ("local:a", 21)]


def test_a_level_that_another_grader_stood_in_for_is_in_no_version() -> None:
    grade = graded({STEP: 1}, grader="model:x:9")
    stood_in = tuple(
        score.model_copy(update={"by": "local"}) if score.step is STEP else score
        for score in grade.scores
    )
    shared = talk([grade.model_copy(update={"scores": stood_in})])
    beside = agreement([(shared, [review(shared, [{STEP: 1, Step.ASK: 0}])])]).with_grader
    assert beside.all.together.pairs == 2
    assert beside.versions[0].compared.together.pairs == 1


def test_the_same_reviews_give_the_same_figures_and_all_of_them_as_json() -> None:
    found = agreement([read(MIXED)])
    assert found == agreement([read(MIXED)])
    assert Agreement.model_validate_json(found.model_dump_json()) == found
