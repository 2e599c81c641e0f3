"""A visit as one record, JSON-safe: what is shown while it is open, and frozen when it is signed.

Schema `yintang/record/1`. Instants are ISO 8601 in UTC, lengths millimetres, angles degrees. The
signed page is drawn from the frozen record alone, so that no later change of a document or of the
atlas alters what was signed.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from yintang import treatment
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations.consulting import findings_json, overrides_of, screening_of
from yintang.clinic.care.consultations.page import summary_of
from yintang.clinic.care.models import (
    Consultation,
    Diagnosis,
    Note,
    Plan,
    PlannedNeedle,
    Session,
    Visit,
)
from yintang.clinic.care.records.stricta import stricta_of
from yintang.clinic.care.sessions.ledger import state_of
from yintang.clinic.clinics.models import Membership
from yintang.clinic.patients.models import Consent
from yintang.clinic.photos.models import Photo
from yintang.treatment.record import NeedleState

SCHEMA = "yintang/record/1"


def record_of(visit: Visit) -> dict[str, Any]:
    """The visit as it stands now, whether or not it is signed."""
    session = Session.objects.filter(visit=visit).first()
    state = state_of(session) if session else None
    plan = Plan.objects.filter(visit=visit).first()
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "atlas": atlas().version,
        **_who(visit),
        "consultation": [
            {"heading": heading, "lines": lines} for heading, lines in summary_of(visit)
        ],
        **_judged(visit),
        "consents": _consents(visit),
        "plan": _plan(plan),
        "needles": _needles(plan, session, state),
        "session": treatment.as_json(state) if state else None,
        "session_started_at": session.started_at if session else None,
        "note": Note.objects.filter(visit=visit).values_list("text", flat=True).first() or "",
        "photographs": _photographs(visit, plan),
        **_measured_by(visit),
        "revisions": _revisions(visit),
    }
    record["stricta"] = stricta_of(record, atlas())
    return {key: _safe(value) for key, value in record.items()}


def sha256_of(record: dict[str, Any]) -> str:
    """SHA-256 over a record as canonical JSON; the same after any database has kept it."""
    body = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(body.encode()).hexdigest()


def _safe(value: Any) -> Any:
    """As JSON gives it back: text for instants and ids, lists for tuples, no minus zero."""
    if isinstance(value, dict):
        return {str(key): _safe(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, float):
        # PostgreSQL keeps numbers as decimals: a whole float may come back without its point.
        return int(value) if math.isfinite(value) and value.is_integer() else value
    return value


def _who(visit: Visit) -> dict[str, Any]:
    patient, clinic, course = visit.patient, visit.clinic, visit.course
    membership = Membership.objects.filter(clinic=clinic, user=visit.practitioner).first()
    return {
        "visit": {
            "id": visit.pk,
            "day": visit.local_start.date(),
            "starts_at": visit.starts_at,
            "minutes": visit.minutes,
            "room": visit.room,
            "number": visit.number if course else None,
            "sessions": course.sessions if course else None,
            "interval_days": course.interval_days if course else None,
        },
        "clinic": {"name": clinic.name, "address": clinic.address},
        "patient": {
            "id": patient.pk,
            "name": str(patient),
            "born": patient.born,
            "age": patient.age(visit.local_start.date()),
            "sex": patient.get_sex_display(),
        },
        "practitioner": {
            "name": str(visit.practitioner),
            "title": membership.title if membership else "",
            "role": membership.get_role_display() if membership else "",
        },
    }


def _judged(visit: Visit) -> dict[str, Any]:
    """What screening said, what an owner decided against it, and the diagnosis."""
    diagnosis = Diagnosis.objects.filter(visit=visit).first()
    screening = screening_of(visit)
    named = [atlas().patterns[id_] for id_ in _patterns(diagnosis)]
    return {
        "findings": findings_json(screening),
        "not_stated": list(screening.not_stated),
        "screened": [
            {"moment": one.get_moment_display(), "at": one.at, "atlas": one.atlas}
            for one in visit.screenings.order_by("at")
        ],
        "overrides": [
            {"rule": one.rule, "because": one.because, "reason": one.reason, "by": str(one.by),
             "at": one.at}
            for one in overrides_of(visit)
        ],
        "diagnosis": {
            "patterns": [
                {"id": one.id, "code": " + ".join(c.code for c in one.codes), "name": one.name}
                for one in named
            ],
            "own_words": diagnosis.own_words if diagnosis else "",
            "reason": diagnosis.reason if diagnosis else "",
        },
    }  # fmt: skip


def _patterns(diagnosis: Diagnosis | None) -> list[str]:
    return [id_ for id_ in (diagnosis.patterns if diagnosis else []) if id_ in atlas().patterns]


def _consents(visit: Visit) -> list[dict[str, Any]]:
    """Her last answer to each purpose."""
    answers = Consent.objects.filter(patient=visit.patient, replaced_by=None).order_by("signed_at")
    return [
        {
            "id": one.pk,
            "purpose": one.get_purpose_display(),
            "state": "given" if one.in_force else "withdrawn" if one.withdrawn_at else "declined",
            "at": one.withdrawn_at or one.signed_at,
            "version": one.version,
        }
        for one in answers
    ]


def _plan(plan: Plan | None) -> dict[str, Any] | None:
    if plan is None:
        return None
    protocol = atlas().protocols.get(plan.protocol)
    return {
        "photo": plan.photo_id,
        "handles": plan.handles,
        "protocol": protocol.name if protocol else plan.protocol,
        "retention_min": plan.retention_min,
        "adjuncts": [
            atlas().adjuncts[id_].name if id_ in atlas().adjuncts else id_ for id_ in plan.adjuncts
        ],
        "revision": plan.revision,
        "confirmed_at": plan.confirmed_at,
    }


def _needles(
    plan: Plan | None, session: Session | None, state: treatment.Session | None
) -> list[dict[str, Any]]:
    """Each planned needle with what became of it, then those that the plan did not have."""
    became = dict(state.needles) if state else {}
    rows = [
        {**_planned(needle), **_became(became.pop(needle.key, None))}
        for needle in (plan.needles.order_by("n") if plan else [])
    ]
    others = [
        {"key": one.key, "name": one.label, "side": one.side, "area": one.area, "planned": False,
         **_became(one)}
        for one in became.values()
    ]  # fmt: skip
    return [*rows, *others]


def _planned(needle: PlannedNeedle) -> dict[str, Any]:
    point, line = atlas().points.get(needle.code), atlas().lines.get(needle.line)
    return {
        **needle.content(),
        "name": needle.code or (line.name if line else needle.line) or needle.label,
        "pinyin": point.pinyin if point else "",
        "hanzi": point.hanzi if point else "",
        "planned": True,
        "titles": [atlas().sources[id_].title for id_ in needle.source if id_ in atlas().sources],
    }


def _became(one: NeedleState | None) -> dict[str, Any]:
    if one is None:
        return {"status": "planned", "in_at": None, "out_at": None, "hurt": False, "why": ""}
    return {
        "status": one.status,
        "zone": treatment.ZONES.get(one.zone, "Place not recorded"),
        "in_at": one.in_at,
        "out_at": one.out_at,
        "hurt": one.hurt,
        "why": one.reason,
    }


def _photographs(visit: Visit, plan: Plan | None) -> list[dict[str, Any]]:
    """That of the plan, those of the visit's sequence, and others taken on its day."""
    day = visit.local_start.date()
    photos = Photo.objects.filter(patient=visit.patient, erased_at=None).select_related("shot")
    return [
        {"id": one.pk, "view": one.name, "taken_at": one.taken_at, "sha256": one.sha256,
         **_as_shot(one)}
        for one in photos.defer("face_map").order_by("taken_at")
        if one.taken_at.astimezone(visit.clinic.zone).date() == day
        or getattr(getattr(one, "shot", None), "visit_id", None) == visit.pk
        or (plan is not None and plan.photo_id == one.pk)
    ]  # fmt: skip


