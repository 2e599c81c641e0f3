"""One patient, whole."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.care.models import Course, Visit
from yintang.clinic.care.steps import next_step, with_steps
from yintang.clinic.care.visits.alerts import alerts_for
from yintang.clinic.care.visits.history import history_of
from yintang.clinic.care.visits.progress import marks_of
from yintang.clinic.care.visits.proposing import next_visit_after
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import rights_in
from yintang.clinic.patients.access import patient_for
from yintang.clinic.patients.models import Patient

MOST_VISITS = 60


@login_required
@require_safe
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who she is, what must be known, what comes next and everything that was."""
    found = patient_for(request, patient_id)
    if found.merged_into_id is not None:
        return redirect("patient", found.merged_into_id)
    may = rights_in(request, found.clinic)
    notes = "see notes" in may
    now = timezone.now()
    today = today_in(found.clinic, now)
    page = _page(request)
    happenings, earlier = history_of(found, page, notes=notes)
    shown = {
        "clinic": found.clinic, "here": "patients", "patient": found, "may": may,
        "age": found.age(today), "happenings": happenings, "page": page,
        "earlier": page + 1 if earlier else None, "later": page - 1,
        **_standing(found, today),
    }  # fmt: skip
    if notes:
        shown["alerts"] = alerts_for(found, today)
        shown["photos"] = found.photos.filter(erased_at=None).defer("face_map")[:12]
    return render(request, "care/patient.html", shown)


def _standing(patient: Patient, today: date) -> dict[str, Any]:
    """Her course with its marks, the visit that matters now, and the one after it."""
    visits = list(with_steps(patient.visits.all()).order_by("-starts_at")[:MOST_VISITS])
    for visit in visits:
        visit.clinic = patient.clinic
    begun = [visit for visit in visits if visit.state in Visit.OPEN]
    expected = [visit for visit in visits if visit.state == Visit.State.BOOKED]
    todays = [visit for visit in expected if visit.local_start.date() == today]
    ahead = [visit for visit in expected if visit.local_start.date() > today]
    now = next(iter([*begun, *todays]), None)
    last = next((visit for visit in visits if visit.is_signed), None)
    course = next((one.course for one in visits if one.course), None) or Course.running(patient)
    proposal = None
    if last and now is None and not ahead:
        proposal = next_visit_after(last)
    return {
        "course": course,
        "marks": marks_of(course, visits) if course else (),
        "visit_now": now,
        "step_now": next_step(now) if now else None,
        "visit_ahead": ahead[-1] if ahead else None,
        "proposal": proposal,
        "seen_before": bool(visits),
    }


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
