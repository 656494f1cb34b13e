"""Scores a grader on labelled turns: does it agree with the guide?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from evals import measures, metrics
from evals.cases import Case, Split
from evals.measures import MEASURES, Flags, Labels, Numbers
from evals.report import (
    ALL,
    MACRO,
    Confusion,
    Figure,
    Outcome,
    Part,
    Report,
    StepOutcome,
    known,
    scopes,
    share,
)
from rehearse.coaching import figures
from rehearse.conversation.rubric import Drift, GradeResult, Step, StepScore, TurnGrade
from rehearse.grader import Grader, TurnContext

DRIFT = "drift"
"""The subject of what is measured of drifts."""


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

    def cells(self) -> Labels:
        """What each step of each turn counts as, in the tables of ``measures``."""
        return measures.cells(self.truth, self.given, self.doubt, self.overlap)

    def __len__(self) -> int:
        return len(self.truth)


Graded = list[tuple[Case, GradeResult]]


def graded(cases: Iterable[Case], grader: Grader) -> Graded:
    """Have every case graded in its context."""
    return [(case, grader.grade(case.turn, context(case))) for case in cases]


def context(case: Case) -> TurnContext:
    """What a labelled turn is read with: what its readers had, but for the story."""
    return TurnContext(case.lang, colleague_last=case.colleague_last or None)


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
            heard=case.colleague_last,
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
    return StepOutcome(
        wanted=wanted,
        given=given,
        doubt=doubt,
        overlap=known(near),
        quoted=score.evidence.text if score.evidence else "",
        accepted=case.evidence.get(score.step, ()),
    )


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


def figures_of(
    scores: Scores, part: str, scope: str, measured: Iterable[str] = MEASURES
) -> list[Figure]:
    """The means over the steps that hold something to measure by, then each step, with 95%
    intervals over resampled turns."""
    rounds = figures.draws(len(scores))
    by_step = np.stack([measures.tables(cells, rounds) for cells in scores.cells().T])
    drawn = {metric: MEASURES[metric](by_step) for metric in measured}
    found = []
    for place, subject in enumerate((MACRO, *(step.value for step in Step))):
        for metric, each in drawn.items():
            value = measures.mean_of(each) if subject is MACRO else each[place - 1]
            low, high = figures.interval(value) if len(scores) > 1 else (np.nan, np.nan)
            found.append(
                Figure(
                    part=part,
                    scope=scope,
                    subject=subject,
                    metric=metric,
                    value=known(float(value[0])),
                    low=known(float(low)),
                    high=known(float(high)),
                    count=len(scores),
                )
            )
    return found


def confusions(scores: Scores, part: str, scope: str) -> list[Confusion]:
    """How often each label met each grade, step by step."""
    tables = (figures.confusion(scores.truth[:, n], scores.given[:, n]) for n in range(len(Step)))
    return [
        Confusion(part=part, scope=scope, step=step, met=tuple(map(tuple, table.tolist())))
        for step, table in zip(Step, tables, strict=True)
    ]


def _drift_figures(found: Graded, part: str, scope: str) -> list[Figure]:
    """How many of the drifts told are there, and how many of those that are there are told."""
    met = [(case.drift, grade.drift) for case, grade in found if isinstance(grade, TurnGrade)]
    told = [label is given for label, given in met if given is not Drift.NONE]
    there = [label is given for label, given in met if label is not Drift.NONE]
    return [
        share(part, scope, DRIFT, metric, right)
        for metric, right in (("right_when_told", told), ("found", there))
        if right
    ]


def report(cases: Sequence[Case], split: str, grader: Grader) -> Report:
    """What a grader makes of one split, a built-in one or another. Of held-out turns only totals
    are told."""
    part = f"{Part.TURNS.value}/{split}"
    found = graded(cases, grader)
    scores = tables(found)
    told: list[Figure] = []
    met: list[Confusion] = []
    there = scopes(case.lang for case in cases)
    for scope in there:
        inside = scores.scope(scope)
        told += figures_of(inside, part, scope)
        told += _drift_figures([r for r in found if scope in (ALL, r[0].lang)], part, scope)
        met += confusions(inside, part, scope)
    told += [_unscored(scores, part, scope) for scope in there[:1]]
    notes = [f"{part}: {len(cases)} turns by {', '.join(sorted({c.writer for c in cases}))}"]
    if scores.unscored:
        notes.append(f"{part}: {scores.unscored} turns were not graded and are in no other figure")
    one_by_one = [] if split == Split.HELD_OUT else outcomes(found, part)
    return Report(
        figures=tuple(told),
        confusions=tuple(met),
        outcomes=tuple(one_by_one),
        notes=tuple(notes),
    )


def _unscored(scores: Scores, part: str, scope: str) -> Figure:
    """The share of turns that the grader did not grade."""
    asked = len(scores) + scores.unscored
    return Figure(
        part=part,
        scope=scope,
        subject=MACRO,
        metric="unscored",
        value=known(scores.unscored / asked if asked else float("nan")),
        count=asked,
    )
