"""Every point on a photograph, with its uncertainty, the same however the picture was taken."""

import io
import json
import re
import socket

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageOps

from yintang.errors import YintangError
from yintang.face import FaceMap
from yintang.face.constructions import CONSTRUCTIONS
from yintang.face.gates import FaceError
from yintang.face.reference import REFERENCE_IPD_MM

OTHER = {"R": "L", "L": "R", "M": "M"}
SIZE = 1536


def movement_mm(before: FaceMap, after: FaceMap, back) -> np.ndarray:
    """How far each grade A or B point moved, in mm, once `back` undoes what was done."""
    moved = []
    for point in after.points:
        was = before.point(point.code, point.side)
        if point.grade != "C" and was is not None:
            moved.append(np.subtract(back(point.x, point.y), (was.x, was.y)) * before.mm_per_px)
    assert len(moved) >= 35
    return np.linalg.norm(moved, axis=1)


def same(x: float, y: float) -> tuple[float, float]:
    return x, y


def test_the_map_is_written_as_the_schema_says(face_map: FaceMap) -> None:
    written = json.loads(json.dumps(face_map.as_json()))
    assert written["schema"] == "yintang/face-map/1"
    asked = {
        "schema", "photo", "model", "ipd_px", "mm_per_px", "pose", "expression", "hairline",
        "warnings", "points", "not_visible",
    }  # fmt: skip
    assert asked <= set(written) <= asked | {"handles", "lines"}
    assert written["photo"] == {"width": SIZE, "height": SIZE, "sha256": written["photo"]["sha256"]}
    assert set(written["model"]) == {"name", "sha256"}
    assert re.fullmatch(r"[0-9a-f]{64}", written["photo"]["sha256"])
    assert re.fullmatch(r"[0-9a-f]{64}", written["model"]["sha256"])
    assert set(written["pose"]) == {"yaw_deg", "pitch_deg", "roll_deg"}
    assert set(written["expression"]) == {"smile"}
    assert set(written["hairline"]) == {"x", "y", "source"}
    keys = {"code", "side", "x", "y", "radius_mm", "grade", "basis"}
    assert all(set(point) == keys for point in written["points"])
    assert all(set(point) == {"code", "side", "why"} for point in written["not_visible"])
    assert all(set(warned) == {"code", "say"} for warned in written["warnings"])


def test_every_point_is_placed_once_a_side_with_grade_radius_and_basis(face_map: FaceMap) -> None:
    placed = [(point.code, point.side) for point in face_map.points]
    assert len(placed) == len(set(placed)) == sum(1 if c.midline else 2 for c in CONSTRUCTIONS)
    for point in face_map.points:
        assert 0 <= point.x < SIZE
        assert 0 <= point.y < SIZE
        assert 1 < point.radius_mm < 15
        assert point.grade in "ABC"
        assert (point.radius_mm >= 8) == (point.grade == "C")
        assert point.basis


def test_scale_and_eyes_agree(face_map: FaceMap) -> None:
    assert face_map.mm_per_px * face_map.ipd_px == pytest.approx(REFERENCE_IPD_MM)
    right, left = face_map.eyes
    assert right[0] < left[0]
    assert np.linalg.norm(np.subtract(left, right)) == pytest.approx(face_map.ipd_px, rel=0.03)


# Read off the picture by eye, in pixels of the 512-pixel original, with how surely in mm.
SEEN = {
    ("BL1", "R"): (214, 103, 3), ("BL1", "L"): (236, 105.5, 3), ("GV25", "M"): (224, 127, 4),
    ("EX-HN3", "M"): (226.5, 95, 5), ("GV27", "M"): (223.5, 141, 4), ("LI20", "R"): (208, 125, 5),
    ("LI20", "L"): (240.5, 127, 5), ("ST1", "R"): (203, 109, 4), ("ST1", "L"): (246, 111.5, 4),
    ("TE23", "R"): (187, 95, 8), ("CV24", "M"): (221, 161, 6),
}  # fmt: skip


@pytest.mark.parametrize(("code", "side"), SEEN)
def test_points_lie_where_the_eye_sees_their_landmarks(face_map: FaceMap, code: str, side) -> None:
    x, y, within = SEEN[code, side]
    point = face_map.point(code, side)
    assert np.hypot(point.x - 3 * x - 1, point.y - 3 * y - 1) * face_map.mm_per_px < within


