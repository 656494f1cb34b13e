"""The model grader on turns that the local grader read as well: how far do its levels hold?

It is asked about many turns at once; what it brought then stands in a grader's place, so that
turns, pairs and attacks are measured as they are for any grader.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals import pairs, turns, under_way
from evals.cases import Case
from evals.kept import ComesTo
from evals.overheard import UNCOUNTED, Overheard
from evals.pairs import Alike, Attack, Differ
from evals.report import ALL, Figure, Part, Report, share
from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    NotScored,
    NotScoredCode,
    Step,
    TurnGrade,
)
from rehearse.grader import Grader, TurnContext, asking, found
from rehearse.grader.answer import Answer
from rehearse.grader.modelled import ModelGrader
from rehearse.grader.prompt import Prompt
from rehearse.language import tell
from rehearse.models import Model
from rehearse.models.trouble import ModelTrouble

METRICS = ("kappa", "f1_against", "evidence_hits", "false_against", "distance")
"""What is measured of a model's levels; a model states no doubt."""
FEW = 100
"""Turns below which the interval says more than the figure."""


@dataclass(frozen=True)
class Question:
    """One turn that a model grader is asked about."""

    part: Part
    case: str
    turn: str
    context: TurnContext


@dataclass(frozen=True)
class Reread:
    """A turn as both graders read it."""

    question: Question
    local: GradeResult
    grade: TurnGrade | None
    """The one that counts with a model; None where the local one stands."""
    trouble: str
    """Why there is none."""
    asked: int
    """How many questions were asked about it."""
    quotes: tuple[bool, ...] = ()
    """Of the first answer: whether each quote is in the turn."""

    @property
    def held(self) -> tuple[bool, ...]:
        """Step by step: whether the model's own level stands."""
        if self.grade is None:
            return (False,) * len(Step)
        return tuple(score.by != "local" for score in self.grade.scores)

    @property
    def came_to(self) -> ComesTo:
        if not all(self.held):
            return ComesTo.OURS
        return ComesTo.SECOND if self.asked > 1 else ComesTo.FIRST


def of_turns(labelled: Iterable[Case]) -> list[Question]:
    """The questions about labelled turns."""
    return [Question(Part.TURNS, c.id, c.turn, turns.context(c)) for c in labelled]


def of_pairs(alike: Iterable[Alike], differ: Iterable[Differ]) -> list[Question]:
    """The questions about both halves of pairs."""
    asked = []
    for pair in alike:
        for half, side in (("one", pair.one), ("other", pair.other)):
            context = _context(side.lang, side.colleague_last)
            asked.append(Question(Part.PAIRS, f"{pair.id}/{half}", side.turn, context))
    for each in differ:
        for half, turn in (("better", each.better), ("worse", each.worse)):
            context = _context(each.lang, each.colleague_last)
            asked.append(Question(Part.PAIRS, f"{each.id}/{half}", turn, context))
    return asked


def of_attacks(attacks: Iterable[Attack]) -> list[Question]:
    """The questions about turns with and without the attack."""
    return [
        Question(Part.ATTACKS, f"{a.id}/{half}", turn, _context(a.lang, a.colleague_last))
        for a in attacks
        for half, turn in (("plain", a.plain), ("attacked", a.attacked))
    ]


def _context(lang: Language, colleague_last: str) -> TurnContext:
    return TurnContext(lang, colleague_last=colleague_last or None)


async def read(
    asked: Iterable[Question], model: Model, prompt: Prompt, local: Grader, at_once: int
) -> list[Reread]:
    """Have a model read turns, so many at once."""

    async def one(question: Question) -> Reread:
        return await _one(question, model, prompt, local)

    return await under_way.all_of(asked, lambda question: question.case, one, at_once)


async def _one(question: Question, model: Model, prompt: Prompt, local: Grader) -> Reread:
    ours = local.grade(question.turn, question.context)
    theirs = ours if isinstance(ours, TurnGrade) else None
    heard = Overheard(model)
    grade, trouble = None, ""
    try:
        grade = await ModelGrader(heard, prompt).grade(
            question.turn, question.context, theirs, UNCOUNTED
        )
    except ModelTrouble as error:
        trouble = error.code
    quotes = _quotes(question, heard, theirs)
    return Reread(question, ours, grade, trouble, len(heard.requests), quotes)


