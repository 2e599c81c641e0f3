"""Places on the face, the same however the head was held, and the map as it is stored."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face import FaceMap, from_frame, schematic_map, to_frame
from yintang.face.frame import FaceFrame, head_rotation
from yintang.face.placing import frame_facts
from yintang.face.reference import reference_face


def turned_map(atlas: Atlas, yaw: float, pitch: float, roll: float) -> FaceMap:
    drawn = schematic_map(atlas)
    turn = head_rotation(*np.radians([yaw, pitch, roll]))
    frame = FaceFrame(reference_face().vertices, turn, np.array([800.0, 900, 0]), 8.0, drawn.pose)
    return replace(drawn, frame=frame_facts(frame))


def test_a_stored_map_comes_back_the_same(face_map: FaceMap, everything: Atlas) -> None:
    for one in (face_map, schematic_map(everything)):
        assert FaceMap.from_json(one.stored()) == one
        assert FaceMap.from_json(json.loads(json.dumps(one.stored()))) == one


def test_the_frame_takes_little_room(face_map: FaceMap) -> None:
    assert len(json.dumps(face_map.stored()["frame"])) < 12_000
    assert len(json.dumps(face_map.stored())) < 50_000


def test_the_page_on_formats_names_every_key_that_is_stored(face_map: FaceMap) -> None:
    page = Path(__file__).parents[2].joinpath("docs/formats.md").read_text("utf-8")
    stored = face_map.stored()
    keys = (set(stored) - set(face_map.as_json())) | set(stored["frame"])
    section = page.split("## A stored face map")[1].split("\n## ")[0]
    assert [key for key in sorted(keys) if f"`{key}`" not in section] == []


def test_what_is_no_stored_map_is_refused(face_map: FaceMap) -> None:
    with pytest.raises(YintangError, match="not a face map"):
        FaceMap.from_json({"schema": "yintang/plan/1"})
    with pytest.raises(YintangError, match="not a stored face map"):
        FaceMap.from_json(face_map.as_json())


@pytest.mark.parametrize(
    ("yaw", "pitch", "roll"), [(0, 0, 0), (10, 5, -8), (20, 0, 5), (0, 20, 0), (-15, -15, 10)]
)
def test_pixels_and_places_lead_to_each_other(everything: Atlas, yaw, pitch, roll) -> None:
    one = turned_map(everything, yaw, pitch, roll)
    for u in range(-70, 71, 10):
        for v in range(-100, 101, 10):
            assert to_frame(one, *from_frame(one, u, v)) == pytest.approx((u, v), abs=0.05)


def test_the_eyes_lie_where_the_frame_says(face_map: FaceMap) -> None:
    for (x, y), out in zip(face_map.eyes, (-31.5, 31.5), strict=True):
        u, v = to_frame(face_map, x, y)
        assert u == pytest.approx(out, abs=1.5)
        assert v == pytest.approx(0, abs=1.0)


def test_a_measured_distance_between_the_pupils_scales_places(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    narrow = place(large_portrait, ipd_mm=56.0)
    point = face_map.point("ST3", "R")
    usual = to_frame(face_map, point.x, point.y)
    assert to_frame(narrow, point.x, point.y) == pytest.approx(np.multiply(usual, 56 / 63))
    assert from_frame(narrow, *to_frame(narrow, point.x, point.y)) == pytest.approx(
        (point.x, point.y), abs=0.05
    )


def test_a_place_is_the_same_on_a_rolled_photograph(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    rolled = place(large_portrait.rotate(8, Image.Resampling.BICUBIC))
    for code in ("ST3", "LI20", "GB14", "ST6"):
        before, after = face_map.point(code, "R"), rolled.point(code, "R")
        moved = np.subtract(
            to_frame(rolled, after.x, after.y), to_frame(face_map, before.x, before.y)
        )
        assert np.hypot(*moved) < 2.5


def test_a_map_without_a_frame_still_takes_out_the_roll(everything: Atlas) -> None:
    drawn = replace(schematic_map(everything), frame=None)
    assert to_frame(drawn, 880, 980) == pytest.approx((10, 10), abs=0.3)
    assert from_frame(drawn, *to_frame(drawn, 500, 1200)) == pytest.approx((500, 1200))
