"""One talk in the reader's words, in the order in which it is read; files only lay it out.

What people said and wrote is in the language of the talk; all else in the reader's.
"""

from collections.abc import Iterable
from datetime import date

from rehearse.conversation.rubric import (
    Language,
    Level,
    NotScored,
    Step,
    StepScore,
)
from rehearse.conversation.views import RehearsalView, TurnView
from rehearse.grader.contract import reason_text
from rehearse.locale import beginning, between_levels, phrase, step_name
from rehearse.report.card_words import card_words
from rehearse.report.dates import at_hour, moment_in_words, weekday_in_words
from rehearse.report.debrief import Attempt, Debrief, Fork, Moment, PillarSeen, StepCell, TurnColumn
from rehearse.report.document import Document
from rehearse.report.parts import mark, meanings, quoted, said, sign_of
from rehearse.report.played import graded_by, played_by
from rehearse.report.reasons import reasons
from rehearse.report.report import (
    AttemptTold,
    Chart,
    ChartRow,
    Fact,
    ForkTold,
    MomentTold,
    NoteTold,
    PillarTold,
    Report,
    Sign,
    Told,
    TurnTold,
)
from rehearse.report.review_wording import review_of_path
from rehearse.report.silence import stopped
from rehearse.report.telling import asked_of, pillar_name, tell

TURNS_A_CHART = 20
"""How many turns stand side by side on a page; a longer talk gets several charts."""


def report(document: Document, ui: Language, today: date) -> Report:
    """The talk as it is read in ``ui`` on the day ``today``."""
    view, debrief = document.view, document.debrief
    opening = view.turns[0].opening
    return Report(
        ui=ui,
        spoken=view.language,
        name=view.name,
        title=view.scenario.words.title,
        facts=_facts(document, ui),
        summary=tuple(tell(sentence, ui) for sentence in debrief.summary),
        moments=tuple(_moments(debrief, ui)),
        charts=tuple(_charts(debrief.columns, debrief.needed, ui)),
        told=tuple(
            Told(gist=layer.gist, where=phrase("export.told_in", ui, n=layer.n))
            for layer in debrief.told
        ),
        unsaid=tuple(tell(why, ui) for why in reasons(debrief.unsaid)),
        pillars=tuple(_pillar(pillar, ui) for pillar in debrief.pillars),
        forks=tuple(_fork(fork, view, ui) for fork in debrief.forks),
        reviews=tuple(review_of_path(one, view, ui) for one in document.reviews),
        prepared=tuple(_prepared(document, ui, today)),
        opening=opening and said(view.name, opening.text, opening.gesture, view.language, ui),
        turns=tuple(_turn(n, turn, view, ui) for n, turn in enumerate(view.spoken, 1)),
        card=card_words(document, ui, today),
        about=_about(view, ui),
        meanings=meanings(ui),
    )


def _about(view: RehearsalView, ui: Language) -> str:
    by = graded_by(view, ui)
    told = [played_by(view, ui), phrase("export.about.graded", ui), *([by] if by else [])]
    return " ".join(told)


def _facts(document: Document, ui: Language) -> tuple[Fact, ...]:
    view = document.view
    told = {
        "with": view.name,
        "when": moment_in_words(view.started_at, ui),
        "turns": str(len(view.spoken)),
        "difficulty": beginning(view.difficulty, ui),
    }
    return tuple(Fact(label=phrase(f"export.fact.{k}", ui), text=text) for k, text in told.items())


def _moments(debrief: Debrief, ui: Language) -> Iterable[MomentTold]:
    if debrief.strongest:
        yield _moment("strongest", debrief.strongest, ui)
    if debrief.hardest:
        against = debrief.hardest.level is Level.AGAINST
        yield _moment("hardest" if against else "more_in_it", debrief.hardest, ui)


def _moment(key: str, moment: Moment, ui: Language) -> MomentTold:
    level = mark(sign_of(moment.level), ui)
    where = phrase(
        "export.moment", ui, n=moment.n, step=step_name(moment.step, ui), level=level.word
    )
    return MomentTold(
        heading=phrase(f"export.heading.{key}", ui),
        quote=quoted(moment.quote.text, ui),
        where=where,
        mark=level,
        reason=reason_text(moment.reason, ui),
        rewrite=moment.rewrite,
        then=tell(moment.then, ui),
    )


def _charts(
    columns: tuple[TurnColumn, ...], needed: tuple[Step, ...], ui: Language
) -> Iterable[Chart]:
    for start in range(0, len(columns), TURNS_A_CHART):
        shown = columns[start : start + TURNS_A_CHART]
        rows = tuple(
            ChartRow(
                step=step_name(step, ui),
                needed=step in needed,
                marks=tuple(mark(_cell_sign(column, step), ui) for column in shown),
            )
            for step in Step
        )
        yield Chart(first=shown[0].n, last=shown[-1].n, rows=rows)


