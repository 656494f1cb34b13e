"""How far coaches and grader agree, and coaches among each other: figures with their intervals.

Levels of several coaches for one turn are several pairs with the grader. Turns are what is drawn
anew for an interval, since the levels of one turn are not independent of each other.
"""

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import numpy.typing as npt

from rehearse.coaching import figures
from rehearse.coaching.choices import Choices, Flags, Read, choices
from rehearse.coaching.comparing import Compared, Pairs, compare, compare_groups
from rehearse.coaching.figures import Numbers
from rehearse.conversation.rubric import Frozen, Step

Moments = npt.NDArray[np.datetime64]


class Month(Frozen):
    """What coaches chose within one month (UTC)."""

    month: str
    """``2026-11``"""
    compared: Compared


class Version(Frozen):
    """What one grader, in one version, gave."""

    grader: str
    """As it stands in its grades: ``local:1f0c…``, ``model:NAME:…``."""
    compared: Compared


class WithGrader(Frozen):
    """Coaches held beside the grader; a level in doubt counts as it was read."""

    all: Compared
    blind: Compared
    """Levels that a coach chose before seeing the grade. These are the honest ones: who sees a
    level tends to follow it."""
    stated: Compared
    """Levels that the grader signed."""
    in_doubt: Compared
    """Levels that it would not sign, and so makes no promise about. They are never 0, so that kappa
    and alpha come out lower here whatever the grader does: the share of the same level tells."""
    months: tuple[Month, ...]
    versions: tuple[Version, ...]
    """A level that another grader stood in for is in none of them."""
    unscored: int
    """Turns that a coach gave a level and the grader could not score: in no figure here."""


class BetweenCoaches(Frozen):
    """Every two coaches who gave the same step of the same turn a level."""

    all: Compared
    blind: Compared
    """Where both had not seen the grade: those who saw it can agree by following it."""
    months: tuple[Month, ...]
    """By the last of the choices for a step of a turn."""


class Agreement(Frozen):
    """All figures over some reviews."""

    coaches: int
    turns: int
    """That at least one coach gave a level."""
    with_grader: WithGrader
    between_coaches: BetweenCoaches


def agreement(read: Iterable[Read]) -> Agreement:
    """The figures over these talks and their reviews. Whose they are, and who may see them, is for
    whoever hands them over."""
    made = choices(read)
    drawn = figures.draws(made.turns)
    return Agreement(
        coaches=made.coaches,
        turns=made.turns,
        with_grader=_with_grader(made, drawn),
        between_coaches=_between_coaches(made, drawn),
    )


def _with_grader(made: Choices, drawn: Numbers) -> WithGrader:
    scored = made.scored
    pairs = Pairs(
        turn=made.turn[scored],
        step=made.step[scored],
        one=made.level[scored],
        other=made.graded[scored],
        weight=np.ones(int(scored.sum())),
        mutual=False,
    )
    stated, doubt = compare_groups(pairs, made.doubt[scored].astype(np.int64), 2, drawn)
    return WithGrader(
        all=compare(pairs, drawn),
        blind=compare(pairs.only(made.blind[scored]), drawn),
        stated=stated,
        in_doubt=doubt,
        months=_months(pairs, made.moment[scored], drawn),
        versions=_versions(made, pairs, drawn),
        unscored=len(np.unique(made.turn[~scored])),
    )


def _between_coaches(made: Choices, drawn: Numbers) -> BetweenCoaches:
    everything = np.ones(len(made.turn), np.bool_)
    pairs, moment = _mutual_pairs(made, everything)
    blind, _ = _mutual_pairs(made, made.blind)
    return BetweenCoaches(
        all=compare(pairs, drawn),
        blind=compare(blind, drawn),
        months=_months(pairs, moment, drawn),
    )


def _mutual_pairs(made: Choices, keep: Flags) -> tuple[Pairs, Moments]:
    """Every two levels for the same step of the same turn, and when the last for it was chosen."""
    unit = made.turn[keep] * len(Step) + made.step[keep]
    level = np.zeros((made.turns * len(Step), made.coaches), np.int64)
    there = np.zeros(level.shape, np.bool_)
    level[unit, made.coach[keep]] = made.level[keep]
    there[unit, made.coach[keep]] = True
    last = np.full(len(level), np.datetime64("NaT", "us"))
    np.fmax.at(last, unit, made.moment[keep])
    found = [
        (both, level[both, one], level[both, other])
        for one, other in combinations(range(made.coaches), 2)
        if len(both := np.flatnonzero(there[:, one] & there[:, other]))
    ]
    both, first, second = (
        np.concatenate([np.zeros(0, np.int64), *(pairs[column] for pairs in found)])
        for column in range(3)
    )
    turn, step = np.divmod(both, len(Step))
    weight = 1 / (there.sum(1)[both] - 1)
    return Pairs(turn, step, first, second, weight, mutual=True), last[both]


def _months(pairs: Pairs, moment: Moments, drawn: Numbers) -> tuple[Month, ...]:
    months, group = np.unique(moment.astype("datetime64[M]"), return_inverse=True)
    compared = compare_groups(pairs, group, len(months), drawn)
    return tuple(
        Month(month=str(month), compared=found)
        for month, found in zip(months, compared, strict=True)
    )


def _versions(made: Choices, pairs: Pairs, drawn: Numbers) -> tuple[Version, ...]:
    """In the order in which coaches first read their grades."""
    version, moment = made.version[made.scored], made.moment[made.scored]
    compared = compare_groups(pairs, version, len(made.versions), drawn)
    first = {
        name: moment[version == n].min()
        for n, name in enumerate(made.versions)
        if (version == n).any()
    }
    return tuple(
        Version(grader=name, compared=compared[made.versions.index(name)])
        for name in sorted(first, key=first.__getitem__)
    )
