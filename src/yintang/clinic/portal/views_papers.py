"""Her documents, and everything about her to take along."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.portal.access import own_record
from yintang.clinic.portal.taken_along import letters_to, stream


@login_required
@require_safe
def papers(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Letters to her, visits that were signed, and the way to everything else."""
    patient = own_record(request, patient_id)
    signed = patient.visits.exclude(signed_at=None).select_related("practitioner")
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "papers",
        "letters": letters_to(patient)[:40],
        "signed": signed.defer("record").order_by("-starts_at")[:40],
        "open_requests": patient.rights_requests.filter(answered_at=None).count(),
    }  # fmt: skip
    return render(request, "portal/papers.html", shown)


@login_required
@require_POST
def take_along(request: HttpRequest, patient_id: UUID) -> StreamingHttpResponse:
    """One zip with all there is about her."""
    patient = own_record(request, patient_id, read="exported")
    return StreamingHttpResponse(
        stream(patient, timezone.now()),
        content_type="application/zip",
        headers={"Content-Disposition": 'attachment; filename="my-record.zip"'},
    )
