"""Slips of the colleague, found by their sense: in words that no list of phrases holds."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest

from evals import slips
from evals.slip_training import STOPPED
from evals.slips import HELD_OUT, Slip
from rehearse.colleague.checks import Fault, Sense, sense, sensed
from rehearse.conversation.rubric import LANGUAGES, Language
from rehearse.conversation.scenario import Move
from rehearse.grader import context
from rehearse.language import sentences
from tests.colleague.replies import LIBRARY, SENSE, first_finding, ground, ground_of, rows

SORRY, WARM = "I'm sorry I promised it.", "Shake on it, then, and we're straight."
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
    assert sum(told[True][fault] for fault in FOUND) >= 0.68 * slipped
    assert told[True][None] <= 0.08 * all_of[None]


def test_what_ships_learned_from_what_is_there() -> None:
    """Else: `python -m evals train-slips`."""
    inside = [slip for name, own in slips.load().items() if name not in HELD_OUT for slip in own]
    assert sense.shipped().card.data == slips.fingerprint(inside)


def test_good_replies_are_hardly_ever_stopped_by_their_sense() -> None:
    """None of them was learned from."""
    good = rows("good")
    stopped = [row for row in good if first_finding(row.reply, ground_of(row), by_sense=True)]
    print(f"{len(stopped)} of {len(good)}")
    assert len(stopped) <= STOPPED * len(good), [row.reply for row in stopped]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lines_of_the_situations_are_not_stopped_by_their_sense(language: Language) -> None:
    """Each said in answer to a question that it was written for, where there is one. A line of
    the pool counts once; another line more draws no others."""
    said = {
        line.text: (scenario, next(iter(line.answers), ""))
        for scenario in (LIBRARY.load(name, language) for name in LIBRARY.ids())
        for lines in scenario.words.lines.values()
        for line in lines
    }
    drawn = sorted(said, key=lambda text: hashlib.sha256(text.encode()).digest())[:600]
    wrong = []
    for text in drawn:
        scenario, asked = said[text]
        parts = [part.text for part in sentences.split(text)]
        for n, part in enumerate(parts):
            if sensed(part, " ".join(parts[:n]), ground(scenario, words=asked), SENSE):
                wrong.append(text)
    assert len(wrong) <= 0.01 * len(drawn), wrong


def test_where_warmth_was_earned_it_is_no_fault() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    found = sensed(WARM, "", ground(scenario, Move.GO_ON, SORRY), SENSE)
    assert found is not None
    assert found.fault is Fault.FORGIVES
    assert sensed(WARM, "", ground(scenario, Move.SETTLE, SORRY), SENSE) is None


def test_the_plan_and_what_is_quoted_are_no_fault() -> None:
    scenario = LIBRARY.load("promised-raise", "en")
    planned = ground(scenario, words=SORRY, plan=f"Right. {WARM}")
    assert sensed(WARM, "", planned, SENSE) is None
    assert sensed(f"“{WARM}”", "", ground(scenario, words=SORRY), SENSE) is None


def test_what_is_read_back_is_what_was_learned() -> None:
    model = sense.shipped()
    again = sense.from_bytes(model.to_bytes())
    assert again.card == model.card
    assert (again.weights == model.weights).all()
    assert (again.bias == model.bias).all()


@dataclass
class Counting:
    """Reads all as one, and counts."""

    key: str
    read: int = 0

    def rows(self, sentences: Sequence[str], heard: str, upper: int) -> sense.Numbers:
        self.read += 1
        return np.zeros((len(sentences), 2), np.float32)


def test_a_sentence_that_is_looked_at_again_is_read_once() -> None:
    card = sense.shipped().card
    nothing = sense.Learned(np.zeros((2, 5), np.float32), np.zeros(5, np.float32), card)
    reader = Counting(card.reader)
    hears = Sense(lambda: reader, lambda: nothing)
    for _ in range(2):
        hears.fault("It was.", ["Hm."], SORRY)
    assert reader.read == 1
    hears.fault("It was.", [], SORRY)
    assert reader.read == 2


def test_what_was_learned_beside_another_reader_is_not_used() -> None:
    """Else: `python -m evals train-slips`."""
    shipped = sense.shipped()
    card = shipped.card.model_copy(update={"reader": "another"})
    other = Sense(context.load, lambda: replace(shipped, card=card))
    with pytest.raises(ValueError, match="train-slips"):
        other.fault("We're straight.", (), "")
