"""The regions and lines lie where anatomy says, tried on a real face."""

import itertools
import tomllib
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from skimage import data

from yintang.atlas.atlas import PACKAGED, read_kind
from yintang.atlas.kinds import KINDS
from yintang.atlas.model import Line, Region
from yintang.face.mesh import detect_faces, face_mesh
from yintang.face.model import find_model

Points = NDArray[np.float64]

REGIONS = {
    *("forehead", "glabella", "crows-feet", "under-eye", "lid", "brow", "temple", "cheek"),
    *("nose", "nasolabial", "perioral", "chin", "jaw", "neck", "ear"),
}
LINES = (
    *("forehead-lines", "glabellar-lines", "crows-feet", "nasolabial-fold"),
    *("marionette-line", "upper-lip-lines", "lower-lip-lines", "jaw-border"),
)
OUTLINE = (
    10, 109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152,
)  # fmt: skip
"""The right half of the mesh's outline, from the forehead's middle to the chin."""


def entries(table: str) -> dict[str, Any]:
    return read_kind(PACKAGED, next(kind for kind in KINDS if kind.table == table))


REGION: dict[str, Region] = entries("region")
LINE: dict[str, Line] = entries("line")


@cache
def face() -> Points:
    """(478, 2) vertices in millimetres, the eyes level and 63 apart, their middle the origin.

    The face is Eileen Collins', in the public domain (NASA); x runs to her left, y down.
    """
    picture, model = Image.fromarray(data.astronaut()).resize((1024, 1024)), find_model()
    xy = face_mesh(picture, detect_faces(picture, model)[0], model).vertices[:, :2]
    right, left = xy[468], xy[473]
    across = (left - right) / np.linalg.norm(left - right)
    frame = np.stack([across, [-across[1], across[0]]])
    return (xy - (left + right) / 2) @ frame.T * 63 / np.linalg.norm(left - right)


def laid(line: Line) -> Points:
    xy = face()
    return np.array([xy[a] + t * (xy[b] - xy[a]) for a, b, t in line.vertices])


def length_mm(polyline: Points) -> float:
    return float(np.linalg.norm(np.diff(polyline, axis=0), axis=1).sum())


def filled(ring: tuple[int, ...]) -> NDArray[np.bool_]:
    """A ring as a raster of half millimetres, 200 mm square around the face."""
    raster = Image.new("1", (400, 400))
    xy = (face()[list(ring)] + [100, 80]) * 2
    ImageDraw.Draw(raster).polygon([(float(x), float(y)) for x, y in xy], fill=1)
    return np.asarray(raster)


def distance_to(ring: tuple[int, ...], place: Points) -> float:
    """Millimetres from a place to a region; 0 inside it."""
    y, x = np.nonzero(filled(ring))
    return float(np.hypot(x / 2 - 100 - place[0], y / 2 - 80 - place[1]).min())


def drawn(*ids: str) -> list[str]:
    return [id_ for id_ in (ids or REGION) if REGION[id_].ring]


def test_the_regions_and_lines_are_those_the_atlas_speaks_of() -> None:
    assert set(REGION) == REGIONS
    assert set(LINE) == set(LINES)
    assert {line.region for line in LINE.values()} <= set(REGION)


def test_only_what_the_mesh_cannot_show_has_no_ring() -> None:
    assert set(REGION) - set(drawn()) == {"ear", "neck"}
    assert all(REGION[id_].note for id_ in ("ear", "neck"))


@pytest.mark.parametrize("id_", drawn())
def test_no_ring_crosses_itself(id_: str) -> None:
    ring = REGION[id_].ring
    assert len(set(ring)) == len(ring)
    sides = list(zip(ring, ring[1:] + ring[:1], strict=True))
    for (a, b), (c, d) in itertools.combinations(sides, 2):
        if not {a, b} & {c, d}:
            assert not crossing(*(face()[i] for i in (a, b, c, d)))


def crossing(a: Points, b: Points, c: Points, d: Points) -> bool:
    def turn(p: Points, q: Points, r: Points) -> bool:
        return bool((q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0]))

    return turn(a, b, c) != turn(a, b, d) and turn(c, d, a) != turn(c, d, b)


def test_no_two_regions_share_ground() -> None:
    for one, other in itertools.combinations(drawn(), 2):
        shared = (filled(REGION[one].ring) & filled(REGION[other].ring)).sum() / 4
        # The raster counts the common border for both, half a millimetre wide.
        assert shared < 40, (one, other, shared)


def test_together_the_regions_cover_the_face_but_for_the_eye() -> None:
    covered = np.logical_or.reduce([filled(REGION[id_].ring) for id_ in drawn()])
    half = filled(OUTLINE)
    eye = filled((33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246))
    assert (half & ~covered & ~eye).sum() < 0.01 * half.sum()


