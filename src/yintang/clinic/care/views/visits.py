"""A day, a visit as a whole, a course."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yintang.clinic.care.access import course_for, visit_for
from yintang.clinic.clinics.access import clinic_for


@login_required
def today(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """To be written."""
    return render(request, "stub.html", {"clinic": clinic_for(request, clinic_id)})


@login_required
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """To be written."""
    found = visit_for(request, visit_id)
    return render(request, "stub.html", {"visit": found, "clinic": found.clinic})


@login_required
def course(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """To be written."""
    found = course_for(request, course_id)
    return render(request, "stub.html", {"course": found, "clinic": found.patient.clinic})
