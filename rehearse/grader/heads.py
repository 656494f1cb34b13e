"""The first half of the local grader: one linear score a sentence and head, pooled over the turn.

Three heads a step (against, at least partial, clear), one a corner of drift, one a learned signal.
Each sentence is scored apart, and a turn's score is the soft maximum over its sentences, so that
the sentence which earned a level is known, and words added beside it do not thin it out.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

from rehearse.conversation.rubric import Drift, Frozen, Step
from rehearse.conversation.signals import Signal
from rehearse.grader.doubt import Doubt
from rehearse.grader.harm import Harm, chance, describe
from rehearse.language.encoder import DIMENSIONS
from rehearse.language.features import TurnFeatures, mark_names

Numbers = npt.NDArray[np.float64]

OWN_SCALE = 3.0
BEFORE_SCALE = 1.5
HEARD_SCALE = 1.0
"""How much a direction of a vector weighs against a cue, under one regularisation: the sentence's
own, that of the sentence before it, and that of what the colleague said."""

STEP_HEADS = ("against", "partial", "clear")
AGAINST = tuple(n * len(STEP_HEADS) for n in range(len(Step)))
"""Which columns hold the scores of -1, step by step."""

LEARNED_SIGNALS = (
    Signal.ASKS_IMPACT,
    Signal.ASKS_NEED,
    Signal.ASKS_FACT,
    Signal.LOGISTICS,
    Signal.JOKE,
    Signal.FISHING,
    Signal.ASKS_FORGIVENESS,
    Signal.TEARS,
    Signal.BREEZY,
    Signal.APOLOGY,
    Signal.LEAVES,
    Signal.THREAT,
    Signal.VAGUE,
    Signal.EXCUSE,
    Signal.TO_MACHINE,
)
"""Signals that are weighed; the others are told by rule (see ``hearing``)."""


def head_names() -> tuple[str, ...]:
    """What the columns of the weights are, in order."""
    steps = [f"{step}:{head}" for step in Step for head in STEP_HEADS]
    drifts = [f"drift:{drift}" for drift in Drift if drift is not Drift.NONE]
    return (*steps, *drifts, *(f"signal:{signal}" for signal in LEARNED_SIGNALS))


class StepThresholds(Frozen):
    """From which chance on a step's level is given."""

    against: float
    over_good: float
    """What part of the chance of good the chance of harm must exceed to be what is remembered."""
    partial: float
    clear: float
    stated_against: float
    """From which certainty on a -1 can be stated, in a turn that is surely harmful: a false one
    costs most, so its bound is its own."""


class HeadsCard(Frozen):
    """What the model's file says about itself."""

    data: str
    """Hash over the turns and labels it was trained on."""
    context: str
    """The key of the context reader whose scores its thresholds were set with."""
    sharpness: float
    heads: tuple[str, ...]
    marks: tuple[str, ...]
    steps: dict[Step, StepThresholds]
    doubt: Doubt
    harm: Harm
    flags: dict[str, float]
    """Threshold of every drift and signal head."""


@dataclass(frozen=True)
class Reading:
    """What the grader makes of turns."""

    halves: Numbers
    """Scores, pooled over each turn: halves of the grader by turns by heads."""
    shares: Numbers
    """Each sentence's share in its turn: sentences by heads."""
    apart: Numbers
    """Scores of each sentence, the mean of both halves: sentences by heads."""

    @property
    def chances(self) -> Numbers:
        """Turns by heads. The mean of both halves counts: together they are right more often than
        the better of the two."""
        return chance(self.halves.mean(axis=0))

    @property
    def chances_apart(self) -> Numbers:
        """The same by the sentence heads alone, which hear signals better than both together."""
        return chance(self.halves[0])

    def harm_hangs_on(self, marks: Numbers) -> Numbers:
        """What the chance hangs on that a sentence is harmful (see ``harm``), one row a sentence.

        ``marks``: the cues of each sentence.
        """
        return describe(self.apart, AGAINST, marks)

    def harm_of_turns_hangs_on(self, marks: Numbers) -> Numbers:
        """The same of whole turns, to learn it by. ``marks``: the cues of each turn."""
        return describe(self.halves.mean(axis=0), AGAINST, marks)

    def of_step(self, step: Step) -> Numbers:
        """The scores of one step: halves by turns by against, partial, clear."""
        first = list(Step).index(step) * len(STEP_HEADS)
        return self.halves[:, :, first : first + len(STEP_HEADS)]