def _quotes(question: Question, heard: Overheard, local: TurnGrade | None) -> tuple[bool, ...]:
    answer = next(iter(heard.answers), None)
    if not isinstance(answer, Answer):
        return ()
    language = (
        local.language if local else tell.language_of(question.turn, question.context.language)
    )
    sent = asking.as_sent(question.turn)
    return tuple(
        found.shown(given, sent, language) is not None for given in answer.steps if given.level
    )


class AsReread:
    """A grader that says what counted of turns that were read already: the model's grade, or the
    local one where there is none. Of other turns it says what ``others`` says."""

    def __init__(self, name: str, reread: Iterable[Reread], others: Grader | None = None) -> None:
        self._name = name
        self._others = others
        self._grades = {
            (each.question.turn, each.question.context.colleague_last): (
                each.local if each.grade is None else each.grade
            )
            for each in reread
        }

    @property
    def name(self) -> str:
        return self._name

    def grade(self, turn: str, context: TurnContext) -> GradeResult:
        known = self._grades.get((turn, context.colleague_last))
        if known is None and self._others:
            return self._others.grade(turn, context)
        return known or NotScored(code=NotScoredCode.FAILED)


def report_turns(label: str, labelled: Sequence[Case], reread: Sequence[Reread]) -> Report:
    """The model's figures by the labels, and the local grader's on the same turns."""
    grader = AsReread(label, reread)
    own, beside = (f"{Part.TURNS.value}/{name}" for name in (label, f"local, turns of {label}"))
    given = turns.graded(labelled, grader)
    local = {each.question.case: each.local for each in reread}
    ours = [(case, local[case.id]) for case in labelled]
    figures: list[Figure] = []
    for part, graded in ((own, given), (beside, ours)):
        scores = turns.tables(graded)
        figures += turns.figures_of(scores, part, ALL, METRICS)
    few = "; so few that the interval says more than the figure" if len(reread) < FEW else ""
    by_model = sum(each.grade is not None for each in reread)
    note = f"{own}: {by_model} of {len(reread)} turns have a grade by {label}{few}"
    return Report(figures=tuple(figures), outcomes=tuple(turns.outcomes(given, own)), notes=(note,))


def report_pairs(
    label: str, alike: Sequence[Alike], differ: Sequence[Differ], reread: Sequence[Reread]
) -> Report:
    """Pairs as the model grades them."""
    return _of(label, pairs.report_pairs(alike, differ, (), AsReread(label, reread)))


def report_attacks(
    label: str, attacks: Sequence[Attack], reread: Sequence[Reread], local: Grader
) -> Report:
    """Attacks as the model grades them. Where it was not asked about the turn without the attack,
    the local grade of that stands."""
    return _of(label, pairs.report_attacks(attacks, AsReread(label, reread, local)))


def report_nothing(of: Part, label: str) -> Report:
    """What stands in the place of figures where a model gave no grade at all: those of the local
    grader would stand under its name."""
    note = f"{of.value}/{label}: no grade by {label}, and so no figure in that name"
    return Report(notes=(note,))


def report_answers(of: Part, label: str, reread: Sequence[Reread]) -> Report:
    """How far what the model said could be used."""
    part = f"answers on {of.value}/{label}"
    quotes = [there for each in reread for there in each.quotes]
    held = [holds for each in reread if each.grade for holds in each.held]
    settled = [each.asked == 1 for each in reread if each.grade]
    figures = (
        share(
            part, ALL, "turns with a grade by the model", "share", [bool(e.grade) for e in reread]
        ),
        share(part, ALL, "of these settled by the first question", "share", settled),
        share(part, ALL, "quotes that are in the turn", "share", quotes),
        share(part, ALL, "steps that keep the model’s level", "share", held),
    )
    troubles = sorted({each.trouble for each in reread if each.trouble})
    notes = (f"{part}: no grade because of {', '.join(troubles)}",) if troubles else ()
    return Report(figures=figures, notes=notes)


def _of(label: str, report: Report) -> Report:
    """The same, under the name of whoever the replies are from."""
    return report.model_copy(
        update={
            "figures": tuple(
                figure.model_copy(update={"part": f"{figure.part}/{label}"})
                for figure in report.figures
            ),
            "outcomes": tuple(
                outcome.model_copy(update={"part": f"{outcome.part}/{label}"})
                for outcome in report.outcomes
            ),
        }
    )
