"""Appointments for tests that are about what follows from one: letters and calendars."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.patients.models import Patient


def agreed(
    patient: Patient,
    practitioner: User,
    day: date,
    at: time,
    *,
    fold: int = 0,
    zone: str = "",
    **fields: object,
) -> Appointment:
    """An hour's appointment at a wall time of the clinic's zone, or of another."""
    name = zone or patient.clinic.time_zone
    service, _ = Service.objects.get_or_create(
        clinic=patient.clinic,
        name="Treatment",
        defaults={"kind": "treatment", "phases": [{"minutes": 60, "practitioner": True}]},
    )
    local = datetime.combine(day, at, ZoneInfo(name)).replace(fold=fold)
    known = {"state": "booked", "minutes": 60, "phases": service.phases} | fields
    return Appointment.objects.create(
        clinic=patient.clinic,
        patient=patient,
        practitioner=practitioner,
        service=service,
        day=day,
        at=at,
        fold=fold,
        zone=name,
        starts_at=local.astimezone(UTC),
        **known,
    )


def moved(appointment: Appointment, day: date, at: time) -> Appointment:
    """The same appointment at another time, as a calendar must learn it."""
    appointment.day, appointment.at = day, at
    local = datetime.combine(day, at, ZoneInfo(appointment.zone))
    appointment.starts_at = local.astimezone(UTC)
    appointment.sequence += 1
    appointment.save()
    return appointment


def cancelled(appointment: Appointment, now: datetime, by: str = "patient") -> Appointment:
    appointment.state, appointment.called_off_at = "cancelled", now
    appointment.called_off_by = by
    appointment.sequence += 1
    appointment.save()
    return appointment
