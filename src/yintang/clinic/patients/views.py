"""Finding, meeting and keeping patients."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yintang.clinic.clinics.access import clinic_for
from yintang.clinic.patients.access import own_record, patient_for


@login_required
def patients(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """To be written."""
    return render(request, "stub.html", {"clinic": clinic_for(request, clinic_id)})


@login_required
def patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """To be written."""
    found = patient_for(request, patient_id)
    return render(request, "stub.html", {"patient": found, "clinic": found.clinic})


@login_required
def mine(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """To be written."""
    return render(request, "stub.html", {"patient": own_record(request, patient_id)})
