"""Where on the earth: great-circle distances, and cells in which what lies near is numbered near.

The earth is divided into halves, quarters and so on, 16 times in each direction (G. M. Morton, "A
computer oriented geodetic data base", IBM 1966). A cell of any size is then one range of whole
numbers, so that the database finds what lies near a place in an ordinary index.
"""

from collections.abc import Iterator
from math import asin, cos, floor, radians, sin, sqrt

EARTH_KM = 6371.0088
"""Mean radius of the earth (IUGG 1980)."""
DEPTH = 16
"""Halvings in each direction: the smallest cell is about 0.6 by 0.3 km at the equator."""
LOOKED_INTO = range(13, 2, -1)
"""Depths of the cells used for looking near, each four times as large as the one before.

From about 1 km around a place to a quarter of the earth.
"""


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """The great-circle distance in km, by the haversine formula; degrees in."""
    a, b = radians(lat), radians(other_lat)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(other_lon - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def cell(lat: float, lon: float) -> int:
    """The number of the smallest cell around a place, in 0..2**32-1."""
    return _interleaved(*_column_and_row(lat, lon, DEPTH))


def neighbourhoods(lat: float, lon: float) -> Iterator[tuple[float, list[tuple[int, int]]]]:
    """Ever larger neighbourhoods of a place: (km, ranges of cells).

    All that lies within so many km is in the two by two cells that the ranges (first, last) name.
    The last neighbourhood is the whole earth, with an infinite distance.
    """
    for depth in LOOKED_INTO:
        yield _half_a_cell(lat, depth), _two_by_two(lat, lon, depth)
    yield float("inf"), [(0, 2 ** (2 * DEPTH) - 1)]


def _half_a_cell(lat: float, depth: int) -> float:
    """The distance in km that the two by two cells nearest to a place are sure to cover.

    Half a cell to the north and south; to the east and west the way to the meridian half a cell
    away, which is asin(cos(lat) * sin(longitude)) on a sphere.
    """
    high = radians(180 / 2**depth)
    return EARTH_KM * min(high / 2, asin(cos(radians(lat)) * sin(high)))


def _two_by_two(lat: float, lon: float, depth: int) -> list[tuple[int, int]]:
    size = 2**depth
    x, y = (lon + 180) / 360 * size, (lat + 90) / 180 * size
    across = {(floor(x - 0.5) + step) % size for step in (0, 1)}
    upward = {min(size - 1, max(0, floor(y - 0.5) + step)) for step in (0, 1)}
    shift = 2 * (DEPTH - depth)
    codes = sorted(_interleaved(column, row) for column in across for row in upward)
    return [(code << shift, ((code + 1) << shift) - 1) for code in codes]


def _column_and_row(lat: float, lon: float, depth: int) -> tuple[int, int]:
    size = 2**depth
    column = floor((lon + 180) / 360 * size) % size
    return column, min(size - 1, max(0, floor((lat + 90) / 180 * size)))


def _interleaved(column: int, row: int) -> int:
    number = 0
    for bit in range(DEPTH):
        number |= (column >> bit & 1) << (2 * bit) | (row >> bit & 1) << (2 * bit + 1)
    return number
