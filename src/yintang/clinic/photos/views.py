"""Adding, showing and erasing photographs."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yintang.clinic.patients.access import patient_for


@login_required
def patient_photos(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """To be written."""
    found = patient_for(request, patient_id, "see notes")
    return render(request, "stub.html", {"patient": found, "clinic": found.clinic})
