"""Booking a whole course: what its form begins with, the proposal, and all of it or nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from yintang.clinic.booking.course_times import Proposal, propose
from yintang.clinic.booking.forms_course import CourseForm
from yintang.clinic.booking.free import CELL_MINUTES, between
from yintang.clinic.booking.hours import Openings
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.booking.slots import Slot
from yintang.clinic.care.consultations.consulting import consultation_of, screening_of
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.planning.consultation import Holiday

DAY, WEEK = timedelta(days=1), timedelta(days=7)
FEWEST = 1


@dataclass(frozen=True, slots=True)
class Around:
    """What her record says about when she can be treated."""

    earliest: date
    """The first day on which nothing that screening found defers a visit any longer."""
    away: tuple[Holiday, ...]
    event: date | None
    last: Visit | None
    """Her latest visit that was not called off; it may lie ahead."""


@dataclass(frozen=True, slots=True)
class Laid:
    """The course's visits and the maintenance after them."""

    course: Proposal
    upkeep: Proposal | None


def around(course: Course, now: datetime) -> Around:
    """Her waiting periods, days away and event, as she last told them."""
    clinic = course.patient.clinic
    today = today_in(clinic, now)
    kept = course.patient.visits.exclude(state__in=[Visit.State.CANCELLED, Visit.State.MISSED])
    last = kept.select_related("patient__clinic", "clinic", "practitioner").order_by("-starts_at")
    told = kept.filter(consultation__isnull=False).order_by("-starts_at").first()
    if told is None:
        return Around(today + DAY, (), None, last.first())
    consultation = consultation_of(told)
    waits = screening_of(told, today).earliest(today)
    return Around(
        max(today + DAY, waits), tuple(consultation.holidays), consultation.event_date, last.first()
    )


def begins_with(course: Course, known: Around, services: list[Service]) -> dict[str, Any]:
    """What the form asks for before anybody has changed it."""
    clinic, last = course.patient.clinic, known.last
    first, at = known.earliest, None
    if last is not None:
        local = last.starts_at.astimezone(clinic.zone)
        first = max(first, local.date() + timedelta(days=course.interval_days))
        at = local.time().replace(second=0, microsecond=0)
    openings = Openings.read(clinic, first, first + WEEK)
    week = (first + timedelta(n) for n in range(7))
    first = next((day for day in week if openings.of_clinic(day)), first)
    at = at if at and _is_open(openings, first, at) else None
    left = course.sessions - (course.next_number() - 1)
    running = course.state == Course.State.RUNNING
    return {
        "visits": max(FEWEST, left) if running else FEWEST,
        "interval": course.interval_days,
        "first": first.isoformat(),
        "latest": known.event.isoformat() if known.event and known.event > first else "",
        "service": _usual(last, services).pk,
        "practitioner": (last.practitioner_id if last else course.practitioner_id),
        "at": f"{at:%H:%M}" if at else "",
        "upkeep": 0,
        "upkeep_weeks": 5,
    }


def _is_open(openings: Openings, day: date, at: time) -> bool:
    end = datetime.combine(day, at) + timedelta(minutes=CELL_MINUTES)
    return bool(openings.of_clinic(day) & between(openings.day(day), at, end.time()))


def _usual(last: Visit | None, services: list[Service]) -> Service:
    """As she last had it within a course; else the shortest treatment: first ones take longer."""
    before = Appointment.objects.filter(visit=last).select_related("service").first()
    if before and before.service in services and last and last.number > 1:
        return before.service
    treatments = [one for one in services if one.kind == Service.Kind.TREATMENT]
    return min(treatments or services, key=lambda one: one.minutes)


def lay(course: Course, form: CourseForm, known: Around, now: datetime, *, staff: bool) -> Laid:
    """The best arrangement of what the form asks for.

    Raises
    ------
    yintang.planning.arranging.NoArrangement
        If it does not fit.
    """
    service, patient = form.cleaned_data["service"], course.patient
    wish, can_come = form.wish(earliest=known.earliest, away=known.away), form.can_come()
    found = propose(service, wish, now=now, patient=patient, can_come=can_come, staff=staff)
    settled = replace(wish, at=found.at, practitioner=str(found.practitioner.pk))
    after = form.upkeep_wish(found.visits[-1].slot.day, settled)
    if after is None:
        return Laid(found, None)
    offered = Service.offered(patient.clinic)
    maintenance = [one for one in offered if one.kind == Service.Kind.MAINTENANCE]
    upkeep = (maintenance or [service])[0]
    return Laid(
        found,
        propose(upkeep, after, now=now, patient=patient, can_come=can_come, staff=staff),
    )


def chosen(
    told: Mapping[str, str], services: list[Service], now: datetime, *, staff: bool
) -> Iterator[Slot]:
    """The times that were left standing or changed by hand, in the order of the page.

    Raises
    ------
    yintang.clinic.booking.slots.NoSuchSlot
        If one of them is not to be had.
    """
    by_key = {str(service.pk): service for service in services}
    for name in sorted(name for name in told if name.startswith("visit-")):
        service, _, key = told[name].partition(" ")
        if key and service in by_key:
            yield Slot.read(key, by_key[service], now=now, staff=staff)


def are_booked(slots: list[Slot], course: Course) -> bool:
    """Whether the first of two clicks has booked them all already."""
    booked = Appointment.objects.filter(
        patient=course.patient,
        state=Appointment.State.BOOKED,
        starts_at__in=[slot.starts_at for slot in slots],
    )
    return bool(slots) and booked.count() == len(slots)
