"""The diary of the sample clinic: what it offers, when it is open, and who stands in its week."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.cells import needs_of
from yintang.clinic.booking.models import (
    Absence,
    Appointment,
    Cell,
    Equipment,
    Hours,
    Room,
    Rules,
    Service,
)
from yintang.clinic.booking.setting_up import as_phases
from yintang.clinic.booking.slots import Slot, Wish, conflicts, free_slots, slot_at
from yintang.clinic.booking.taking import book, call_off, hold
from yintang.clinic.care.models import Visit
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient

OFFERED: tuple[tuple[str, str, str, tuple[tuple[int, bool], ...]], ...] = (
    ("Consultation", "consultation", "40.00", ((30, True),)),
    ("First treatment", "treatment", "110.00", ((45, True), (25, False), (20, True))),
    ("Treatment", "treatment", "85.00", ((25, True), (20, False), (15, True))),
    ("Review", "review", "55.00", ((45, True),)),
    ("Maintenance", "maintenance", "75.00", ((25, True), (20, False), (15, True))),
)
"""Name, kind, price and phases. The prices are invented."""
MONDAY_TO_SATURDAY = range(6)
LATE = "Half the fee, if the time cannot be given to somebody else."
KEEPS = {Visit.State.CANCELLED: "cancelled", Visit.State.MISSED: "missed"}
FITTED_IN = "Fitted in between two others"
MORE = 6
"""Visits beyond those of the story."""


def furnish(clinic: Clinic, staff: dict[str, User], now: datetime) -> list[Appointment]:
    """Rooms, services, hours and rules; then an appointment for every visit of the clinic.

    Returns those that were made here, not following from the story, for the audit to name.
    """
    lay_out(clinic)
    visits = clinic.visits.select_related("patient", "course", "practitioner")
    follow(clinic, visits, staff["cleo"], now)
    unexpected = (
        Patient.objects.filter(clinic=clinic, merged_into=None, user=None)
        .exclude(visits__starts_at__gte=now - timedelta(days=1))
        .order_by("family_name", "given_name")
    )
    return fill_up(clinic, list(unexpected[: MORE + 1]), staff, now)


def lay_out(clinic: Clinic) -> None:
    """What the clinic offers, where and when."""
    Rules.objects.create(clinic=clinic, online=True, late_words=LATE)
    for name in ("Room 1", "Room 2"):
        Room.objects.create(clinic=clinic, name=name)
    Equipment.objects.create(clinic=clinic, name="Heat lamp")
    for name, kind, price, phases in OFFERED:
        Service.objects.create(
            clinic=clinic,
            name=name,
            kind=kind,
            price=price,
            phases=as_phases(phases),
            online=kind != Service.Kind.REVIEW,
        )
    Hours.objects.bulk_create(
        Hours(clinic=clinic, weekday=day, opens=time(9), closes=time(19))
        for day in MONDAY_TO_SATURDAY
    )


def follow(clinic: Clinic, visits: Iterable[Visit], desk: User, now: datetime) -> None:
    """The appointments that the story's visits were agreed as, with the time of those to come."""
    services = {one.name: one for one in clinic.services.all()}
    rooms = {one.name: one for one in clinic.rooms.all()}
    made = [_agreed(clinic, visit, services, rooms) for visit in visits]
    for one in made:
        one.made_by = desk
    Appointment.objects.bulk_create(made, batch_size=500)
    recent = [one for one in made if one.takes_time and one.starts_at > now - timedelta(days=2)]
    for one in sorted(recent, key=lambda each: each.starts_at):
        wanted = needs_of(one)
        rows = [Cell(resource=who, cell=cell, appointment=one) for who, cell in wanted]
        Cell.objects.bulk_create(rows, ignore_conflicts=True)
    short = {one.pk: len(needs_of(one)) for one in recent}
    for one in Appointment.objects.filter(pk__in=short).prefetch_related("cells"):
        if len(one.cells.all()) < short[one.pk]:
            one.overbooked = FITTED_IN
            one.save(update_fields=["overbooked"])


def _agreed(
    clinic: Clinic, visit: Visit, services: dict[str, Service], rooms: dict[str, Room]
) -> Appointment:
    name = "First treatment" if visit.minutes > 60 else "Treatment"
    if visit.course and visit.course.state == "maintenance":
        name = "Maintenance"
    local = visit.starts_at.astimezone(clinic.zone)
    service = services[name]
    return Appointment(
        clinic=clinic,
        service=service,
        patient=visit.patient,
        practitioner=visit.practitioner,
        room=rooms.get(visit.room),
        visit=visit,
        day=local.date(),
        at=local.time().replace(second=0, microsecond=0, fold=0),
        fold=local.fold,
        zone=clinic.time_zone,
        starts_at=visit.starts_at,
        minutes=service.minutes,
        phases=service.phases,
        state=KEEPS.get(Visit.State(visit.state), "booked"),
        called_off_by="patient" if visit.state in KEEPS else "",
        called_off_at=visit.starts_at if visit.state in KEEPS else None,
    )


def fill_up(
    clinic: Clinic, patients: Sequence[Patient], staff: dict[str, User], now: datetime
) -> list[Appointment]:
    """Reviews and consultations of the coming days, a hold, a late cancellation, an overlap."""
    today, desk = today_in(clinic, now), staff["cleo"]
    by_name = {one.name: one for one in clinic.services.all()}
    made = []
    for number, patient in enumerate(patients[:-1]):
        service = by_name["Review" if number % 2 else "Consultation"]
        slot = _free(service, today + timedelta(days=1 + number), patient, now)
        if slot is not None:
            made.append(book(slot, patient, made_by=desk, now=now))
    if made:
        by = Appointment.By.PATIENT
        made[0] = call_off(made[0], by=by, user=desk, now=now, reason="Has to work")
    if patients and (over := _over(clinic, by_name["Review"], staff["ana"], today, now)):
        made.append(
            book(over, patients[-1], made_by=desk, now=now, overbook="No other hour this week")
        )
    if slot := _free(by_name["Consultation"], today + timedelta(days=2), None, now):
        hold(slot, held_by="sample", now=now)
    _closed(clinic, today)
    return made


def _free(service: Service, day: date, patient: Patient | None, now: datetime) -> Slot | None:
    wish = Wish(day, day + timedelta(days=6), from_time=time(10))
    found = free_slots(service, now=now, wish=wish, for_patient=patient, limit=3)
    return found[-1] if found else None


def _over(clinic: Clinic, service: Service, who: User, today: date, now: datetime) -> Slot | None:
    """A time of the coming days at which somebody else is booked with her."""
    booked = Appointment.objects.filter(
        clinic=clinic, practitioner=who, state="booked", day__gt=today
    ).order_by("starts_at")
    for one in booked[:5]:
        slot = slot_at(service, who, one.day, one.at, now=now)
        if conflicts(slot):
            return slot
    return None


def _closed(clinic: Clinic, today: date) -> None:
    """Christmas, and an afternoon off."""
    year = today.year if today.month < 12 or today.day < 25 else today.year + 1
    first = date(year, 12, 25)
    Absence.objects.create(
        clinic=clinic, first_day=first, last_day=first + timedelta(days=1), reason="Christmas"
    )
