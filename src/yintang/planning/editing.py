"""What the practitioner does to a plan on the face: adds, drags, mirrors, asks what lies near.

Places come and go as fractions of the upright photograph, 0 to 1, origin top left.
"""

import math
from dataclasses import dataclass, replace

import numpy as np

from yintang.atlas.model import Atlas
from yintang.errors import YintangError
from yintang.face import from_frame, to_frame
from yintang.face.face_map import XY, FaceMap, Grade, LocatedLine, LocatedPoint, Side
from yintang.planning.candidates import Case, candidates, point_candidate
from yintang.planning.consultation import Consultation
from yintang.planning.edited import EditedNeedle, edited_needle, pixel_of, place_of
from yintang.planning.exclusions import Exclusions
from yintang.planning.needling import needle_at

OTHER: dict[Side, Side] = {"R": "L", "L": "R", "M": "M"}
ON_THE_LINE_MM = 5.0
"""How far a needle may stand from its line as drawn: a person's own crease may run some millimetres
beside it. Yintang's own default."""


@dataclass(frozen=True, slots=True)
class Near:
    """A located point and how far it lies from where was tapped."""

    code: str
    side: Side
    mm: float
    grade: Grade
    x: float
    y: float


def needle_for(
    code: str,
    side: Side,
    consultation: Consultation,
    face_map: FaceMap,
    atlas: Atlas,
    *,
    exclusions: Exclusions | None = None,
) -> EditedNeedle:
    """A needle at a point of the face or the body, with depth, angle and size from the atlas.

    Its reason says which of the consultation's wishes it serves. Whether it may be used at all is
    for `check_needles` to say.

    Parameters
    ----------
    exclusions : what screening found; its caps on depth and diameter are kept and a technique it
        removes is not proposed.

    Raises
    ------
    YintangError
        If the atlas does not know the point or how it is needled, or the point has no such side.
    """
    point = atlas.points.get(code)
    if point is None:
        raise YintangError(f"no point is called {code!r}")
    if point.needling is None:
        raise YintangError(f"{code} is known by name only; the atlas does not say how to needle it")
    sides: tuple[Side, ...] = ("M",) if point.midline else ("R", "L")
    if side not in sides:
        raise YintangError(f"{code} lies on {' and '.join(sides)}, not on {side}")
    case = Case(consultation, face_map, atlas, exclusions or Exclusions())
    asked = {one.code: one for one in candidates(case) if one.code}
    one = asked.get(code) or point_candidate(code, {}, face_map, atlas)
    spot = next(spot for spot in one.spots if spot.side == side)
    return edited_needle(needle_at(case, one, spot), face_map)


def nearest_points(face_map: FaceMap, x: float, y: float, n: int = 4) -> tuple[Near, ...]:
    """The `n` located points nearest to a place, nearest first, in millimetres on the face."""
    tapped = to_frame(face_map, x * face_map.width, y * face_map.height)
    found = [
        Near(
            point.code,
            point.side,
            round(math.dist(tapped, to_frame(face_map, point.x, point.y)), 2),
            point.grade,
            point.x / face_map.width,
            point.y / face_map.height,
        )
        for point in face_map.points
    ]
    return tuple(sorted(found, key=lambda one: (one.mm, one.code, one.side))[:n])


def moved_to(needle: EditedNeedle, x: float, y: float, face_map: FaceMap) -> EditedNeedle:
    """The needle put elsewhere by hand. On a line its position follows to the nearest place.

    Raises
    ------
    YintangError
        If the place lies outside the photograph.
    """
    if not (0 <= x <= 1 and 0 <= y <= 1):
        raise YintangError("the place lies outside the photograph")
    pixel = (x * face_map.width, y * face_map.height)
    _, _, u, v = place_of(face_map, *pixel)
    position = needle.position
    if (line := line_of(needle, face_map)) is not None:
        position = nearest_on(line.xy, pixel)[0]
    return replace(needle, x=x, y=y, u_mm=u, v_mm=v, position=position, moved_by="practitioner")


def put_back(needle: EditedNeedle, face_map: FaceMap) -> EditedNeedle:
    """The needle where the map places its point; unchanged where the map does not."""
    located = face_map.point(needle.code or "", needle.side)
    return needle if located is None else _at(replace(needle, moved_by=""), located, face_map)


def _at(needle: EditedNeedle, point: LocatedPoint, face_map: FaceMap) -> EditedNeedle:
    x, y, u, v = place_of(face_map, point.x, point.y)
    return replace(needle, x=x, y=y, u_mm=u, v_mm=v)


def on_the_face(needle: EditedNeedle, u_mm: float, v_mm: float, face_map: FaceMap) -> EditedNeedle:
    """The needle at a place on the face; without a place where that is outside the photograph."""
    x, y = from_frame(face_map, u_mm, v_mm)
    if not (0 <= x <= face_map.width and 0 <= y <= face_map.height):
        return replace(needle, x=None, y=None)
    return replace(
        needle,
        x=x / face_map.width,
        y=y / face_map.height,
        u_mm=round(u_mm, 3),
        v_mm=round(v_mm, 3),
    )


