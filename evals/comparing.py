"""Two runs side by side: what got worse beyond noise, and which cases flipped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import comb
from pathlib import Path

import numpy as np
from pydantic import ConfigDict, TypeAdapter, ValidationError

from evals import measures
from evals.cases import CaseError, Split
from evals.measures import LOW_IS_GOOD, MEASURES, Labels
from evals.report import ALL, MACRO, Outcome, Part, Report, StepOutcome
from rehearse.coaching import figures
from rehearse.conversation.rubric import Frozen, Step

BASELINE = Path(__file__).parent / "baseline.json"
BEYOND_NOISE = 0.01
"""The chance, by resampling, under which a loss is not taken for noise. Some hundred figures are
compared at once: at the usual 0.05 an equal grader would fail time and again."""
BEYOND_COIN = 0.03
"""The same for verdicts, by coin. They are some tens of kinds, most of ten or twenty cases, and
the chance falls by halves: six lost and none won are beyond it, which at 0.01 would take seven."""

_HELD_OUT = f"{Part.TURNS.value}/{Split.HELD_OUT.value}/"


class StoredFigure(Frozen):
    """A figure as a run writes it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    count: int = 0


class Stored(Frozen):
    """A run as ``run --json`` wrote it; what is compared of it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    figures: dict[str, StoredFigure]
    outcomes: tuple[Outcome, ...] = ()


@dataclass(frozen=True)
class Change:
    """A figure that moved beyond noise."""

    name: str
    before: float
    now: float
    cases: tuple[str, ...] = ()
    """What flipped under it, in plain words."""

    @property
    def worse(self) -> bool:
        low_is_good = self.name.rsplit("/", 1)[-1] in LOW_IS_GOOD
        return (self.now > self.before) if low_is_good else (self.now < self.before)


@dataclass(frozen=True)
class Comparison:
    """What a change did."""

    changes: tuple[Change, ...]
    flips: tuple[str, ...]
    """Every case that came out otherwise than before."""
    compared: int
    only_before: int
    only_now: int

    @property
    def worse(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change.worse)

    @property
    def better(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if not change.worse)


def load(file: Path) -> Stored:
    """A stored run.

    Raises:
        CaseError: there is none, or the file is something else.
    """
    try:
        return TypeAdapter(Stored).validate_json(file.read_bytes())
    except OSError as error:
        raise CaseError(
            f"{file}: {error.strerror}; store a run with `python -m evals run --json {file}`"
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "file"
        raise CaseError(f"{file}: {where}: {first['msg']}; store a run anew") from error


def stored(report: Report) -> Stored:
    """A report as it would be stored."""
    return TypeAdapter(Stored).validate_python(report.to_json())


def compare(before: Stored, now: Stored) -> Comparison:
    """What moved beyond noise, over the cases that both runs hold."""
    was = {(o.part, o.id): o for o in before.outcomes}
    now_is = {(o.part, o.id): o for o in now.outcomes}
    both = [key for key in now_is if key in was]
    pairs = [(was[key], now_is[key]) for key in both]
    steps = [(b, n) for b, n in pairs if b.part.startswith(Part.TURNS.value)]
    others = [(b, n) for b, n in pairs if not b.part.startswith(Part.TURNS.value)]
    changes = [
        *_of_turns(steps),
        *_of_verdicts(others, now.figures),
        *_of_totals(before, now),
    ]
    flips = [told for b, n in pairs if (told := _flip(b, n))]
    return Comparison(
        tuple(changes), tuple(flips), len(both), len(was) - len(both), len(now_is) - len(both)
    )


Pair = tuple[Outcome, Outcome]


def _of_turns(pairs: Sequence[Pair]) -> Iterable[Change]:
    """Every metric of every step and language, by resampling the turns that both runs graded."""
    for part in sorted({before.part for before, _ in pairs}):
        inside = [pair for pair in pairs if pair[0].part == part]
        for lang in (ALL, *sorted({before.lang for before, _ in inside})):
            spoken = [pair for pair in inside if lang in (ALL, pair[0].lang)]
            for step in Step:
                yield from _of_step(f"{part}/{lang}/{step.value}", spoken, step)


def _of_step(name: str, pairs: Sequence[Pair], step: Step) -> Iterable[Change]:
    was, now = (
        _cells([outcome.steps.get(step) for outcome in side]) for side in zip(*pairs, strict=True)
    )
    if np.array_equal(was, now):
        return
    flipped = tuple(
        f"{b.id}: {_shown(b.steps.get(step))}, now {_shown(n.steps.get(step))}"
        for b, n in pairs
        if _differs(b.steps.get(step), n.steps.get(step))
    )
    rounds = figures.draws(len(pairs))
    was_drawn, now_drawn = (measures.tables(cells, rounds) for cells in (was, now))
    for metric, measure in MEASURES.items():
        at_first, at_last = measure(was_drawn), measure(now_drawn)
        moved = (at_last - at_first)[1:]
        known = moved[~np.isnan(moved)]
        if len(known) < len(moved) / 2 or np.isnan(at_first[0]) or np.isnan(at_last[0]):
            continue
        low, high = np.quantile(known, [BEYOND_NOISE, 1 - BEYOND_NOISE])
        if low > 0 or high < 0:
            yield Change(f"{name}/{metric}", float(at_first[0]), float(at_last[0]), flipped)


def _cells(scores: Sequence[StepOutcome | None]) -> Labels:
    untouched = StepOutcome(wanted=0, given=0, doubt=False)
    rows = [score or untouched for score in scores]
    return measures.cells(
        np.array([row.wanted for row in rows], np.int64),
        np.array([row.given for row in rows], np.int64),
        np.array([row.doubt for row in rows], np.bool_),
        np.array([np.nan if row.overlap is None else row.overlap for row in rows], np.float64),
    )


def _of_verdicts(pairs: Sequence[Pair], figures: Mapping[str, StoredFigure]) -> Iterable[Change]:
    """Cases that are right or wrong, by kind: lost and won ones weighed as tosses of a coin."""
    groups: dict[str, list[Pair]] = {}
    for before, now in pairs:
        groups.setdefault(_counted_as(now, figures), []).append((before, now))
    for name, inside in groups.items():
        lost = [now for before, now in inside if before.right and not now.right]
        won = [now for before, now in inside if now.right and not before.right]
        if len(lost) == len(won):
            continue
        if _by_coin(max(len(lost), len(won)), len(lost) + len(won)) < BEYOND_COIN:
            before_, now_ = (float(np.mean([pair[n].right for pair in inside])) for n in range(2))
            yield Change(name, before_, now_, tuple(case.id for case in [*lost, *won]))


def _counted_as(outcome: Outcome, figures: Mapping[str, StoredFigure]) -> str:
    """The figure that counts such cases; where there is none, part and kind."""
    part, kind = outcome.part, outcome.kind
    names = (
        f"{part}/{scope}/{kind}/{metric}"
        for scope in (ALL, outcome.lang)
        for metric in ("right", "in_range")
    )
    return next((name for name in names if name in figures), f"{part}, {kind}")


def _by_coin(heads: int, tosses: int) -> float:
    """The chance of so many heads, or more."""
    return float(sum(comb(tosses, n) for n in range(heads, tosses + 1)) / 2**tosses)


def _of_totals(before: Stored, now: Stored) -> Iterable[Change]:
    """Held-out turns are known by their totals: beyond the interval they had is beyond noise."""
    for name, was in before.figures.items():
        figure = now.figures.get(name)
        if not name.startswith(_HELD_OUT) or f"/{MACRO}/" not in name or figure is None:
            continue
        if was.count != figure.count or None in (was.low, was.high, was.value, figure.value):
            continue
        assert was.low is not None
        assert was.high is not None
        assert was.value is not None
        assert figure.value is not None
        if not was.low <= figure.value <= was.high:
            yield Change(name, was.value, figure.value)


def _flip(before: Outcome, now: Outcome) -> str | None:
    changed = [
        f"{step} {_shown(before.steps.get(step))}, now {_shown(now.steps.get(step))}"
        for step in Step
        if _differs(before.steps.get(step), now.steps.get(step))
    ]
    if changed:
        return f"{now.id}: {'; '.join(changed)}"
    if before.right is not now.right:
        return f"{now.id}: {'right' if now.right else 'wrong'} now"
    return None


def _differs(before: StepOutcome | None, now: StepOutcome | None) -> bool:
    return _given(before) != _given(now)


def _given(score: StepOutcome | None) -> tuple[int, bool]:
    return (score.given, score.doubt) if score else (0, False)


def _shown(score: StepOutcome | None) -> str:
    level, doubt = _given(score)
    return f"{level}{'?' if doubt else ''} (label {score.wanted if score else 0})"