def design(features: TurnFeatures) -> Numbers:
    """The rows that the heads weigh, one a sentence, with a constant last."""
    own = features.vectors
    before = np.vstack([np.zeros((1, DIMENSIONS)), own[:-1]])
    heard = np.broadcast_to(features.heard, own.shape)
    return np.hstack(
        [
            own * OWN_SCALE,
            before * BEFORE_SCALE,
            heard * HEARD_SCALE,
            features.marks,
            np.ones((len(own), 1)),
        ]
    ).astype(np.float64)


def marks_of(rows: Numbers) -> Numbers:
    """The cues in rows of ``design``."""
    marks: Numbers = rows[:, -1 - len(mark_names()) : -1]
    return marks


def soft_maximum(
    scores: Numbers, turn_of: npt.NDArray[np.int64], turns: int, sharpness: float
) -> tuple[Numbers, Numbers]:
    """Each turn's soft maximum over its sentences, and each sentence's share in it."""
    top = np.full((turns, scores.shape[1]), -np.inf)
    np.maximum.at(top, turn_of, scores)
    weights = np.exp(sharpness * (scores - top[turn_of]))
    total = np.zeros((turns, scores.shape[1]))
    np.add.at(total, turn_of, weights)
    return top + np.log(total) / sharpness, weights / total[turn_of]


def read(
    halves: Sequence[Numbers], turn_of: npt.NDArray[np.int64], turns: int, sharpness: float
) -> Reading:
    """What turns come to. ``halves``: what each half of the grader scores their sentences."""
    pooled = [soft_maximum(scores, turn_of, turns, sharpness) for scores in halves]
    shares: Numbers = np.mean([share for _, share in pooled], axis=0)
    apart: Numbers = np.mean(halves, axis=0)
    return Reading(np.stack([scores for scores, _ in pooled]), shares, apart)


@dataclass(frozen=True)
class Heads:
    """The trained weights with what is needed to read a turn by them."""

    weights: Numbers
    card: HeadsCard

    def scores(self, features: TurnFeatures) -> Numbers:
        """One row of scores a sentence, one column a head, before any pooling."""
        scores: Numbers = design(features) @ self.weights
        return scores

    @cached_property
    def columns(self) -> dict[str, int]:
        """Where each head stands."""
        return {name: n for n, name in enumerate(self.card.heads)}

    def to_bytes(self) -> bytes:
        """The model's file."""
        buffer = io.BytesIO()
        card = np.frombuffer(self.card.model_dump_json().encode(), np.uint8)
        np.savez_compressed(buffer, weights=self.weights.astype(np.float32), card=card)
        return buffer.getvalue()


def load() -> Heads:
    """The heads that ship with the package.

    Raises:
        ValueError: the file was trained for other cues or heads than this code has.
    """
    return from_bytes((resources.files(__package__) / "heads.npz").read_bytes())


def from_bytes(raw: bytes) -> Heads:
    """The heads in a model's file.

    Raises:
        ValueError: they were trained for other cues or heads than this code has.
    """
    with np.load(io.BytesIO(raw)) as stored:
        card = HeadsCard.model_validate(json.loads(bytes(stored["card"])))
        weights: Any = stored["weights"].astype(np.float64)
    if card.marks != mark_names() or card.heads != head_names():
        raise ValueError("heads.npz does not fit the cues: run `python -m evals train`")
    return Heads(weights, card)