def mirrored(needle: EditedNeedle, face_map: FaceMap, atlas: Atlas) -> EditedNeedle | None:
    """Its counterpart on the other side; None for a needle on the midline.

    A point's counterpart stands where the map places it, a dragged one as far from there; a free
    needle's at the mirrored place on the face.
    """
    if needle.side == "M":
        return None
    side = OTHER[needle.side]
    other = replace(needle, key=_other_key(needle), side=side, n=0)
    if needle.line is not None:
        return _mirrored_on_line(other, needle, face_map, atlas)
    if needle.u_mm is None or needle.v_mm is None:
        return other
    here = face_map.point(needle.code or "", needle.side)
    there = face_map.point(needle.code or "", side)
    if here is None or there is None:
        return on_the_face(other, -needle.u_mm, needle.v_mm, face_map)
    if not needle.moved_by:
        return _at(other, there, face_map)
    (u0, v0), (u1, v1) = (to_frame(face_map, p.x, p.y) for p in (here, there))
    return on_the_face(other, u1 - (needle.u_mm - u0), v1 + (needle.v_mm - v0), face_map)


def _other_key(needle: EditedNeedle) -> str:
    side = f"-{needle.side}"
    if side in needle.key:
        head, _, tail = needle.key.rpartition(side)
        return f"{head}-{OTHER[needle.side]}{tail}"
    return f"{needle.key}-{OTHER[needle.side]}"


def _mirrored_on_line(
    other: EditedNeedle, needle: EditedNeedle, face_map: FaceMap, atlas: Atlas
) -> EditedNeedle:
    line = line_of(other, face_map)
    if line is None or needle.position is None:
        return replace(other, x=None, y=None, u_mm=None, v_mm=None)
    paired = line.side != "M"
    position = needle.position if paired else 1 - needle.position
    key = f"{needle.line}-{other.side}-{round(1000 * position):04d}"
    x, y, u, v = place_of(face_map, *along(line.xy, position))
    return replace(
        other, key=key, x=x, y=y, u_mm=u, v_mm=v, position=position,
        heading=None if needle.heading is None else _reflected(needle.heading, face_map),
    )  # fmt: skip


def _reflected(heading: XY, face_map: FaceMap) -> XY:
    """A direction in the picture, its part along the line of the eyes turned round."""
    right, left = (np.array(eye) for eye in face_map.eyes)
    across = (left - right) / np.hypot(*(left - right))
    way = np.array(heading) - 2 * float(np.array(heading) @ across) * across
    return float(way[0]), float(way[1])


def line_of(needle: EditedNeedle, face_map: FaceMap) -> LocatedLine | None:
    """The line a needle lies on as laid on this face; the same for both sides if it is unpaired."""
    return next(
        (
            line
            for line in face_map.lines
            if line.line == needle.line and line.side in {needle.side, "M"}
        ),
        None,
    )


def along(line: tuple[XY, ...], position: float) -> XY:
    """The pixel at a share of a line's length."""
    vertices = np.array(line, float)
    arc = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(vertices, axis=0).T))])
    at = position * arc[-1]
    return float(np.interp(at, arc, vertices[:, 0])), float(np.interp(at, arc, vertices[:, 1]))


def nearest_on(line: tuple[XY, ...], pixel: XY) -> tuple[float, float]:
    """Position 0 to 1 of the place on a line nearest to a pixel, and the pixels between them."""
    vertices = np.array(line, float)
    steps = np.diff(vertices, axis=0)
    lengths = np.hypot(*steps.T)
    shares = ((np.array(pixel) - vertices[:-1]) * steps).sum(axis=1) / np.maximum(lengths**2, 1e-12)
    shares = np.clip(shares, 0.0, 1.0)
    apart = np.hypot(*(vertices[:-1] + shares[:, None] * steps - np.array(pixel)).T)
    best = int(np.argmin(apart))
    run = float(lengths[:best].sum() + shares[best] * lengths[best])
    return run / max(float(lengths.sum()), 1e-12), float(apart[best])


def zone_hint(needle: EditedNeedle, face_map: FaceMap) -> str:
    """ "" within the 95 % radius of where its point was placed, else how far outside it is."""
    if needle.line is not None:
        return _line_hint(needle, face_map)
    located = face_map.point(needle.code or "", needle.side)
    apart = from_placed_mm(needle, face_map)
    if located is None or apart is None or apart <= located.radius_mm:
        return ""
    zone = f"its {'search ' if located.grade == 'C' else ''}zone reaches {located.radius_mm:.1f} mm"
    return (
        f"{apart:.1f} mm from where {needle.code} was placed; {zone}. "
        "Palpate, or make it a free needle."
    )


def from_placed_mm(needle: EditedNeedle, face_map: FaceMap) -> float | None:
    """How far on the face a needle stands from where its point was placed; None for no point."""
    located = face_map.point(needle.code or "", needle.side)
    pixel = pixel_of(needle, face_map)
    if located is None or pixel is None:
        return None
    return math.dist(to_frame(face_map, *pixel), to_frame(face_map, located.x, located.y))


def _line_hint(needle: EditedNeedle, face_map: FaceMap) -> str:
    line, pixel = line_of(needle, face_map), pixel_of(needle, face_map)
    if line is None or pixel is None:
        return ""
    apart = nearest_on(line.xy, pixel)[1] * face_map.mm_per_px
    if apart <= ON_THE_LINE_MM:
        return ""
    return (
        f"{apart:.1f} mm from its line as drawn. Follow the real crease, or make it a free needle."
    )
