"""Where needles may lie on a face map: places along a line, distances, points inside a region.

Positions are pixels of the face map; distances are millimetres in the plane of the picture. A
frontal picture foreshortens the sides of the face, so the true distance is never smaller than the
measured one: keeping 8 mm in the picture keeps 8 mm on the skin.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yintang.face.face_map import XY, FaceMap, Side


@dataclass(frozen=True, slots=True)
class Spot:
    """One needle's place. `xy` is None where the photograph does not show it."""

    side: Side
    xy: XY | None = None
    position: float | None = None
    """On a line: 0 at its beginning, 1 at its end."""
    heading: XY | None = None


def distance_mm(a: Spot, b: Spot, face_map: FaceMap) -> float | None:
    """Between two spots in the picture, or None where one of them is not in it."""
    if a.xy is None or b.xy is None:
        return None
    return math.dist(a.xy, b.xy) * face_map.mm_per_px


def inside(xy: XY, polygon: Sequence[XY]) -> bool:
    """Whether a point lies in a closed polygon, by the even-odd rule."""
    x, y = xy
    crossings = 0
    for (x1, y1), (x2, y2) in zip(polygon, [*polygon[1:], *polygon[:1]], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            crossings += 1
    return crossings % 2 == 1


def regions_at(xy: XY, face_map: FaceMap) -> tuple[str, ...]:
    """Ids of the regions whose polygon on this face holds a point."""
    return tuple(
        dict.fromkeys(r.region for r in face_map.regions if len(r.xy) > 2 and inside(xy, r.xy))
    )


def places_along(line: Sequence[XY], spacing: float) -> list[tuple[XY, float, XY]]:
    """Places on a polyline, neighbours at least `spacing` apart in a straight line.

    Parameters
    ----------
    line : vertices in pixels, at least two.
    spacing : pixels.

    Returns
    -------
    list of (xy, position 0 to 1, unit tangent), centred on the line.
    """
    vertices = np.asarray(line, dtype=float)
    steps = np.hypot(*np.diff(vertices, axis=0).T)
    arc = np.concatenate([[0.0], np.cumsum(steps)])
    length = float(arc[-1])
    if length <= 0:
        return []
    fine = np.linspace(0.0, length, max(2, math.ceil(length / spacing * 64) + 1))
    xy = np.column_stack([np.interp(fine, arc, vertices[:, i]) for i in (0, 1)])
    spare = len(fine) - 1 - _spaced(xy, spacing, 0)[-1]
    taken = _spaced(xy, spacing, spare // 2)
    tangent = np.gradient(xy, axis=0)
    tangent /= np.maximum(np.hypot(*tangent.T), 1e-12)[:, None]
    return [
        (
            (float(xy[i, 0]), float(xy[i, 1])),
            float(fine[i] / length),
            (float(tangent[i, 0]), float(tangent[i, 1])),
        )
        for i in taken
    ]


def _spaced(xy: NDArray[np.float64], spacing: float, first: int) -> list[int]:
    taken = [first]
    while True:
        rest = np.hypot(*(xy[taken[-1] + 1 :] - xy[taken[-1]]).T)
        far = np.flatnonzero(rest >= spacing)
        if not len(far):
            return taken
        taken.append(taken[-1] + 1 + int(far[0]))


def heading(tangent: XY, along: bool, direction: str, side: Side, face_map: FaceMap) -> XY:
    """Which way a needle on a line points: along it or across it, as its direction's words say.

    "upward", "downward", "outward" (away from the midline) and "inward" choose between the two
    ways; across a line without such a word the needle points upward.
    """
    (rx, ry), (lx, ly) = face_map.eyes
    eyes = math.hypot(lx - rx, ly - ry) or 1.0
    to_left = ((lx - rx) / eyes, (ly - ry) / eyes)
    up = (to_left[1], -to_left[0])
    out = {"L": to_left, "R": (-to_left[0], -to_left[1]), "M": (0.0, 0.0)}[side]
    words = direction.lower()
    upward = ("up" in words) - ("down" in words)
    outward = (("out" in words) or ("lateral" in words)) - ("inward" in words or "medial" in words)
    wish = tuple(upward * u + outward * o for u, o in zip(up, out, strict=True))
    if wish == (0.0, 0.0) and not along:
        wish = up
    x, y = tangent if along else (tangent[1], -tangent[0])
    sign = -1.0 if x * wish[0] + y * wish[1] < 0 else 1.0
    return (sign * x, sign * y)
