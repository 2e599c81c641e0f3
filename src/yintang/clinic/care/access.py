"""The only way to obtain a visit or a course; every reading is written down."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.clinics.access import admit


def visit_for(
    request: HttpRequest, visit_id: UUID, right: str = "see notes", *, read: str = "read"
) -> Visit:
    """A visit with its patient and clinic, where the requester has the right.

    `read` names the act in the audit; "" for parts of a page that was itself written down.
    """
    visit = (
        Visit.objects.filter(pk=visit_id)
        .select_related("patient", "clinic", "practitioner", "course")
        .first()
    )
    if visit is None:
        raise Http404
    admit(request, visit.clinic, right)
    if read:
        record(request, visit.clinic, read, "visit", visit.pk, patient=visit.patient)
    return visit


def rw_visit_for(request: HttpRequest, visit_id: UUID) -> Visit:
    """A visit whose documents the requester may write; what is written is audited by the view."""
    return visit_for(request, visit_id, "write notes", read="")


def course_for(request: HttpRequest, course_id: UUID, right: str = "see notes") -> Course:
    """A course of a patient whose notes the requester may see."""
    course = (
        Course.objects.filter(pk=course_id)
        .select_related("patient__clinic", "practitioner")
        .first()
    )
    if course is None:
        raise Http404
    clinic = course.patient.clinic
    admit(request, clinic, right)
    record(request, clinic, "read", "course", course.pk, patient=course.patient)
    return course
