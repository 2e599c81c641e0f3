"""How a visit's plan begins, and what confirming it sets going."""

from typing import Any

import msgspec

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import stopping
from yintang.clinic.care.models import Course, Plan, Visit
from yintang.clinic.care.plans.room import (
    USUAL_PROTOCOL,
    Room,
    Start,
    as_row,
    beginning,
    carried_from,
    face_of,
    fit_for_storage,
    last_plan,
    latest_photo,
    needles_of,
    protocol_called,
    room_of,
    settings_of,
)
from yintang.clinic.locking import locked
from yintang.clinic.photos.models import Photo
from yintang.errors import YintangError
from yintang.planning import plan_course


def plan_of(visit: Visit) -> Plan:
    """The visit's plan; an empty one that is not stored where there is none yet."""
    plan = Plan.objects.filter(visit=visit).select_related("photo").first()
    return plan or Plan(visit=visit, photo=latest_photo(visit), protocol=USUAL_PROTOCOL)


def begin(visit: Visit, by: User) -> tuple[Plan, str]:
    """The visit's plan, begun where nothing was saved yet, and in words how it began.

    Last visit's needles are carried over, else the planner suggests; where neither can be, the plan
    stays empty and the words say why.
    """
    plan = plan_of(visit)
    if plan.revision or _frozen(visit):
        return plan, ""
    plan.photo = latest_photo(visit)
    room = room_of(visit, face_of(plan.photo, {}))
    plan.protocol = protocol_called(room.consultation.protocol or plan.protocol).id
    try:
        start = beginning(room, last_plan(visit))
    except YintangError as why:
        return plan, str(why)
    return _begun(plan, start, room, by), start.say


def _begun(plan: Plan, start: Start, room: Room, by: User) -> Plan:
    stored, _ = Plan.objects.get_or_create(visit=plan.visit)
    content: dict[str, Any] = {
        "photo": None if plan.photo is None else str(plan.photo.pk),
        "handles": {},
        "protocol": protocol_called(start.protocol).id,
        "retention_min": start.retention_min,
        "adjuncts": list(start.adjuncts),
        "needles": [as_row(needle) for needle in fit_for_storage(start.needles, room.face_map)],
    }
    if stored.revision:  # begun in another window meanwhile
        return stored
    stored.suggestion = start.suggestion
    stored.save(update_fields=["suggestion"])
    return stored.revise(content, expected=0, by=by)


def _frozen(visit: Visit) -> bool:
    return visit.is_signed or getattr(visit, "session", None) is not None


def why_frozen(visit: Visit) -> str:
    """Why the plan can no longer be changed, "" where it can."""
    if visit.is_signed:
        return "This visit is signed. Add an amendment on its record instead."
    if getattr(visit, "session", None) is not None:
        return "The session has begun with this plan. Note what is done otherwise in the session."
    return ""


def carried_onto(plan: Plan, photo: Photo) -> dict[str, Any]:
    """The plan's content with its needles on another photograph of hers."""
    face_map = face_of(photo, {})
    found = carried_from({**plan.content(), "needles": _rows(plan)}, plan.photo, face_map)
    needles = fit_for_storage(found.needles, face_map)
    return {
        **plan.content(),
        "photo": str(photo.pk),
        "handles": {},
        "needles": [as_row(needle) for needle in needles],
    }


def _rows(plan: Plan) -> list[dict[str, Any]]:
    return [as_row(needle) for needle in needles_of(plan)]


def what_stops(visit: Visit, plan: Plan) -> list[str]:
    """In words, everything for which these needles may not be confirmed."""
    room = room_of(visit, face_of(plan.photo, plan.handles))
    needles = needles_of(plan)
    face = any(needle.area != "body" for needle in needles)
    stops = [f"{finding.name}: {finding.say}" for finding in stopping(visit, face=face)]
    stops += [
        remark.say
        for remark in room.check(needles, *settings_of(plan)).remarks
        if remark.severity == "stop"
    ]
    return stops if needles else [*stops, "The plan has no needles yet."]


def set_course(visit: Visit, plan: Plan) -> Course | None:
    """The course this plan belongs to: the running one, else one begun with this visit.

    None where the protocol has no course that fits what was told; the visit stands alone then.
    """
    room = room_of(visit, face_of(plan.photo, plan.handles))
    with locked(visit.patient):
        course = visit.course or Course.running(visit.patient)
        if course is None:
            course = _new_course(visit, plan, room)
        else:
            course.concerns = list(room.consultation.wanted())
            course.protocol = plan.protocol
            course.save(update_fields=["concerns", "protocol"])
        if course is not None and visit.course_id is None:
            visit.number = course.next_number()
            visit.course = course
            visit.save(update_fields=["course", "number"])
    return course


def _new_course(visit: Visit, plan: Plan, room: Room) -> Course | None:
    protocol = protocol_called(plan.protocol)
    try:
        dated = plan_course(room.consultation, atlas(), room.screening, protocol, room.day)
    except YintangError:
        return None
    interval = room.consultation.interval_days or protocol.interval_days[0]
    return Course.objects.create(
        patient=visit.patient,
        practitioner=visit.practitioner,
        concerns=list(room.consultation.wanted()),
        protocol=protocol.id,
        sessions=len(dated.sessions),
        interval_days=interval,
        planned=msgspec.to_builtins(dated),
        started_on=room.day,
    )
