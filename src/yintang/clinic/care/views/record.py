"""The visit as one printable page, signed and amended."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record as write_down
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.care.records.page import page_of
from yintang.clinic.care.records.record import record_of, sha256_of
from yintang.clinic.care.steps import steps_of
from yintang.clinic.care.views.notes import note_of
from yintang.clinic.clinics.access import admit, may, signed_in

CONCERNS = [
    ("note", "The note"),
    ("consultation", "The consultation"),
    ("diagnosis", "The pattern"),
    ("plan", "The plan"),
    ("session", "The session"),
]


class AmendmentForm(forms.Form):
    """What is added to a signed visit, to which part, and why."""

    concerns = forms.ChoiceField(choices=CONCERNS)
    text = forms.CharField(max_length=10_000)
    reason = forms.CharField(max_length=300)


class SignForm(forms.Form):
    """Why no needles were placed, where none were."""

    without_needles = forms.CharField(max_length=1000, required=False)


@login_required
@require_safe
def record(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The whole visit: as it stands, or as it was signed."""
    visit = visit_for(request, visit_id)
    return render(request, "care/record.html", _context(request, visit))


def _context(request: HttpRequest, visit: Visit) -> dict[str, object]:
    shown = visit.record if visit.is_signed and visit.record else record_of(visit)
    course = visit.course
    return {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "record",
        "record": shown,
        "page": page_of(visit, shown),
        "note": note_of(visit),
        "amendments": visit.amendments.select_related("by").order_by("at"),
        "concerns": CONCERNS,
        "intact": not visit.is_signed or sha256_of(shown) == visit.record_sha256,
        "unready": "" if visit.is_signed else visit.unready(),
        "may_skip": not visit.is_signed and not visit.unready(without_needles="a reason"),
        "next_visit": course.next_visit(visit) if course and visit.is_signed else None,
        "may_write": may(admit(request, visit.clinic, "see notes"), "write notes"),
    }


@login_required
@require_POST
def visit_sign(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Sign: the record is frozen, and everything of the visit can only be amended."""
    visit = rw_visit_for(request, visit_id)
    form = SignForm(request.POST)
    why = form.cleaned_data["without_needles"] if form.is_valid() else ""
    try:
        with transaction.atomic():
            if visit.sign(signed_in(request), timezone.now(), without_needles=why):
                write_down(
                    request, visit.clinic, "signed", "visit", visit.pk, patient=visit.patient
                )
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("record", visit.pk)


@login_required
@require_POST
def visit_amend(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Add to what was signed, with a reason; both stand beneath the record."""
    visit = rw_visit_for(request, visit_id)
    form = AmendmentForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Not added yet. An amendment needs its words and its reason.")
        return redirect("record", visit.pk)
    try:
        with transaction.atomic():
            added = visit.amend(**form.cleaned_data, by=signed_in(request))
            write_down(request, visit.clinic, "amended", "visit", added.pk, patient=visit.patient)
    except NotNow as error:
        messages.error(request, str(error))
    return redirect("record", visit.pk)