def _as_shot(photo: Photo) -> dict[str, Any]:
    """Its place in the visit's sequence and what its checks came to; nothing where it is in none.

    Shots, circumstances and targets belong to the app `progress`, which is built on this one: they
    are reached through the rows they hang on.
    """
    shot = getattr(photo, "shot", None)
    return {"shot": str(shot), "checks": shot.state} if shot else {}


def _measured_by(visit: Visit) -> dict[str, Any]:
    """What else was different on the day of the photographs, and what the course is judged by."""
    different = getattr(visit, "circumstances", None)
    course = visit.course
    targets = course.targets.filter(withdrawn_at=None).order_by("declared_at") if course else ()
    return {
        "circumstances": different.in_words() if different else [],
        "targets": [
            {**one.in_words(), "exploratory": one.exploratory, "declared_at": one.declared_at}
            for one in targets
        ],
    }


def _revisions(visit: Visit) -> dict[str, int]:
    """How often each document was saved."""
    saved = {
        "consultation": Consultation.objects.filter(visit=visit),
        "diagnosis": Diagnosis.objects.filter(visit=visit),
        "plan": Plan.objects.filter(visit=visit),
        "note": Note.objects.filter(visit=visit),
    }
    numbers = {
        name: rows.values_list("revision", flat=True).first() for name, rows in saved.items()
    }
    return {name: number for name, number in numbers.items() if number}


@contextmanager
def hold(visit: Visit) -> Iterator[None]:
    """Lock every document of a visit until the transaction ends.

    Whoever is saving one is waited for, so that the record holds it; whoever comes later finds the
    visit signed.
    """
    for rows in (
        Consultation.objects.filter(visit=visit),
        Diagnosis.objects.filter(visit=visit),
        Plan.objects.filter(visit=visit),
        Note.objects.filter(visit=visit),
        Session.objects.filter(visit=visit),
    ):
        list(rows.select_for_update().values_list("pk", flat=True))
    yield
