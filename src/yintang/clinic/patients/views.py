"""Finding, meeting and keeping patients."""

import uuid
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for, rights_in
from yintang.clinic.patients.access import rw_patient_for
from yintang.clinic.patients.forms import ChangedPatientForm, NewPatientForm, PatientForm
from yintang.clinic.patients.models import ChangedElsewhere, Patient
from yintang.clinic.patients.search import find, possible_doubles, seen_lately


@login_required
@require_safe
def patients(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The search, and whom the clinic saw last. Opening it is written down, each letter is not."""
    clinic = clinic_for(request, clinic_id)
    record(request, clinic, "read", "patients")
    shown = {
        "clinic": clinic,
        "here": "patients",
        "may": rights_in(request, clinic),
        "people": seen_lately(clinic),
    }
    return render(request, "patients/patients.html", shown)


@login_required
@require_POST
def patient_search(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Who has every word typed. Posted, so that no name is left in an address or a log of them."""
    clinic = clinic_for(request, clinic_id)
    typed = request.POST.get("q", "")[:100]
    people, more = find(clinic, typed)
    merging = _uuid(request.POST.get("merge_with", ""))
    if not typed.strip() and merging is None:
        people = seen_lately(clinic)
    shown = {
        "clinic": clinic, "here": "patients", "may": rights_in(request, clinic),
        "typed": typed.strip(), "more": more, "merge_with": merging,
        "people": [patient for patient in people if patient.pk != merging],
    }  # fmt: skip
    whole = not request.headers.get("HX-Request")
    return render(request, "patients/patients.html" if whole else "patients/found.html", shown)


@login_required
def patient_new(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A new record, once nobody on file seems to be the same person."""
    clinic = clinic_for(request, clinic_id, "edit patients")
    form = NewPatientForm(request.POST or None, initial={"key": uuid.uuid4()})
    doubles: list[Patient] = []
    if request.method == "POST" and form.is_valid():
        asked = form.save(commit=False)
        asked.clinic, asked.pk = clinic, form.cleaned_data["key"]
        if Patient.objects.filter(pk=asked.pk, clinic=clinic).exists():
            return redirect("patient", asked.pk)
        doubles = [] if form.cleaned_data["anyway"] else possible_doubles(clinic, asked)
        if not doubles:
            with transaction.atomic():
                asked.save(force_insert=True)
                record(request, clinic, "created", "patient", asked.pk, patient=asked)
            return redirect("patient", asked.pk)
    shown = {"clinic": clinic, "here": "patients", "form": form, "doubles": doubles}
    status = 422 if form.errors else 200
    return render(request, "patients/new.html", shown, status=status)


@login_required
def patient_edit(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Her details. Where somebody else changed them in the meantime, both are shown."""
    patient = rw_patient_for(request, patient_id)
    form = ChangedPatientForm(
        request.POST or None, instance=patient, initial={"revision": patient.revision}
    )
    differing: list[tuple[str, object, object]] = []
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in PatientForm.Meta.fields}
        try:
            with transaction.atomic():
                patient.change(values, expected=form.cleaned_data["revision"])
                record(request, patient.clinic, "changed", "patient", patient.pk, patient=patient)
        except ChangedElsewhere as stale:
            differing = form.differences(stale.current)
            form = form.again(stale.current.revision)
        else:
            messages.success(request, "Saved.")
            return redirect("patient", patient.pk)
    shown = {
        "clinic": patient.clinic, "here": "patients", "patient": patient, "form": form,
        "differing": differing,
    }  # fmt: skip
    status = 409 if differing else 422 if form.errors else 200
    return render(request, "patients/edit.html", shown, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