def _cell_sign(column: TurnColumn, step: Step) -> Sign:
    if column.cells is None:
        return Sign.UNSCORED
    cell = column.cells.get(step, StepCell(level=Level.ABSENT))
    return sign_of(cell.level, cell.doubt)


def _pillar(pillar: PillarSeen, ui: Language) -> PillarTold:
    return PillarTold(
        name=pillar_name(pillar.pillar, ui),
        wobbles=pillar.wobbles,
        written=pillar.written,
        told=tell(pillar.told, ui),
    )


def _fork(fork: Fork, view: RehearsalView, ui: Language) -> ForkTold:
    attempts = enumerate(fork.attempts, 1)
    return ForkTold(
        heading=phrase("export.fork", ui, n=fork.n, count=len(fork.attempts)),
        attempts=tuple(_attempt(i, fork.n, attempt, view, ui) for i, attempt in attempts),
    )


def _attempt(i: int, n: int, attempt: Attempt, view: RehearsalView, ui: Language) -> AttemptTold:
    parts = [phrase("export.attempt.version", ui, i=i)]
    if attempt.turn.label:
        parts.append(attempt.turn.label)
    if attempt.on_path:
        parts.append(phrase("export.attempt.on_path", ui))
    turn = _turn(n, attempt.turn, view, ui)
    return AttemptTold(which=" · ".join(parts), turn=turn, then=tell(attempt.then, ui))


def _prepared(document: Document, ui: Language, today: date) -> Iterable[Fact]:
    kept = document.view.keepsakes
    before, after = kept.preparation, kept.reflection
    for key, text in (("own_part", before.own_part), ("goal", before.goal)):
        if text.strip():
            yield Fact(label=phrase(f"export.prepared.{key}", ui), text=text, own=True)
    if before.planned_on:
        day = weekday_in_words(before.planned_on, ui, today=today)
        told = at_hour(day, before.planned_at, ui) if before.planned_at else day
        yield Fact(label=phrase("export.prepared.planned", ui), text=told)
    if ready := _ready(before.ready, after.ready, ui):
        yield Fact(label=phrase("export.prepared.ready", ui), text=ready)
    if after.words.strip():
        yield Fact(label=phrase("export.prepared.words", ui), text=after.words, own=True)


def _ready(before: int | None, after: int | None, ui: Language) -> str:
    told = {"ready_before": before, "ready_after": after}
    return ", ".join(
        phrase(f"export.prepared.{key}", ui, n=n) for key, n in told.items() if n is not None
    )


def _turn(n: int, turn: TurnView, view: RehearsalView, ui: Language) -> TurnTold:
    who = phrase("export.turn", ui, n=n)
    reply = turn.reply
    unscored = isinstance(turn.grade, NotScored)
    return TurnTold(
        who=f"{who} · {turn.label}" if turn.label else who,
        text=turn.text,
        mark=mark(Sign.UNSCORED, ui) if unscored else None,
        remark=_remark(turn, ui),
        notes=tuple(_notes(turn, ui)),
        reply=reply and said(view.name, reply.text, reply.gesture, view.language, ui),
        after=reply and stopped(reply, view.name, ui),
    )


def _remark(turn: TurnView, ui: Language) -> str | None:
    if isinstance(turn.grade, NotScored):
        return phrase(f"not_scored.{turn.grade.code.value}", ui)
    if turn.graded and not any(score.evidence for score in turn.graded.scores):
        return phrase("export.untouched", ui)
    return None


def _notes(turn: TurnView, ui: Language) -> Iterable[NoteTold]:
    """The steps that a turn touched, in the order in which the turn did."""
    scores = turn.graded.scores if turn.graded else ()
    found = [(score.evidence, score) for score in scores if score.evidence]
    for passage, score in sorted(found, key=lambda placed: placed[0].start):
        yield _note(score, quoted(passage.text, ui), turn.disputed, ui)


def _note(score: StepScore, quote: str, disputed: frozenset[Step], ui: Language) -> NoteTold:
    # What the grader would not sign it does not lecture about either.
    if score.doubt:
        remarks = [between_levels(score.level, ui), asked_of(score.step, ui)]
    else:
        remarks = [reason_text(score.reason, ui)] if score.reason else []
    return NoteTold(
        step=step_name(score.step, ui),
        mark=mark(sign_of(score.level, score.doubt), ui),
        quote=quote,
        remarks=tuple(remarks),
        rewrite=None if score.doubt else score.rewrite,
        disputed=phrase("export.disputed", ui) if score.step in disputed else None,
    )
