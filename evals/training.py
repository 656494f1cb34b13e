"""Trains the local grader's heads from labelled turns, on one core, the same every time.

Each head is a logistic regression over a turn's sentences, pooled by soft maximum. A second loss
asks that the sentence which holds the evidence earns the level. Thresholds come from predictions
for stories that a fold did not train on.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals import metrics
from evals.cases import Case, fingerprint
from rehearse.conversation.rubric import Drift, Level, Step
from rehearse.grader import heads
from rehearse.grader.heads import Heads, HeadsCard, Numbers, StepThresholds
from rehearse.grader.local import decide
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
SWEEPS = 3
"""Rounds in which every threshold is set anew, the others held."""
FALSE_HARM = 0.01
"""Share of turns that may be given a stated -1 they do not deserve, a step."""
RIGHT_SIGN = 0.84
"""Share of stated levels above 0 that must have the right sign, a step."""


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
        )


def prepare(cases: Sequence[Case], encoder: Encoder) -> Examples:
    """The cases as numbers."""
    read = [features.read(c.turn, c.lang, c.colleague_last, encoder) for c in cases]
    rows = np.vstack([heads.design(found) for found in read])
    turn_of = np.repeat(np.arange(len(cases)), [len(found.sentences) for found in read])
    targets = np.stack([_targets(case) for case in cases])
    earned = np.vstack([_earned(c, f) for c, f in zip(cases, read, strict=True)])
    return Examples(tuple(cases), rows, turn_of, targets, earned)


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


def chances(examples: Examples, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The chances of every head for every turn, and each sentence's share in them."""
    pooled, shares = heads.soft_maximum(
        examples.rows @ weights, examples.turn_of, len(examples.cases), SHARPNESS
    )
    return heads.chance(pooled), shares


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


def unseen_chances(examples: Examples) -> tuple[Numbers, Numbers]:
    """Chances and shares for every turn, from weights that never saw its story."""
    fold_of = folds(examples.cases)
    found = np.zeros_like(examples.targets)
    shares = np.zeros_like(examples.earned)
    for fold in range(FOLDS):
        inside = np.flatnonzero(fold_of == fold)
        weights = fit(examples.only(np.flatnonzero(fold_of != fold)))
        found[inside], shares[np.isin(examples.turn_of, inside)] = chances(
            examples.only(inside), weights
        )
    return found, shares


def train(cases: Sequence[Case], development: Sequence[Case], encoder: Encoder) -> Heads:
    """The heads for these cases; what they may state without doubt is held to both splits."""
    examples = prepare(cases, encoder)
    unseen, _ = unseen_chances(examples)
    return finish(examples, unseen, prepare(development, encoder) if development else None)


def finish(examples: Examples, unseen: Numbers, development: Examples | None) -> Heads:
    """The heads for these examples, levels by what ``unseen_chances`` found for them.

    A margin from which on a level is stated must hold on the training stories, seen blind, and on
    the development split, where there is one: the stricter of the two is taken.
    """
    names = heads.head_names()
    weights = fit(examples)
    steps = {step: step_thresholds(step, examples.cases, unseen) for step in Step}
    if development is not None:
        found, _ = chances(development, weights)
        for step, at in steps.items():
            steps[step] = _stricter(at, _sure(step, development.cases, found, at))
    card = HeadsCard(
        data=fingerprint(examples.cases),
        sharpness=SHARPNESS,
        heads=names,
        marks=features.mark_names(),
        steps=steps,
        flags={
            name: _flag_threshold(unseen[:, n], examples.targets[:, n])
            for n, name in enumerate(names)
            if name.startswith(("drift:", "signal:"))
        },
    )
    return Heads(weights, card)


def levels_at(
    against: Numbers, partial: Numbers, clear: Numbers, at: StepThresholds
) -> tuple[Indices, npt.NDArray[np.bool_]]:
    """Levels and doubts of many turns on one step, by the grader's own rule."""
    decided = [
        decide(float(a), float(p), float(c), at)
        for a, p, c in zip(against, partial, clear, strict=True)
    ]
    levels = np.array([int(level) for level, _ in decided])
    return levels, np.array([doubt for _, doubt in decided])


def _slope(examples: Examples, weights: Numbers) -> Numbers:
    found, shares = chances(examples, weights)
    wrong = found - examples.targets
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


def step_thresholds(step: Step, cases: Sequence[Case], unseen: Numbers) -> StepThresholds:
    """From which chance on a level is given and stated, by what weights blind to the turns say."""
    against, partial, clear = _chances_of(step, unseen)
    truth = _truth_of(step, cases)
    grid = np.arange(0.15, 0.61, 0.05)

    def worth(at: StepThresholds) -> float:
        levels, _ = levels_at(against, partial, clear, at)
        kappa = metrics.quadratic_kappa(truth, levels)
        return kappa + 0.3 * metrics.f1(truth == -1, levels == -1)

    best = StepThresholds(
        against=0.3, over_good=0.8, partial=0.35, clear=0.35, sure_against=-1, sure_good=-1
    )
    grids: dict[str, Iterable[float]] = {
        "against": grid,
        "over_good": (0.6, 0.8, 1.0, 1.2),
        "partial": grid,
        "clear": grid,
    }
    for _ in range(SWEEPS):
        for name, values in grids.items():
            tried = [best.model_copy(update={name: float(value)}) for value in values]
            best = max(tried, key=worth)
    return _sure(step, cases, unseen, best)


def _sure(step: Step, cases: Sequence[Case], found: Numbers, at: StepThresholds) -> StepThresholds:
    """These thresholds, with the margins from which on a level may be stated to these cases."""
    against, partial, clear = _chances_of(step, found)
    truth = _truth_of(step, cases)
    levels, _ = levels_at(against, partial, clear, at)
    harm, good = levels == -1, levels > 0
    sure_against = _surest(
        (against - partial)[harm],
        lambda keep: int((truth[harm][keep] != -1).sum()),
        FALSE_HARM * len(truth),
    )
    sure_good = _sure_enough((partial - against)[good], truth[good] > 0)
    return at.model_copy(update={"sure_against": sure_against, "sure_good": sure_good})


def _stricter(one: StepThresholds, other: StepThresholds) -> StepThresholds:
    return one.model_copy(
        update={
            "sure_against": max(one.sure_against, other.sure_against),
            "sure_good": max(one.sure_good, other.sure_good),
        }
    )


def _chances_of(step: Step, found: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    first = list(Step).index(step) * len(heads.STEP_HEADS)
    return found[:, first], found[:, first + 1], found[:, first + 2]


def _truth_of(step: Step, cases: Sequence[Case]) -> Indices:
    return np.array([int(case.levels[step]) for case in cases])


def _surest(margins: Numbers, false: Callable[[npt.NDArray[np.bool_]], int], most: float) -> float:
    """The lowest margin from which on at most so many are false."""
    for margin in sorted({float(m) for m in np.round(margins, 3)}):
        if false(margins >= margin) <= most:
            return margin
    return 1.0


def _sure_enough(margins: Numbers, right: npt.NDArray[np.bool_]) -> float:
    """The lowest margin from which on enough have the right sign."""
    for margin in sorted({float(m) for m in np.round(margins, 3)}):
        kept = margins >= margin
        if kept.any() and right[kept].mean() >= RIGHT_SIGN:
            return margin
    return 1.0


def _flag_threshold(found: Numbers, truth: Numbers) -> float:
    grid = np.arange(0.2, 0.61, 0.05)
    return float(max(grid, key=lambda at: (metrics.f1(truth > 0, found > at), -abs(at - 0.4))))
