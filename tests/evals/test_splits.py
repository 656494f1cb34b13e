"""What the grader is judged by, it must not have seen."""

from itertools import combinations

import numpy as np
import pytest

from evals import cases
from evals.cases import Case, Split
from rehearse.language import features
from rehearse.language.clauses import read_apart
from rehearse.language.encoder import Vectors
from tests import stored

LABELLED = cases.load()
SAID_BY_ANYONE = 30
"""A turn shorter than this ("Hm.") may well be said twice."""
SAID_BY_MANY = 25
NEARLY = 0.91
"""How alike two turns of that length are that say the same in nearly the same words ("Shall I just
get coffee?"); read by eye: under this lie other questions about the same."""


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


def test_no_turn_to_judge_by_is_nearly_one_that_was_learned_from() -> None:
    train = cases.split_of(LABELLED, Split.TRAIN)
    learned = np.stack([meant(case) for case in train])
    for split in (Split.DEVELOPMENT, Split.HELD_OUT):
        long = [c for c in cases.split_of(LABELLED, split) if len(c.turn) >= SAID_BY_MANY]
        near = np.stack([meant(case) for case in long]) @ learned.T
        found = [
            (case.id, train[at].id)
            for case, at, alike in zip(long, near.argmax(axis=1), near.max(axis=1), strict=True)
            if alike >= NEARLY
        ]
        assert not found


def meant(case: Case) -> Vectors:
    """What a turn means: its sentences' vectors, the longer ones weighing more."""
    parts = read_apart(case.turn, case.lang)
    lengths = np.array([len(part.text) for part in parts], np.float32)
    whole: Vectors = lengths @ stored.encode(features.spoken(parts))
    return whole / np.linalg.norm(whole)


def test_the_two_languages_hold_about_half_each() -> None:
    dutch = sum(case.lang == "nl" for case in LABELLED)
    assert 0.4 < dutch / len(LABELLED) < 0.6


def test_a_fingerprint_goes_by_content_alone() -> None:
    first = LABELLED[:20]
    assert cases.fingerprint(first) == cases.fingerprint(reversed(first))
    changed = first[0].model_copy(update={"drift_evidence": None, "story": "another"})
    assert cases.fingerprint([changed, *first[1:]]) != cases.fingerprint(first)
