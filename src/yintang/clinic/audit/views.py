"""Who looked."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yintang.clinic.audit.words import looks_at
from yintang.clinic.patients.access import patient_for

SIZE = 100


@login_required
@require_safe
def patient_log(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who opened or changed anything of hers, and when; opening this page is written down too."""
    found = patient_for(request, patient_id, "see notes", read="read the log of")
    text = request.GET.get("page", "1")
    page = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1
    looks, more = looks_at(found, page, SIZE)
    shown = {
        "patient": found, "clinic": found.clinic, "here": "patients", "looks": looks, "page": page,
        "earlier": page + 1 if more else None, "later": page - 1,
    }  # fmt: skip
    return render(request, "audit/patient_log.html", shown)
