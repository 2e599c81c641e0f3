"""What she agrees to: to read, to sign and to withdraw by herself."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.consent_forms import AnswerForm
from yintang.clinic.patients.consent_texts import Text, text
from yintang.clinic.patients.consenting import in_force, latest, take
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.photos.withdrawing import withdraw
from yintang.clinic.portal.access import own_record
from yintang.clinic.portal.models import RightsRequest

IN_HER_WORDS = "Withdrawn by the patient on her own page."
ERASE_THEM = "Please erase my photographs: I withdrew my consent to them."


@login_required
def consent(request: HttpRequest, patient_id: UUID, purpose: str) -> HttpResponse:
    """The text of one purpose with her answer to it."""
    patient = own_record(request, patient_id)
    if purpose not in Consent.Purpose:
        raise Http404
    words = text(purpose, patient.clinic, atlas())
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["version"] == words.version:
            _take(request, patient, purpose, words, form)
            return redirect("mine", patient.pk)
        form.add_error(None, "The text changed while the page was open. Read it again.")
    shown = {
        "patient": patient,
        "clinic_of": patient.clinic,
        "tab": "home",
        "purpose": purpose,
        "text": words,
        "form": form,
        "before": latest(patient, purpose),
    }
    status = 422 if form.is_bound else 200
    return render(request, "portal/consent.html", shown, status=status)


def _take(
    request: HttpRequest, patient: Patient, purpose: str, words: Text, form: AnswerForm
) -> None:
    answer = form.cleaned_data
    given = answer["answer"] == "yes"
    with transaction.atomic():
        taken = take(
            patient,
            purpose,
            words,
            signed_in(request),
            timezone.now(),
            given=given,
            signed_name=answer["signed_name"],
            signature=answer["signature"] if given and not answer["typed"] else (),
        )
        act = "signed" if given else "declined"
        record(request, patient.clinic, act, "consent", taken.pk, patient=patient)
    messages.success(request, f"{taken}: {'agreed' if given else 'declined'}. Thank you.")


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, patient_id: UUID, purpose: str) -> HttpResponse:
    """Take back what she agreed to; from now on it does not hold."""
    patient = own_record(request, patient_id)
    standing = in_force(patient, purpose)
    if standing is None:
        messages.info(request, "There was nothing to withdraw.")
        return redirect("mine", patient.pk)
    words = request.POST.get("words", "").strip()[:2000] or IN_HER_WORDS
    now = timezone.now()
    with transaction.atomic():
        if withdraw(standing, words, to=signed_in(request), now=now):
            record(request, patient.clinic, "withdrew", "consent", standing.pk, patient=patient)
            if request.POST.get("existing") == "erase":
                _ask_to_erase(request, patient, now)
    messages.success(request, f"{standing}: withdrawn.")
    return redirect("mine", patient.pk)


def _ask_to_erase(request: HttpRequest, patient: Patient, now: datetime) -> None:
    """Photographs belong to the record of a treatment: whether they may go is for the clinic."""
    asked = RightsRequest.objects.create(
        patient=patient, kind=RightsRequest.Kind.DELETION, words=ERASE_THEM, at=now
    )
    record(request, patient.clinic, "created", "request", asked.pk, patient=patient)
