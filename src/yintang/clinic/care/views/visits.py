"""A clinic's day, and a visit as a whole."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import visit_for
from yintang.clinic.care.models import NotNow
from yintang.clinic.care.steps import next_step, steps_of
from yintang.clinic.care.visits.day import day_of, open_before
from yintang.clinic.care.visits.proposing import next_visit_after
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import clinic_for, rights_in


@login_required
@require_safe
def today(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The day; the page asks again every few seconds for the part that changes."""
    clinic = clinic_for(request, clinic_id)
    now = timezone.now()
    this_day = today_in(clinic, now)
    day = _day(request.GET.get("day", "")) or this_day
    may = rights_in(request, clinic)
    lines = day_of(clinic, day, now)
    others = open_before(clinic, day, now) if "see notes" in may else []
    shown = {
        "clinic": clinic, "here": "today", "may": may, "now": now, "day": day,
        "is_today": day == this_day, "before": day - timedelta(days=1),
        "after": day + timedelta(days=1), "lines": lines, "others": others,
        "uncounted": [line for line in [*lines, *others] if line.unaccounted],
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "care/today_lines.html", shown)
    record(request, clinic, "read", "day", detail=day.isoformat())
    return render(request, "care/today.html", shown)


@login_required
@require_safe
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit at a glance: its steps, what comes next, the note."""
    found = visit_for(request, visit_id)
    now = timezone.now()
    proposal = next_visit_after(found) if found.is_signed else None
    shown = {
        "clinic": found.clinic, "here": "patients", "visit": found, "steps": steps_of(found),
        "step": "visit", "next": next_step(found), "may": rights_in(request, found.clinic),
        "note": getattr(found, "note", None), "amendments": found.amendments.select_related("by"),
        "proposal": proposal, "is_ahead": found.starts_at > now + timedelta(hours=12),
    }  # fmt: skip
    return render(request, "care/visit.html", shown)


@login_required
@require_POST
def visit_arrived(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """She is here."""
    visit = visit_for(request, visit_id, "edit patients", read="")
    try:
        with transaction.atomic():
            visit.arrive(timezone.now())
            record(request, visit.clinic, "arrived", "visit", visit.pk, patient=visit.patient)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("today", visit.clinic_id)


def _day(text: str) -> date | None:
    """The day an address asks for, in the years that a diary may show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None
