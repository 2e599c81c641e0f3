"""What the record's page shows: a record, frozen or not, put into words and pictures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from numpy.typing import NDArray

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import PlannedNeedle, Visit
from yintang.clinic.care.plans.room import face_of, from_row, seen_on
from yintang.clinic.care.records.stricta import PLACED, SIDES
from yintang.clinic.photos.models import Photo
from yintang.drawing import draw_face_map, draw_figure
from yintang.errors import YintangError
from yintang.face import FaceMap, read_photo
from yintang.planning import prescription_from
from yintang.planning.plan import Needle
from yintang.treatment.adverse import SEVERITY, adverse_choices

BECAME = {
    "planned": "not placed",
    "in": "in, not yet out",
    "out": "in and out",
    "skipped": "left out",
    "retained": "left in on purpose",
    "incident": "not found, recorded as an incident",
    "discarded": "thrown away before use",
}
FIELDS = {field.attname for field in PlannedNeedle._meta.concrete_fields} - {"id", "plan_id"}

Record = Mapping[str, Any]


def page_of(visit: Visit, record: Record) -> dict[str, Any]:
    """Pictures, tables and lines; instants on the clinic's wall clock."""
    face, figure = _drawings(visit, record)
    session = record["session"]
    return {
        "face": face,
        "figure": figure,
        "born": _day(record["patient"]["born"]),
        "findings": [{**one, "until": _day(one["until"])} for one in record["findings"]],
        "needles": _alike([_needle(visit, one) for one in record["needles"]]),
        "adverse": [_adverse(record, one) for one in session["adverse"]] if session else [],
        "closed_at": _at(session["closed_at"]) if session else None,
        "started_at": _at(record["session_started_at"]),
        "screened": [{**one, "at": _at(one["at"])} for one in record["screened"]],
        "overrides": [{**one, "at": _at(one["at"])} for one in record["overrides"]],
        "consents": [{**one, "at": _at(one["at"])} for one in record["consents"]],
        "photographs": _photographs(record),
        "revisions": [f"{name} {number}" for name, number in record["revisions"].items()],
    }


def _at(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows that agree in all but number and side made one, where the first of them stood."""
    groups: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        same = {key: value for key, value in row.items() if key not in {"n", "side"}}
        groups.setdefault(tuple(map(str, same.values())), []).append(row)
    return [
        {
            **group[0],
            "n": ", ".join(str(one["n"]) for one in group if one["n"]),
            "side": _together([one["side"] for one in group]),
        }
        for group in groups.values()
    ]


def _together(sides: list[str]) -> str:
    if sorted(sides) == ["left", "right"]:
        return "both sides"
    return ", ".join(
        f"{side} × {sides.count(side)}" if sides.count(side) > 1 else side
        for side in dict.fromkeys(sides)
    )


def _needle(visit: Visit, one: Mapping[str, Any]) -> dict[str, Any]:
    """One row of the table."""
    entered, left = _at(one["in_at"]), _at(one["out_at"])
    zone = visit.clinic.zone
    times = [f"{instant.astimezone(zone):%H:%M}" for instant in (entered, left) if instant]
    how = []
    if one.get("depth_mm") is not None:
        how = [
            f"{one['diameter_mm']:g} × {one['length_mm']:g} mm",
            f"{one['depth_mm']:g} mm deep at {one['angle_deg']:g}°",
        ]
    return {
        "n": one.get("n", ""),
        "name": one["name"],
        "detail": " ".join(filter(None, (one.get("pinyin"), one.get("hanzi")))),
        "side": SIDES.get(one["side"], one["side"]),
        "how": how,
        "direction": one.get("direction", ""),
        "technique": one.get("technique", ""),
        "reason": one.get("reason", "") if one["planned"] else "Placed where the plan had none.",
        "moved": one.get("moved_by") == "practitioner",
        "became": BECAME.get(one["status"], one["status"]),
        "done": one["status"] in {"out", "retained"},
        "times": " to ".join(times),
        "hurt": one["hurt"],
        "why": one["why"],
    }


def _adverse(record: Record, one: Mapping[str, Any]) -> dict[str, Any]:
    named = {needle["key"]: needle for needle in record["needles"]}
    needle = named.get(one.get("needle", ""))
    where = f"{needle['name']} {SIDES.get(needle['side'], '')}" if needle else ""
    known = dict(adverse_choices(atlas()))
    return {
        **one,
        "what": known.get(one["kind"], one["kind"]),
        "how_bad": dict(SEVERITY).get(one["severity"], ""),
        "where": where,
    }


def _photographs(record: Record) -> list[dict[str, Any]]:
    """Those of the record, with whether their picture is still there."""
    ids = [one["id"] for one in record["photographs"]]
    there = set(Photo.objects.filter(pk__in=ids, erased_at=None).values_list("pk", flat=True))
    kept = {str(pk) for pk in there}
    return [
        {**one, "taken_at": _at(one["taken_at"]), "there": one["id"] in kept}
        for one in record["photographs"]
    ]


def _drawings(visit: Visit, record: Record) -> tuple[SafeString, SafeString]:
    """The needles on her face and on the figure; empty where the record has none."""
    none = SafeString("")
    if record["plan"] is None:
        return none, none
    try:
        photo, face_map = _ground(visit, record["plan"])
        needles = _placed(record, face_map, redrawn=photo is None)
        pixels = _pixels(photo)
        face = draw_face_map(face_map, atlas(), pixels, needles=needles, title="Needles placed")
        body = [needle for needle in needles if needle.area == "body"]
        figure = draw_figure(body, atlas(), standalone=True) if body else ""
    except YintangError:
        return none, none
    # Drawn by the drawing room, which escapes every text it is given.
    return mark_safe(face), mark_safe(figure)


def _ground(visit: Visit, plan: Mapping[str, Any]) -> tuple[Photo | None, FaceMap]:
    photo = Photo.objects.filter(pk=plan["photo"], patient=visit.patient, erased_at=None).first()
    return photo, face_of(photo, plan["handles"])


def _placed(record: Record, face_map: FaceMap, *, redrawn: bool) -> tuple[Needle, ...]:
    """What went in; before a session, what is planned. `redrawn` is for an erased photograph."""
    rows = [
        {name: one[name] for name in FIELDS}
        for one in record["needles"]
        if one["planned"] and (record["session"] is None or one["status"] in PLACED)
    ]
    edited = tuple(from_row(row) for row in rows)
    prescription = prescription_from(
        seen_on(edited, face_map) if redrawn and record["plan"]["photo"] else edited,
        face_map,
        atlas(),
        protocol=record["plan"]["protocol"],
        retention_min=record["plan"]["retention_min"],
    )
    return prescription.needles


def _pixels(photo: Photo | None) -> NDArray[np.uint8] | None:
    """The photograph's pixels; None where its file is not there: the face is then drawn."""
    try:
        return None if photo is None else read_photo(photo.path).pixels
    except YintangError:
        return None
