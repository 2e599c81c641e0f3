"""A whole course in one go: a proposal to look at and change, then all of it or nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.course_booking import Laid, are_booked, around, begins_with, chosen, lay
from yintang.clinic.booking.forms_course import RARELY, CourseForm
from yintang.clinic.booking.models import Service
from yintang.clinic.booking.slots import NoSuchSlot
from yintang.clinic.booking.taking import Taken, book_all
from yintang.clinic.care.access import course_for
from yintang.clinic.care.models import Course
from yintang.clinic.clinics.access import signed_in
from yintang.planning.arranging import NoArrangement

USED = ("weekdays", "from_time", "until_time", "latest", "upkeep")


@login_required
def course_book(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Every visit of a course that has no time yet, for staff."""
    course = course_for(request, course_id, "edit patients")
    page = {"clinic": course.patient.clinic, "here": "patients", "back": "patient"}
    return book_course(request, course, "booking/course_book.html", page, staff=True)


def book_course(
    request: HttpRequest, course: Course, template: str, page: dict[str, Any], *, staff: bool
) -> HttpResponse:
    """The page of it, for staff and for the patient herself; `page["back"]` is where it leads."""
    if course.state == Course.State.ENDED:
        messages.error(request, "This course has ended. Begin another one first.")
        return redirect(page["back"], course.patient_id)
    gone = ""
    if request.method == "POST":
        try:
            made = _booked(request, course, staff=staff)
        except NoSuchSlot as fault:
            gone = str(fault)
        except Taken as taken:
            slot = taken.slot
            gone = f"{slot.day:%A} {slot.day.day} {slot.day:%B} at {slot.at:%H:%M} has just gone."
        else:
            if made:
                messages.success(
                    request, "The visit is booked." if made == 1 else f"{made} visits are booked."
                )
                return redirect(page["back"], course.patient_id)
            gone = "No visit was chosen."
    return _page(request, course, template, page | {"gone": gone}, staff=staff)


def _booked(request: HttpRequest, course: Course, *, staff: bool) -> int:
    """How many visits were booked; a second click finds those of the first."""
    patient, now = course.patient, timezone.now()
    services = _services(course, staff=staff)
    slots = list(chosen(request.POST.dict(), services, now, staff=staff))
    if not slots or are_booked(slots, course):
        return len(slots)
    with transaction.atomic():
        for made in book_all(slots, patient, made_by=signed_in(request), now=now):
            record(request, patient.clinic, "booked", "appointment", made.pk, patient=patient)
    return len(slots)


def _page(
    request: HttpRequest, course: Course, template: str, page: dict[str, Any], *, staff: bool
) -> HttpResponse:
    now, patient = timezone.now(), course.patient
    known, services = around(course, now), _services(course, staff=staff)
    begun = begins_with(course, known, services) if services else {}
    form = CourseForm(patient.clinic, request.GET if request.GET else begun, online=not staff)
    laid: Laid | None = None
    fault = ""
    if services and form.is_valid():
        try:
            laid = lay(course, form, known, now, staff=staff)
        except NoArrangement as error:
            fault = str(error)
    shown = {
        "patient": patient, "course": course, "form": form, "laid": laid, "fault": fault,
        "rarely": RARELY, "more": form.errors or fault or any(form[name].value() for name in USED),
        "offered": bool(services), "query": request.GET.urlencode(), **page,
    }  # fmt: skip
    part = bool(request.headers.get("HX-Request")) and not request.POST
    status = 409 if page["gone"] else 200
    name = "booking/course_proposal.html" if part else template
    return render(request, name, shown, status=status)


def _services(course: Course, *, staff: bool) -> list[Service]:
    """What visits of a course can be."""
    offered = Service.offered(course.patient.clinic)
    kinds = [one for one in offered if one.kind != Service.Kind.CONSULTATION]
    return [one for one in kinds if staff or one.online]
