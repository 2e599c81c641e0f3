"""The outbox for the desk, one letter, and what a patient chose to be sent."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit, clinic_for, may, signed_in
from yintang.clinic.outbox.access import letter_for
from yintang.clinic.outbox.acts import ACTS
from yintang.clinic.outbox.claiming import may_be_mailed
from yintang.clinic.outbox.kinds import kind_of
from yintang.clinic.outbox.page import parts
from yintang.clinic.outbox.preferences import PreferencesForm
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.access import patient_for, rw_patient_for


@login_required
@require_safe
def outbox(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What waits for somebody, what waits for its time, and what was sent lately."""
    clinic = clinic_for(request, clinic_id)
    me = admit(request, clinic, "see patients")
    record(request, clinic, "read", "outbox")
    shown = {
        "clinic": clinic,
        "here": "clinic",
        "can_send": can_send(),
        "parts": parts(clinic, timezone.now(), sees_notes=may(me, "see notes")),
    }
    return render(request, "outbox/outbox.html", shown)


@login_required
@require_safe
def letter(request: HttpRequest, letter_id: UUID) -> HttpResponse:
    """One letter, to print or to copy, and what may be done with it."""
    found = letter_for(request, letter_id)
    clinic = found.patient.clinic
    shown = {
        "letter": found,
        "patient": found.patient,
        "clinic": clinic,
        "here": "patients",
        "kind": kind_of(found.kind),
        "open": found.state in found.OPEN and not (found.sent_at or found.printed_at),
        "can_send": can_send(),
        "again": can_send() and found.state != found.State.WAITING and may_be_mailed(found),
        "may_edit": may(admit(request, clinic, "see patients"), "edit patients"),
    }
    return render(request, "outbox/letter.html", shown)


@login_required
@require_POST
def letter_act(request: HttpRequest, letter_id: UUID, act: str) -> HttpResponse:
    """Handed over, arrived, tried again or taken back; twice is the same as once."""
    found = letter_for(request, letter_id, "edit patients")
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    with transaction.atomic():
        done = chosen.verb(found, timezone.now())
        if done:
            clinic = found.patient.clinic
            record(request, clinic, chosen.audited, "letter", found.pk, patient=found.patient)
    messages.success(request, chosen.said) if done else messages.error(request, chosen.too_late)
    return redirect("outbox", found.patient.clinic_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def patient_letters(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What she is sent, and when; the desk notes down what she says."""
    if request.method == "POST":
        patient = rw_patient_for(request, patient_id)
    else:
        patient = patient_for(request, patient_id, "edit patients")
    form = PreferencesForm(patient, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.choose(by=signed_in(request), now=timezone.now())
            record(request, patient.clinic, "changed", "preferences", patient=patient)
        messages.success(request, "Saved.")
        return redirect("patient", patient.pk)
    shown = {"patient": patient, "clinic": patient.clinic, "here": "patients", "form": form}
    status = 422 if form.errors else 200
    return render(request, "outbox/preferences.html", shown, status=status)
