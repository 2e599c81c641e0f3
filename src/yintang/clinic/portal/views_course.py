"""The visits of her course that have no time yet, booked by herself in one go."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from yintang.clinic.booking.models import Rules
from yintang.clinic.booking.views_course import book_course
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.portal.access import own_record, released_course


@login_required
def own_course_book(request: HttpRequest, patient_id: UUID, course_id: UUID) -> HttpResponse:
    """The services that can be booked online, around what she told at her last visit.

    Before anybody has asked her the safety questions within a visit she books a single one, which
    begins with them.
    """
    patient = own_record(request, patient_id)
    course, _ = released_course(patient, course_id)
    if not patient.visits.filter(consultation__isnull=False).exists():
        messages.error(request, "Book your first visit; the others can follow from there.")
        return redirect("mine-book", patient.pk)
    page = {
        "clinic_of": patient.clinic, "tab": "home", "rules": Rules.of(patient.clinic),
        "today": today_in(patient.clinic, timezone.now()), "back": "mine",
    }  # fmt: skip
    return book_course(request, course, "portal/own_course_book.html", page, staff=False)
