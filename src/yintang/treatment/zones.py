"""The zones by which needles are counted, in and out.

A zone is what one look and one hand can cover: large enough to count at a glance, small enough to
search. Every point of the atlas, every line and every place on a face lies in exactly one. The
zones are Yintang's own; that needles are counted by region at all follows the clean needle
technique course (source S9 in the atlas tells why).
"""

import math
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from yintang.atlas.model import Atlas, Point
from yintang.errors import YintangError
from yintang.face.face_map import XY, FaceMap

ZONES: Mapping[str, str] = MappingProxyType(
    {
        "forehead": "Forehead and brow",
        "eyes": "Around the eyes and temples",
        "cheek": "Cheek and nose",
        "mouth": "Mouth and jaw",
        "scalp": "Scalp and hairline",
        "ear": "Behind and before the ear",
        "neck": "Neck",
        "body": "Body",
    }
)
"""Zone -> its name, in the order in which they are counted. Body is arms, legs and trunk."""

NOWHERE = "unknown"
"""For a needle that was recorded without saying where. It can be counted like any zone."""

CONCEALED: tuple[str, ...] = ("scalp", "ear", "neck")
"""Zones where hair, ear or headrest hides a needle: asked for by name at removal."""

ASKED_BY_NAME: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "scalp": ("scalp", "hairline"),
        "ear": ("behind the ear", "before the ear"),
        "neck": ("nape, under the hair",),
    }
)
"""Concealed zone -> the places to look at and say aloud before the zone is called clear."""

_OF_REGION = {
    "forehead": "forehead",
    "glabella": "forehead",
    "brow": "forehead",
    "lid": "eyes",
    "under-eye": "eyes",
    "crows-feet": "eyes",
    "temple": "eyes",
    "nose": "cheek",
    "cheek": "cheek",
    "nasolabial": "cheek",
    "perioral": "mouth",
    "chin": "mouth",
    "jaw": "mouth",
    "ear": "ear",
    "neck": "neck",
}

_KNOWN_BY_NAME = {
    "scalp": ("BL8", "BL9", "GB9", "GB10", "GV17", "GV18", "GV19", "GV22", "EX-HN1"),
    "ear": ("GB11",),
    "neck": ("ST11",),
}
"""Points of head and neck that the atlas names without saying how they are needled; every other
such point lies on the body."""

BEYOND_MM = 10.0
"""A place farther than this outside every region of the mesh is on scalp, ear or neck. The mesh
knows the border of the jaw to 5-7 mm (atlas, region jaw); the rest is margin, Yintang's default."""


_HIDING = {
    "ear": ("SI19", "TE17", "TE21", "GB2"),
    "scalp": ("ST8", "BL3", "BL4", "GB4", "GB5", "GB6", "GB7", "GB13", "GB15", "GV24"),
}
"""Points at the ear and along the hairline, where the mesh's regions end."""

BESIDE_MM = 6.0
"""A place no farther than this from a point at ear or hairline is counted with it, so that it is
asked for by name. Less than the 8 mm between neighbouring needles; Yintang's default."""


def zone_of(code: str | None, line: str | None, atlas: Atlas) -> str:
    """The zone of a point or of a line.

    Raises
    ------
    YintangError
        Where neither is given, or the atlas does not hold it.
    """
    if code is not None and code in atlas.points:
        return _zone_of_point(atlas.points[code])
    if code is None and line is not None and line in atlas.lines:
        return _OF_REGION[atlas.lines[line].region]
    raise YintangError(f'"{code or line}" is no point or line of the atlas; give one that it holds')


def _zone_of_point(point: Point) -> str:
    needling = point.needling
    if needling is None:
        return next((zone for zone, ids in _KNOWN_BY_NAME.items() if point.id in ids), "body")
    if needling.area == "face":
        return _OF_REGION[needling.region]
    if needling.region in {"ear", "behind the ear"}:
        return "ear"
    return needling.area


