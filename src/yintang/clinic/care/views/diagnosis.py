"""Patterns suggested, one or several confirmed, or the practitioner's own words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.consultations.diagnosing import (
    DiagnosisForm,
    diagnosis_of,
    names_of,
    page_of,
    suggested_of,
)
from yintang.clinic.care.models import Diagnosis, Signed, Stale, Visit
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, may, signed_in


@login_required
def diagnosis(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What the signs suggest, what speaks for and against it, and what was decided."""
    visit = visit_for(request, visit_id)
    written = diagnosis_of(visit)
    return render(request, "care/diagnosis.html", _context(request, visit, written.content()))


@login_required
@require_POST
def save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Keep the decision, with what had been suggested."""
    visit = rw_visit_for(request, visit_id)
    form = DiagnosisForm(request.POST)
    if not form.is_valid():
        context = _context(request, visit, form.as_sent())
        return render(request, "care/diagnosis.html", context | {"form": form}, status=400)
    written, _ = Diagnosis.objects.get_or_create(visit=visit)
    content = {**form.decision(), "suggested": suggested_of(visit)}
    try:
        with transaction.atomic():
            saved = written.revise(
                content, expected=form.cleaned_data["revision"], by=signed_in(request)
            )
            if saved.revision != written.revision:
                record(
                    request, visit.clinic, "changed", "diagnosis", saved.pk,
                    patient=visit.patient, detail=f"revision {saved.revision}",
                )  # fmt: skip
    except Stale as stale:
        context = _context(request, visit, form.as_sent())
        context |= {
            "theirs": stale.current,
            "theirs_names": names_of(stale.current.content()["patterns"]),
            "revision": stale.current.revision,
        }
        return render(request, "care/diagnosis.html", context, status=409)
    except Signed:
        messages.warning(request, "The visit is signed. What it holds can be amended.")
        return redirect("record", visit.pk)
    return redirect("plan", visit.pk)


def _context(request: HttpRequest, visit: Visit, content: dict[str, Any]) -> dict[str, Any]:
    membership = admit(request, visit.clinic, "see notes")
    return {
        **page_of(visit, content),
        "visit": visit,
        "clinic": visit.clinic,
        "steps": steps_of(visit),
        "step": "diagnosis",
        "here": "today",
        "may_write": may(membership, "write notes") and not visit.is_signed,
    }