@pytest.mark.parametrize("id_", [i for i in drawn() if not REGION[i].paired])
def test_a_region_of_both_sides_reaches_as_far_on_either(id_: str) -> None:
    x = face()[list(REGION[id_].ring), 0]
    middle = face()[[10, 152, 4, 9], 0].mean()
    assert abs((x.max() + x.min()) / 2 - middle) < 8


@pytest.mark.parametrize("id_", [i for i in drawn() if REGION[i].paired])
def test_a_paired_region_is_the_patient_s_right_one(id_: str) -> None:
    assert face()[list(REGION[id_].ring), 0].max() < 0


@pytest.mark.parametrize("id_", LINES)
def test_a_line_lies_in_its_region_or_close_by(id_: str) -> None:
    line = LINE[id_]
    ring = REGION[line.region].ring
    away = [distance_to(ring, place) for place in laid(line)]
    # Frown lines run up into the forehead, marionette lines down to the jaw.
    assert max(away) < 14
    assert np.median(away) < 2


@pytest.mark.parametrize("id_", LINES)
def test_a_line_holds_all_its_needles_at_their_spacing(id_: str) -> None:
    line = LINE[id_]
    assert length_mm(laid(line)) >= line.spacing_mm * (line.most - 1)


@pytest.mark.parametrize("id_", LINES)
def test_no_needle_of_a_line_is_laid_on_an_eyelid(id_: str) -> None:
    polyline = laid(LINE[id_])
    fine = np.concatenate(
        [a + np.linspace(0, 1, 20)[:, None] * (b - a) for a, b in itertools.pairwise(polyline)]
    )
    for region in ("lid", "under-eye", "brow"):
        assert min(distance_to(REGION[region].ring, place) for place in fine) > 0.5


@pytest.mark.parametrize("id_", LINES)
def test_line_needles_are_shallow_slanting_and_fine(id_: str) -> None:
    line = LINE[id_]
    assert 2 <= line.depth_mm <= 4
    assert 10 <= line.angle_deg <= 20
    assert line.diameter_mm <= 0.16
    assert line.length_mm == 15
    assert line.spacing_mm >= 8
    assert line.hazards
    assert line.source


def test_at_the_eye_the_needle_is_finest_and_shallowest() -> None:
    eye = LINE["crows-feet"]
    others = [line for line in LINE.values() if line.id != "crows-feet"]
    assert eye.diameter_mm < min(line.diameter_mm for line in others)
    assert eye.depth_mm <= min(line.depth_mm for line in others)


def test_crow_s_feet_are_needled_a_finger_s_breadth_outside_the_eye() -> None:
    away = laid(LINE["crows-feet"]) - face()[33]
    assert (away[:, 0] < -5).all()
    assert np.linalg.norm(away, axis=1) == pytest.approx(12, abs=4)


ANATOMY: dict[str, Callable[[Points, Points], bool]] = {
    "forehead-lines": lambda line, xy: bool((line[:, 1] < xy[[107, 336], 1].min() - 8).all()),
    "glabellar-lines": lambda line, xy: bool(
        ((line[:, 0] > xy[107, 0]) & (line[:, 0] < xy[9, 0] - 4)).all()
    ),
    "nasolabial-fold": lambda line, xy: bool(
        (np.diff(line[:, 1]) > 0).all()
        and line[0, 1] < xy[64, 1]
        and (line[:, 0] < xy[49, 0]).all()
        and line[-1, 0] < xy[61, 0] - 2
    ),
    "marionette-line": lambda line, xy: bool(
        (np.diff(line[:, 1]) > 0).all() and line[0, 1] > xy[61, 1] and line[-1, 1] < xy[152, 1]
    ),
    "upper-lip-lines": lambda line, xy: bool(xy[2, 1] < line[3, 1] < xy[0, 1] - 2),
    "lower-lip-lines": lambda line, xy: bool(xy[17, 1] + 2 < line[3, 1] < xy[18, 1]),
    "jaw-border": lambda line, xy: bool(
        all(filled(OUTLINE)[int((y + 80) * 2), int((x + 100) * 2)] for x, y in line)
        and (np.diff(line[:, 0]) > 0).all()
    ),
}


@pytest.mark.parametrize("id_", ANATOMY)
def test_a_line_lies_where_anatomy_says(id_: str) -> None:
    assert ANATOMY[id_](laid(LINE[id_]), face())


def test_the_jaw_line_stays_above_the_bone_s_edge() -> None:
    edge = face()[[58, 172, 136, 150, 149, 176]]
    for place in laid(LINE["jaw-border"])[1:]:
        assert np.linalg.norm(edge - place, axis=1).min() > 2


def test_the_lines_hold_enough_needles_for_the_fullest_face() -> None:
    protocol = next(
        p
        for p in tomllib.loads((PACKAGED / "protocols.toml").read_text())["protocol"]
        if p["id"] == "full"
    )
    needles = sum(line.most * (2 if line.paired else 1) for line in LINE.values())
    assert needles >= protocol["face"][0]
    assert needles == 54
