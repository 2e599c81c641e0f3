"""Putting right and deleting: what she asks, and what the clinic's owner answers."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.portal.access import own_record, rights_request_for
from yintang.clinic.portal.forms import AnswerRightsForm, AskForm
from yintang.clinic.portal.models import RightsRequest


@login_required
def ask(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Ask for something to be put right or deleted, and see what was asked before."""
    patient = own_record(request, patient_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            asked = RightsRequest.objects.create(
                patient=patient, at=timezone.now(), **form.cleaned_data
            )
            record(request, patient.clinic, "created", "request", asked.pk, patient=patient)
        messages.success(request, "Sent to the clinic. The answer will stand on this page.")
        return redirect("mine-ask", patient.pk)
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "papers", "form": form,
        "asked": patient.rights_requests.order_by("-at"),
    }  # fmt: skip
    return render(request, "portal/ask.html", shown, status=422 if form.errors else 200)


@login_required
@require_safe
def rights_requests(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What patients asked about their records, those without an answer first."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    asked = RightsRequest.objects.filter(patient__clinic=clinic).select_related(
        "patient", "answered_by"
    )
    record(request, clinic, "read", "requests")
    shown = {
        "clinic": clinic, "here": "clinic",
        "open": asked.filter(answered_at=None).order_by("at"),
        "answered": asked.exclude(answered_at=None).order_by("-answered_at")[:50],
        "outcomes": RightsRequest.Outcome.choices,
    }  # fmt: skip
    return render(request, "portal/rights_requests.html", shown)


@login_required
@require_POST
def rights_request_answer(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Answer one, in words that she reads."""
    asked = rights_request_for(request, asked_id)
    clinic = asked.patient.clinic
    form = AnswerRightsForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not sent: choose what was done, and write a sentence to her.")
        return redirect("rights-requests", clinic.pk)
    with transaction.atomic():
        said = form.cleaned_data
        done = asked.reply(
            said["outcome"], said["answer"], by=signed_in(request), now=timezone.now()
        )
        if done:
            record(request, clinic, "answered", "request", asked.pk, patient=asked.patient)
    messages.success(request, "Answered." if done else "It was answered already.")
    return redirect("rights-requests", clinic.pk)
