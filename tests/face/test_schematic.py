"""The drawn face of a plan without a photograph claims nothing about the person."""

import numpy as np
import pytest

from yintang.atlas.model import Atlas
from yintang.face import FaceMap, schematic_map
from yintang.face.constructions import CONSTRUCTIONS


@pytest.fixture(scope="module")
def drawn(everything: Atlas) -> FaceMap:
    return schematic_map(everything)


def test_every_point_is_on_it_as_on_a_photograph(drawn: FaceMap, face_map: FaceMap) -> None:
    assert {(p.code, p.side) for p in drawn.points} == {(p.code, p.side) for p in face_map.points}
    assert {line.line for line in drawn.lines} == {line.line for line in face_map.lines}
    assert {r.region for r in drawn.regions} == {r.region for r in face_map.regions}


def test_it_has_no_photograph_and_says_that_it_is_not_the_patients_face(drawn: FaceMap) -> None:
    assert drawn.photo is None
    assert drawn.as_json()["photo"] is None
    assert [warned.code for warned in drawn.warnings] == ["schematic"]
    assert "palpation" in drawn.warnings[0].say
    assert all("average face" in point.basis for point in drawn.points)


def test_its_points_are_no_surer_than_the_mesh_alone(drawn: FaceMap) -> None:
    radius = {c.code: c.radius_mm[1] for c in CONSTRUCTIONS}
    assert all(point.radius_mm >= radius[point.code] for point in drawn.points)


def test_it_is_symmetric_and_upright(drawn: FaceMap) -> None:
    middle = (drawn.eyes[0][0] + drawn.eyes[1][0]) / 2
    assert drawn.eyes[0][1] == pytest.approx(drawn.eyes[1][1])
    for point in drawn.points:
        other = drawn.point(point.code, "L" if point.side == "R" else point.side)
        if point.side == "R":
            assert (point.x + other.x) / 2 == pytest.approx(middle, abs=1e-6)
            assert point.y == pytest.approx(other.y, abs=1e-6)
        elif point.side == "M":
            assert point.x == pytest.approx(middle, abs=1e-6)
    assert drawn.pose.yaw_deg == drawn.pose.pitch_deg == drawn.pose.roll_deg == 0


def test_everything_lies_within_its_picture(drawn: FaceMap) -> None:
    shapes = [line.xy for line in drawn.lines] + [region.xy for region in drawn.regions]
    shapes += [xy for _, _, xy in drawn.contours]
    places = np.vstack([[(p.x, p.y) for p in drawn.points], *shapes])
    assert (places >= 0).all()
    assert (places <= [drawn.width, drawn.height]).all()


def test_it_is_the_same_every_time(drawn: FaceMap, everything: Atlas) -> None:
    assert schematic_map(everything) == drawn
