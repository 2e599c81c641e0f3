"""Two records of one person made one, and back."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.access import merge_for, patient_for
from yintang.clinic.patients.forms import PatientForm
from yintang.clinic.patients.merging import FILLED, NotMerged, merge, unmerge
from yintang.clinic.patients.search import possible_doubles


@login_required
@require_safe
def patient_merge(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Choose the other record."""
    patient = patient_for(request, patient_id, "write notes")
    shown = {
        "clinic": patient.clinic,
        "here": "patients",
        "patient": patient,
        "merge_with": patient.pk,
        "people": possible_doubles(patient.clinic, patient),
    }
    return render(request, "patients/merge.html", shown)


@login_required
def patient_merge_with(request: HttpRequest, patient_id: UUID, other_id: UUID) -> HttpResponse:
    """Both side by side; which is kept, and the merge."""
    patient = patient_for(request, patient_id, "write notes")
    other = patient_for(request, other_id, "write notes")
    if patient.clinic_id != other.clinic_id:
        raise Http404
    kept = request.POST.get("keep", "")
    if request.method == "POST" and kept in {str(patient.pk), str(other.pk)}:
        keep, retire = (patient, other) if kept == str(patient.pk) else (other, patient)
        try:
            with transaction.atomic():
                merge(keep, retire, signed_in(request))
                record(request, keep.clinic, "merged", "patient", retire.pk, patient=keep)
        except NotMerged as error:
            messages.error(request, str(error))
            return redirect("patient", patient.pk)
        messages.success(request, "The two records are one. It can be undone from this page.")
        return redirect("patient", keep.pk)
    names = ("given_name", "family_name", *FILLED)
    rows = [
        (PatientForm.Meta.labels[name], getattr(patient, name), getattr(other, name))
        for name in names
    ]
    shown = {
        "clinic": patient.clinic, "here": "patients", "patient": patient, "other": other,
        "rows": [row for row in rows if row[1] or row[2]],
        "counts": [(one, one.visits.count(), one.photos.count()) for one in (patient, other)],
    }  # fmt: skip
    return render(request, "patients/merge_with.html", shown)


@login_required
@require_POST
def patient_unmerge(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Make two records of one again."""
    done = merge_for(request, merge_id)
    try:
        with transaction.atomic():
            unmerge(done)
            record(
                request, done.kept.clinic, "unmerged", "patient", done.retired_id, patient=done.kept
            )
    except NotMerged as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "They are two records again.")
    return redirect("patient", done.kept_id)
