"""Which photographs a clinic takes at a visit."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for
from yintang.clinic.progress.forms import SequenceForm, rows_of
from yintang.clinic.progress.models import Sequence
from yintang.clinic.progress.sequence import MOST_SHOTS, as_json, asked_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def clinic_sequence(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Choose views, shots and order."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    form = SequenceForm(request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        with transaction.atomic():
            kept, _ = Sequence.objects.update_or_create(
                clinic=clinic, defaults={"poses": as_json(form.sequence())}
            )
            record(request, clinic, "changed", "sequence", kept.pk)
        messages.success(request, "Saved. Visits ask for these photographs from now on.")
        return redirect("clinic-sequence", clinic.pk)
    context = {
        "clinic": clinic,
        "here": "clinic",
        "rows": rows_of(asked_of(clinic)),
        "numbers": range(1, MOST_SHOTS + 1),
        "problems": form.problems() if form else [],
    }
    return render(request, "progress/sequence.html", context, status=422 if form else 200)
