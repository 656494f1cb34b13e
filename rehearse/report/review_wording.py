"""A coach's review in the reader's words, in the order in which it is read; files only lay it out.

What people said and wrote stands as they wrote it; all else is in the reader's language. A
coach's level stands beside the grader's, never over it.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from rehearse.coaching.review import Goal, Review, StepReview, TurnReview
from rehearse.coaching.shared import Answer, SharedTalk, SharedTurn
from rehearse.conversation.rubric import (
    GradeResult,
    Language,
    Level,
    NotScored,
    Passage,
    Step,
    StepScore,
    TurnGrade,
)
from rehearse.conversation.views import RehearsalView
from rehearse.locale import level_word, phrase, step_name
from rehearse.report.dates import day_in_words, moment_in_words
from rehearse.report.document import Reviewed
from rehearse.report.parts import mark, meanings, quoted, said, sign_of
from rehearse.report.report import (
    Fact,
    LevelsTold,
    Mark,
    ReadTurn,
    ReviewReport,
    ReviewTold,
    Said,
    Sign,
    TurnReviewed,
)


def review_report(talk: SharedTalk, review: Review, ui: Language, today: date) -> ReviewReport:
    """One review with the talk that it is of, as it is read in ``ui`` on the day ``today``."""
    turns = tuple(_read_turn(n, turn, talk, review, ui) for n, turn in enumerate(talk.turns, 1))
    names = "replaced" if talk.names_replaced else "as_they_are"
    return ReviewReport(
        ui=ui,
        spoken=talk.language,
        title=talk.title,
        brief=talk.brief,
        facts=_talk_facts(talk, ui),
        review=_told(review, tuple(t.reviewed for t in turns), ui, same=_same(talk, review, ui)),
        opening=_said(talk.opening, talk, ui),
        turns=turns,
        meanings=meanings(ui),
        closing=(
            phrase("export.review.closing.levels", ui),
            phrase(f"export.review.closing.{names}", ui),
            phrase("export.review.closing.travelled", ui, day=day_in_words(today, ui)),
        ),
    )


def review_of_path(reviewed: Reviewed, view: RehearsalView, ui: Language) -> ReviewTold:
    """What a coach made of the turns of a path: those where the coach and the grader differ, and
    those with a comment. Without the talk that was shared, the grade is the path's own."""
    talk, review = reviewed.talk, reviewed.review
    known = {turn.id: turn.grade for turn in view.spoken}
    known |= {turn.id: turn.grade for turn in talk.turns} if talk else {}
    told = [
        _turn(n, known[turn.id], review.of(turn.id), ui)
        for n, turn in enumerate(view.spoken, 1)
        if turn.id in review.turns
    ]
    to_read = tuple(
        turn for turn in told if turn.comment or any(levels.differs for levels in turn.levels)
    )
    same = _same(talk, review, ui) if talk else None
    replaced = talk is not None and talk.names_replaced
    names = phrase("export.review.replaced", ui) if replaced else None
    return _told(review, to_read, ui, same=same, names=names)


def _talk_facts(talk: SharedTalk, ui: Language) -> tuple[Fact, ...]:
    told = {
        "with": talk.name,
        "when": moment_in_words(talk.started_at, ui),
        "turns": str(len(talk.turns)),
        "shared": moment_in_words(talk.shared_at, ui),
    }
    return tuple(Fact(label=phrase(f"export.fact.{k}", ui), text=text) for k, text in told.items())


def _told(
    review: Review,
    turns: tuple[TurnReviewed, ...],
    ui: Language,
    *,
    same: str | None,
    names: str | None = None,
) -> ReviewTold:
    handed_in = review.handed_in_at
    key = "handed_in" if handed_in and handed_in >= review.changed_at else "changed"
    told = {"coach": review.coach.name, key: moment_in_words(review.changed_at, ui)}
    told |= {key: text for key, text in (("same", same), ("names", names)) if text}
    return ReviewTold(
        coach=review.coach.name,
        facts=tuple(
            Fact(label=phrase(f"export.review.fact.{k}", ui), text=v) for k, v in told.items()
        ),
        overall=review.overall or None,
        goal=_goal(review.goal, ui) if review.goal else None,
        turns=turns,
    )


