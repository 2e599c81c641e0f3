from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.drawing.labels import ports, spread

GAP, TOP, BOTTOM, COLUMN = 22.0, 20.0, 800.0, 900.0
coordinate = st.floats(0, 800, allow_nan=False).map(lambda v: round(v, 3))
anchors = st.lists(st.tuples(coordinate, coordinate), max_size=34, unique=True)


def crosses(a, b, c, d) -> bool:
    """Whether the open segments ab and cd meet."""

    def turn(p, q, r) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) * turn(a, b, d) < -1e-6 and turn(c, d, a) * turn(c, d, b) < -1e-6


@given(anchors)
def test_no_two_labels_overlap_and_all_stay_on_the_sheet(points):
    heights = sorted(ports(points, COLUMN, GAP, TOP, BOTTOM))
    assert all(b - a >= GAP - 1e-6 for a, b in pairwise(heights))
    assert all(TOP - 1e-6 <= h <= BOTTOM + 1e-6 for h in heights)


@given(anchors)
def test_leaders_never_cross(points):
    heights = ports(points, COLUMN, GAP, TOP, BOTTOM)
    leaders = [(p, (COLUMN, h)) for p, h in zip(points, heights, strict=True)]
    assert not any(crosses(*one, *other) for one, other in combinations(leaders, 2))


@given(st.lists(coordinate, max_size=30))
def test_labels_that_have_room_stay_beside_their_points(wanted):
    wanted = sorted(TOP + i * (GAP + 1) for i, _ in enumerate(wanted))
    assert spread(wanted, GAP, TOP, BOTTOM) == pytest.approx(wanted)


def test_more_labels_than_fit_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        spread([100.0] * 50, GAP, TOP, BOTTOM)
