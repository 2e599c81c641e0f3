"""Whoever doubts a number can see on which skin it was measured."""

import numpy as np
import pytest

from yintang.atlas.model import Atlas
from yintang.face.photo import Photo
from yintang.outcomes import PhotoMeasures
from yintang.outcomes.patches import Patches, patches
from yintang.outcomes.raster import grid


@pytest.fixture(scope="module")
def shown(photo: Photo, everything: Atlas) -> Patches:
    return patches(photo, everything)


def test_the_regions_shown_are_those_that_were_measured(shown: Patches, measures: PhotoMeasures):
    measured = {v.region for v in measures.values}
    assert set(shown.names) <= measured
    # Her fringe hides the forehead.
    assert "cheek-R" in shown.names
    assert "forehead" not in shown.names


def test_both_pictures_are_the_raster_pixel_by_pixel(shown: Patches):
    assert shown.raster.shape == shown.regions.shape == (*grid().shape, 3)
    assert not shown.raster[~grid().inside].any()


def test_skin_that_is_measured_keeps_its_colour_and_the_rest_is_grey(shown: Patches):
    def colourful(place: tuple[float, float]) -> int:
        x, y = np.rint(grid().pixel(np.array(place))).astype(int)
        part = shown.regions[y - 4 : y + 5, x - 4 : x + 5].astype(int)
        return int(np.ptp(part, axis=2).max())

    cheek, brow = (tuple(grid().vertices[v]) for v in (50, 105))
    assert colourful(cheek) > 30
    assert colourful(brow) == 0
