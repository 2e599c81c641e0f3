"""Withdrawing a consent. It lives here because photographs may go with it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.access import consent_for
from yintang.clinic.patients.consent_forms import WithdrawForm
from yintang.clinic.photos.withdrawing import withdraw


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """Take down that she withdrew, in her words, and do what follows."""
    consent = consent_for(request, consent_id, "write notes")
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not withdrawn yet. Write what was said, in a few words.")
        return redirect("consent", consent.pk)
    patient, said = consent.patient, form.cleaned_data
    with transaction.atomic():
        done = withdraw(
            consent,
            said["words"],
            to=signed_in(request),
            now=timezone.now(),
            erase_existing=said["existing"] == "erase",
        )
        if done:
            record(request, patient.clinic, "withdrew", "consent", consent.pk, patient=patient)
    if done:
        messages.success(request, f"{consent}: withdrawn.")
    else:
        messages.info(request, f"{consent}: nothing was in force to withdraw.")
    return redirect("consent", consent.pk)