def test_the_same_photograph_gives_the_same_map(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    assert place(large_portrait) == face_map


def test_a_shifted_photograph_moves_the_points_with_it(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    shifted = Image.new("RGB", large_portrait.size, "grey")
    shifted.paste(large_portrait, (37, 21))
    moved = movement_mm(face_map, place(shifted), lambda x, y: (x - 37, y - 21))
    assert moved.mean() <= 1.0


@pytest.mark.parametrize("scale", [0.9, 1.1])
def test_a_resized_photograph_has_its_points_in_the_same_place(
    place, large_portrait: Image.Image, face_map: FaceMap, scale: float
) -> None:
    side = round(SIZE * scale)
    resized = place(large_portrait.resize((side, side), Image.Resampling.LANCZOS))
    moved = movement_mm(face_map, resized, lambda x, y: (x * SIZE / side, y * SIZE / side))
    assert moved.mean() <= 1.0


@pytest.mark.parametrize("roll", [-15, 15])
def test_a_tilted_head_has_its_points_in_the_same_place(
    place, large_portrait: Image.Image, face_map: FaceMap, roll: int
) -> None:
    turned = large_portrait.rotate(-roll, Image.Resampling.BICUBIC)
    cos, sin = np.cos(np.radians(roll)), np.sin(np.radians(roll))
    middle = SIZE / 2

    def back(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - middle, y - middle
        return middle + cos * dx + sin * dy, middle - sin * dx + cos * dy

    found = place(turned)
    assert movement_mm(face_map, found, back).mean() <= 1.0
    assert found.pose.roll_deg == pytest.approx(face_map.pose.roll_deg + roll, abs=2)


def test_a_photograph_lying_upside_down_has_its_points_in_the_same_place(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    found = place(large_portrait.rotate(180))
    assert movement_mm(face_map, found, lambda x, y: (SIZE - x, SIZE - y)).mean() <= 1.0
    assert "lying" in [warned.code for warned in found.warnings]


def test_a_coarsely_compressed_photograph_has_its_points_in_the_same_place(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    out = io.BytesIO()
    large_portrait.save(out, "JPEG", quality=30)
    assert movement_mm(face_map, place(Image.open(out)), same).mean() <= 1.0


@pytest.mark.parametrize("gamma", [0.5, 2.0])
def test_a_lighter_or_darker_photograph_has_its_points_in_the_same_place(
    place, large_portrait: Image.Image, face_map: FaceMap, gamma: float
) -> None:
    changed = large_portrait.point([round(255 * (i / 255) ** gamma) for i in range(256)] * 3)
    assert movement_mm(face_map, place(changed), same).mean() <= 1.0


def test_a_photograph_without_colour_is_a_photograph(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    grey = place(large_portrait.convert("L"))
    assert movement_mm(face_map, grey, same).mean() <= 1.5


def test_a_mirrored_photograph_has_mirrored_points(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    mirror = place(ImageOps.mirror(large_portrait))
    apart = []
    for point in mirror.points:
        was = face_map.point(point.code, OTHER[point.side])
        if point.grade != "C":
            apart.append(np.hypot(SIZE - point.x - was.x, point.y - was.y) * face_map.mm_per_px)
    assert np.mean(apart) <= 1.0


def test_the_hairline_is_read_from_the_photograph(face_map: FaceMap) -> None:
    assert face_map.hairline.source == "photo"
    glabella = face_map.point("EX-HN3", "M")
    height = np.hypot(face_map.hairline.x - glabella.x, face_map.hairline.y - glabella.y)
    assert 0.75 <= height / face_map.ipd_px <= 1.20


def test_a_hairline_the_user_marks_is_kept_and_moves_gv24(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    marked = (face_map.hairline.x, face_map.hairline.y + 15)
    found = place(large_portrait, hairline=marked)
    assert found.hairline.source == "given"
    assert (found.hairline.x, found.hairline.y) == pytest.approx(marked, abs=0.5)
    assert found.point("GV24", "M").y > face_map.point("GV24", "M").y + 10
    assert found.point("GV26", "M") == face_map.point("GV26", "M")
    assert "hairline as marked" in found.point("GV24", "M").basis


def test_a_hairline_that_is_not_in_the_picture_is_the_average_and_that_is_said(
    place, large_portrait: Image.Image
) -> None:
    found = place(large_portrait.crop((0, 200, SIZE, SIZE)))
    assert found.hairline.source == "prior"
    assert "hairline-prior" in [warned.code for warned in found.warnings]
    gb14 = found.point("GB14", "R")
    assert "not seen, the average" in gb14.basis
    unseen = {(point.code, point.why) for point in found.not_visible}
    assert ("GV24", "outside the photograph") in unseen


@pytest.mark.parametrize("marked", [(-5, 100), (600, 9000), (float("nan"), 3), (670, 900)])
def test_a_hairline_outside_the_photograph_or_below_the_brows_is_refused(
    place, large_portrait: Image.Image, marked: tuple[float, float]
) -> None:
    with pytest.raises(YintangError, match=r"outside the photograph|below the brows"):
        place(large_portrait, hairline=marked)


def test_the_distance_between_the_pupils_changes_millimetres_and_nothing_else(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    wide = place(large_portrait, ipd_mm=70.0)
    assert wide.mm_per_px == pytest.approx(face_map.mm_per_px * 70 / 63)
    assert wide.ipd_px == face_map.ipd_px
    for point, was in zip(wide.points, face_map.points, strict=True):
        assert (point.x, point.y, point.grade) == (was.x, was.y, was.grade)
        assert point.radius_mm == pytest.approx(was.radius_mm * 70 / 63, abs=0.02)


@pytest.mark.parametrize("ipd_mm", [0, -63, 6.3, 630, float("nan"), float("inf")])
def test_an_implausible_distance_between_the_pupils_is_refused(
    place, portrait: Image.Image, ipd_mm: float
) -> None:
    with pytest.raises(YintangError, match="40 to 85 mm"):
        place(portrait, ipd_mm=ipd_mm)


def test_another_location_of_the_standard_can_be_chosen(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    found = place(large_portrait, variants={"GV26": "upper-third"})
    assert found.point("GV26", "M").y < face_map.point("GV26", "M").y
    assert found.point("LI19", "R") == face_map.point("LI19", "R")


@pytest.mark.parametrize("variants", [{"GV26": "lower"}, {"ST36": "upper-third"}])
def test_a_location_the_standard_does_not_record_is_refused(
    place, portrait: Image.Image, variants: dict[str, str]
) -> None:
    with pytest.raises(YintangError, match=r"GV26"):
        place(portrait, variants=variants)


def test_without_reading_the_photograph_points_are_less_sure_and_say_so(
    place, large_portrait: Image.Image, face_map: FaceMap
) -> None:
    alone = place(large_portrait, read_photograph=False)
    assert alone.hairline.source == "prior"
    for point in alone.points:
        assert "from the mesh" in point.basis
        assert point.radius_mm >= face_map.point(point.code, point.side).radius_mm


def test_pixels_too_coarse_for_a_point_widen_its_radius(
    place, portrait: Image.Image, face_map: FaceMap
) -> None:
    small = place(portrait)
    assert "small-face" in [warned.code for warned in small.warnings]
    pixel_mm = small.mm_per_px
    for point in small.points:
        assert point.radius_mm >= face_map.point(point.code, point.side).radius_mm
        assert point.radius_mm > pixel_mm


@pytest.mark.parametrize(
    "code", ["GV28", "TE17", "SI17", "CV23", "TE18", "TE19", "TE20", "QIANZHENG"]
)
def test_points_a_frontal_photograph_cannot_show_are_listed(face_map: FaceMap, code: str) -> None:
    found = [point for point in face_map.not_visible if point.code == code]
    assert [point.side for point in found] in (["M"], ["R", "L"])
    assert all(point.why for point in found)
    assert face_map.point(code, found[0].side) is None


def two(portrait: Image.Image) -> Image.Image:
    head = portrait.crop((110, 0, 350, 240))
    both = Image.new("RGB", (960, 480), "grey")
    both.paste(head.resize((480, 480)), (0, 0))
    both.paste(head.resize((380, 380)), (530, 40))
    return both


def test_of_two_faces_the_larger_is_taken_and_said(place, portrait: Image.Image) -> None:
    found = place(two(portrait))
    assert "several-faces" in [warned.code for warned in found.warnings]
    assert found.eyes[0][0] < 480


def test_of_two_faces_one_can_be_chosen(place, portrait: Image.Image) -> None:
    found = place(two(portrait), face=2)
    assert found.eyes[0][0] > 480
    assert "several-faces" not in [warned.code for warned in found.warnings]
    with pytest.raises(FaceError, match="no face 3: the photograph shows 2"):
        place(two(portrait), face=3)


def test_sunglasses_are_refused(place, large_portrait: Image.Image, face_map: FaceMap) -> None:
    worn = large_portrait.copy()
    for x, y in face_map.eyes:
        ImageDraw.Draw(worn).ellipse((x - 62, y - 45, x + 62, y + 50), fill=(15, 15, 15))
    with pytest.raises(FaceError, match="take off glasses"):
        place(worn)


@pytest.mark.parametrize(
    "box", [(0, 0, SIZE, 410), (0, 290, SIZE, SIZE), (700, 0, SIZE, SIZE), (0, 0, 660, SIZE)]
)
def test_a_face_cut_by_the_edge_is_refused(
    place, large_portrait: Image.Image, box: tuple[int, int, int, int]
) -> None:
    with pytest.raises(FaceError, match=r"cut by the edge|no face"):
        place(large_portrait.crop(box))


def test_a_tiny_face_is_refused(place, portrait: Image.Image) -> None:
    with pytest.raises(FaceError, match="too small"):
        place(portrait.resize((256, 256)))


def test_no_network_is_used(place, portrait: Image.Image, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert place(portrait).points
