"""Brow, lids and iris are read where they are, though the mesh stays where it was."""

import cv2
import numpy as np
import pytest

from yintang.face.mesh import LEFT_IRIS, RIGHT_IRIS
from yintang.face.outlines import RIGHT_BROW, RIGHT_EYE
from yintang.face.reference import reference_face
from yintang.outcomes.edges import LIDS, read_edges
from yintang.outcomes.geometry import frontal
from yintang.outcomes.raster import MM_PER_PX, Float, grid
from yintang.outcomes.regions import mirrored

IRIS_MM = 5.8
COVERED_MM = 1.0  # of the iris, by the upper lid


def face_with_irises() -> np.ndarray:
    """The reference face, frontal, its irises round: it has no rims of its own."""
    face = frontal(reference_face().vertices)
    for centre in (RIGHT_IRIS, LEFT_IRIS):
        rim = IRIS_MM * np.array([[1, 0, 0], [0, -1, 0], [-1, 0, 0], [0, 1, 0]])
        face[centre + 1 : centre + 5] = face[centre] + rim
    return face


FACE = face_with_irises()
FINE = 16  # parts of a pixel to which OpenCV draws


def painted(brow: float = 0.0, lid: float = 0.0, iris: float = 0.0) -> Float:
    """Lightness of a face of plain skin with brows, eyes and irises, each lowered by so many mm."""
    laid = grid()
    canvas = np.full(laid.shape, 70, np.float32)
    for side, centre in ((lambda ring: ring, RIGHT_IRIS), (mirrored, LEFT_IRIS)):
        ring = laid.vertices[list(side(RIGHT_BROW))]
        middle = ring[np.argsort(ring[:, 0])][[0, -1]]
        cv2.polylines(canvas, [fixed(middle + [0, brow])], False, 25, 14, cv2.LINE_AA, 4)
        eye = np.full(laid.shape, 60, np.float32)
        scale = np.linalg.norm(np.ptp(laid.vertices, axis=0)) / np.linalg.norm(
            np.ptp(FACE[:RIGHT_IRIS, :2], axis=0)
        )
        at = fixed((FACE[centre, :2] * scale + offset() + [0, iris])[None])[0]
        cv2.circle(eye, at.tolist(), round(IRIS_MM * FINE / MM_PER_PX), 30, -1, cv2.LINE_AA, 4)
        opening = np.zeros(laid.shape, np.float32)
        corners = laid.vertices[list(side(RIGHT_EYE))].copy()
        corners[2:7, 1] += lid - LIDS["lid"][3] + COVERED_MM
        cv2.fillPoly(opening, [fixed(corners)], 1, cv2.LINE_AA, 4)
        canvas = canvas * (1 - opening) + eye * opening
    return np.asarray(cv2.GaussianBlur(canvas, (0, 0), 0.3 / MM_PER_PX), np.float32)


def offset() -> np.ndarray:
    """From the frontal face's millimetres to those of the raster."""
    return np.asarray((grid().vertices - FACE[:RIGHT_IRIS, :2]).mean(axis=0))


def fixed(places: np.ndarray) -> np.ndarray:
    return np.rint(grid().pixel(places) * FINE).astype(np.int32)


@pytest.mark.parametrize(
    ("edge", "moved"),
    [("brow", {"brow": -1.0}), ("brow", {"brow": 0.5}), ("lid", {"lid": 0.5}),
     ("pupil", {"iris": 0.4}), ("pupil", {"iris": -0.4})],
)  # fmt: skip
@pytest.mark.parametrize("side", ["R", "L"])
def test_what_moves_is_followed_though_the_mesh_stays(edge, moved, side):
    before, after = (read_edges(painted(**how), FACE) for how in ({}, moved))
    (by,) = moved.values()
    assert after[edge, side][0] - before[edge, side][0] == pytest.approx(by, abs=0.1)


@pytest.mark.parametrize("side", ["R", "L"])
def test_a_drooping_lid_does_not_draw_the_pupil_along(side):
    before, after = (read_edges(painted(lid=lid), FACE) for lid in (0.0, 1.0))
    change = after["pupil", side][0] - before["pupil", side][0]
    assert change == pytest.approx(0, abs=0.05)


def test_plain_skin_leaves_everything_to_the_mesh():
    assert read_edges(np.full(grid().shape, 60, np.float32), FACE) == {}
