"""What the grader is judged by, it must not have seen."""

from itertools import combinations

import pytest

from evals import cases
from evals.cases import Split

LABELLED = cases.load()
SAID_BY_ANYONE = 30
"""A turn shorter than this ("Hm.") may well be said twice."""


@pytest.mark.parametrize(("one", "other"), list(combinations(Split, 2)))
def test_splits_share_no_story_and_no_writer(one: Split, other: Split) -> None:
    first, second = (cases.split_of(LABELLED, split) for split in (one, other))
    assert not {case.writer for case in first} & {case.writer for case in second}
    assert not {case.story for case in first} & {case.story for case in second}


def test_no_turn_is_in_two_splits() -> None:
    home: dict[str, Split] = {}
    for split in Split:
        for case in cases.split_of(LABELLED, split):
            if len(case.turn) < SAID_BY_ANYONE:
                continue
            assert home.setdefault(case.turn.casefold(), split) is split, case.id


def test_the_two_languages_hold_about_half_each() -> None:
    dutch = sum(case.lang == "nl" for case in LABELLED)
    assert 0.4 < dutch / len(LABELLED) < 0.6


def test_a_fingerprint_goes_by_content_alone() -> None:
    first = LABELLED[:20]
    assert cases.fingerprint(first) == cases.fingerprint(reversed(first))
    changed = first[0].model_copy(update={"drift_evidence": None, "story": "another"})
    assert cases.fingerprint([changed, *first[1:]]) != cases.fingerprint(first)
