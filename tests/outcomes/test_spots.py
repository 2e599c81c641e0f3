"""Spots are found one by one and followed one by one."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yintang.atlas.model import Atlas
from yintang.outcomes.colour import PIGMENTS
from yintang.outcomes.measurement import Spot
from yintang.outcomes.raster import coarser, grid
from yintang.outcomes.regions import areas, skin
from yintang.outcomes.spots import HALF, WITHIN_MM, find_spots, matched

PLACES = ((-35.0, 35.0), (38.0, 30.0), (5.0, -30.0))


def spotted(pigment: int, by: float, places=PLACES):
    """Even skin with Gaussian spots of one pigment, at half the raster's size."""
    laid = grid()
    height, width = (n // HALF for n in laid.shape)
    y, x = np.mgrid[:height, :width]
    xy = laid.place(np.stack([x.ravel(), y.ravel()], axis=1) * HALF + 0.5)
    dark = sum(np.exp(-((xy - place) ** 2).sum(axis=1) / (2 * 1.1**2)) for place in places)
    axis = PIGMENTS[pigment] / PIGMENTS[pigment][1]
    light = np.array([0.5, 0.3, 0.2]) * 10 ** (-by / 100 * np.outer(dark, axis))
    return light.reshape(height, width, 3).astype(np.float32)


BARE = coarser(skin().astype(np.float32), HALF) > 0.99


@pytest.mark.parametrize(("pigment", "kind"), [(0, "brown"), (1, "red")])
def test_spots_are_found_where_they_are_and_for_what_they_are(
    everything: Atlas, pigment: int, kind: str
):
    found = find_spots(spotted(pigment, 20), BARE, areas(everything), "front")
    assert [spot.kind for spot in found] == [kind] * 3
    for place in PLACES:
        nearest = min(np.hypot(s.x_mm - place[0], s.y_mm - place[1]) for s in found)
        assert nearest < 0.5
    assert {spot.region for spot in found} == {"cheek-R", "cheek-L", "forehead"}


def test_a_spot_half_as_strong_has_half_the_contrast(everything: Atlas):
    strong, weak = (
        find_spots(spotted(0, by, PLACES[:1]), BARE, areas(everything), "front")[0].contrast
        for by in (30, 15)
    )
    assert weak / strong == pytest.approx(0.5, rel=0.02)


def test_even_skin_and_lines_have_no_spots(everything: Atlas):
    light = spotted(0, 0)
    assert find_spots(light, BARE, areas(everything), "front") == ()
    light[150:153] *= 0.7
    assert find_spots(light, BARE, areas(everything), "front") == ()


def spot(x: float, y: float, kind="brown") -> Spot:
    return Spot(kind, "cheek-R", x, y, 1.0, 10.0)


spots_apart = st.lists(
    st.tuples(st.integers(-8, 8), st.integers(-8, 8)), unique=True, max_size=12
).map(lambda places: [spot(6.0 * x, 6.0 * y) for x, y in places])


@given(spots_apart, st.permutations(range(12)), st.floats(-1, 1), st.floats(-1, 1))
def test_each_spot_finds_itself_again_however_they_are_listed(before, order, dx, dy):
    moved = [replace(before[n], x_mm=before[n].x_mm + dx, y_mm=before[n].y_mm + dy)
             for n in order if n < len(before)]  # fmt: skip
    pairs = matched(before, moved)
    assert len(pairs) == len(before)
    for first, second in pairs:
        assert np.hypot(first.x_mm - second.x_mm, first.y_mm - second.y_mm) <= WITHIN_MM


def test_a_spot_that_came_or_went_has_no_partner():
    assert matched([spot(0, 0)], [spot(5, 0)]) == ()
    assert matched([spot(0, 0)], [spot(0, 0, "red")]) == ()
    assert matched([], [spot(0, 0)]) == ()
