"""From 45 degrees the sides of the cheeks are measured as truly as the front is from in front.

The heads are turned by computation: the mesh of a real portrait with the portrait on it.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from outcomes.phantom import fainter_lines, redder, turned_head
from yintang.atlas.model import Atlas
from yintang.face.mesh import Mesh
from yintang.face.photo import photo_from_pixels
from yintang.outcomes.measure import measured
from yintang.outcomes.measurement import View
from yintang.outcomes.raster import linear_raster
from yintang.outcomes.seeing import Seen, see

SIDES: list[tuple[float, View, str]] = [
    (45.0, "right-45", "cheek-R"),
    (-45.0, "left-45", "cheek-L"),
]


def from_the_side(pixels: np.ndarray, seen: Seen, yaw: float, view: View) -> Seen:
    shown, mesh = turned_head(pixels, seen.mesh.vertices, yaw)
    light = linear_raster(shown, mesh, view)
    photo = photo_from_pixels(shown)
    return replace(seen, photo=photo, mesh=Mesh(mesh, 1.0), view=view, light=light)


def values(seen: Seen, atlas: Atlas) -> Mapping[tuple[str, str], float]:
    return {(v.metric, v.region): v.value for v in measured(seen, atlas)[0]}


@pytest.mark.parametrize(("yaw", "view", "cheek"), SIDES)
def test_changes_of_a_cheek_come_back_from_the_side(
    yaw: float, view: View, cheek: str, seen: Seen, everything: Atlas
):
    pixels, mesh = seen.photo.pixels, seen.mesh.vertices
    plain, red, faint = (
        values(from_the_side(shown, seen, yaw, view), everything)
        for shown in (
            pixels,
            redder(pixels, mesh, everything, ["cheek"], -2.0),
            fainter_lines(pixels, mesh, everything, ["cheek"], 0.25),
        )
    )
    assert red["redness", cheek] - plain["redness", cheek] == pytest.approx(-2.0, abs=0.1)
    lines = ("lines-medium", cheek)
    assert faint[lines] / plain[lines] == pytest.approx(0.75, abs=0.06)
    # The portrait itself is one from the front.
    assert plain["redness", cheek] == pytest.approx(
        values(seen, everything)["redness", cheek], abs=2.0
    )


@pytest.mark.parametrize(("yaw", "view", "cheek"), SIDES)
def test_only_the_side_that_is_seen_is_measured_and_no_shape(
    yaw: float, view: View, cheek: str, seen: Seen, everything: Atlas
):
    found = values(from_the_side(seen.photo.pixels, seen, yaw, view), everything)
    assert {region[-2:] for _, region in found} == {cheek[-2:]}
    assert "brow-height" not in {metric for metric, _ in found}


@pytest.mark.parametrize(("yaw", "view", "cheek"), SIDES)
def test_a_turned_head_is_found_and_laid_on_its_own_raster(
    yaw: float, view: View, cheek: str, seen: Seen, everything: Atlas
):
    shown, _ = turned_head(seen.photo.pixels, seen.mesh.vertices, yaw)
    found = see(photo_from_pixels(shown))
    assert found.view == view
    known = values(from_the_side(seen.photo.pixels, seen, yaw, view), everything)
    redness = ("redness", cheek)
    assert values(found, everything)[redness] == pytest.approx(known[redness], abs=0.7)
