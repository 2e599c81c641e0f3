"""Setting up a diary: what a clinic begins with, hours from a day on, and whom a change meets."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Absence, Appointment, Hours, Room, Rules, Service
from yintang.clinic.clinics.models import Clinic

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PRESENT, RESTING = True, False
BEGINNING: tuple[tuple[str, str, tuple[tuple[int, bool], ...]], ...] = (
    ("Consultation", "consultation", ((30, PRESENT),)),
    ("Treatment", "treatment", ((30, PRESENT), (25, RESTING), (20, PRESENT))),
    ("Review", "review", ((45, PRESENT),)),
    ("Maintenance", "maintenance", ((25, PRESENT), (20, RESTING), (15, PRESENT))),
)
"""What a new clinic may begin with. The lengths are ours, within what practices advertise; the
rests of 20 and 25 minutes are those of the atlas' usual sessions."""
CURRENCIES = {"UK": "GBP", "IE": "EUR", "US": "USD", "AU": "AUD"}
WORKDAYS = range(5)
OPENS, CLOSES = time(9), time(17)
MOST_AFFECTED = 200


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a weekday, by the wall clock. `closes` of midnight is the end of the day."""

    weekday: int
    opens: time
    closes: time

    def minutes(self) -> tuple[int, int]:
        """From and until, in minutes after midnight."""
        return minute(self.opens), minute(self.closes) or 24 * 60


def minute(at: time) -> int:
    """Minutes after midnight."""
    return at.hour * 60 + at.minute


def rules_of(clinic: Clinic) -> Rules:
    """The clinic's rules; the usual ones, unsaved, where it has set none."""
    found = Rules.objects.filter(clinic=clinic).first()
    return found or Rules(clinic=clinic, currency=CURRENCIES.get(clinic.jurisdiction, "GBP"))


def missing(clinic: Clinic) -> list[str]:
    """What a diary still lacks, in words."""
    said = []
    if not clinic.services.filter(active=True).exists():
        said.append("No service can be booked yet: visits are booked with a length alone.")
    if not clinic.rooms.filter(active=True).exists():
        said.append("No room is named: nothing keeps two patients out of one room.")
    if not clinic.booking_hours.exists():
        said.append("No hours are entered: every time counts as open.")
    return said


def begin(clinic: Clinic) -> None:
    """One room, four services, Monday to Friday from 9 to 17 and the usual rules.

    What the clinic already has is left as it is.
    """
    if not Rules.objects.filter(clinic=clinic).exists():
        rules_of(clinic).save(force_insert=True)
    if not clinic.rooms.exists():
        Room.objects.create(clinic=clinic, name="Room 1")
    if not clinic.services.exists():
        for name, kind, phases in BEGINNING:
            Service.objects.create(clinic=clinic, name=name, kind=kind, phases=as_phases(phases))
    if not clinic.booking_hours.exists():
        Hours.objects.bulk_create(
            Hours(clinic=clinic, weekday=day, opens=OPENS, closes=CLOSES) for day in WORKDAYS
        )


def as_phases(told: Iterable[tuple[int, bool]]) -> list[dict[str, Any]]:
    """Phases as a service keeps them, from (minutes, whether the practitioner is needed)."""
    return [{"minutes": minutes, "practitioner": needed} for minutes, needed in told]


# --- Hours ---------------------------------------------------------------------------------------


def hours_on(rows: Iterable[Hours], day: date) -> list[Hours]:
    """Those of the rows that hold on a day, whatever its weekday, by weekday and hour."""
    held = [
        row
        for row in rows
        if (row.from_day is None or row.from_day <= day)
        and (row.until_day is None or row.until_day >= day)
    ]
    return sorted(held, key=lambda row: (row.weekday, row.opens))


