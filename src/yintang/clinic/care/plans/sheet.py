"""The plan of a visit as the drawing room prints it."""

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Plan, Visit
from yintang.clinic.care.plans.page import needles_to_draw
from yintang.clinic.care.plans.room import Room, face_of, protocol_called, room_of
from yintang.clinic.care.plans.zones import rests_of, shorter
from yintang.clinic.photos.models import Photo
from yintang.drawing import plan_sheet
from yintang.errors import YintangError
from yintang.face import FaceMap, read_photo
from yintang.planning import EditedNeedle, plan_course, prescription_from, suggest_patterns
from yintang.planning import Plan as PlanOfRooms
from yintang.planning.plan import Course, Prescription


def sheet_of(visit: Visit, plan: Plan) -> str:
    """One HTML page: the edited needles on her photograph, tables, course, evidence, aftercare."""
    face_map = face_of(plan.photo, plan.handles)
    room = room_of(visit, face_map)
    made = PlanOfRooms(
        atlas=atlas().version,
        concerns=room.consultation.wanted(),
        findings=room.screening.findings,
        not_stated=room.screening.not_stated,
        patterns=suggest_patterns(
            room.consultation.all_signs, atlas(), skin_type=room.consultation.skin_type
        ),
        confirmed_patterns=room.consultation.confirmed_patterns,
        prescription=prescription_of(plan) if plan.revision else None,
        course=_course(room, plan),
        face_map=face_map,
    )
    title = f"Plan for {visit.patient}, {visit.local_start.day} {visit.local_start:%B %Y}"
    pixels = None if plan.photo is None or plan.photo.erased_at else _pixels(plan.photo)
    return plan_sheet(made, atlas(), pixels, title=title)


def prescription_of(plan: Plan) -> Prescription:
    """The edited needles as a prescription; what the suggestion left out is said with it."""
    face_map = face_of(plan.photo, plan.handles)
    suggested = (
        msgspec.convert(plan.suggestion, Prescription) if plan.suggestion is not None else None
    )
    needles = needles_to_draw(plan, face_map)
    in_it = {(needle.code, needle.side) for needle in needles}
    return prescription_from(
        needles,
        face_map,
        atlas(),
        protocol=plan.protocol,
        retention_min=plan.retention_min,
        adjuncts=tuple(plan.adjuncts),
        notes=(*(suggested.notes if suggested else ()), *_rests(plan, needles, face_map)),
        left_out=tuple(
            one
            for one in (suggested.left_out if suggested else ())
            if (one.code, one.side) not in in_it
        ),
    )


def _rests(plan: Plan, needles: Iterable[EditedNeedle], face_map: FaceMap) -> list[str]:
    """A note for each zone whose needles come out earlier."""
    said = shorter(rests_of(needles, face_map), plan.retention_min)
    return [f"Out earlier: {one}." for one in said]


def _course(room: Room, plan: Plan) -> Course | None:
    try:
        return plan_course(
            room.consultation, atlas(), room.screening, protocol_called(plan.protocol), room.day
        )
    except YintangError:
        return None


def _pixels(photo: Photo) -> NDArray[np.uint8]:
    return read_photo(photo.path).pixels