def zone_at(face_map: FaceMap, x: float, y: float) -> str:
    """The zone of a place on one face; where no region holds it, that of the nearest.

    Parameters
    ----------
    x, y : pixels of the face map.

    A place above the middle of the hairline is on the scalp, and one within `BESIDE_MM` of a point
    at the ear or on the hairline is counted with that point. One that lies more than `BEYOND_MM`
    outside every region, below or beside the face, is on the neck or at the ear.
    """
    return _where_it_hides(face_map, (x, y)) or _in_region(face_map, (x, y))


def _where_it_hides(face_map: FaceMap, at: XY) -> str:
    """Scalp or ear, or "" for a place in the open face."""
    (_, up), hairline = _axes(face_map), face_map.hairline
    if (at[0] - hairline.x) * up[0] + (at[1] - hairline.y) * up[1] > 0:
        return "scalp"
    beside = [
        (math.hypot(point.x - at[0], point.y - at[1]), zone)
        for zone, codes in _HIDING.items()
        for point in face_map.points
        if point.code in codes
    ]
    near = beside and min(beside)[0] * face_map.mm_per_px <= BESIDE_MM
    return min(beside)[1] if near else ""


def _in_region(face_map: FaceMap, at: XY) -> str:
    """The zone of the smallest region that holds a place, or of what lies nearest."""
    rings = [(region.region, region.xy) for region in face_map.regions if len(region.xy) > 2]
    holding = [(abs(_area(ring)), region) for region, ring in rings if _inside(at, ring)]
    if holding:
        return _OF_REGION[min(holding)[1]]
    if not rings:
        return NOWHERE
    gaps = [(_gap(at, ring), region) for region, ring in rings]
    (dx, dy), region = min(gaps, key=lambda one: math.hypot(*one[0]))
    across, up = _axes(face_map)
    sideways, down = abs(dx * across[0] + dy * across[1]), -(dx * up[0] + dy * up[1])
    far = math.hypot(dx, dy) * face_map.mm_per_px > BEYOND_MM
    if far and down > sideways:
        return "neck"
    return "ear" if far and sideways > -down else _OF_REGION[region]


def _axes(face_map: FaceMap) -> tuple[XY, XY]:
    """Unit vectors in the picture: along the line of the eyes, and up the face."""
    (rx, ry), (lx, ly) = face_map.eyes
    length = math.hypot(lx - rx, ly - ry)
    across = ((lx - rx) / length, (ly - ry) / length)
    return across, (across[1], -across[0])


def _edges(ring: tuple[XY, ...]) -> Iterable[tuple[XY, XY]]:
    return zip(ring, (*ring[1:], ring[0]), strict=True)


def _area(ring: tuple[XY, ...]) -> float:
    """Signed area, the shoelace formula; square pixels."""
    return sum(ax * by - bx * ay for (ax, ay), (bx, by) in _edges(ring)) / 2


def _inside(at: XY, ring: tuple[XY, ...]) -> bool:
    """Whether a ray to the right crosses the ring an odd number of times."""
    x, y = at
    return (
        sum(
            (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay)
            for (ax, ay), (bx, by) in _edges(ring)
        )
        % 2
        == 1
    )


def _gap(at: XY, ring: tuple[XY, ...]) -> XY:
    """The shortest vector from the ring to `at`; pixels."""
    return min((_from_edge(at, a, b) for a, b in _edges(ring)), key=lambda gap: math.hypot(*gap))


def _from_edge(at: XY, a: XY, b: XY) -> XY:
    along = (b[0] - a[0], b[1] - a[1])
    squared = along[0] ** 2 + along[1] ** 2
    reach = (at[0] - a[0]) * along[0] + (at[1] - a[1]) * along[1]
    t = 0.0 if squared == 0 else max(0.0, min(1.0, reach / squared))
    return at[0] - a[0] - t * along[0], at[1] - a[1] - t * along[1]
