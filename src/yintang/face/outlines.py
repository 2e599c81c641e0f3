"""The atlas' lines and regions laid on one face, and the outlines a drawing needs."""

import numpy as np
from numpy.typing import NDArray

from yintang.atlas.model import Atlas
from yintang.face.face_map import XY, LocatedLine, LocatedRegion, Side
from yintang.face.frame import FaceFrame
from yintang.face.reference import reference_face

Array = NDArray[np.float64]

FACE_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
RIGHT_EYE = (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7)
RIGHT_BROW = (46, 53, 52, 65, 55, 107, 66, 105, 63, 70)
LIPS_OUTER = (
    61,
    185,
    40,
    39,
    37,
    0,
    267,
    269,
    270,
    409,
    291,
    375,
    321,
    405,
    314,
    17,
    84,
    181,
    91,
    146,
)
LIPS_INNER = (78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308)
NOSE = (64, 98, 97, 2, 326, 327, 294)

CONTOURS: tuple[tuple[str, bool, tuple[int, ...]], ...] = (
    ("face-oval", True, FACE_OVAL),
    ("right-eye", True, RIGHT_EYE),
    ("right-brow", True, RIGHT_BROW),
    ("lips-outer", True, LIPS_OUTER),
    ("lips-inner", False, LIPS_INNER),
    ("nose", False, NOSE),
)


def _other_side(vertices: tuple[int, ...]) -> tuple[int, ...]:
    mirror = reference_face().mirror
    return tuple(int(mirror[v]) for v in vertices)


def _pairs(pixels: Array) -> tuple[XY, ...]:
    return tuple((x, y) for x, y in pixels.tolist())


def contours(frame: FaceFrame) -> tuple[tuple[str, bool, tuple[XY, ...]], ...]:
    """Outlines of the face in pixels: name, whether closed, polyline."""
    every = list(CONTOURS)
    every += [
        (name.replace("right", "left"), closed, _other_side(ring))
        for name, closed, ring in CONTOURS
        if name.startswith("right")
    ]
    seen = frame.to_photo(frame.vertices)
    return tuple((name, closed, _pairs(seen[list(ring)])) for name, closed, ring in every)


def laid_lines(frame: FaceFrame, atlas: Atlas) -> tuple[LocatedLine, ...]:
    """Every line of the atlas on this face, both sides where it is paired."""
    found = []
    for line in atlas.lines.values():
        blends = np.array(line.vertices)
        a, b, share = blends[:, 0].astype(int), blends[:, 1].astype(int), blends[:, 2:]
        mirror = reference_face().mirror
        sides: list[tuple[Side, Array, Array]] = [("R" if line.paired else "M", a, b)]
        if line.paired:
            sides.append(("L", mirror[a], mirror[b]))
        for side, first, second in sides:
            start, end = frame.vertices[first], frame.vertices[second]
            laid = frame.to_photo(start + share * (end - start))
            found.append(LocatedLine(line.id, side, _pairs(laid)))
    return tuple(found)


def laid_regions(frame: FaceFrame, atlas: Atlas) -> tuple[LocatedRegion, ...]:
    """Every region of the atlas that the mesh covers, both sides where it is paired."""
    seen = frame.to_photo(frame.vertices)
    found = []
    for region in atlas.regions.values():
        if not region.ring:
            continue
        right: Side = "R" if region.paired else "M"
        found.append(LocatedRegion(region.id, right, _pairs(seen[list(region.ring)])))
        if region.paired:
            left = _other_side(region.ring)
            found.append(LocatedRegion(region.id, "L", _pairs(seen[list(left)])))
    return tuple(found)
