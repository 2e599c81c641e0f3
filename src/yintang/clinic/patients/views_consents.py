"""Consents, asked for one purpose at a time."""

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import admit, may, signed_in
from yintang.clinic.patients.access import consent_for, patient_for
from yintang.clinic.patients.consent_forms import AnswerForm
from yintang.clinic.patients.consent_texts import Text, text
from yintang.clinic.patients.consenting import latest, take
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.patients.signature import signature_svg


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one purpose stands. `state` is never, declined, given, withdrawn or changed."""

    purpose: str
    name: str
    title: str
    state: str
    answer: Consent | None


def standing(patient: Patient, purpose: Consent.Purpose) -> Standing:
    """Her last answer to one purpose, and whether the text has changed since she gave it."""
    answer, now = latest(patient, purpose), text(purpose, patient.clinic, atlas())
    if answer is None:
        state = "never"
    elif answer.withdrawn_at:
        state = "withdrawn"
    elif not answer.given:
        state = "declined"
    else:
        state = "given" if answer.text == now.as_json() else "changed"
    return Standing(purpose.value, str(purpose.label), now.title, state, answer)


@login_required
@require_safe
def consents(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The five purposes, each on its own."""
    patient = patient_for(request, patient_id, "see notes")
    standings = [standing(patient, purpose) for purpose in Consent.Purpose]
    earlier = Consent.objects.filter(patient=patient).exclude(replaced_by=None)
    context = {
        "patient": patient,
        "clinic": patient.clinic,
        "here": "patients",
        "standings": standings,
        "ask_first": next((s.purpose for s in standings[:2] if s.state in ASK), ""),
        "earlier": earlier.order_by("-signed_at"),
        "may_write": may(admit(request, patient.clinic, "see notes"), "write notes"),
    }
    return render(request, "patients/consents.html", context)


ASK = {"never", "changed"}


@login_required
def consent_sign(request: HttpRequest, patient_id: UUID, purpose: str) -> HttpResponse:
    """The text of one purpose, to read and answer; an answer replaces the one before."""
    patient = patient_for(request, patient_id, "write notes", read="")
    if purpose not in Consent.Purpose:
        raise Http404
    words = text(purpose, patient.clinic, atlas())
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if form.cleaned_data["version"] == words.version:
            taken = _take(request, patient, purpose, words, form)
            return _onward(request, taken)
        form.add_error(None, "The text changed while the page was open. Read it again.")
    context = {
        "patient": patient,
        "clinic": patient.clinic,
        "here": "patients",
        "purpose": purpose,
        "text": words,
        "form": form,
        "before": latest(patient, purpose),
    }
    return render(
        request, "patients/consent_sign.html", context, status=422 if form.is_bound else 200
    )


def _take(
    request: HttpRequest, patient: Patient, purpose: str, words: Text, form: AnswerForm
) -> Consent:
    answer, user = form.cleaned_data, signed_in(request)
    given = answer["answer"] == "yes"
    with transaction.atomic():
        consent = take(
            patient,
            purpose,
            words,
            user,
            timezone.now(),
            given=given,
            signed_name=answer["signed_name"],
            signature=answer["signature"] if given and not answer["typed"] else (),
        )
        act = "signed" if given else "declined"
        record(request, patient.clinic, act, "consent", consent.pk, patient=patient)
    messages.success(request, f"{consent}: {'given' if given else 'declined, and written down'}.")
    return consent


def _onward(request: HttpRequest, consent: Consent) -> HttpResponse:
    """Back into the visit she was asked in, or to her consents."""
    try:
        visit = UUID(request.GET["visit"])
    except (KeyError, ValueError):
        return redirect("consents", consent.patient_id)
    if consent.purpose == Consent.Purpose.PHOTOGRAPHS and consent.given:
        address = reverse("photo-add", args=[consent.patient_id])
        return redirect(f"{address}?{urlencode({'visit': visit})}")
    return redirect("visit", visit)


@login_required
@require_safe
def consent(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """One answer as it was signed, to read or print, with the way to withdraw it."""
    found = consent_for(request, consent_id)
    clinic = found.patient.clinic
    context = {
        "consent": found,
        "patient": found.patient,
        "clinic": clinic,
        "here": "patients",
        "drawn": signature_svg(found.signature, found.signed_name),
        "may_write": may(admit(request, clinic, "see notes"), "write notes"),
    }
    return render(request, "patients/consent.html", context)
