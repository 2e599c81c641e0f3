"""The zones in which a plan's needles are counted, and the rest that each zone is given.

A zone's rest lies with its needles: the shortest that one of them asks for, as the session's
countdown takes it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from yintang import treatment
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import PlannedNeedle
from yintang.face import FaceMap
from yintang.planning import EditedNeedle
from yintang.treatment.zones import NOWHERE


def zone_of(needle: EditedNeedle | PlannedNeedle, face_map: FaceMap) -> str:
    """The zone of a needle; that of a free one by where it lies on the face."""
    if needle.code or needle.line:
        return treatment.zone_of(needle.code or None, needle.line or None, atlas())
    if needle.area in {"scalp", "neck", "body"}:
        return str(needle.area)
    if needle.x is None or needle.y is None:
        return NOWHERE
    return treatment.zone_at(face_map, needle.x * face_map.width, needle.y * face_map.height)


def rests_of(needles: Iterable[EditedNeedle], face_map: FaceMap) -> Mapping[str, int]:
    """Zone -> minutes, for zones in which a needle has a rest of its own."""
    rests: dict[str, int] = {}
    for needle in needles:
        if needle.retention_min is not None:
            zone = zone_of(needle, face_map)
            rests[zone] = min(needle.retention_min, rests.get(zone, needle.retention_min))
    return rests


def rested(
    needles: Iterable[EditedNeedle], rests: Mapping[str, int], face_map: FaceMap
) -> tuple[EditedNeedle, ...]:
    """The needles with the rest of their zone, none where the zone has none."""
    return tuple(
        replace(needle, retention_min=rests.get(zone_of(needle, face_map))) for needle in needles
    )


def shorter(rests: Mapping[str, int], retention_min: int) -> list[str]:
    """In words, the zones that rest for less than the session, in the order of counting."""
    names = treatment.ZONES
    ordered = sorted(rests, key=[*names, NOWHERE].index)
    return [
        f"{names.get(zone, 'Place not recorded')}: {rests[zone]} minutes"
        for zone in ordered
        if rests[zone] < retention_min
    ]