def change_hours(
    clinic: Clinic, practitioner: User | None, week: Sequence[Stretch], first: date
) -> None:
    """The week holds from `first` on; before it the earlier hours go on holding."""
    rows = clinic.booking_hours.filter(practitioner=practitioner)
    first_ever = not rows.exists()
    rows.filter(from_day__gte=first).delete()
    ahead = Q(until_day=None) | Q(until_day__gte=first)
    rows.filter(ahead).update(until_day=first - timedelta(days=1))
    Hours.objects.bulk_create(
        Hours(
            clinic=clinic,
            practitioner=practitioner,
            weekday=one.weekday,
            opens=one.opens,
            closes=one.closes,
            from_day=None if first_ever else first,
        )
        for one in week
    )


def week_in_words(rows: Sequence[Stretch | Hours]) -> list[tuple[str, str]]:
    """ "Monday to Friday" and "09:00–17:00": days with the same hours together."""
    by_day = {
        day: ", ".join(
            f"{row.opens:%H:%M}–{'24:00' if row.closes == time() else f'{row.closes:%H:%M}'}"
            for row in rows
            if row.weekday == day
        )
        for day in range(7)
    }
    runs: list[list[int]] = []
    for day in range(7):
        if runs and by_day[runs[-1][-1]] == by_day[day]:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [(_days(run), by_day[run[0]] or "closed") for run in runs]


def _days(run: list[int]) -> str:
    if len(run) == 1:
        return DAYS[run[0]]
    return f"{DAYS[run[0]]} {'and' if len(run) == 2 else 'to'} {DAYS[run[-1]]}"


# --- Whom a change meets -------------------------------------------------------------------------


def booked_from(clinic: Clinic, now: datetime) -> QuerySet[Appointment]:
    """What is booked and not yet over."""
    rows = Appointment.objects.filter(
        clinic=clinic, state=Appointment.State.BOOKED, starts_at__gte=now
    )
    return rows.select_related("patient", "practitioner", "service", "room").order_by(
        "starts_at", "pk"
    )


def outside_hours(
    clinic: Clinic, practitioner: User | None, week: Sequence[Stretch], first: date, now: datetime
) -> list[Appointment]:
    """Whom new hours would leave outside, who was inside the old ones.

    Of a clinic's hours everybody from `first` on is asked, of a practitioner's her own patients.
    """
    old = list(clinic.booking_hours.filter(practitioner=practitioner))
    rows = booked_from(clinic, now).filter(day__gte=first)
    if practitioner is not None:
        rows = rows.filter(practitioner=practitioner)
    return [
        one
        for one in rows[:MOST_AFFECTED]
        if not _within(one, week) and (not old or _within(one, hours_on(old, one.day)))
    ]


def _within(appointment: Appointment, week: Sequence[Stretch | Hours]) -> bool:
    """Whether it lies within the stretches of its weekday, those that touch counting as one."""
    at, end = minute(appointment.at), minute(appointment.at) + appointment.minutes
    for row in sorted(week, key=lambda row: row.opens):
        if row.weekday == appointment.day.weekday() and minute(row.opens) <= at:
            at = max(at, minute(row.closes) or 24 * 60)
    return at >= end


def during(absence: Absence, now: datetime) -> list[Appointment]:
    """Whom an absence would meet."""
    rows = booked_from(absence.clinic, now).filter(
        day__gte=absence.first_day, day__lte=absence.last_day
    )
    if absence.practitioner_id is not None:
        rows = rows.filter(practitioner=absence.practitioner_id)
    if absence.room_id is not None:
        rows = rows.filter(room=absence.room_id)
    meets = _meets(absence)
    return [one for one in rows[:MOST_AFFECTED] if meets(one)]


def _meets(absence: Absence) -> Callable[[Appointment], bool]:
    first = minute(absence.from_time) if absence.from_time else 0
    last = (minute(absence.until_time) or 24 * 60) if absence.until_time else 24 * 60

    def meets(one: Appointment) -> bool:
        at = minute(one.at)
        return at < last and at + one.minutes > first

    return meets
