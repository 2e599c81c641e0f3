"""Shape of the face: how high brows, lids, corners of the mouth and jowls stand, and how alike its
sides are.

The mesh is turned to face the reader: the rotation between its bony points and those of the
reference face is taken out whole, for a head tilted by two degrees would otherwise read as a brow
moved by a quarter of a millimetre. Lengths are millimetres at the reference face's distance between
the outer corners of the eyes, so that they change with the face and not with the camera's distance.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from yintang.face.mesh import (
    LEFT_IRIS,
    LEFT_OUTER_CANTHUS,
    RIGHT_IRIS,
    RIGHT_OUTER_CANTHUS,
)
from yintang.face.outlines import RIGHT_BROW
from yintang.face.reference import reference_face

Array = NDArray[np.float64]
Heights = Mapping[tuple[str, str], float]
"""("brow", "lid", "lower-lid" or "pupil", side) -> height read on the photograph, in mm of the
frontal face."""

WHOLE_FACE = "face"
RIGID = np.array([6, 168, 197, 195, 33, 133, 263, 362, 127, 356, 234, 454, 116, 345])
"""Bone that neither brow nor smile moves much: corners of the eyes, bridge of the nose, temples,
cheekbones. The forehead is not among them: it rises with the brows, and would be read as a nod."""
CANTHI = (33, 133)
UPPER_LID, LOWER_LID = (158, 159, 160), (144, 145, 153)
MOUTH_CORNER = (61,)
JOWL = (172, 136, 150)
PUPIL = {"R": RIGHT_IRIS, "L": LEFT_IRIS}


def frontal(vertices: Array) -> Array:
    """The mesh (478, 3), in any unit, turned to the reader, in mm, origin between the eyes.

    The rotation is the one that lays the bony points of the reference face onto the mesh's
    (Kabsch 1976, Acta Crystallogr A 32:922).
    """
    reference = reference_face().vertices
    turn = _rotation(reference[RIGID], vertices[RIGID])
    upright = (vertices - vertices[_both(CANTHI)].mean(axis=0)) @ turn
    scale = _eyes_apart(reference) / _eyes_apart(upright)
    return np.asarray(upright * scale, np.float64)


def shape(face: Array, heights: Heights) -> dict[tuple[str, str], float]:
    """Every measure of shape of a frontal face (478, 3), by metric and region; `heights` of
    brows, lids and pupils are used where they were read, the mesh's elsewhere."""
    found: dict[tuple[str, str], float] = {}
    for metric, (region, measured) in PAIRED.items():
        sides = {side: measured(face, side, heights) for side in ("R", "L")}
        found |= {(metric, f"{region}-{side}"): value for side, value in sides.items()}
        found[metric, region] = (sides["R"] + sides["L"]) / 2
    found["asymmetry", WHOLE_FACE] = asymmetry(face)
    return found


def brow_height(face: Array, side: str, heights: Heights) -> float:
    """Middle of the brow above the corners of the eye, mm."""
    return _height(face, CANTHI, side) - heights.get(
        ("brow", side), _height(face, RIGHT_BROW, side)
    )


def lid_height(face: Array, side: str, heights: Heights) -> float:
    """Edge of the upper lid above the middle of the pupil, mm: a stand-in for the margin reflex
    distance MRD1, which is measured to the light reflex."""
    pupil = heights.get(("pupil", side), float(face[PUPIL[side], 1]))
    return pupil - _lid_edge(face, side, heights)


def lid_opening(face: Array, side: str, heights: Heights) -> float:
    """Height of the opening between the lids, mm (palpebral fissure height)."""
    lower = heights.get(("lower-lid", side), _height(face, LOWER_LID, side))
    return lower - _lid_edge(face, side, heights)


def _lid_edge(face: Array, side: str, heights: Heights) -> float:
    return heights.get(("lid", side), _height(face, UPPER_LID, side))


def mouth_corner(face: Array, side: str, _: Heights) -> float:
    """Corner of the mouth below the corners of the eyes, mm; grows as it sinks."""
    return _height(face, MOUTH_CORNER, side)


def jowl(face: Array, side: str, _: Heights) -> float:
    """Lower border of the cheek in front of the angle of the jaw below the corners of the eyes, mm;
    grows as it sinks."""
    return _height(face, JOWL, side)


def asymmetry(face: Array) -> float:
    """Distance between the face and its mirror image laid upon it as well as it goes, both scaled
    to a size of one, times 100 (Procrustes distance; Klingenberg and others 2002, Evolution
    56:1909)."""
    points = face[:RIGHT_IRIS] - face[:RIGHT_IRIS].mean(axis=0)
    points = points / np.linalg.norm(points)
    opposite = points[reference_face().mirror[:RIGHT_IRIS]] * [-1.0, 1.0, 1.0]
    laid = opposite @ _rotation(points, opposite)
    return float(100 * np.linalg.norm(points - laid))


PAIRED: Mapping[str, tuple[str, Callable[[Array, str, Heights], float]]] = {
    "brow-height": ("brow", brow_height),
    "lid-height": ("lid", lid_height),
    "lid-opening": ("lid", lid_opening),
    "mouth-corners": ("perioral", mouth_corner),
    "jowl": ("jaw", jowl),
}
"""Metric -> its region and how it is measured on one side of a frontal face."""
READ: Mapping[str, tuple[str, ...]] = {
    "brow-height": ("brow",),
    "lid-height": ("lid", "pupil"),
    "lid-opening": ("lid", "lower-lid"),
}
"""Metric -> which heights go into it where they were read on the photograph."""


def _height(face: Array, vertices: tuple[int, ...], side: str) -> float:
    """Mean y of vertices given for the patient's right, down from the corners of the eyes."""
    there = list(vertices)
    if side == "L":
        there = reference_face().mirror[there].tolist()
    return float(face[there, 1].mean())


def _both(vertices: tuple[int, ...]) -> list[int]:
    return [*vertices, *reference_face().mirror[list(vertices)].tolist()]


def _eyes_apart(vertices: Array) -> float:
    return float(np.linalg.norm(vertices[LEFT_OUTER_CANTHUS] - vertices[RIGHT_OUTER_CANTHUS]))


def _rotation(reference: Array, seen: Array) -> Array:
    """Rotation (3, 3) that best lays one point set, centred, onto another."""
    a, b = reference - reference.mean(axis=0), seen - seen.mean(axis=0)
    u, _, vt = np.linalg.svd(b.T @ a)
    sign = np.sign(np.linalg.det(u @ vt))
    return np.asarray(u @ np.diag([1.0, 1.0, sign]) @ vt, np.float64)
