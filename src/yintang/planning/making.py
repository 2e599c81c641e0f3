"""From a consultation and a face map to the whole plan."""

from collections.abc import Mapping
from datetime import date

from yintang.atlas.model import Atlas, Period
from yintang.errors import YintangError
from yintang.face.face_map import FaceMap
from yintang.planning.consultation import Consultation
from yintang.planning.course import first_day, plan_course
from yintang.planning.exclusions import Exclusions
from yintang.planning.pattern import suggest_patterns
from yintang.planning.plan import Course, Plan, Prescription
from yintang.planning.prescription import prescribe
from yintang.planning.screening import Screening, screen

USUAL_PROTOCOL = "gentle"
"""Taken where the consultation names none; its least counts then give way to the goals."""


def make_plan(
    consultation: Consultation,
    face_map: FaceMap,
    atlas: Atlas,
    today: date,
    *,
    periods: Mapping[str, Period] | None = None,
) -> Plan:
    """Screen, suggest, prescribe and date.

    Screening is of today; the prescription is for the day of the first visit, when waits that end
    before it are over. Where screening stops face and body, or the face and there is no complaint
    or confirmed pattern to treat through the body, there is no prescription and no course.

    Raises
    ------
    YintangError
        If nothing is asked for.
    yintang.planning.PlanError
        If a protocol asked for by name cannot be met.
    """
    wanted = consultation.wanted()
    if not wanted and not consultation.confirmed_patterns:
        raise YintangError("nothing to plan for: state at least one goal or complaint")
    screening = screen(consultation, atlas, today, periods=periods)
    prescription, course = _treatment(consultation, face_map, atlas, screening, today)
    return Plan(
        atlas=atlas.version,
        concerns=wanted,
        findings=screening.findings,
        not_stated=screening.not_stated,
        patterns=suggest_patterns(consultation.all_signs, atlas, skin_type=consultation.skin_type),
        confirmed_patterns=consultation.confirmed_patterns,
        prescription=prescription,
        course=course,
        face_map=face_map,
    )


def _treatment(
    consultation: Consultation,
    face_map: FaceMap,
    atlas: Atlas,
    screening: Screening,
    today: date,
) -> tuple[Prescription | None, Course | None]:
    day, _ = first_day(consultation, atlas, screening, today)
    held = screening.exclusions.on(day)
    if _nothing_left(consultation, held):
        return None, None
    named = consultation.protocol
    protocol = atlas.protocols[named or USUAL_PROTOCOL]
    prescription = prescribe(
        consultation,
        face_map,
        atlas,
        screening,
        protocol,
        exclusions=held,
        must_fill=named is not None,
    )
    return prescription, plan_course(consultation, atlas, screening, protocol, today)


def _nothing_left(consultation: Consultation, held: Exclusions) -> bool:
    """Whether screening leaves nothing to needle for."""
    for_the_body = consultation.complaints or consultation.confirmed_patterns
    return held.removed("stop", "face") is not None and (
        held.removed("stop", "body") is not None or not for_the_body
    )
