"""Where a grader must hold still, where it must move, and what must not talk it into points."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Self, TypeVar

from pydantic import Field, model_validator

from evals.cases import Case, Identified, lines
from evals.report import ALL, Figure, Outcome, Part, Report, scopes, share
from rehearse.conversation import rubric, trust
from rehearse.conversation.rubric import Frozen, Language, Level, Step, StepScore, TurnGrade
from rehearse.grader import Grader, TurnContext

ByStep = dict[Step, StepScore]

BOTH = "both"
"""The language of a pair whose halves are in two."""


class Side(Frozen):
    """One half of a pair that must score alike."""

    lang: Language
    colleague_last: str
    turn: str = Field(min_length=1)


class AlikeKind(StrEnum):
    """In what the two differ, without its making a difference by the guide."""

    TRANSLATION = "translation"
    PARAPHRASE = "paraphrase"
    NAMES = "names"
    PADDING = "padding"
    POLITENESS = "politeness"
    ORDER = "order"


class Alike(Identified):
    """Two turns that the guide scores the same on every step."""

    kind: AlikeKind
    one: Side
    other: Side

    @property
    def lang(self) -> str:
        return self.one.lang if self.one.lang == self.other.lang else BOTH


class Differ(Identified):
    """A turn, and the same turn with a few words that make one step worse."""

    kind: str
    lang: Language
    step: Step
    colleague_last: str
    better: str = Field(min_length=1)
    worse: str = Field(min_length=1)

    @model_validator(mode="after")
    def _two_turns(self) -> Self:
        if self.better == self.worse:
            raise ValueError("'better' and 'worse' are the same words")
        return self


class Attack(Identified):
    """A turn, and the same turn with something in it that wants points without earning them."""

    kind: str
    lang: Language
    colleague_last: str
    plain: str = Field(min_length=1)
    attacked: str = Field(min_length=1)


class AddedKind(StrEnum):
    """What is put behind a turn."""

    SMALL_TALK = "small_talk"
    """Nothing, by the guide: no level may move."""
    HARM = "harm"
    """What works against some step: none may rise by it."""


class Added(Identified):
    """A sentence that is put behind turns, whatever these say."""

    kind: AddedKind
    lang: Language
    text: str = Field(min_length=1)


Pair = TypeVar("Pair", Alike, Differ, Attack, Added)
HELD_OUT = "held_out_as_labelled"


def load(file: Path, model: type[Pair], lang: str | None) -> list[Pair]:
    """The pairs of a file, or those that are in one language.

    Raises:
        CaseError: a line is no such pair, an id is given twice, or the file cannot be read.
    """
    return [pair for pair in lines(file, model) if lang in (None, pair.lang)]


def report_pairs(
    alike: Sequence[Alike],
    differ: Sequence[Differ],
    labelled: Sequence[Case],
    grader: Grader,
    held_out: Sequence[Case] = (),
) -> Report:
    """How often pairs that must score alike do, and how often those that must differ do.

    ``labelled``: turns that may be looked at; their minimal pairs must differ as their labels do.
    ``held_out``: the same of turns of which only totals are told.
    """
    both = [(pair, *_both(pair, grader)) for pair in alike]
    outcomes = [_alike(*each) for each in both]
    outcomes += [_differs(pair, grader) for pair in differ]
    outcomes += _as_labelled(labelled, grader, "differ_as_labelled")
    unseen = _as_labelled(held_out, grader, HELD_OUT)
    figures = [*_shares(Part.PAIRS, outcomes), *_shares(Part.PAIRS, unseen)]
    figures += _steps_alike(both, _scopes(outcomes))
    return Report(figures=tuple(figures), outcomes=tuple(outcomes))


def report_added(added: Sequence[Added], labelled: Sequence[Case], grader: Grader) -> Report:
    """How often a sentence behind a turn does what the guide says of it: small talk moves no level,
    harm raises none. Each turn gets one of each kind, by its place among those of its language."""
    outcomes: list[Outcome] = []
    for kind in AddedKind:
        for lang in dict.fromkeys(case.lang for case in labelled):
            there = [each for each in added if (each.kind, each.lang) == (kind, lang)]
            turns = [case for case in labelled if case.lang == lang] if there else []
            outcomes += [_added(there[n % len(there)], c, grader) for n, c in enumerate(turns)]
    return Report(figures=tuple(_shares(Part.PAIRS, outcomes)), outcomes=tuple(outcomes))


def _added(added: Added, case: Case, grader: Grader) -> Outcome:
    before, after = (
        _scores(turn, case.lang, case.colleague_last, grader)
        for turn in (case.turn, f"{case.turn} {added.text}")
    )
    if added.kind is AddedKind.SMALL_TALK:
        moved = [step for step in Step if before[step].level is not after[step].level]
    else:
        moved = [step for step in Step if strength(after[step]) > strength(before[step])]
    told = f"{case.turn!r} and {added.text!r}"
    if moved:
        told += ": " + _became(moved, before, after)
    return Outcome(
        part=Part.PAIRS,
        kind=f"added/{added.kind.value}",
        id=f"{case.id}/{added.id}",
        lang=case.lang,
        right=not moved,
        told=told,
    )


def report_attacks(attacks: Sequence[Attack], grader: Grader) -> Report:
    """How often an attack gains nothing on any step."""
    outcomes = [_withstood(attack, grader) for attack in attacks]
    return Report(figures=tuple(_shares(Part.ATTACKS, outcomes)), outcomes=tuple(outcomes))


def contradict(one: StepScore, other: StepScore) -> bool:
    """Whether two scores of one step tell different things.

    A level in doubt says that the next one may be meant: it contradicts only its opposite.
    """
    if one.level is other.level:
        return False
    return not (one.doubt or other.doubt) or one.level * other.level < 0


def strength(score: StepScore) -> float:
    """How strongly a level stands."""
    return rubric.strength(score.level, doubt=score.doubt)


def gain(plain: StepScore, attacked: StepScore) -> int:
    """What an attack won on one step, in points of trust."""
    return trust.points(attacked) - trust.points(plain)


def _scores(turn: str, lang: Language, heard: str, grader: Grader) -> ByStep:
    """A turn that was not graded touches nothing."""
    result = grader.grade(turn, TurnContext(lang, colleague_last=heard or None))
    if isinstance(result, TurnGrade):
        return {score.step: score for score in result.scores}
    return {step: StepScore(step=step, level=Level.ABSENT) for step in Step}


def _both(pair: Alike, grader: Grader) -> tuple[ByStep, ByStep]:
    one, other = (
        _scores(side.turn, side.lang, side.colleague_last, grader)
        for side in (pair.one, pair.other)
    )
    return one, other


def _alike(pair: Alike, one: ByStep, other: ByStep) -> Outcome:
    apart = [step for step in Step if contradict(one[step], other[step])]
    told = f"{pair.one.turn!r} and {pair.other.turn!r}"
    if apart:
        told += ": " + ", ".join(
            f"{step} {_shown(one[step])} and {_shown(other[step])}" for step in apart
        )
    return Outcome(
        part=Part.PAIRS,
        kind=f"alike/{pair.kind.value}",
        id=pair.id,
        lang=pair.lang,
        right=not apart,
        told=told,
    )


def _steps_alike(
    pairs: Sequence[tuple[Alike, ByStep, ByStep]], scopes: Sequence[str]
) -> Iterable[Figure]:
    """Over the steps that either half touches: all pairs are 0 beside 0 on most of the others."""
    for scope in scopes:
        inside = [(one, other) for pair, one, other in pairs if scope in (ALL, pair.lang)]
        flags = []
        for one, other in inside:
            touched = [step for step in Step if one[step].level or other[step].level]
            flags += [not contradict(one[step], other[step]) for step in touched]
        if inside:
            yield share(Part.PAIRS.value, scope, "steps_alike", "right", flags)


def _differs(pair: Differ, grader: Grader) -> Outcome:
    better, worse = (
        _scores(turn, pair.lang, pair.colleague_last, grader)[pair.step]
        for turn in (pair.better, pair.worse)
    )
    return Outcome(
        part=Part.PAIRS,
        kind="differ",
        id=pair.id,
        lang=pair.lang,
        right=strength(worse) < strength(better),
        told=f"{pair.step} ({pair.kind}): {pair.better!r} {_shown(better)}, "
        f"{pair.worse!r} {_shown(worse)}",
    )


def _as_labelled(labelled: Sequence[Case], grader: Grader, kind: str) -> list[Outcome]:
    by_pair: dict[tuple[str, str], list[Case]] = {}
    for case in labelled:
        if case.pair:
            by_pair.setdefault((case.writer, case.pair), []).append(case)
    found = []
    for halves in by_pair.values():
        if len(halves) != 2:
            continue
        one, other = halves
        scores = [_scores(c.turn, c.lang, c.colleague_last, grader) for c in halves]
        for step in Step:
            apart = one.levels[step] - other.levels[step]
            if not apart:
                continue
            won = strength(scores[0][step]) - strength(scores[1][step])
            told = f"{step}: {one.turn!r} {_shown(scores[0][step])}, {other.turn!r} "
            found.append(
                Outcome(
                    part=Part.PAIRS,
                    kind=kind,
                    id=f"{one.id}/{other.id}/{step}",
                    lang=one.lang,
                    right=won * apart > 0,
                    told=told + _shown(scores[1][step]),
                )
            )
    return found


def _withstood(attack: Attack, grader: Grader) -> Outcome:
    plain, attacked = (
        _scores(turn, attack.lang, attack.colleague_last, grader)
        for turn in (attack.plain, attack.attacked)
    )
    won = [step for step in Step if gain(plain[step], attacked[step]) > 0]
    told = repr(attack.attacked)
    if won:
        told += ": " + _became(won, plain, attacked)
    return Outcome(
        part=Part.ATTACKS,
        kind=attack.kind,
        id=attack.id,
        lang=attack.lang,
        right=not won,
        told=told,
    )


def _shares(part: Part, outcomes: Sequence[Outcome]) -> Iterable[Figure]:
    for scope in _scopes(outcomes):
        inside = [outcome for outcome in outcomes if scope in (ALL, outcome.lang)]
        groups: dict[str, list[bool]] = {}
        for outcome in inside:
            groups.setdefault(outcome.kind, []).append(outcome.right)
            whole = outcome.kind.partition("/")[0] if part is Part.PAIRS else "attacks"
            if whole != outcome.kind:
                groups.setdefault(whole, []).append(outcome.right)
        for kind, flags in groups.items():
            yield share(part.value, scope, kind, "right", flags)


def _scopes(outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    """A pair whose halves are in two languages counts under all of them alone."""
    each = scopes(outcome.lang for outcome in outcomes if outcome.lang != BOTH)
    in_both = any(outcome.lang == BOTH for outcome in outcomes)
    return (ALL, *each) if in_both and ALL not in each else each


def _became(steps: Iterable[Step], before: ByStep, after: ByStep) -> str:
    return ", ".join(
        f"{step} {_shown(before[step])} became {_shown(after[step])}" for step in steps
    )


def _shown(score: StepScore) -> str:
    return f"{int(score.level)}{'?' if score.doubt else ''}"
