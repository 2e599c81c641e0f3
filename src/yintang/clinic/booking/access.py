"""The only way to obtain an appointment; every reading is written down."""

from uuid import UUID

from django.http import Http404, HttpRequest

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment
from yintang.clinic.clinics.access import admit


def appointment_for(
    request: HttpRequest,
    appointment_id: UUID,
    right: str = "see patients",
    *,
    read: str = "read",
) -> Appointment:
    """An appointment of a clinic in which the requester has the right.

    `read` names the act in the audit; "" for parts of a page that was itself written down.
    """
    appointment = (
        Appointment.objects.filter(pk=appointment_id)
        .select_related(
            "clinic", "service", "patient", "practitioner", "room", "equipment", "visit"
        )
        .first()
    )
    if appointment is None:
        raise Http404
    admit(request, appointment.clinic, right)
    if read:
        patient = appointment.patient
        record(request, appointment.clinic, read, "appointment", appointment.pk, patient=patient)
    return appointment


def rw_appointment_for(request: HttpRequest, appointment_id: UUID) -> Appointment:
    """An appointment that the requester may move or call off; the view audits the change."""
    return appointment_for(request, appointment_id, "edit patients", read="")
