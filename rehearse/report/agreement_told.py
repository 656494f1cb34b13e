"""An agreement in the reader's words, in the order in which it is read; a page only lays it out."""

from collections.abc import Iterator
from typing import Literal

from rehearse.coaching.agreement import Agreement, Month, Version, WithGrader
from rehearse.coaching.comparing import Compared, Estimate, Figures
from rehearse.conversation.rubric import Frozen, Language, Step
from rehearse.locale import phrase, step_name
from rehearse.report.agreement_rows import RowTold, lean, lean_slots, row


class MeaningTold(Frozen):
    """What a figure says, for whoever never met it."""

    label: str
    meaning: str


class PartTold(Frozen):
    """Rows that belong together."""

    heading: str
    meaning: str
    """What is compared; where there are no rows, what it takes to have some."""
    rows: tuple[RowTold, ...]


class AgreementTold(Frozen):
    """All of it, ready to be laid out."""

    summary: tuple[str, ...]
    meanings: tuple[MeaningTold, ...]
    """Of the figures that every row shows, in that order, and of their intervals."""
    parts: tuple[PartTold, ...]


def told(agreement: Agreement, ui: Language) -> AgreementTold:
    """The agreement as it is read in ``ui``; only its summary where there are no levels."""
    if not agreement.turns:
        nothing = phrase("agreement.summary.nothing", ui)
        return AgreementTold(summary=(nothing,), meanings=(), parts=())
    return AgreementTold(
        summary=tuple(_summary(agreement, ui)),
        meanings=tuple(
            MeaningTold(
                label=phrase(f"agreement.figure.{name}", ui),
                meaning=phrase(f"agreement.meaning.{name}", ui),
            )
            for name in ("same", "kappa", "alpha", "interval")
        ),
        parts=tuple(_parts(agreement, ui)),
    )


# In a few sentences.


def _summary(agreement: Agreement, ui: Language) -> Iterator[str]:
    beside = agreement.with_grader
    coaches = "one" if agreement.coaches == 1 else "more"
    turns = phrase(
        f"agreement.turns.{'one' if agreement.turns == 1 else 'more'}", ui, n=agreement.turns
    )
    yield phrase(f"agreement.summary.coaches.{coaches}", ui, n=agreement.coaches, turns=turns)
    if beside.unscored:
        unscored = "one" if beside.unscored == 1 else "more"
        yield phrase(f"agreement.summary.unscored.{unscored}", ui, n=beside.unscored)
    yield from _most(beside, ui)
    if beside.blind.together.pairs * 2 < beside.all.together.pairs:
        yield phrase("agreement.summary.seen", ui)


def _most(beside: WithGrader, ui: Language) -> Iterator[str]:
    """What coaches and grader differ most about, by the honest levels where there are enough."""
    blind = not beside.blind.together.too_few
    compared = beside.blind if blind else beside.all
    shares = {
        step: found.same.value for step, found in compared.steps.items() if found.same is not None
    }
    step = min(shares, key=shares.__getitem__, default=None)
    if step is None or shares[step] == 1:
        return
    name, leaning = step_name(step, ui), lean(compared.steps[step])
    if leaning:
        yield phrase("agreement.summary.most.lean", ui, step=name, **lean_slots(leaning, ui))
    else:
        yield phrase("agreement.summary.most.even", ui, step=name)
    if blind:
        yield phrase("agreement.summary.most.blind", ui)


# Part by part.

_Name = Literal[
    "grader", "blind", "doubt", "months", "versions", "coaches", "coaches_blind", "coaches_months"
]


def _parts(agreement: Agreement, ui: Language) -> Iterator[PartTold]:
    beside, between = agreement.with_grader, agreement.between_coaches
    yield _part("grader", _by_step(beside.all, ui), ui)
    yield _part("blind", _by_step(beside.blind, ui), ui)
    yield _part("doubt", _by_doubt(beside, ui), ui)
    yield _part("months", _by_month(beside.months, ui), ui)
    yield _part("versions", _by_version(beside.versions, ui), ui)
    yield _part("coaches", _by_step(between.all, ui), ui)
    yield _part("coaches_blind", _by_step(between.blind, ui), ui)
    yield _part("coaches_months", _by_month(between.months, ui), ui)


def _part(name: _Name, rows: Iterator[RowTold], ui: Language) -> PartTold:
    found = tuple(rows)
    return PartTold(
        heading=phrase(f"agreement.part.{name}.heading", ui),
        meaning=phrase(f"agreement.part.{name}.{'meaning' if found else 'nothing'}", ui),
        rows=found,
    )


def _by_step(compared: Compared, ui: Language) -> Iterator[RowTold]:
    if not compared.together.pairs:
        return
    yield row(phrase("agreement.together", ui), compared.together, ui)
    if compared.together.too_few:
        # Each step would only say so once more.
        return
    for step in Step:
        yield row(step_name(step, ui), compared.steps[step], ui)


def _by_doubt(beside: WithGrader, ui: Language) -> Iterator[RowTold]:
    if not beside.all.together.pairs:
        return
    for name, compared in (("stated", beside.stated), ("in_doubt", beside.in_doubt)):
        heading = phrase(f"agreement.part.doubt.{name}", ui)
        yield row(heading, compared.together, ui)


def _by_month(months: tuple[Month, ...], ui: Language) -> Iterator[RowTold]:
    names = [_month_name(month.month, ui) for month in months]
    headings = [(name[:1].upper() + name[1:], name) for name in names]
    figures = [month.compared.together for month in months]
    yield from _in_time("month", headings, figures, ui)


def _by_version(versions: tuple[Version, ...], ui: Language) -> Iterator[RowTold]:
    headings = [(name, name) for name in (_grader_name(v.grader, ui) for v in versions)]
    figures = [version.compared.together for version in versions]
    yield from _in_time("version", headings, figures, ui)


def _in_time(
    kind: Literal["month", "version"],
    headings: list[tuple[str, str]],
    course: list[Figures],
    ui: Language,
) -> Iterator[RowTold]:
    """Each with what changed since the one before it that has a figure; a heading comes with how
    it is called within a sentence."""
    before: tuple[str, Estimate] | None = None
    for (heading, name), figures in zip(headings, course, strict=True):
        change = None
        if before and figures.kappa:
            key = f"agreement.change.{kind}.{_change(before[1], figures.kappa)}"
            change = phrase(key, ui, before=before[0])
        yield row(heading, figures, ui, change)
        before = (name, figures.kappa) if figures.kappa else before


def _change(before: Estimate, after: Estimate) -> Literal["up", "down", "level"]:
    """A change only where the intervals are apart, which is stricter than it need be: what is
    called a change then surely is one."""
    if after.low > before.high:
        return "up"
    return "down" if after.high < before.low else "level"


def _month_name(month: str, ui: Language) -> str:
    """``november 2026`` for ``2026-11``."""
    year, number = month.split("-")
    name = phrase(f"dates.month.{int(number)}", ui)
    return phrase("agreement.month", ui, month=name, year=year)


def _grader_name(grader: str, ui: Language) -> str:
    """In words for ``local:VERSION`` and ``model:NAME:VERSION``; any other as it is."""
    kind, _, rest = grader.partition(":")
    name, _, version = rest.rpartition(":")
    if kind == "local" and version:
        return phrase("agreement.version.local", ui, version=version)
    if kind == "model" and name:
        return phrase("agreement.version.model", ui, model=name, version=version)
    return grader
