"""Her own page, and who looked at her record."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.words import looks_at
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.sessions.page import aftercare_lines
from yintang.clinic.patients.models import Consent
from yintang.clinic.patients.views_consents import standing
from yintang.clinic.portal.access import own_record
from yintang.clinic.portal.home import last_treated, page_of
from yintang.planning import screen
from yintang.planning.consultation import Consultation

LOOKS = 30


@login_required
@require_safe
def mine(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What comes next, what to do before it, how far she is, what she was given."""
    found = own_record(request, patient_id, read="read")
    if found.merged_into is not None and found.merged_into.user_id == found.user_id:
        return redirect("mine", found.merged_into_id)
    shown = {
        "patient": found,
        "clinic_of": found.clinic,
        "tab": "home",
        "standings": [standing(found, purpose) for purpose in Consent.Purpose],
        **page_of(found, timezone.now()),
    }
    return render(request, "portal/mine.html", shown)


@login_required
@require_safe
def looked(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Who looked at her record, and when."""
    found = own_record(request, patient_id)
    text = request.GET.get("page", "1")
    page = max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 5 else 1
    looks, more = looks_at(found, page, LOOKS)
    shown = {
        "patient": found, "clinic_of": found.clinic, "tab": "papers", "looks": looks, "page": page,
        "earlier": page + 1 if more else None, "later": page - 1,
    }  # fmt: skip
    return render(request, "portal/looked.html", shown)


@login_required
@require_safe
def aftercare(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What to keep to after her last visit, the signs of an emergency first."""
    found = own_record(request, patient_id)
    visit = last_treated(found)
    if visit:
        screening = consulting.screening_of(visit)
    else:
        screening = screen(Consultation(), atlas(), timezone.now().date())
    groups = aftercare_lines(screening)
    shown = {
        "patient": found, "clinic_of": found.clinic, "tab": "home", "visit": visit,
        "emergency": [one for one in groups if one["urgency"] == "emergency"],
        "call": [one for one in groups if one["urgency"] == "call"],
        "routine": [one for one in groups if one["urgency"] == "routine"],
    }  # fmt: skip
    return render(request, "portal/aftercare.html", shown)
