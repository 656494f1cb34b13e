"""Trains the local grader's heads from labelled turns, on one core, the same every time.

Each head is a logistic regression over a turn's sentences, pooled by soft maximum. A second loss
asks that the sentence which holds the evidence earns the level. Thresholds come from predictions
for stories that a fold did not train on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from evals import metrics
from evals.cases import Case, fingerprint
from rehearse.conversation.rubric import Drift, Level, Step
from rehearse.grader import heads, local
from rehearse.grader.doubt import FEATURES, Doubt, describe
from rehearse.grader.heads import Heads, HeadsCard, Numbers, Reading, StepThresholds
from rehearse.language import features
from rehearse.language.encoder import Encoder
from rehearse.language.features import TurnFeatures

Indices = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Thresholds = dict[Step, StepThresholds]

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
RIGHT_SIGN = 0.83
"""Share of stated levels that must have the label's sign."""
WRONG_SIGN = 0.07
"""Share of stated levels that may have the opposite sign."""
DOUBT_WEIGHT = 0.3
"""Inverse of the regularisation of what doubt hangs on."""
_NEVER = -30.0
"""What an outcome that never came weighs."""


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


def unseen_scores(examples: Examples) -> Numbers:
    """Scores of every sentence, from weights that never saw its story."""
    fold_of = folds(examples.cases)
    found = np.zeros_like(examples.earned)
    for fold in range(FOLDS):
        inside = np.isin(examples.turn_of, np.flatnonzero(fold_of == fold))
        weights = fit(examples.only(np.flatnonzero(fold_of != fold)))
        found[inside] = examples.rows[inside] @ weights
    return found


@dataclass(frozen=True)
class Held:
    """Turns that the final weights did not see, and what the context reader scores them."""

    examples: Examples
    in_context: Numbers


def finish(examples: Examples, unseen: Reading, context: str, held_to: Held | None) -> Heads:
    """The heads for these examples.

    ``unseen``: the reading of their turns by both halves, neither of which saw the story.
    ``context``: the data that the context reader was tuned on.
    What is stated without doubt must hold on the training stories, seen blind, and on ``held_to``,
    where there is one: the stricter of the two is taken.
    """
    names = heads.head_names()
    weights = fit(examples)
    steps, doubt = thresholds(examples, unseen)
    if held_to is not None:
        own = held_to.examples
        found = read(own, own.rows @ weights, held_to.in_context)
        steps, doubt = certain_enough(own, found, steps, doubt)
    card = HeadsCard(
        data=fingerprint(examples.cases),
        context=context,
        sharpness=SHARPNESS,
        heads=names,
        marks=features.mark_names(),
        steps=steps,
        doubt=doubt,
        flags=_flags(examples, unseen),
    )
    return Heads(weights, card)


def _flags(examples: Examples, unseen: Reading) -> dict[str, float]:
    found = {}
    for n, name in enumerate(heads.head_names()):
        if name.startswith(("drift:", "signal:")):
            chances = unseen.chances_apart if name.startswith("signal:") else unseen.chances
            found[name] = _flag_threshold(chances[:, n], examples.targets[:, n])
    return found


def thresholds(examples: Examples, unseen: Reading) -> tuple[Thresholds, Doubt]:
    """From where on levels are given and stated, by a reading blind to the stories."""
    steps = {step: step_thresholds(step, examples.cases, unseen) for step in Step}
    described, signs, _ = shown(examples, unseen, steps)
    doubt = Doubt(weights=_weights_of_doubt(described, signs), stated=-1)
    return certain_enough(examples, unseen, steps, doubt)


def _weights_of_doubt(described: Numbers, signs: Indices) -> tuple[tuple[float, ...], ...]:
    """Weights for the right sign, for a label of 0, and for the opposite sign."""
    outcomes = (1, 0, -1)
    weights = {outcome: np.zeros(len(FEATURES)) for outcome in outcomes}
    for outcome in set(outcomes) - set(signs.tolist()):
        weights[outcome][-1] = _NEVER
    seen = sorted(set(signs.tolist()))
    if len(seen) > 1:
        model = LogisticRegression(C=DOUBT_WEIGHT, max_iter=5000).fit(described, signs)
        # Of two outcomes the model keeps only what tells the second from the first.
        rows = model.coef_ if len(seen) > 2 else np.vstack([-model.coef_, model.coef_]) / 2
        weights |= dict(zip(seen, rows, strict=True))
    return tuple(tuple(weights[outcome].tolist()) for outcome in outcomes)


