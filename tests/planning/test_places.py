import math
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yintang.planning.places import heading, inside, places_along

SQUARE = [(0, 0), (10, 0), (10, 10), (0, 10)]
POINTS = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0, 500)), min_size=2, max_size=6, unique=True
)


def test_a_point_lies_inside_a_polygon_or_not():
    assert inside((5, 5), SQUARE)
    assert not inside((15, 5), SQUARE)
    hollow = [(0, 0), (10, 0), (10, 10), (5, 2), (0, 10)]
    assert not inside((5, 8), hollow)


def test_places_on_a_straight_line_are_even_and_centred():
    places = places_along([(0, 0), (100, 0)], 30)
    for (xy, _, _), expected in zip(places, [5, 35, 65, 95], strict=True):
        assert math.isclose(xy[0], expected, abs_tol=1)
    assert all(math.isclose(tangent[0], 1) for _, _, tangent in places)


@given(POINTS, st.floats(5, 80))
def test_neighbours_on_any_line_keep_their_spacing_and_order(line, spacing):
    places = places_along(line, spacing)
    positions = [position for _, position, _ in places]
    assert positions == sorted(positions)
    assert all(0 <= position <= 1 for position in positions)
    for (a, _, _), (b, _, _) in pairwise(places):
        assert math.dist(a, b) >= spacing - 1e-6


def test_words_choose_which_way_a_needle_points(face):
    assert heading((0.0, 1.0), True, "upward, under the fold", "R", face) == (0.0, -1.0)
    assert heading((1.0, 0.0), True, "outward", "R", face) == (-1.0, 0.0)
    assert heading((1.0, 0.0), True, "outward", "L", face) == (1.0, 0.0)
    across = heading((1.0, 0.0), False, "across the line", "M", face)
    assert math.isclose(across[1], -1.0)
