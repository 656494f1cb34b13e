"""The curve of trust: smooth, and true to what it joins."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rehearse.pages.curve import PARTS, Point, through

HEIGHTS = st.lists(st.integers(0, 100), min_size=1, max_size=30)


def path(heights: list[int]) -> list[Point]:
    return [(10.0 * n, float(height)) for n, height in enumerate(heights)]


@given(HEIGHTS)
def test_it_goes_through_every_point(heights: list[int]) -> None:
    points = path(heights)
    drawn = through(points)
    assert set(points) <= set(drawn)
    assert drawn == sorted(drawn, key=lambda point: point[0])


@given(HEIGHTS)
def test_between_two_points_it_never_leaves_their_heights(heights: list[int]) -> None:
    points = path(heights)
    drawn = through(points)
    for (left, before), (right, after) in pairwise(points):
        low, high = min(before, after), max(before, after)
        inside = [y for x, y in drawn if left <= x <= right]
        assert all(low - 1e-9 <= y <= high + 1e-9 for y in inside)


@given(HEIGHTS)
def test_it_turns_round_only_where_the_points_do(heights: list[int]) -> None:
    drawn = through(path(heights))
    ways = [after[1] - before[1] for before, after in pairwise(drawn)]
    moved = [way for way in ways if abs(way) > 1e-9]
    turned = [way for way in (b - a for a, b in pairwise(heights)) if way]
    assert sum(a * b < 0 for a, b in pairwise(moved)) == sum(a * b < 0 for a, b in pairwise(turned))


def test_it_has_no_corner_where_it_goes_on_the_same_way() -> None:
    drawn = through([(0, 0), (10, 10), (20, 30)])
    middle = drawn.index((10, 10))
    before, after = (
        (drawn[n + 1][1] - drawn[n][1]) / (drawn[n + 1][0] - drawn[n][0])
        for n in (middle - 1, middle)
    )
    # Straight pieces would have 1 and 2 here.
    assert abs(after - before) < 0.4


def test_one_point_and_two_are_left_as_they_are() -> None:
    assert through([(0.0, 3.0)]) == [(0.0, 3.0)]
    assert through([(0.0, 3.0), (1.0, 9.0)]) == [(0.0, 3.0), (1.0, 9.0)]
    assert len(through([(0.0, 3.0), (1.0, 9.0), (2.0, 9.0)])) == 2 * PARTS + 1