def certain_enough(
    examples: Examples, found: Reading, steps: Thresholds, doubt: Doubt
) -> tuple[Thresholds, Doubt]:
    """The same, with what is stated held to these turns as well: never less strict than before."""
    described, signs, which = shown(examples, found, steps)
    certain = doubt.certainty(described)
    stated = max(doubt.stated, _sure_enough(certain, signs))
    stricter = {}
    for n, step in enumerate(Step):
        harm = (which[:, 0] == n) & (which[:, 1] == -1)
        at = _few_enough(certain[harm], signs[harm] != 1, FALSE_HARM * len(examples.cases))
        least = max(steps[step].stated_against, at)
        stricter[step] = steps[step].model_copy(update={"stated_against": least})
    return stricter, doubt.model_copy(update={"stated": stated})


def shown(
    examples: Examples, found: Reading, steps: Thresholds
) -> tuple[Numbers, Indices, Indices]:
    """Every level other than 0 that is given: what certainty hangs on; 1 where it has the label's
    sign, 0 where the label is 0, -1 where signs are opposite; and the step's number and level."""
    sentences = np.bincount(examples.turn_of, minlength=len(examples.cases))
    described, signs, which = [], [], []
    for n, step in enumerate(Step):
        halves = found.of_step(step)
        for turn, level in enumerate(levels_at(halves, steps[step])):
            if not level:
                continue
            described.append(describe(step, Level(level), halves[:, turn], int(sentences[turn])))
            label = int(examples.cases[turn].levels[step])
            signs.append(int(np.sign(label) * np.sign(level)))
            which.append((n, level))
    return (
        np.array(described).reshape(-1, len(FEATURES)),
        np.array(signs, np.int64),
        np.array(which, np.int64).reshape(-1, 2),
    )


def doubts(examples: Examples, found: Reading, steps: Thresholds, doubt: Doubt) -> Flags:
    """Turns by steps: whether a level is given in doubt."""
    described, *_ = shown(examples, found, steps)
    table = np.zeros((len(examples.cases), len(Step)), np.bool_)
    certain = iter(doubt.certainty(described))
    for n, step in enumerate(Step):
        for turn, level in enumerate(levels_at(found.of_step(step), steps[step])):
            if level:
                table[turn, n] = not local.stated(
                    Level(level), float(next(certain)), steps[step], doubt
                )
    return table


def levels_at(halves: Numbers, at: StepThresholds) -> Indices:
    """Levels of many turns on one step, by the grader's own rule."""
    chances = heads.chance(halves.mean(axis=0))
    return np.array([int(local.decide(row.tolist(), at)) for row in chances], np.int64)


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


def step_thresholds(step: Step, cases: Sequence[Case], unseen: Reading) -> StepThresholds:
    """From which chance on a level is given, by what weights blind to the turns say."""
    halves = unseen.of_step(step)
    truth = np.array([int(case.levels[step]) for case in cases])
    grid = np.arange(0.15, 0.61, 0.05)

    def worth(at: StepThresholds) -> float:
        levels = levels_at(halves, at)
        kappa = metrics.quadratic_kappa(truth, levels)
        return kappa + 0.3 * metrics.f1(truth == -1, levels == -1)

    best = StepThresholds(against=0.3, over_good=0.8, partial=0.35, clear=0.35, stated_against=-1)
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
    return best


def _sure_enough(certain: Numbers, signs: Indices) -> float:
    """The lowest certainty from which on enough levels are right and few enough the opposite."""
    for at in _tried(certain):
        kept = signs[certain >= at]
        if len(kept) and (kept == 1).mean() >= RIGHT_SIGN and (kept == -1).mean() <= WRONG_SIGN:
            return at
    return 1.0


def _few_enough(certain: Numbers, false: Flags, most: float) -> float:
    """The lowest certainty from which on at most so many are false."""
    return next((at for at in _tried(certain) if false[certain >= at].sum() <= most), 1.0)


def _tried(certain: Numbers) -> list[float]:
    return sorted({float(at) for at in np.round(certain, 3)})


def _flag_threshold(found: Numbers, truth: Numbers) -> float:
    grid = np.arange(0.2, 0.61, 0.05)
    return float(max(grid, key=lambda at: (metrics.f1(truth > 0, found > at), -abs(at - 0.4))))
