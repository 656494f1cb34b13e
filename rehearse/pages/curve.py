"""A smooth line through points that never goes above or below what it joins."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]

PARTS = 8
"""Straight pieces between two points: at the width of the rail they look like a curve."""


def through(points: Sequence[Point]) -> list[Point]:
    """The points, with those of the curve between each two of them.

    Between two points it rises or falls the whole way: trust that only rose is never drawn as if
    it had dipped (monotone cubic interpolation, Fritsch and Carlson 1980; the slopes in points of
    unlike distance are Fritsch and Butland's).

    ``points``: from left to right, no two above each other.
    """
    if len(points) < 3:
        return list(points)
    slopes = _slopes(points)
    found = [points[0]]
    for n, (before, after) in enumerate(pairwise(points)):
        for part in range(1, PARTS):
            found.append(_between(before, after, slopes[n], slopes[n + 1], part / PARTS))
        found.append(after)
    return found


def _slopes(points: Sequence[Point]) -> list[float]:
    """How steep the curve is in each point; flat where it turns round."""
    wide = [after[0] - before[0] for before, after in pairwise(points)]
    steep = [
        (after[1] - before[1]) / across
        for (before, after), across in zip(pairwise(points), wide, strict=True)
    ]
    inside = [0.0] * (len(points) - 2)
    for n, (left, right) in enumerate(pairwise(steep)):
        if left * right > 0:
            much, little = 2 * wide[n + 1] + wide[n], wide[n + 1] + 2 * wide[n]
            inside[n] = (much + little) / (much / left + little / right)
    return [steep[0], *inside, steep[-1]]


def _between(before: Point, after: Point, slope: float, next_slope: float, share: float) -> Point:
    """The point at a share of the way from one to the next (cubic Hermite)."""
    across = after[0] - before[0]
    left = (1 + 2 * share) * (1 - share) ** 2
    height = (
        left * before[1]
        + (1 - left) * after[1]
        + share * (1 - share) ** 2 * across * slope
        - share**2 * (1 - share) * across * next_slope
    )
    return before[0] + share * across, height
