"""The waiting list for the desk."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Service
from yintang.clinic.booking.slots import NoSuchSlot, Slot
from yintang.clinic.booking.taking import Taken
from yintang.clinic.clinics.access import clinic_for, rights_in, signed_in
from yintang.clinic.outbox.quiet_hours import when_awake
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.access import rw_patient_for
from yintang.clinic.waiting.access import offer_for, wait_for
from yintang.clinic.waiting.answering import TAKE, TAKE_BACK, answer, tell
from yintang.clinic.waiting.finding import kept_until
from yintang.clinic.waiting.forms import HandForm, WaitForm
from yintang.clinic.waiting.models import WITH_IT, Wait
from yintang.clinic.waiting.offering import NotOffered, offer, pass_on, withdraw
from yintang.clinic.waiting.page import freed_times, open_offers, places, times_to_offer


@login_required
@require_safe
def waiting_list(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Who waits, what is offered just now, and which times became free."""
    clinic = clinic_for(request, clinic_id)
    record(request, clinic, "read", "waiting list")
    now = timezone.now()
    offers = open_offers(clinic)
    shown = {
        "clinic": clinic,
        "here": "week",
        "now": now,
        "may": rights_in(request, clinic),
        "can_send": can_send(),
        "offers": offers,
        "places": places(clinic, offers, now),
        "freed": freed_times(clinic, now),
    }
    return render(request, "waiting/list.html", shown)


@login_required
@require_POST
def waiting_pass_on(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Do now what the next round would: close what ran out, offer what is free."""
    clinic = clinic_for(request, clinic_id, "edit patients")
    made = pass_on(timezone.now(), clinic)
    said = {0: "Nobody is to be asked just now.", 1: "One offer was made."}
    messages.success(request, said.get(made, f"{made} offers were made."))
    return redirect("waiting-list", clinic.pk)


@login_required
def waiting_add(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Put a patient on the list."""
    patient = rw_patient_for(request, patient_id)
    clinic = patient.clinic
    form = WaitForm(patient, Service.offered(clinic), timezone.now(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            made = form.keep(signed_in(request))
            record(request, clinic, "created", "wait", made.pk, patient=patient)
        messages.success(request, f"{patient} is on the waiting list.")
        return redirect("waiting-list", clinic.pk)
    shown = {"form": form, "patient": patient, "clinic": clinic, "here": "patients"}
    return render(request, "waiting/add.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def wait(request: HttpRequest, wait_id: UUID) -> HttpResponse:
    """One who waits: what she wants, what was offered, and what could be offered by hand."""
    return _wait_page(request, wait_for(request, wait_id), HandForm())


@login_required
@require_POST
def wait_offer(request: HttpRequest, wait_id: UUID) -> HttpResponse:
    """Offer her a time that the desk chose, out of turn."""
    found = wait_for(request, wait_id, "edit patients")
    clinic, now, form = found.patient.clinic, timezone.now(), HandForm(request.POST)
    if not form.is_valid():
        return _wait_page(request, found, form, "Choose a time.")
    try:
        slot = Slot.read(form.cleaned_data["slot"], found.service, now=now)
        # In her quiet hours nothing is sent: it is kept from their end on.
        awake = when_awake(found.patient, now)
        until = kept_until(slot, awake, timedelta(hours=form.cleaned_data["hours"]))
        if until is None:
            raise NotOffered("This time is too soon to be offered. Ring her, and book it.")
        with transaction.atomic():
            made = offer(found, slot, until=until, now=now, by=signed_in(request))
            record(
                request, clinic, "offered", "appointment", made.appointment_id,
                patient=found.patient,
            )  # fmt: skip
    except (NoSuchSlot, NotOffered, Taken) as fault:
        return _wait_page(request, found, form, str(fault), 409)
    messages.success(request, "Offered." if made.letter else "Kept for her. Please tell her.")
    return redirect("waiting-list", clinic.pk)


@login_required
@require_POST
def wait_end(request: HttpRequest, wait_id: UUID) -> HttpResponse:
    """Take her off the list; twice is the same as once."""
    found = wait_for(request, wait_id, "edit patients")
    clinic = found.patient.clinic
    with transaction.atomic():
        if withdraw(found, timezone.now()):
            record(request, clinic, "withdrawn", "wait", found.pk, patient=found.patient)
    messages.success(request, f"{found.patient} is off the waiting list.")
    return redirect("waiting-list", clinic.pk)


@login_required
@require_POST
def offer_answer(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """What she told the desk; or the desk takes the offer back."""
    found = offer_for(request, offer_id)
    said = request.POST.get("answer", "")
    trouble = answer(request, found, said, detail="told the desk" if said != TAKE_BACK else "")
    tell(request, trouble, "The visit is booked." if said == TAKE else "The time goes to the next.")
    return redirect("waiting-list", found.wait.patient.clinic_id)


def _wait_page(
    request: HttpRequest, found: Wait, form: HandForm, trouble: str = "", status: int = 0
) -> HttpResponse:
    clinic, now = found.patient.clinic, timezone.now()
    offers = found.offers.select_related(*WITH_IT).order_by("-made_at")
    stands = found.stands(now.astimezone(clinic.zone).date())
    shown: dict[str, Any] = {
        "wait": found,
        "patient": found.patient,
        "clinic": clinic,
        "here": "week",
        "may": rights_in(request, clinic),
        "offers": offers,
        "stands": stands,
        "slots": times_to_offer(found, now) if stands else [],
        "form": form,
        "trouble": trouble,
    }
    return render(request, "waiting/wait.html", shown, status=status or (422 if trouble else 200))