def _same(talk: SharedTalk, review: Review, ui: Language) -> str | None:
    """How many of the levels are the grader's too; None where none can be compared."""
    pairs = [
        (turn.graded[step].level, given.level)
        for turn in talk.turns
        if turn.graded
        for step, given in review.of(turn.id).steps.items()
    ]
    same = sum(one is other for one, other in pairs)
    return phrase("export.review.same", ui, n=same, all=len(pairs)) if pairs else None


def _goal(goal: Goal, ui: Language) -> Fact:
    label = phrase("export.review.goal", ui)
    if goal.step:
        label = f"{label} · {step_name(goal.step, ui)}"
    return Fact(label=label, text=goal.text, own=True)


def _read_turn(
    n: int, turn: SharedTurn, talk: SharedTalk, review: Review, ui: Language
) -> ReadTurn:
    return ReadTurn(
        who=phrase("export.review.turn", ui, n=n),
        text=turn.text,
        reviewed=_turn(n, turn.grade, review.of(turn.id), ui),
        reply=_said(turn.answer, talk, ui) if turn.answer else None,
    )


def _said(answer: Answer, talk: SharedTalk, ui: Language) -> Said:
    return said(talk.name, answer.text, answer.gesture, talk.language, ui)


def _turn(n: int, grade: GradeResult | None, given: TurnReview, ui: Language) -> TurnReviewed:
    graded = grade if isinstance(grade, TurnGrade) else None
    levels = tuple(_levels(graded, given.steps, ui))
    return TurnReviewed(
        n=n, levels=levels, remark=_remark(grade, levels, ui), comment=given.comment or None
    )


def _remark(grade: GradeResult | None, levels: tuple[LevelsTold, ...], ui: Language) -> str | None:
    if isinstance(grade, NotScored):
        return phrase(f"not_scored.{grade.code.value}", ui)
    return None if levels else phrase("export.untouched", ui)


def _levels(
    grade: TurnGrade | None, steps: Mapping[Step, StepReview], ui: Language
) -> Iterable[LevelsTold]:
    """The steps that either of them saw; those that both left untouched are left out."""
    for step in Step:
        score, given = grade[step] if grade else None, steps.get(step)
        levels = {one.level for one in (score, given) if one}
        if levels - {Level.ABSENT}:
            yield LevelsTold(
                step=step_name(step, ui),
                grader=_grader_mark(score, ui),
                coach=mark(sign_of(given.level), ui) if given else None,
                differs=len(levels) > 1,
                quotes=tuple(_quotes(score, given, ui)),
            )


def _grader_mark(score: StepScore | None, ui: Language) -> Mark:
    """The grader's level. One in doubt tells which it was read as: that is what a coach's level is
    held beside."""
    if score is None:
        return mark(Sign.UNSCORED, ui)
    if not score.doubt:
        return mark(sign_of(score.level), ui)
    level = level_word(score.level, False, ui)
    return Mark(sign=Sign.DOUBT, word=phrase("export.review.doubt", ui, level=level))


def _quotes(score: StepScore | None, given: StepReview | None, ui: Language) -> Iterable[str]:
    theirs = score.evidence if score else None
    chosen = given.passage if given else None
    if theirs == chosen or not (theirs and chosen):
        yield from (quoted(one.text, ui) for one in (theirs or chosen,) if one)
        return
    yield _by("grader", theirs, ui)
    yield _by("coach", chosen, ui)


def _by(who: str, passage: Passage, ui: Language) -> str:
    return phrase(f"export.review.words.{who}", ui, words=quoted(passage.text, ui))
