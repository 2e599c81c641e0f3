"""A record begun with a photograph: choose a file, press one button, and plan on it."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.taking import walk_in
from yintang.clinic.care.models import Visit
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.consent_texts import text
from yintang.clinic.patients.consenting import take
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.photos.forms import PhotoForm
from yintang.clinic.photos.keeping import Developed, develop, file_away
from yintang.clinic.photos.views import in_words
from yintang.errors import YintangError


class StartForm(PhotoForm):
    """A photograph and her yes to it. Her name can follow; her consent cannot."""

    given_name = forms.CharField(max_length=100, required=False)
    family_name = forms.CharField(max_length=100, required=False)
    consent = forms.BooleanField(
        error_messages={
            "required": "Ask first. A photograph is kept only with the patient's consent.",
        },
    )


@login_required
def photo_start(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A new record, its first visit and its first photograph in one step; then the plan."""
    clinic = clinic_for(request, clinic_id, "write notes")
    form = StartForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_valid():
        try:
            developed = develop(form.cleaned_data["photo"].read())
        except YintangError as fault:
            form.add_error("photo", in_words(fault))
        else:
            return redirect("plan", _begin(request, clinic, form, developed).pk)
    context = {
        "clinic": clinic,
        "here": "patients",
        "form": form,
        "text": text(Consent.Purpose.PHOTOGRAPHS, clinic, atlas()),
    }
    return render(request, "photos/start.html", context, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, clinic: Clinic, form: StartForm, developed: Developed) -> Visit:
    user, now = signed_in(request), timezone.now()
    with transaction.atomic():
        patient = Patient.objects.create(
            clinic=clinic,
            given_name=form.cleaned_data["given_name"] or "New",
            family_name=form.cleaned_data["family_name"] or "patient",
        )
        consent = _spoken_consent(patient, user)
        photo = file_away(patient, developed, user, now)
        visit = walk_in(patient, user, now)
        for act, kind, subject in (
            ("created", "patient", patient.pk),
            ("took down", "consent", consent.pk),
            ("created", "photo", photo.pk),
            ("created", "visit", visit.pk),
        ):
            record(request, clinic, act, kind, subject, patient=patient)
    if photo.trouble:
        messages.warning(request, f"Kept, but points cannot be placed on it. {photo.trouble}")
    return visit


def _spoken_consent(patient: Patient, by: User) -> Consent:
    """Her yes by word of mouth, as whoever ticked the box answers for."""
    words = text(Consent.Purpose.PHOTOGRAPHS, patient.clinic, atlas())
    return take(patient, Consent.Purpose.PHOTOGRAPHS, words, by, timezone.now())
