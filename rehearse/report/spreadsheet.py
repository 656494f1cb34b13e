"""One talk, or a review of one, as CSV: a row for every turn and step, for a spreadsheet.

A spreadsheet takes a cell that begins like a formula for one and runs it, with whatever somebody
said to a colleague in it. So such text gets an apostrophe in front: it stays readable, it shows
that something was there, and it never runs (OWASP, "CSV Injection"). Numbers of our own, such as
a level of -1, stay numbers.

UTF-8 with a byte order mark, without which Excel takes it for an old code page. Cells are parted as
Excel expects it where each language is spoken: a semicolon in Dutch, a comma in English.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from rehearse.coaching.review import Review, StepReview
from rehearse.coaching.shared import SharedTalk, SharedTurn
from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    NotScored,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.views import TurnView
from rehearse.grader.contract import reason_text
from rehearse.locale import phrase, step_name
from rehearse.report.clean import clean
from rehearse.report.document import Document

_FORMULA = frozenset("=+-@")
_BETWEEN: dict[Language, str] = {"nl": ";", "en": ","}

Cell = str | int | None


def as_csv(document: Document, ui: Language) -> bytes:
    """What the grader made of a talk, and each coach's level beside it."""
    names = ("turn", "step", "level", "doubt", "quote", "reason", "grader", "trust")
    coaches = [one.review.coach.name for one in document.reviews]
    head = [phrase(f"export.csv.{name}", ui) for name in names]
    head += [phrase("export.csv.by_coach", ui, coach=coach) for coach in coaches]
    rows = [
        row
        for n, turn in enumerate(document.view.spoken, 1)
        for row in _talk_rows(n, turn, document, ui)
    ]
    return _written([head, *rows], ui)


def review_as_csv(talk: SharedTalk, review: Review, ui: Language) -> bytes:
    """A coach's levels beside the grader's, with the comments; overall and goal come last."""
    names = (
        *("turn", "step", "level", "doubt", "quote", "grader"),
        *("coach_level", "coach_quote", "blind", "made_at", "coach", "comment"),
    )
    head = [phrase(f"export.csv.{name}", ui) for name in names]
    rows = [
        row for n, turn in enumerate(talk.turns, 1) for row in _review_rows(n, turn, review, ui)
    ]
    return _written([head, *rows, *_conclusion(review, ui)], ui)


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    shown = clean(text)
    return f"'{shown}" if _runs(shown) else shown


def _runs(text: str) -> bool:
    """Whether the first sign that can be seen is one that a formula begins with, in any width."""
    seen = (sign for sign in text if not sign.isspace() and unicodedata.category(sign) != "Cf")
    first = next(seen, "")
    return not _FORMULA.isdisjoint(unicodedata.normalize("NFKC", first)[:1])


def _written(rows: Iterable[Sequence[Cell]], ui: Language) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=_BETWEEN[ui], lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(one) if isinstance(one, str) else one for one in row])
    return file.getvalue().encode("utf-8-sig")


def _talk_rows(n: int, turn: TurnView, document: Document, ui: Language) -> Iterable[list[Cell]]:
    trust = turn.state.trust if turn.state else None
    for step, score in _scores(turn.grade):
        by = [_level(one.review.of(turn.id).steps.get(step)) for one in document.reviews]
        level, doubt, quote, grader = _graded(turn.grade, score, ui)
        reason = _reason(turn.grade, score, ui)
        yield [n, step_name(step, ui), level, doubt, quote, reason, grader, trust, *by]


def _review_rows(n: int, turn: SharedTurn, review: Review, ui: Language) -> Iterable[list[Cell]]:
    made = review.of(turn.id)
    for step, score in _scores(turn.grade):
        given = made.steps.get(step)
        yield [
            n,
            step_name(step, ui),
            *_graded(turn.grade, score, ui),
            _level(given),
            given.passage.text if given and given.passage else None,
            _yes(given.blind, ui) if given else None,
            given.made_at.isoformat(timespec="seconds") if given else None,
            review.coach.name if given else None,
            made.comment or None if step is next(iter(Step)) else None,
        ]


def _conclusion(review: Review, ui: Language) -> Iterable[list[Cell]]:
    goal = review.goal
    for key, step, words in (
        ("overall", None, review.overall),
        ("goal", goal.step if goal else None, goal.text if goal else ""),
    ):
        if words:
            label = phrase(f"export.review.{key}", ui)
            told = f"{label} · {step_name(step, ui)}" if step else label
            yield [None, told, *[None] * 8, review.coach.name, words]


def _scores(grade: GradeResult | None) -> Iterable[tuple[Step, StepScore | None]]:
    return [(step, grade[step] if isinstance(grade, TurnGrade) else None) for step in Step]


def _graded(
    grade: GradeResult | None, score: StepScore | None, ui: Language
) -> tuple[Cell, Cell, Cell, Cell]:
    """Level, doubt, quote and grader. A turn that was not scored has no level: never a zero."""
    if score is None or not isinstance(grade, TurnGrade):
        return None, None, None, None
    quote = score.evidence.text if score.evidence else None
    return int(score.level), _yes(score.doubt, ui), quote, score.by or grade.grader


def _reason(grade: GradeResult | None, score: StepScore | None, ui: Language) -> Cell:
    if isinstance(grade, NotScored):
        return phrase(f"not_scored.{grade.code.value}", ui)
    return reason_text(score.reason, ui) if score and score.reason else None


def _level(given: StepReview | None) -> Cell:
    return int(given.level) if given else None


def _yes(holds: bool, ui: Language) -> str:
    return phrase(f"export.csv.{'does' if holds else 'does_not'}", ui)
