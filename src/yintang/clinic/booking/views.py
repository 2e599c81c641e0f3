"""Making visits, now or on a day to come, and calling them off."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.forms import TimeForm, WhichForm
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.booking.proposing import (
    asked_of,
    by_day,
    day_in,
    free_days,
    has_two_passes,
    told_by_address,
)
from yintang.clinic.booking.slots import NoSuchSlot, Slot, conflicts
from yintang.clinic.booking.taking import Taken, book, call_off, walk_in
from yintang.clinic.care.access import visit_for
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.care.steps import next_step
from yintang.clinic.clinics.access import rights_in, signed_in
from yintang.clinic.patients.access import patient_for, rw_patient_for
from yintang.clinic.patients.models import Patient


@login_required
@require_POST
def patient_start_visit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Begin today's visit, making one if she has none. A second click finds the first's."""
    patient = patient_for(request, patient_id, "write notes", read="")
    now = timezone.now()
    try:
        with transaction.atomic():
            act = "began" if Visit.todays(patient, now) else "created"
            visit = walk_in(patient, signed_in(request), now)
            record(request, patient.clinic, act, "visit", visit.pk, patient=patient)
    except NotNow as error:
        messages.error(request, str(error))
        return redirect("patient", patient.pk)
    step = next_step(visit)
    return redirect(step.url if step else "visit", visit.pk)


@login_required
def visit_book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A visit on a day to come: one of the next free times, or any that staff name."""
    patient = rw_patient_for(request, patient_id)
    services = Service.offered(patient.clinic)
    asked = asked_of(patient, services)
    told = request.POST.dict() or request.GET.dict()
    sent = {"service": asked["service"].pk, **told} if told else None
    which = WhichForm(patient.clinic, services, sent, initial=asked, auto_id="which_%s")
    service = (which.is_valid() and which.cleaned_data["service"]) or asked["service"]
    if request.method == "POST" and "slot" in request.POST:
        return _book_offered(request, patient, service, which)
    begun = asked | told_by_address(request.GET.dict())
    form = TimeForm(service, request.POST or None, initial=begun, auto_id="at_%s")
    if request.method == "POST" and form.is_valid():
        return _book_at(request, patient, which, form)
    return _page(request, patient, which, form, status=422 if form.errors else 200)


def _book_offered(
    request: HttpRequest, patient: Patient, service: Service, which: WhichForm
) -> HttpResponse:
    """One of the times that the page offered; it may have gone since."""
    begun = {"practitioner": request.POST.get("practitioner")}
    show = partial(
        _page, request, patient, which, TimeForm(service, initial=begun, auto_id="at_%s")
    )
    try:
        slot = Slot.read(request.POST["slot"], service, staff=True)
    except NoSuchSlot as error:
        return show(status=409, gone=str(error))
    return _booked(request, patient, slot, "", show)


def _book_at(
    request: HttpRequest, patient: Patient, which: WhichForm, form: TimeForm
) -> HttpResponse:
    """Any time; over another only with a reason, after it was shown over whom."""
    show = partial(_page, request, patient, which, form)
    slot, reason = form.cleaned_data["slot"], form.cleaned_data["overbook"].strip()
    over = conflicts(slot, patient=patient)
    if over and not reason and not _is_booked(patient, slot):
        return show(status=409, over=over)
    return _booked(request, patient, slot, reason, show)


def _booked(
    request: HttpRequest,
    patient: Patient,
    slot: Slot,
    reason: str,
    show: Callable[..., HttpResponse],
) -> HttpResponse:
    by, now, clinic = signed_in(request), timezone.now(), patient.clinic
    # The second of two clicks finds what the first has booked.
    if not _is_booked(patient, slot):
        try:
            with transaction.atomic():
                made = book(slot, patient, made_by=by, now=now, overbook=reason)
                act, why = ("overbooked" if made.overbooked else "booked"), made.overbooked
                record(request, clinic, act, "appointment", made.pk, patient=patient, detail=why)
        except Taken as gone:
            return show(status=409, gone=str(gone), instead=by_day(gone.instead))
    messages.success(request, "The visit is booked.")
    return redirect("patient", patient.pk)


def _is_booked(patient: Patient, slot: Slot) -> bool:
    return Appointment.objects.filter(
        patient=patient,
        starts_at=slot.starts_at,
        practitioner=slot.practitioner,
        state=Appointment.State.BOOKED,
    ).exists()


def _page(
    request: HttpRequest,
    patient: Patient,
    which: WhichForm,
    form: TimeForm,
    *,
    status: int = 200,
    **shown: Any,
) -> HttpResponse:
    told = which.cleaned_data if which.is_bound and which.is_valid() else which.initial
    first = told.get("first") or form.initial.get("first")
    who = told.get("practitioner")
    if who is not None and not hasattr(who, "pk"):
        who = next((user for user in form.service.performers() if user.pk == who), None)
    context = {
        "clinic": patient.clinic,
        "here": "patients",
        "patient": patient,
        "which": which,
        "form": form,
        "service": form.service,
        "practitioner": who,
        "days": free_days(form.service, who, first, patient, timezone.now()),
        "twice": has_two_passes(form.service, day_in(form["day"].value())),
        **shown,
    }
    part = request.headers.get("HX-Request")
    page = "booking/visit_book_times.html" if part else "booking/visit_book.html"
    return render(request, page, context, status=status)


@login_required
@require_POST
def visit_cancel(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Cancelled, or missed; only before it has begun."""
    visit = visit_for(request, visit_id, "edit patients", read="")
    missed = request.POST.get("missed") == "yes"
    by = Appointment.By.PATIENT if request.POST.get("by") == "patient" else Appointment.By.CLINIC
    reason = request.POST.get("reason", "").strip()[:200]
    appointment = Appointment.objects.filter(visit=visit).first()
    try:
        with transaction.atomic():
            if appointment:
                call_off(
                    appointment, by=by, user=signed_in(request), now=timezone.now(),
                    reason=reason, missed=missed,
                )  # fmt: skip
            else:
                visit.call_off(missed=missed)
            act = "missed" if missed else "cancelled"
            kind, key = ("appointment", appointment.pk) if appointment else ("visit", visit.pk)
            record(request, visit.clinic, act, kind, key, patient=visit.patient)
    except NotNow as error:
        messages.error(request, str(error))
    if "see notes" in rights_in(request, visit.clinic):
        return redirect("visit", visit.pk)
    return redirect("patient", visit.patient_id)
