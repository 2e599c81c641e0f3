"""What the plan's page draws with: her face, the atlas in brief, the plan as it stands."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.urls import reverse

from yintang import treatment
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Plan, Visit
from yintang.clinic.care.plans.room import (
    LONGEST_RETENTION_MIN,
    Room,
    needles_of,
    seen_on,
    settings_of,
)
from yintang.clinic.care.plans.zones import zone_of
from yintang.clinic.photos.models import Photo
from yintang.drawing import draw_figure, figure_place
from yintang.drawing.schematic import draw_schematic
from yintang.face import FaceMap, movable
from yintang.face.face_map import Side
from yintang.planning import Checked, EditedNeedle, renumbered, zone_hint

UNIT = 216.0
"""Drawing units to one inter-pupillary distance, as in `drawing.face_map`."""
PARTS = (
    "check", "save", "suggest", "card", "add", "act", "handle", "compare", "history", "confirm",
)  # fmt: skip
"""The addresses the page's script speaks to are "plan-" and one of these."""


def face_facts(face_map: FaceMap) -> dict[str, Any]:
    """The map in brief: places as fractions of the photograph, radii in millimetres."""
    w, h = face_map.width, face_map.height
    marked = {(one.name, one.side): one.marked for one in face_map.handles}
    may_move = set(movable(face_map))
    return {
        "width": w,
        "height": h,
        "ipd": face_map.ipd_px,
        "mm_per_px": face_map.mm_per_px,
        "eyes": [
            (face_map.eyes[0][0] + face_map.eyes[1][0]) / 2,
            (face_map.eyes[0][1] + face_map.eyes[1][1]) / 2,
        ],
        "points": {
            f"{p.code} {p.side}": [p.x / w, p.y / h, p.radius_mm, p.grade] for p in face_map.points
        },
        "handles": [
            {
                "name": one.name,
                "side": one.side,
                "x": one.x / w,
                "y": one.y / h,
                "marked": marked[one.name, one.side],
            }
            for one in face_map.handles
            if (one.name, one.side) in may_move
        ],
        "warnings": [warned.say for warned in face_map.warnings],
    }


def drawn(face_map: FaceMap) -> str:
    """The schematic face as SVG in the page's units, the middle of the eyes at 0, 0."""
    facts = face_facts(face_map)
    scale = UNIT / face_map.ipd_px
    x0, y0 = facts["eyes"]
    return draw_schematic(face_map, lambda x, y: ((x - x0) * scale, (y - y0) * scale), UNIT)


@cache
def figure() -> str:
    """The body without needles, as SVG."""
    return draw_figure([], atlas(), title="")


@cache
def atlas_facts() -> dict[str, Any]:
    """What the page looks up without asking: points, protocols, needles, adjuncts."""
    known = atlas()
    return {
        "points": [_point(code) for code, p in known.points.items() if p.needling],
        "lines": {id_: line.name for id_, line in known.lines.items()},
        "protocols": [
            {
                "id": p.id,
                "name": p.name,
                "total": p.total,
                "retention": p.retention_min,
                "note": p.note,
            }
            for p in known.protocols.values()
        ],
        "needles": _sizes(),
        "adjuncts": [
            {"id": one.id, "name": one.name}
            for one in known.adjuncts.values()
            if one.kind == "facial"
        ],
        "longest_retention": LONGEST_RETENTION_MIN,
        "zones": dict(treatment.ZONES),
    }


def _sizes() -> list[dict[str, Any]]:
    """Needles by use; each diameter with each length that the atlas names for it."""
    return [
        {"diameter": d, "length": length, "use": one.use}
        for one in atlas().needles.values()
        for d in dict.fromkeys(one.diameter_mm)
        for length in dict.fromkeys(one.length_mm)
    ]


def _point(code: str) -> dict[str, Any]:
    point = atlas().points[code]
    how = point.needling
    assert how is not None  # only those that are needled are listed
    sides: tuple[Side, ...] = ("M",) if point.midline else ("R", "L")
    names = (point.id, point.pinyin, point.hanzi, point.english, *point.aliases)
    places = {side: figure_place(code, side) for side in sides}
    return {
        "code": code,
        "pinyin": point.pinyin,
        "hanzi": point.hanzi,
        "english": point.english,
        "area": how.area,
        "risk": how.risk,
        "sides": sides,
        "found": " ".join(_plain(name) for name in names),
        "figure": {side: [at.x, at.y] for side, at in places.items() if at is not None},
    }


def _plain(text: str) -> str:
    """Lower case without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def checked_json(
    checked: Checked, needles: Iterable[EditedNeedle], face_map: FaceMap
) -> dict[str, Any]:
    """Counts, remarks and discomfort, and for each needle its number, zone and zone hint."""
    ordered = renumbered(needles, atlas())
    return {
        **checked.as_json(),
        "numbers": {needle.key: needle.n for needle in ordered},
        "zones": {needle.key: zone_of(needle, face_map) for needle in ordered},
        "hints": {n.key: hint for n in ordered if (hint := zone_hint(n, face_map))},
    }


def addresses(visit: Visit) -> dict[str, str]:
    """Where the script sends what."""
    return {part: reverse(f"plan-{part}", args=[visit.pk]) for part in PARTS}


def needles_to_draw(plan: Plan, face_map: FaceMap) -> tuple[EditedNeedle, ...]:
    """The needles on the map; by their millimetres where their photograph was erased."""
    needles = needles_of(plan)
    erased = plan.photo is not None and plan.photo.face_map is None
    return seen_on(needles, face_map) if erased else needles


def page_facts(
    visit: Visit,
    plan: Plan,
    room: Room,
    needles: tuple[EditedNeedle, ...],
    *,
    may_edit: bool,
    blocked: bool,
) -> dict[str, Any]:
    """Everything the page's script begins with, JSON-safe; `blocked` where no needle may be."""
    return {
        "urls": addresses(visit),
        "revision": plan.revision,
        "confirmed": plan.confirmed_at is not None,
        "mayEdit": may_edit,
        "blocked": blocked,
        "image": image_of(plan.photo),
        "content": {
            "photo": None if plan.photo_id is None else str(plan.photo_id),
            "handles": plan.handles,
            "protocol": plan.protocol,
            "retention_min": plan.retention_min,
            "adjuncts": plan.adjuncts,
            "needles": [needle.as_json() for needle in needles],
        },
        "face": face_facts(room.face_map),
        "atlas": atlas_facts(),
        "checked": checked_json(room.check(needles, *settings_of(plan)), needles, room.face_map),
    }


def image_of(photo: Photo | None) -> str:
    """Where the photograph's pixels are fetched; "" for the schematic face."""
    if photo is None or photo.erased_at is not None:
        return ""
    return reverse("photo", args=[photo.pk])
