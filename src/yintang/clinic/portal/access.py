"""The only way to obtain what her own page shows: hers alone, and 404 for everybody else."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.clinics.access import admit, signed_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient
from yintang.clinic.photos.models import Photo
from yintang.clinic.portal.choosing import offered
from yintang.clinic.portal.models import Release, RightsRequest
from yintang.clinic.progress.models import Shot


def own_record(request: HttpRequest, patient_id: UUID, *, read: str = "") -> Patient:
    """The patient's own record, for the patient herself and nobody else.

    `read` names the act in the audit; "" for the pages that hang on one that was written down.
    """
    patient = (
        Patient.objects.filter(pk=patient_id, user=signed_in(request))
        .select_related("clinic", "merged_into")
        .first()
    )
    if patient is None:
        raise Http404
    if read:
        record(request, patient.clinic, read, "own record", patient.pk, patient=patient)
    return patient


def own_visit(patient: Patient, visit_id: UUID) -> Visit:
    """One of her own visits."""
    visit = (
        Visit.objects.filter(pk=visit_id, patient=patient)
        .select_related("patient", "clinic", "practitioner", "course")
        .first()
    )
    if visit is None:
        raise Http404
    return visit


def released_course(patient: Patient, course_id: UUID) -> tuple[Course, Release | None]:
    """One of her own courses, and the release of its results if there is one in force."""
    course = (
        Course.objects.filter(pk=course_id, patient=patient)
        .select_related("patient__clinic", "practitioner", "release")
        .first()
    )
    if course is None:
        raise Http404
    release = getattr(course, "release", None)
    return course, release if release and release.in_force else None


def released_photo(patient: Patient, photo_id: UUID) -> Photo:
    """A photograph of hers that was released with a course's results and is not erased."""
    shot = (
        Shot.objects.filter(
            photo=photo_id,
            photo__patient=patient,
            photo__erased_at=None,
            visit__course__release__photographs=True,
            visit__course__release__taken_back_at=None,
        )
        .select_related("photo")
        .first()
    )
    if shot is None:
        raise Http404
    return shot.photo


def rights_request_for(request: HttpRequest, asked_id: UUID) -> RightsRequest:
    """What a patient asked, for the clinic's owner."""
    asked = RightsRequest.objects.filter(pk=asked_id).select_related("patient__clinic").first()
    if asked is None:
        raise Http404
    admit(request, asked.patient.clinic, "run the clinic")
    return asked


def public_clinic(public_id: UUID) -> Clinic:
    """A clinic that lets itself be booked by anybody; 404 for every other."""
    clinic = Clinic.objects.filter(pk=public_id, booking_rules__online=True).first()
    if clinic is None:
        raise Http404
    return clinic


def online_service(clinic: Clinic, service_id: UUID, *, to_strangers: bool) -> Service:
    """A service that can be booked online."""
    services = offered(clinic, to_strangers=to_strangers)
    found = next((one for one in services if one.pk == service_id), None)
    if found is None:
        raise Http404
    return found


def own_appointment(visit: Visit) -> Appointment | None:
    """The appointment of one of her visits; None where it was made without one."""
    found = Appointment.objects.filter(visit=visit)
    return found.select_related(
        "clinic", "service__clinic", "patient", "practitioner", "room", "equipment", "visit"
    ).first()
