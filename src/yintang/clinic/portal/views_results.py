"""What changed, where the practitioner released it; and the releasing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.models import Course
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent
from yintang.clinic.photos.views import as_picture
from yintang.clinic.portal.access import own_record, released_course, released_photo
from yintang.clinic.portal.models import Release
from yintang.clinic.progress.pairs import days_of
from yintang.clinic.progress.results import results_of
from yintang.drawing.change_report import verdict_mark
from yintang.drawing.charts import VERDICT_WORDS, draw_chart
from yintang.outcomes.change import Change
from yintang.outcomes.wording import NO_CAUSE


@login_required
@require_safe
def own_changes(request: HttpRequest, patient_id: UUID, course_id: UUID) -> HttpResponse:
    """The verdicts of her course with their charts, and her photographs, as far as released."""
    patient = own_record(request, patient_id)
    course, release = released_course(patient, course_id)
    shown: dict[str, Any] = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "changes", "course": course,
        "release": release,
    }  # fmt: skip
    if release:
        record(request, patient.clinic, "read", "change", course.pk, patient=patient)
        shown |= _results(course, release)
    return render(request, "portal/changes.html", shown)


def _results(course: Course, release: Release) -> dict[str, Any]:
    results = results_of(course)
    changes = results.changes
    return {
        "why": results.why,
        "targets": [_shown(one) for one in changes.targets] if changes else [],
        "calibrated": bool(changes and changes.calibrated),
        "no_cause": NO_CAUSE,
        "shots": days_of(course) if release.photographs else [],
    }


def _shown(change: Change) -> dict[str, Any]:
    return {
        "change": change,
        "word": VERDICT_WORDS[change.verdict],
        "mark": _drawn(verdict_mark(change.verdict)),
        "chart": _drawn(draw_chart(change)) if change.numbers is not None else "",
    }


def _drawn(svg: str) -> SafeString:
    """A drawing of the drawing room, which escapes what it writes."""
    return mark_safe(svg)


@login_required
@require_safe
def own_photo(request: HttpRequest, patient_id: UUID, own_photo_id: UUID) -> HttpResponse:
    """One of her photographs, released with a course."""
    patient = own_record(request, patient_id)
    photo = released_photo(patient, own_photo_id)
    record(request, patient.clinic, "read", "photo", photo.pk, patient=patient)
    return as_picture(photo, 1024)


@login_required
@require_POST
def course_release(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Let her see what this course changed, or hide it from her again."""
    course = course_for(request, course_id, "write notes")
    clinic, now = course.patient.clinic, timezone.now()
    with transaction.atomic():
        if "take_back" in request.POST:
            release = Release.objects.filter(course=course).first()
            if release:
                release.take_back(now)
            act, said = "hid", "She no longer sees these results."
        else:
            photographs = "photographs" in request.POST and bool(
                in_force(course.patient, Consent.Purpose.PHOTOGRAPHS)
            )
            Release.give(course, signed_in(request), now, photographs=photographs)
            act, said = "released", "She now sees these results on her own page."
        record(request, clinic, act, "change", course.pk, patient=course.patient)
    messages.success(request, said)
    return redirect("progress", course.pk)
