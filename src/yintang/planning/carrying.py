"""A plan carried from one photograph to a later one of the same person, or to a corrected map."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

from yintang.face import to_frame
from yintang.face.face_map import XY, FaceMap
from yintang.planning.edited import EditedNeedle, place_of
from yintang.planning.editing import along, from_placed_mm, line_of, on_the_face

STOOD_AT_MM = 0.3
"""A needle nearer to its located point stands at it; a tenth of the smallest zone of a point."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A needle that the new photograph does not show, and why. It stays in the plan."""

    key: str
    why: str


@dataclass(frozen=True, slots=True)
class Carried:
    """Every needle, in order; those that could not be placed have neither x nor y."""

    needles: tuple[EditedNeedle, ...]
    not_visible: tuple[Unplaced, ...] = ()


def carry(needles: Iterable[EditedNeedle], before: FaceMap, after: FaceMap) -> Carried:
    """Draw needles that were placed on one map on another.

    A needle at its located point stands at the located point of the new map; a dragged one as far
    from it, measured on the face, as before. A needle on a line keeps its position along the line
    and its angle to it, a free one its place on the face. Body needles do not change.
    """
    carried = [_carried(needle, before, after) for needle in needles]
    return Carried(
        tuple(needle for needle, _ in carried),
        tuple(Unplaced(needle.key, why) for needle, why in carried if why),
    )


def _carried(needle: EditedNeedle, before: FaceMap, after: FaceMap) -> tuple[EditedNeedle, str]:
    if needle.area == "body":
        return needle, ""
    if needle.line is not None:
        return _on_line(needle, before, after)
    if needle.code is not None:
        return _at_point(needle, before, after)
    return _in_place(needle, before, after)


def _on_line(needle: EditedNeedle, before: FaceMap, after: FaceMap) -> tuple[EditedNeedle, str]:
    line = line_of(needle, after)
    if line is None or needle.position is None:
        return _hidden(needle), "its line is not on this photograph"
    x, y = along(line.xy, needle.position)
    if not (0 <= x <= after.width and 0 <= y <= after.height):
        return _hidden(needle), "outside the photograph"
    was = line_of(needle, before)
    heading = needle.heading
    if was is not None and heading is not None:
        by = _direction(line.xy, needle.position) - _direction(was.xy, needle.position)
        heading = _turned(heading, by)
    return replace(_at_xy(needle, x, y, after), heading=heading), ""


STEP = 0.02
"""Share of a line's length to each side over which its direction is taken."""


def _direction(line: tuple[XY, ...], position: float) -> float:
    """Which way a line runs in the picture at a position, radians."""
    (x0, y0), (x1, y1) = (along(line, at) for at in _around(position))
    return math.atan2(y1 - y0, x1 - x0)


def _around(position: float) -> tuple[float, float]:
    return max(0.0, position - STEP), min(1.0, position + STEP)


def _turned(heading: XY, by: float) -> XY:
    x, y = heading
    return (
        x * math.cos(by) - y * math.sin(by),
        x * math.sin(by) + y * math.cos(by),
    )


def _at_point(needle: EditedNeedle, before: FaceMap, after: FaceMap) -> tuple[EditedNeedle, str]:
    code = needle.code or ""
    then, now = before.point(code, needle.side), after.point(code, needle.side)
    if now is None:
        why = next(
            (n.why for n in after.not_visible if (n.code, n.side) == (code, needle.side)),
            "not on this photograph",
        )
        return _hidden(needle), (why if needle.x is not None else "")
    apart = from_placed_mm(needle, before)
    stood = not needle.moved_by or (apart is not None and apart <= STOOD_AT_MM)
    if stood or needle.u_mm is None or needle.v_mm is None:
        return _at_xy(needle, now.x, now.y, after), ""
    if then is None:
        return _in_place(needle, before, after)
    u0, v0 = to_frame(before, then.x, then.y)
    u1, v1 = to_frame(after, now.x, now.y)
    grown = after.ipd_mm / before.ipd_mm
    placed = on_the_face(
        needle, u1 + grown * (needle.u_mm - u0), v1 + grown * (needle.v_mm - v0), after
    )
    return placed, "" if placed.x is not None else "outside the photograph"


def _in_place(needle: EditedNeedle, before: FaceMap, after: FaceMap) -> tuple[EditedNeedle, str]:
    if needle.u_mm is None or needle.v_mm is None:
        return needle, ""
    grown = after.ipd_mm / before.ipd_mm
    placed = on_the_face(needle, grown * needle.u_mm, grown * needle.v_mm, after)
    return placed, "" if placed.x is not None else "outside the photograph"


def _at_xy(needle: EditedNeedle, x: float, y: float, face_map: FaceMap) -> EditedNeedle:
    fx, fy, u, v = place_of(face_map, x, y)
    return replace(needle, x=fx, y=fy, u_mm=u, v_mm=v)


def _hidden(needle: EditedNeedle) -> EditedNeedle:
    """Without a place in the picture; the place on the face is kept for a later photograph."""
    return replace(needle, x=None, y=None)
