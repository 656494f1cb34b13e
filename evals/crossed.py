"""How well the recipe does on stories it was not trained on: cross-validation over the train split.

Weights and thresholds both come from the other folds, so that nothing about a turn's story, nor
about its labels, has a hand in its own level.
"""

from collections.abc import Callable

import numpy as np

from evals import metrics, thresholds, training, turns
from evals.measures import Flags, Labels, Numbers
from evals.report import ALL, MACRO, Figure, Report, known
from evals.training import Examples, Indices
from evals.turns import Scores
from rehearse.conversation.rubric import Step
from rehearse.grader import heads
from rehearse.grader.heads import Reading
from rehearse.language.clauses import read_apart

PART = "training"

_HEAD_OF = {-1: 0, 1: 1, 2: 2}
"""Which of a step's heads a level comes from."""


def report(examples: Examples, unseen: Reading, fold_of: Indices) -> Report:
    """The figures, from a reading by halves neither of which saw the story.

    ``fold_of``: the fold of each turn, whose stories the halves that read it had not seen.
    """
    scores = crossed_scores(examples, unseen, fold_of)
    figures = turns.figures_of(scores, PART, ALL)
    for metric, measure in (("rank", _rank), ("auc_against", _auc)):
        by_step = [
            _within_folds(fold_of, measure, scores.truth[:, n], unseen.chances, n)
            for n in range(len(Step))
        ]
        subjects = [*(step.value for step in Step), MACRO]
        for subject, value in zip(subjects, [*by_step, float(np.nanmean(by_step))], strict=True):
            figures.append(
                Figure(
                    part=PART,
                    scope=ALL,
                    subject=subject,
                    metric=metric,
                    value=known(value),
                    count=len(scores),
                )
            )
    return Report(figures=tuple(figures))


def crossed_scores(examples: Examples, unseen: Reading, fold_of: Indices) -> Scores:
    """Levels, doubts and quotes that each fold gets from the other folds."""
    size = (len(examples.cases), len(Step))
    given, doubt = np.zeros(size, np.int64), np.zeros(size, np.bool_)
    for fold in np.unique(fold_of):
        inside, outside = np.flatnonzero(fold_of == fold), np.flatnonzero(fold_of != fold)
        rules = thresholds.thresholds(*training.part(examples, unseen, outside))
        turns_inside, found = training.part(examples, unseen, inside)
        for n, step in enumerate(Step):
            given[inside, n] = thresholds.levels_at(found.of_step(step), rules.steps[step])
        doubt[inside] = thresholds.doubts(turns_inside, found, rules)
    truth = np.array([[int(case.levels[step]) for step in Step] for case in examples.cases])
    languages = tuple(case.lang for case in examples.cases)
    overlaps = _overlaps(examples, given, unseen.shares)
    return Scores(truth, given, doubt, overlaps, languages)


def _overlaps(examples: Examples, given: Labels, shares: Numbers) -> Numbers:
    table = np.full(given.shape, np.nan)
    for row, case in enumerate(examples.cases):
        own = shares[examples.turn_of == row]
        spans = [(part.start, part.end) for part in read_apart(case.turn, case.lang)]
        for n, step in enumerate(Step):
            if given[row, n]:
                head = n * len(heads.STEP_HEADS) + _HEAD_OF[int(given[row, n])]
                quote = spans[int(np.argmax(own[:, head]))]
                table[row, n] = turns.overlap(case, step, quote)
    return table


Measure = Callable[[Labels, Numbers, Numbers], float]


def _within_folds(
    fold_of: Labels, measure: Measure, truth: Labels, found: Numbers, step: int
) -> float:
    first = step * len(heads.STEP_HEADS)
    against, partial, clear = (found[:, first + head] for head in range(3))
    values = []
    for fold in np.unique(fold_of):
        inside: Flags = fold_of == fold
        rising = (partial + clear - against)[inside]
        values.append(measure(truth[inside], rising, against[inside]))
    measured = [value for value in values if not np.isnan(value)]
    return metrics.mean(measured) if measured else float("nan")


def _rank(truth: Labels, rising: Numbers, against: Numbers) -> float:
    return metrics.rank_correlation(truth.astype(np.float64), rising)


def _auc(truth: Labels, rising: Numbers, against: Numbers) -> float:
    return metrics.auc(truth == -1, against)
