"""The card of one needle: everything a practitioner may want to know before it goes in."""

from collections.abc import Iterable
from typing import Any

from yintang.atlas.model import Atlas, Line, Point
from yintang.face.face_map import FaceMap
from yintang.planning.edited import EditedNeedle
from yintang.planning.editing import zone_hint

STRENGTHS = {
    "trial": "used in a trial",
    "textbook": "textbook",
    "teaching": "teaching",
    "tradition": "tradition",
    "default": "our default",
}
"""As the plan's sheet says them."""


def hazards_of(code: str, atlas: Atlas) -> tuple[str, ...]:
    """What lies near a point or line that a needle should not meet; () for an unknown one."""
    if (line := atlas.lines.get(code)) is not None:
        return line.hazards
    point = atlas.points.get(code)
    return point.needling.hazards if point and point.needling else ()


def card(needle: EditedNeedle, face_map: FaceMap, atlas: Atlas) -> dict[str, Any]:
    """The card as JSON: names, place, depth, angle, hazards, reason, sources with titles.

    Keys that do not apply hold None or are empty: a free needle has no pinyin, a line no grade.
    """
    point = atlas.points.get(needle.code or "")
    line = atlas.lines.get(needle.line or "")
    found = _of_point(point) if point else _of_line(line) if line else _of_free()
    return {
        "key": needle.key,
        "n": needle.n,
        "name": line.name if line else needle.name,
        "code": needle.code,
        "line": needle.line,
        "side": needle.side,
        "area": needle.area,
        **found,
        **_where(needle, face_map),
        "depth_mm": needle.depth_mm,
        "angle_deg": needle.angle_deg,
        "diameter_mm": needle.diameter_mm,
        "length_mm": needle.length_mm,
        "direction": needle.direction,
        "technique": needle.technique,
        "hazards": list(hazards_of(needle.code or needle.line or "", atlas)),
        "reason": needle.reason,
        "serves": list(needle.serves),
        "strength": needle.strength,
        "strength_words": STRENGTHS[needle.strength],
        "sources": _sources(needle.source, atlas),
        "moved_by": needle.moved_by,
        "hint": zone_hint(needle, face_map),
    }


def _of_point(point: Point) -> dict[str, Any]:
    how = point.needling
    return {
        "pinyin": point.pinyin,
        "hanzi": point.hanzi,
        "english": point.english,
        "location": how.location if how else "",
        "depth_range_mm": list(how.depth_mm) if how else None,
        "default_depth_mm": how.default_depth_mm if how else None,
        "angle_range_deg": list(how.angle_deg) if how else None,
        "default_angle_deg": how.default_angle_deg if how else None,
        "risk": how.risk if how else None,
        "discomfort": how.discomfort if how else None,
        "off_by_default": how.off_by_default if how else False,
        "off_reason": how.off_reason if how else "",
        "alternatives": [one.rule for one in how.alternatives] if how else [],
    }


def _of_line(line: Line) -> dict[str, Any]:
    return {
        **_of_free(),
        "english": line.name,
        "location": line.note,
        "default_depth_mm": line.depth_mm,
        "default_angle_deg": line.angle_deg,
    }


def _of_free() -> dict[str, Any]:
    texts = ("pinyin", "hanzi", "english", "location", "off_reason")
    numbers = ("depth_range_mm", "default_depth_mm", "angle_range_deg", "default_angle_deg")
    return {
        **dict.fromkeys(texts, ""),
        **dict.fromkeys((*numbers, "risk", "discomfort"), None),
        "off_by_default": False,
        "alternatives": [],
    }


def _where(needle: EditedNeedle, face_map: FaceMap) -> dict[str, Any]:
    """What is known of the place: grade, 95 % radius and basis, or why it is not shown."""
    located = face_map.point(needle.code or "", needle.side)
    if located is not None:
        return {
            "grade": located.grade,
            "radius_mm": located.radius_mm,
            "basis": located.basis,
            "not_visible": "",
        }
    hidden = (n.why for n in face_map.not_visible if (n.code, n.side) == (needle.code, needle.side))
    return {"grade": None, "radius_mm": None, "basis": "", "not_visible": next(hidden, "")}


def _sources(ids: Iterable[str], atlas: Atlas) -> list[dict[str, Any]]:
    return [
        {
            "id": id_,
            "title": source.title if source else id_,
            "author": source.author if source else "",
            "year": source.year if source else None,
            "address": source.address if source else "",
            "page_read": source.page_read if source else False,
        }
        for id_ in ids
        for source in [atlas.sources.get(id_)]
    ]
