"""A course: what for, how far, and its end."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import course_for
from yintang.clinic.care.steps import with_steps
from yintang.clinic.care.visits.forms import CourseEndForm
from yintang.clinic.care.visits.progress import marks_of
from yintang.clinic.clinics.access import rights_in


@login_required
@require_safe
def course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """The course with its visits."""
    found = course_for(request, course_id)
    clinic = found.patient.clinic
    visits = list(with_steps(found.visits.all()).order_by("starts_at"))
    for one in visits:
        one.clinic = clinic
    known = atlas()
    protocol = known.protocols.get(found.protocol)
    shown = {
        "clinic": clinic, "here": "patients", "course": found, "patient": found.patient,
        "visits": visits, "marks": marks_of(found, visits), "may": rights_in(request, clinic),
        "goals": [known.concerns[id_].name for id_ in found.concerns if id_ in known.concerns],
        "protocol": protocol.name if protocol else found.protocol,
    }  # fmt: skip
    return render(request, "care/course.html", shown)


@login_required
@require_POST
def course_end(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """End it with a reason, or go on with maintenance."""
    found = course_for(request, course_id, "write notes")
    form = CourseEndForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            if form.cleaned_data["then"] == "maintenance":
                found.maintain()
            else:
                found.end(form.cleaned_data["because"])
            record(
                request, found.patient.clinic, "changed", "course", found.pk, patient=found.patient
            )
    else:
        messages.error(request, "Say whether the course ends or goes on as maintenance.")
    return redirect("course", found.pk)
