"""From the needles of a plan to what a session expects."""

from collections import Counter
from collections.abc import Iterable

from yintang.atlas.model import Atlas
from yintang.face.face_map import FaceMap
from yintang.planning.plan import Needle
from yintang.treatment.ledger import Expected
from yintang.treatment.zones import NOWHERE, zone_at, zone_of


def expect(
    needles: Iterable[Needle], atlas: Atlas, face_map: FaceMap | None = None
) -> tuple[Expected, ...]:
    """What a session expects, in the order of the plan's numbers; the key is the number.

    A point is called by its code, a needle on a line by the line's name and its place among those
    of its side, a free needle by its own label.

    Parameters
    ----------
    face_map : tells the zone of a free needle on the face; without it that zone is not known.
    """
    seen = Counter[tuple[str, str]]()
    expected = []
    for needle in sorted(needles, key=lambda one: one.n):
        label = needle.code or (atlas.lines[needle.line].name if needle.line else needle.label)
        seen[label, needle.side] += 1
        if needle.code is None or seen[label, needle.side] > 1:
            label = f"{label} {seen[label, needle.side]}"
        zone = _zone(needle, atlas, face_map)
        expected.append(Expected(str(needle.n), label, needle.side, zone, needle.area))
    return tuple(expected)


def _zone(needle: Needle, atlas: Atlas, face_map: FaceMap | None) -> str:
    if needle.code or needle.line:
        return zone_of(needle.code, needle.line, atlas)
    if needle.area != "face":
        return needle.area
    if face_map is None or needle.x is None or needle.y is None:
        return NOWHERE
    return zone_at(face_map, needle.x, needle.y)
