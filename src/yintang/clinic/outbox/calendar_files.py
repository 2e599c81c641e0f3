"""The calendar file that goes with a letter (iTIP, RFC 5546)."""

from collections.abc import Sequence

from django.conf import settings

from yintang.clinic.booking.models import Appointment
from yintang.clinic.calendars.ics import appointments_ics, calendar_of, event_of
from yintang.clinic.patients.models import Patient

METHODS = {
    "booked": "REQUEST",
    "moved": "REQUEST",
    "cancelled": "CANCEL",
    "proposal": "CANCEL",
    "reminder": "",
}


def file_beside(kind: str, patient: Patient, told: Sequence[Appointment]) -> str:
    """The file's text, "" where none goes with such a letter.

    One appointment is asked for or cancelled as an invitation is. Several are published together,
    because an invitation may hold one only (RFC 5546, 3.2.2).
    """
    method = METHODS.get(kind, "")
    if not told or not method:
        return ""
    if len(told) > 1 or not patient.email:
        return appointments_ics(told).decode()
    organizer = patient.clinic.email or settings.DEFAULT_FROM_EMAIL
    event = event_of(told[0], organizer=organizer, attendee=patient.email)
    return calendar_of([event], method).decode()


def method_in(calendar: str) -> str:
    """The method that a file names; mail programs want it in the attachment's type as well."""
    lines = calendar.splitlines()
    return next((line[7:] for line in lines if line.startswith("METHOD:")), "PUBLISH")
