"""Scores a grader on labelled turns: does it agree with the guide?"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evals import metrics
from evals.cases import Case, Split
from evals.metrics import Flags, Labels
from evals.report import (
    ALL,
    MACRO,
    Figure,
    Outcome,
    Part,
    Report,
    StepOutcome,
    known,
    scopes,
)
from rehearse.conversation.rubric import GradeResult, Step, StepScore, TurnGrade
from rehearse.grader import Grader, TurnContext

Numbers = npt.NDArray[np.float64]

HIT = 0.5
"""Character F1 with an accepted passage from which a quote is one that readers would make."""


@dataclass(frozen=True)
class Scores:
    """Labels and grades of turns as tables, one row a turn and one column a step."""

    truth: Labels
    given: Labels
    doubt: Flags
    overlap: Numbers
    """Character F1 of the quote with the nearest accepted passage; nan where there are not both."""
    languages: tuple[str, ...]
    unscored: int = 0
    """Turns that the grader did not grade: counted, and in none of the tables."""

    def only(self, keep: Labels) -> "Scores":
        """The turns with these numbers."""
        return Scores(
            self.truth[keep],
            self.given[keep],
            self.doubt[keep],
            self.overlap[keep],
            tuple(self.languages[n] for n in keep),
            self.unscored,
        )

    def scope(self, name: str) -> "Scores":
        """The turns of one language, or all."""
        if name == ALL:
            return self
        return self.only(np.flatnonzero(np.array(self.languages) == name))

    def __len__(self) -> int:
        return len(self.truth)


Graded = list[tuple[Case, GradeResult]]


def graded(cases: Iterable[Case], grader: Grader) -> Graded:
    """Have every case graded in its context."""
    return [(case, grader.grade(case.turn, context(case))) for case in cases]


def context(case: Case) -> TurnContext:
    """What a labelled turn is read with: what its readers had, but for the story."""
    return TurnContext(case.lang, None, None, case.colleague_last or None)


def tables(found: Graded) -> Scores:
    """Labels and grades as tables."""
    kept = [(case, result) for case, result in found if isinstance(result, TurnGrade)]
    rows = [[_row(case, score) for score in grade.scores] for case, grade in kept]
    table = np.array(rows, np.float64).reshape(len(rows), len(Step), 4)
    return Scores(
        table[:, :, 0].astype(np.int64),
        table[:, :, 1].astype(np.int64),
        table[:, :, 2] > 0,
        table[:, :, 3],
        tuple(case.lang for case, _ in kept),
        len(found) - len(kept),
    )


def outcomes(found: Graded, part: str) -> list[Outcome]:
    """Case by case, with label beside grade."""
    return [
        Outcome(
            part=part,
            kind=case.writer,
            id=case.id,
            lang=case.lang,
            right=all(score.level is case.levels[score.step] for score in grade.scores),
            told=case.turn,
            steps={
                score.step: _step_outcome(case, score)
                for score in grade.scores
                if score.level or case.levels[score.step]
            },
        )
        for case, grade in found
        if isinstance(grade, TurnGrade)
    ]


def _step_outcome(case: Case, score: StepScore) -> StepOutcome:
    wanted, given, doubt, near = _row(case, score)
    return StepOutcome(wanted=wanted, given=given, doubt=doubt, overlap=known(near))


def overlap(case: Case, step: Step, quote: tuple[int, int]) -> float:
    """How well a quote covers the nearest passage that readers accept; nan where they have none."""
    spans = [span for text in case.evidence.get(step, ()) for span in _spans(case.turn, text)]
    return max((metrics.character_f1(quote, span) for span in spans), default=float("nan"))


def _row(case: Case, score: StepScore) -> tuple[int, int, bool, float]:
    quote = score.evidence
    near = overlap(case, score.step, (quote.start, quote.end)) if quote else float("nan")
    return int(case.levels[score.step]), int(score.level), score.doubt, near


def _spans(turn: str, passage: str) -> Iterable[tuple[int, int]]:
    start = turn.find(passage)
    while start >= 0:
        yield start, start + len(passage)
        start = turn.find(passage, start + 1)


Column = tuple[Labels, Labels, Flags, Numbers]
"""One step: truth, given, doubt, overlap."""


def _kappa(column: Column) -> float:
    return metrics.quadratic_kappa(column[0], column[1]) if len(column[0]) else float("nan")


def _f1_against(column: Column) -> float:
    return _f1_at(column, -1)


def _f1_partial(column: Column) -> float:
    return _f1_at(column, 1)


def _f1_clear(column: Column) -> float:
    return _f1_at(column, 2)


def _f1_at(column: Column, level: int) -> float:
    wanted, found = column[0] == level, column[1] == level
    return metrics.f1(wanted, found) if wanted.any() or found.any() else float("nan")


def _distance(column: Column) -> float:
    return float(np.abs(column[0] - column[1]).mean()) if len(column[0]) else float("nan")


def _evidence_hits(column: Column) -> float:
    both = ~np.isnan(column[3])
    return _share(column[3][both] >= HIT)


def _false_against(column: Column) -> float:
    return _share((column[1] == -1) & ~column[2] & (column[0] != -1))


def _stated(column: Column) -> float:
    return _share(~column[2][column[1] != 0])


def _right_sign(column: Column) -> float:
    sure = (column[1] != 0) & ~column[2]
    return _share(np.sign(column[0][sure]) == np.sign(column[1][sure]))


def _wrong_sign(column: Column) -> float:
    sure = (column[1] != 0) & ~column[2]
    return _share(np.sign(column[0][sure]) == -np.sign(column[1][sure]))


def _share(flags: Flags) -> float:
    return float(flags.mean()) if len(flags) else float("nan")


METRICS: dict[str, Callable[[Column], float]] = {
    "kappa": _kappa,
    "f1_against": _f1_against,
    "f1_partial": _f1_partial,
    "f1_clear": _f1_clear,
    "distance": _distance,
    "evidence_hits": _evidence_hits,
    "false_against": _false_against,
    "stated": _stated,
    "right_sign": _right_sign,
    "wrong_sign": _wrong_sign,
}
"""What is measured of one step; nan where the cases hold nothing to measure it by. ``distance`` is
the mean absolute error, in levels."""
LOW_IS_GOOD = frozenset({"distance", "false_against", "wrong_sign"})


def column(scores: Scores, step: Step) -> Column:
    """One step of the tables."""
    n = list(Step).index(step)
    return scores.truth[:, n], scores.given[:, n], scores.doubt[:, n], scores.overlap[:, n]


def macro(scores: Scores, metric: str) -> float:
    """The mean of a metric over the steps that hold something to measure it by."""
    values = np.array([METRICS[metric](column(scores, step)) for step in Step])
    return float(np.nanmean(values)) if not np.isnan(values).all() else float("nan")


def _resampled(scores: Scores, metric: str) -> Callable[[Labels], float]:
    return lambda drawn: macro(scores.only(drawn), metric)


def macro_figures(
    scores: Scores, part: str, scope: str, measured: Iterable[str] = METRICS
) -> list[Figure]:
    """The means over the steps, with 95% intervals over resampled turns."""
    found = []
    for metric in measured:
        value, low, high = macro(scores, metric), None, None
        if len(scores) > 1 and not np.isnan(value):
            lowest, highest = metrics.bootstrap(len(scores), _resampled(scores, metric))
            low, high = known(lowest), known(highest)
        found.append(
            Figure(
                part=part,
                scope=scope,
                subject=MACRO,
                metric=metric,
                value=known(value),
                low=low,
                high=high,
                count=len(scores),
            )
        )
    return found


def step_figures(
    scores: Scores, part: str, scope: str, measured: Iterable[str] = METRICS
) -> list[Figure]:
    """These metrics of every step."""
    return [
        Figure(
            part=part,
            scope=scope,
            subject=step.value,
            metric=metric,
            value=known(METRICS[metric](column(scores, step))),
            count=len(scores),
        )
        for step in Step
        for metric in measured
    ]


def report(cases: Sequence[Case], split: str, grader: Grader) -> Report:
    """What a grader makes of one split, a built-in one or another. Of held-out turns only totals
    are told."""
    part = f"{Part.TURNS.value}/{split}"
    found = graded(cases, grader)
    scores = tables(found)
    figures: list[Figure] = []
    for scope in scopes(case.lang for case in cases):
        inside = scores.scope(scope)
        figures += macro_figures(inside, part, scope)
        if split != Split.HELD_OUT:
            figures += step_figures(inside, part, scope)
    notes = [f"{part}: {len(cases)} turns by {', '.join(sorted({c.writer for c in cases}))}"]
    if scores.unscored:
        notes.append(f"{part}: {scores.unscored} turns were not graded and are in no figure")
    one_by_one = [] if split == Split.HELD_OUT else outcomes(found, part)
    return Report(figures=tuple(figures), outcomes=tuple(one_by_one), notes=tuple(notes))
