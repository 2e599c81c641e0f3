"""Making visits: now, or on a day to come; and what the desk does with them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import visit_for
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.care.steps import next_step
from yintang.clinic.care.visits.forms import BookingForm, proposed
from yintang.clinic.care.visits.proposing import next_visit_after
from yintang.clinic.clinics.access import rights_in, signed_in
from yintang.clinic.patients.access import patient_for, rw_patient_for


@login_required
@require_POST
def patient_start_visit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Begin today's visit, making one if she has none. A second click finds the first's."""
    patient = patient_for(request, patient_id, "write notes", read="")
    with transaction.atomic():
        visit, made = Visit.start_now(patient, signed_in(request), timezone.now())
        act = "created" if made else "began"
        record(request, patient.clinic, act, "visit", visit.pk, patient=patient)
    step = next_step(visit)
    return redirect(step.url if step else "visit", visit.pk)


@login_required
def visit_book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A visit on a day to come; within a course the proposed time stands in the form."""
    patient = rw_patient_for(request, patient_id)
    clinic = patient.clinic
    last = patient.visits.exclude(state__in=["cancelled", "missed"]).order_by("-starts_at").first()
    asked = proposed(next_visit_after(last) if last else None, clinic)
    if last is not None:
        asked |= {"practitioner": last.practitioner_id, "room": last.room, "minutes": last.minutes}
    form = BookingForm(clinic, request.POST or None, initial=asked)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        with transaction.atomic():
            visit = Visit.book(
                patient,
                told["practitioner"],
                told["starts_at"],
                minutes=told["minutes"],
                room=told["room"],
            )
            record(request, clinic, "created", "visit", visit.pk, patient=patient)
        messages.success(request, "The visit is booked.")
        return redirect("patient", patient.pk)
    shown = {"clinic": clinic, "here": "patients", "patient": patient, "form": form}
    return render(request, "care/visit_book.html", shown, status=422 if form.errors else 200)


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


@login_required
@require_POST
def visit_cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Cancelled, or missed; only before it has begun."""
    visit = visit_for(request, visit_id, "edit patients", read="")
    missed = request.POST.get("missed") == "yes"
    try:
        with transaction.atomic():
            visit.call_off(missed=missed)
            act = "missed" if missed else "cancelled"
            record(request, visit.clinic, act, "visit", visit.pk, patient=visit.patient)
    except NotNow as error:
        messages.error(request, str(error))
    if "see notes" in rights_in(request, visit.clinic):
        return redirect("visit", visit.pk)
    return redirect("patient", visit.patient_id)
