"""One line of an agreement in plain words: what its figures mean and what to do about them."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Literal

from rehearse.coaching.comparing import FEWEST_TURNS, Estimate, Figures
from rehearse.conversation.rubric import Frozen, Language, Level
from rehearse.locale import decimal, level_word, phrase


class Band(StrEnum):
    """How strong an agreement is called."""

    WEAK = "weak"
    MODERATE = "moderate"
    GOOD = "good"
    STRONG = "strong"


BANDS = ((0.4, Band.WEAK), (0.6, Band.MODERATE), (0.8, Band.GOOD))
"""Up to which kappa an agreement is called so; above the last it is strong. These are the marks of
Landis and Koch, The measurement of observer agreement for categorical data (Biometrics 33, 1977,
p. 165), with what they call poor, slight and fair as one. They call them arbitrary themselves."""

OFTEN_SAME, LITTLE_BEYOND = 0.8, 0.4
"""A share of the same level from which, and a kappa below which, one level crowds out the rest
(Feinstein and Cicchetti, High agreement but low kappa, J. Clin. Epidemiol. 43, 1990)."""


class FigureTold(Frozen):
    """A figure as it is shown."""

    label: str
    value: str | None
    """None where there is no figure."""
    interval: str | None
    """None also where no turn differed: what was drawn from such turns cannot tell how far off the
    figure may be, so a sentence does (``_one_in``)."""


class CountsTold(Frozen):
    """Which level met which, how often."""

    rows: str
    """Whose levels the rows are."""
    columns: str
    levels: tuple[str, ...]
    """The names of rows and of columns, against to clear."""
    counts: tuple[tuple[int | None, ...], ...]
    """None below the diagonal between coaches, where it would tell the same pairs again."""


class RowTold(Frozen):
    """One line: what it is about, in words, in figures and in counts."""

    heading: str
    sentences: tuple[str, ...]
    """What it means, then what to do."""
    figures: tuple[FigureTold, ...]
    counts: CountsTold | None
    """None where there is nothing to count."""


class Lean(Frozen):
    """The two levels that met most often where they should have been one."""

    coach: Level
    grader: Level
    times: int


def row(heading: str, figures: Figures, ui: Language, change: str | None = None) -> RowTold:
    """``change`` is what became of the figure since the row before it."""
    return RowTold(
        heading=heading,
        sentences=tuple(_sentences(figures, ui, change)),
        figures=(
            FigureTold(
                label=phrase("agreement.figure.same", ui),
                value=_share(figures.same, ui),
                interval=_share_ends(figures.same, ui),
            ),
            _beyond_chance("kappa", figures.kappa, ui),
            _beyond_chance("alpha", figures.alpha, ui),
        ),
        counts=_counts(figures, ui) if figures.pairs else None,
    )


def lean(figures: Figures) -> Lean | None:
    """What differed most often; None where that was once, or several differed as often."""
    places = range(len(Level))
    met = {(row, column): figures.confusion[row][column] for row in places for column in places}
    apart = {pair: count for pair, count in met.items() if pair[0] != pair[1]}
    if figures.mutual:
        # Told from the higher to the lower, since neither coach is the first.
        apart = {pair: count for pair, count in apart.items() if pair[0] > pair[1]}
    (coach, grader), times = max(apart.items(), key=lambda item: item[1])
    if times < 2 or list(apart.values()).count(times) > 1:
        return None
    levels = tuple(Level)
    return Lean(coach=levels[coach], grader=levels[grader], times=times)


def band(kappa: float) -> Band:
    return next((name for end, name in BANDS if kappa < end), Band.STRONG)


def _sentences(figures: Figures, ui: Language, change: str | None) -> Iterator[str]:
    sides = "coaches" if figures.mutual else "grader"
    if figures.same is None:
        yield _too_few(figures.turns, ui)
        return
    if figures.kappa is None:
        place = next(n for n, line in enumerate(figures.confusion) if any(line))
        level = level_word(tuple(Level)[place], False, ui)
        yield phrase("agreement.row.one_level", ui, level=level)
        return
    if figures.same.value == 1:
        yield phrase("agreement.row.unanimous", ui, n=figures.turns, k=_one_in(figures.turns))
    else:
        yield _strength(figures.kappa, figures.turns, ui)
        if figures.same.value >= OFTEN_SAME and figures.kappa.value < LITTLE_BEYOND:
            yield phrase("agreement.row.skewed", ui)
    if leaning := lean(figures):
        yield phrase(f"agreement.row.lean.{sides}", ui, **lean_slots(leaning, ui))
    if change:
        yield change
    wide = _spread(figures.kappa) > 1
    yield phrase(f"agreement.todo.{sides}.{'unsure' if wide else band(figures.kappa.low)}", ui)


def lean_slots(leaning: Lean, ui: Language) -> dict[str, str | int]:
    return {
        "coach": level_word(leaning.coach, False, ui),
        "grader": level_word(leaning.grader, False, ui),
        "n": leaning.times,
    }


def _too_few(turns: int, ui: Language) -> str:
    if not turns:
        return phrase("agreement.row.nothing", ui)
    key = "one" if turns == 1 else "more"
    return phrase(f"agreement.row.few.{key}", ui, n=turns, missing=FEWEST_TURNS - turns)


def _one_in(turns: int) -> int:
    """Where none of n turns differed, up to 3 / n of all turns may, with 95% confidence (Hanley
    and Lippman-Hand, If nothing goes wrong, is everything all right?, JAMA 249, 1983)."""
    return turns // 3


def _spread(kappa: Estimate) -> int:
    """Over how many bands the interval reaches beyond its first."""
    names = tuple(Band)
    return names.index(band(kappa.high)) - names.index(band(kappa.low))


def _strength(kappa: Estimate, turns: int, ui: Language) -> str:
    """By both ends of the interval: a band of the figure alone would promise too much."""
    low, high = (phrase(f"agreement.band.{band(end)}", ui) for end in (kappa.low, kappa.high))
    match _spread(kappa):
        case 0:
            return phrase("agreement.row.sure", ui, band=low)
        case 1:
            return phrase("agreement.row.between", ui, low=low, high=high)
        case _:
            return phrase("agreement.row.wide", ui, low=low, high=high, n=turns)


def _beyond_chance(
    name: Literal["kappa", "alpha"], told: Estimate | None, ui: Language
) -> FigureTold:
    label = phrase(f"agreement.figure.{name}", ui)
    if told is None:
        return FigureTold(label=label, value=None, interval=None)
    low, high = (_number(end, ui) for end in (told.low, told.high))
    interval = phrase("agreement.to", ui, low=low, high=high) if told.low < told.high else None
    return FigureTold(label=label, value=_number(told.value, ui), interval=interval)


def _share(share: Estimate | None, ui: Language) -> str | None:
    if share is None:
        return None
    return phrase("agreement.percent", ui, n=_percent(share.value))


def _share_ends(share: Estimate | None, ui: Language) -> str | None:
    if share is None or share.low == share.high:
        return None
    high = phrase("agreement.percent", ui, n=_percent(share.high))
    return phrase("agreement.to", ui, low=_percent(share.low), high=high)


def _percent(share: float) -> int:
    """Rounded, but all and nothing only where it is so."""
    if share in (0, 1):
        return round(share) * 100
    return min(max(round(share * 100), 1), 99)


def _number(figure: float, ui: Language) -> str:
    """Two decimals: ``0,62`` or ``0.62``."""
    rounded = f"{abs(figure):.2f}"
    sign = "−" if figure < 0 and float(rounded) else ""
    return sign + decimal(rounded, ui)


def _counts(figures: Figures, ui: Language) -> CountsTold:
    rows, columns = ("one", "other") if figures.mutual else ("coach", "grader")
    return CountsTold(
        rows=phrase(f"agreement.counts.{rows}", ui),
        columns=phrase(f"agreement.counts.{columns}", ui),
        levels=tuple(level_word(level, False, ui) for level in Level),
        counts=_once_each(figures.confusion) if figures.mutual else figures.confusion,
    )


def _once_each(both_ways: tuple[tuple[int, ...], ...]) -> tuple[tuple[int | None, ...], ...]:
    """Every pair of coaches once, on or above the diagonal."""
    return tuple(
        tuple(
            None if column < row else count // 2 if column == row else count
            for column, count in enumerate(line)
        )
        for row, line in enumerate(both_ways)
    )
