"""Slips of the colleague, found by their sense: in words that no list of phrases holds."""

import random
from collections import Counter

import pytest

from evals import slip_training, slips
from evals.slip_training import STOPPED
from evals.slips import HELD_OUT, Slip
from rehearse.colleague.checks import Fault, sense, sensed
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Move
from rehearse.language import sentences
from rehearse.language.encoder import shared
from tests.colleague.replies import LIBRARY, first_finding, ground, ground_of, rows

FOUND = [fault.value for fault in sense.FAULTS]


def caught(slip: Slip, *, by_sense: bool) -> bool:
    """Whether a slip is stopped, for whatever it is; and whether a right reply is, as a slip: what
    its writer made up is none, for they knew the situation by its card alone."""
    on = ground(LIBRARY.load(slip.scenario, slip.lang), words=slip.manager)
    found = first_finding(slip.reply, on, by_sense=by_sense)
    if slip.fault is None:
        return found is not None and found.fault in FOUND
    return found is not None


@pytest.fixture(scope="module")
def held() -> list[Slip]:
    return [slip for name, own in slips.load().items() if name in HELD_OUT for slip in own]


def test_slips_of_writers_that_nothing_was_learned_from(held: list[Slip]) -> None:
    told: dict[bool, Counter[str | None]] = {}
    for by_sense in (False, True):
        told[by_sense] = Counter(s.fault for s in held if caught(s, by_sense=by_sense))
    all_of = Counter(slip.fault for slip in held)
    for fault, count in sorted(all_of.items(), key=str):
        both, others = told[True][fault], told[False][fault]
        print(f"{fault or 'right'}: {both} of {count}, by the other checks alone {others}")
    slipped = sum(all_of[fault] for fault in FOUND)
    assert sum(told[True][fault] for fault in FOUND) >= 0.48 * slipped
    assert told[True][None] <= 0.07 * all_of[None]


def test_what_ships_learned_from_what_is_there() -> None:
    """Else: `python -m evals train-slips`."""
    inside = [slip for name, own in slips.load().items() if name not in HELD_OUT for slip in own]
    assert sense.load().card.data == slips.fingerprint(inside)


def test_good_replies_are_hardly_ever_stopped_by_their_sense() -> None:
    """None of them was learned from."""
    good = rows("good")
    stopped = [row for row in good if first_finding(row.reply, ground_of(row), by_sense=True)]
    print(f"{len(stopped)} of {len(good)}")
    assert len(stopped) <= (STOPPED + 0.01) * len(good), [row.reply for row in stopped]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_the_situations_are_not_stopped_by_their_sense(language: Language) -> None:
    said = [
        (scenario, sentence.text)
        for scenario in (LIBRARY.load(name, language) for name in LIBRARY.ids())
        for line in scenario.utterances()
        for sentence in sentences.split(line.text)
    ]
    some = random.Random(1).sample(said, 500)
    wrong = [text for on, text in some if sensed(text, "", ground(on), shared.encode)]
    assert len(wrong) <= 0.01 * len(some), wrong


def test_where_warmth_was_earned_it_is_no_fault() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    warm = "Shake on it, then, and we're straight."
    found = sensed(warm, "", ground(scenario, Move.GO_ON), shared.encode)
    assert found is not None
    assert found.fault is Fault.FORGIVES
    assert sensed(warm, "", ground(scenario, Move.SETTLE), shared.encode) is None


def test_the_plan_and_what_is_quoted_are_no_fault() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    warm = "Shake on it, then, and we're straight."
    assert sensed(warm, "", ground(scenario, plan=f"Right. {warm}"), shared.encode) is None
    assert sensed(f"“{warm}”", "", ground(scenario), shared.encode) is None


def test_what_is_read_back_is_what_was_learned() -> None:
    model = sense.load()
    again = sense.from_bytes(model.to_bytes())
    assert again.card == model.card
    assert (again.weights == model.weights).all()
    found = slip_training.measured(again, [], shared.encode)
    assert (dict(found.caught), found.stopped) == ({}, (0, 0))
