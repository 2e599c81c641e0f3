"""Her consent to a needle that is left in on purpose: signed on the tablet, printed to keep."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.models import NeedleConsent
from yintang.clinic.care.views.session import session_of
from yintang.clinic.care.visits.forms import NeedleConsentForm
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.signature import signature_svg


@login_required
def needle_consents(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Every needle left in with her consent in this visit, to read and print."""
    visit = visit_for(request, visit_id)
    session = session_of(visit)
    kept = session.needle_consents.select_related("taken_by") if session else ()
    signed = [(one, signature_svg(one.signature, one.signed_name)) for one in kept]
    context = {"visit": visit, "clinic": visit.clinic, "here": "patients", "signed": signed}
    return render(request, "care/needle_consents.html", context)


@login_required
@require_POST
def sign(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Keep one consent, once however often it is sent; 400 with what is missing in words."""
    visit = rw_visit_for(request, visit_id)
    session = session_of(visit)
    if session is None or visit.is_signed:
        said = "This visit is signed." if visit.is_signed else "The session has not begun."
        return JsonResponse({"say": said}, status=409)
    form = NeedleConsentForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(words) for errors in form.errors.values() for words in errors)
        return JsonResponse({"say": said}, status=400)
    given: dict[str, Any] = form.cleaned_data
    id_ = given.pop("id")
    fresh = {
        **given,
        "session": session,
        "signed_at": timezone.now(),
        "taken_by": signed_in(request),
    }
    with transaction.atomic():
        kept, new = NeedleConsent.objects.get_or_create(pk=id_, defaults=fresh)
        if kept.session_id != session.pk:
            return JsonResponse({"say": "Reload the page and sign again."}, status=409)
        if new:
            record(
                *(request, visit.clinic, "signed", "needle consent", kept.pk),
                patient=visit.patient,
            )
    return JsonResponse({"kept": str(kept.pk)})
