"""Trains the local grader's heads from labelled turns, on one core, the same every time.

Each head is a logistic regression over a turn's sentences, pooled by soft maximum. A second loss
asks that the sentence which holds the evidence earns the level. What the heads' scores come to is
set apart, in ``thresholds``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals.cases import Case
from rehearse.conversation.rubric import Drift, Level, Step
from rehearse.grader import heads
from rehearse.grader.heads import Numbers, Reading
from rehearse.language import features
from rehearse.language.encoder import Encoder
from rehearse.language.features import TurnFeatures

Indices = npt.NDArray[np.int64]

SHARPNESS = 1.5
REGULARISATION = 2.0
EVIDENCE_WEIGHT = 0.3
ROUNDS = 300
RATE = 0.03
FOLDS = 5


@dataclass(frozen=True)
class Examples:
    """Labelled turns as numbers."""

    cases: tuple[Case, ...]
    rows: Numbers
    """One row a sentence."""
    turn_of: Indices
    """Which turn each row belongs to."""
    targets: Numbers
    """Turns by heads, 0 or 1."""
    earned: Numbers
    """Rows by heads: the share of a turn's evidence that lies in the sentence."""
    read: tuple[tuple[tuple[str, ...], str], ...]
    """Each turn as the context reader is given it: its sentences, and what was said before."""

    def only(self, keep: Indices) -> "Examples":
        """The turns with these numbers, counted anew."""
        place = np.full(len(self.cases), -1)
        place[keep] = np.arange(len(keep))
        rows = np.isin(self.turn_of, keep)
        return Examples(
            tuple(self.cases[n] for n in keep),
            self.rows[rows],
            place[self.turn_of[rows]],
            self.targets[keep],
            self.earned[rows],
            tuple(self.read[n] for n in keep),
        )


def prepare(cases: Sequence[Case], encoder: Encoder) -> Examples:
    """The cases as numbers."""
    read = [features.read(c.turn, c.lang, c.colleague_last, encoder) for c in cases]
    rows = np.vstack([heads.design(found) for found in read])
    turn_of = np.repeat(np.arange(len(cases)), [len(found.sentences) for found in read])
    targets = np.stack([_targets(case) for case in cases])
    earned = np.vstack([_earned(c, f) for c, f in zip(cases, read, strict=True)])
    given = tuple((found.texts, found.heard_text) for found in read)
    return Examples(tuple(cases), rows, turn_of, targets, earned, given)


def fit(examples: Examples) -> Numbers:
    """The weights, by full-batch Adam from a fixed start."""
    weights = np.zeros((examples.rows.shape[1], examples.targets.shape[1]))
    weights[-1] = -2.0
    shrink = np.full((len(weights), 1), REGULARISATION)
    shrink[-1] = 0.01
    mean, spread = np.zeros_like(weights), np.zeros_like(weights)
    for round_ in range(1, ROUNDS + 1):
        slope = _slope(examples, weights) + shrink * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope**2
        step = (mean / (1 - 0.9**round_)) / (np.sqrt(spread / (1 - 0.99**round_)) + 1e-6)
        weights = weights - RATE * step
    return weights


def read(examples: Examples, *halves: Numbers) -> Reading:
    """What the turns come to, from what each half of the grader scores their sentences."""
    return heads.read(halves, examples.turn_of, len(examples.cases), SHARPNESS)


def part(examples: Examples, reading: Reading, keep: Indices) -> tuple[Examples, Reading]:
    """The turns with these numbers, and the reading of them."""
    rows = np.isin(examples.turn_of, keep)
    kept = Reading(reading.halves[:, keep], reading.shares[rows], reading.apart[rows])
    return examples.only(keep), kept


def first_told(cases: Sequence[Case]) -> Indices:
    """The numbers of the turns that are no retelling: by these it is set what is given and stated.

    A retold turn has the levels of another turn, and its teller wandered on purpose.
    """
    return np.flatnonzero([not case.retold for case in cases])


def folds(cases: Sequence[Case]) -> Indices:
    """A fold for each case; a story is never in two, and sizes are alike."""
    sizes: dict[tuple[str, str], int] = {}
    for case in cases:
        sizes[case.key] = sizes.get(case.key, 0) + 1
    filled = [0] * FOLDS
    home = {}
    for key in sorted(sizes, key=lambda k: (-sizes[k], k)):
        home[key] = filled.index(min(filled))
        filled[home[key]] += sizes[key]
    return np.array([home[case.key] for case in cases])


def unseen_scores(examples: Examples, turns: Indices) -> Numbers:
    """Scores of every sentence of these turns, from weights that never saw its story."""
    fold_of = folds(examples.cases)
    own = examples.only(turns)
    found = np.zeros_like(own.earned)
    for fold in np.unique(fold_of[turns]):
        inside = np.isin(own.turn_of, np.flatnonzero(fold_of[turns] == fold))
        weights = fit(examples.only(np.flatnonzero(fold_of != fold)))
        found[inside] = own.rows[inside] @ weights
    return found


def _slope(examples: Examples, weights: Numbers) -> Numbers:
    found = read(examples, examples.rows @ weights)
    shares = found.shares
    wrong = found.chances - examples.targets
    by_sentence = shares * wrong[examples.turn_of]
    told = examples.targets[examples.turn_of] * _has_evidence(examples)
    by_sentence += EVIDENCE_WEIGHT * SHARPNESS * (shares - examples.earned) * told
    slope: Numbers = examples.rows.T @ by_sentence
    return slope


def _has_evidence(examples: Examples) -> Numbers:
    total = np.zeros_like(examples.targets)
    np.add.at(total, examples.turn_of, examples.earned)
    return (total > 0).astype(np.float64)[examples.turn_of]


def _targets(case: Case) -> Numbers:
    wanted: list[float] = []
    for step in Step:
        level = case.levels[step]
        wanted += [level is Level.AGAINST, level >= Level.PARTIAL, level is Level.CLEAR]
    wanted += [case.drift is drift for drift in Drift if drift is not Drift.NONE]
    wanted += [signal in case.signals for signal in heads.LEARNED_SIGNALS]
    return np.array(wanted, np.float64)


def _earned(case: Case, found: TurnFeatures) -> Numbers:
    """How much of each head's evidence lies in each sentence; columns of what has none are 0."""
    columns: list[Numbers] = []
    for step in Step:
        share = _overlap(case, found, case.evidence.get(step, ())[:1])
        columns += [share] * len(heads.STEP_HEADS)
    drift = _overlap(case, found, [case.drift_evidence] if case.drift_evidence else [])
    columns += [drift] * (len(Drift) - 1)
    columns += [np.zeros(len(found.sentences))] * len(heads.LEARNED_SIGNALS)
    return np.stack(columns, axis=1)


def _overlap(case: Case, found: TurnFeatures, passages: Iterable[str]) -> Numbers:
    shared = np.zeros(len(found.sentences))
    for passage in passages:
        start = case.turn.index(passage)
        end = start + len(passage)
        for n, part in enumerate(found.sentences):
            shared[n] += max(0, min(end, part.end) - max(start, part.start))
    total = shared.sum()
    return shared / total if total else shared
