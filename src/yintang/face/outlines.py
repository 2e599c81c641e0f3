"""The atlas' lines and regions laid on one face, and the outlines a drawing needs."""

from functools import cache

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


@cache
def _other_side(vertices: tuple[int, ...]) -> tuple[int, ...]:
    mirror = reference_face().mirror
    return tuple(int(mirror[v]) for v in vertices)


def _polyline(seen: Array, ring: tuple[int, ...]) -> tuple[XY, ...]:
    """Pixels to the hundredth, for an outline is not surer and a stored map is half as large."""
    return tuple((x, y) for x, y in seen[list(ring)].round(2).tolist())


def contours(frame: FaceFrame) -> tuple[tuple[str, bool, tuple[XY, ...]], ...]:
    """Outlines of the face in pixels: name, whether closed, polyline."""
    seen = frame.to_photo(frame.vertices)
    right = [(name, closed, _polyline(seen, ring)) for name, closed, ring in CONTOURS]
    left = [
        (name.replace("right", "left"), closed, _polyline(seen, _other_side(ring)))
        for name, closed, ring in CONTOURS
        if name.startswith("right")
    ]
    return (*right, *left)


def laid_lines(frame: FaceFrame, atlas: Atlas) -> tuple[LocatedLine, ...]:
    """Every line of the atlas on this face, both sides where it is paired."""
    seen = frame.to_photo(frame.vertices)
    found = []
    for line in atlas.lines.values():
        first, second, share = zip(*line.vertices, strict=True)
        sides: list[tuple[Side, tuple[int, ...], tuple[int, ...]]] = [
            ("R" if line.paired else "M", first, second)
        ]
        if line.paired:
            sides.append(("L", _other_side(first), _other_side(second)))
        for side, a, b in sides:
            start, end = seen[list(a)], seen[list(b)]
            laid = start + np.array(share)[:, None] * (end - start)
            found.append(LocatedLine(line.id, side, tuple((x, y) for x, y in laid.tolist())))
    return tuple(found)


def laid_regions(frame: FaceFrame, atlas: Atlas) -> tuple[LocatedRegion, ...]:
    """Every region of the atlas that the mesh covers, both sides where it is paired."""
    seen = frame.to_photo(frame.vertices)
    found = []
    for region in atlas.regions.values():
        if not region.ring:
            continue
        side: Side = "R" if region.paired else "M"
        found.append(LocatedRegion(region.id, side, _polyline(seen, region.ring)))
        if region.paired:
            left = _polyline(seen, _other_side(region.ring))
            found.append(LocatedRegion(region.id, "L", left))
    return tuple(found)
