"""What the page of booking a visit shows: the free times by day, and what it begins with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.free import CELL_MINUTES, local_day
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.booking.slots import Slot, Wish, free_slots
from yintang.clinic.care.models import Visit
from yintang.clinic.care.visits.proposing import next_visit_after
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.patients.models import Patient

DAYS, TIMES = 3, 120
"""How many days with free times stand on one page, and how many times at most."""
USUAL = 24 * 60 // CELL_MINUTES
"""Cells of a day on which the clock does not change."""
LOOKED_THROUGH = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class FreeDay:
    """A day with its free times."""

    day: date
    slots: list[Slot]


def by_day(slots: list[Slot]) -> list[FreeDay]:
    """Slots, soonest first, under their days."""
    return [FreeDay(day, list(those)) for day, those in groupby(slots, key=lambda one: one.day)]


def free_days(
    service: Service, practitioner: User | None, first: date | None, patient: Patient, now: datetime
) -> list[FreeDay]:
    """The next free times for her, by day."""
    begin = first or today_in(patient.clinic, now)
    found = free_slots(
        service,
        now=now,
        wish=Wish(begin, begin + LOOKED_THROUGH),
        practitioner=practitioner,
        limit=TIMES,
        for_patient=patient,
        staff=True,
    )
    return by_day(found)[:DAYS]


def asked_of(patient: Patient, services: list[Service]) -> dict[str, Any]:
    """What the form begins with: as the last visit was, at the time the course proposes.

    Somebody who has never been here is offered a consultation.
    """
    last = (
        patient.visits.exclude(state__in=[Visit.State.CANCELLED, Visit.State.MISSED])
        .select_related("course", "practitioner", "clinic")
        .order_by("-starts_at")
        .first()
    )
    kind = Service.Kind.TREATMENT if last else Service.Kind.CONSULTATION
    asked: dict[str, Any] = {"service": next((s for s in services if s.kind == kind), services[0])}
    if last is None:
        return asked
    before = Appointment.objects.filter(visit=last).select_related("service").first()
    if before and before.service in services and last.number > 1:
        asked["service"] = before.service
    asked["practitioner"] = last.practitioner_id
    if proposed := next_visit_after(last):
        local = proposed.astimezone(patient.clinic.zone)
        at = local.time().replace(second=0, microsecond=0)
        asked |= {"day": local.date(), "time": at, "first": local.date()}
    return asked


def has_two_passes(service: Service, day: date | None) -> bool:
    """Whether the clock goes back on a day, so that an hour of it comes twice."""
    return day is not None and local_day(day, service.clinic.time_zone).cells > USUAL


def day_in(value: object) -> date | None:
    """The day that stands in a form's field, typed or given; None where there is none."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def told_by_address(params: Mapping[str, str]) -> dict[str, str]:
    """A day, time, practitioner and room that another page asks for, such as the week."""
    names = ("day", "time", "practitioner", "room")
    return {name: params[name] for name in names if params.get(name)}
