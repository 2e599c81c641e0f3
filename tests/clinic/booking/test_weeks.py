"""Random weeks: what is offered is free, what is free is offered, and nothing ever overlaps."""

from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

import pytest

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
from yintang.clinic.booking.slots import NoSuchTime, Wish, conflicts, free_slots, slot_at
from yintang.clinic.booking.taking import Taken, book, call_off, confirm, hold, move, slot_of
from yintang.clinic.care.visits.wall_clock import instant
from yintang.clinic.patients.models import Patient

ZONES = {
    "Europe/Dublin": date(2027, 3, 25),
    "America/New_York": date(2027, 11, 4),
    "Australia/Sydney": date(2027, 4, 1),
    "Asia/Kolkata": date(2027, 3, 25),
}
"""Weeks in which the clock changes, where it does."""


class Week:
    """A clinic of a random make, open around the clock, in a week of a changing clock."""

    def __init__(self, luck, clinic, users, zone):
        clinic.time_zone = zone
        clinic.save()
        self.luck, self.clinic, self.users = luck, clinic, users
        self.first = ZONES[zone]
        self.now = datetime.combine(self.first, time(), tzinfo=UTC) - timedelta(days=2)
        Rules.objects.create(clinic=clinic, step_minutes=luck.choice([10, 15, 30]))
        rooms = [Room.objects.create(clinic=clinic, name=f"Room {n}") for n in range(2)]
        lamp = Equipment.objects.create(clinic=clinic, name="Lamp")
        self.services = [self._service(n, rooms, lamp) for n in range(3)]
        self.patients = [
            Patient.objects.create(clinic=clinic, given_name=f"{n}", family_name="Patient")
            for n in range(4)
        ]
        for weekday in range(7):
            for who in (None, *users):
                opens, closes = sorted(luck.sample(range(0, 24 * 4), 2))
                Hours.objects.create(
                    clinic=clinic, practitioner=who, weekday=weekday,
                    opens=_time(opens if who else opens // 3), closes=_time(closes),
                )  # fmt: skip
        for who in (None, users[0]):
            day = self.first + timedelta(days=luck.randrange(7))
            Absence.objects.create(
                clinic=clinic, practitioner=who, first_day=day, last_day=day,
                from_time=time(11, 20), until_time=time(14),
            )  # fmt: skip

    def _service(self, number, rooms, lamp):
        phases = [
            {"minutes": 5 * self.luck.randint(1, 8), "practitioner": self.luck.random() < 0.7}
            for _ in range(self.luck.randint(1, 3))
        ]
        made = Service.objects.create(
            clinic=self.clinic, name=f"Service {number}", kind="treatment", phases=phases
        )
        if self.luck.random() < 0.5:
            made.rooms.add(self.luck.choice(rooms))
        if self.luck.random() < 0.3:
            made.equipment.add(lamp)
        return made

    def day(self):
        return self.first + timedelta(days=self.luck.randrange(7))

    def anywhere(self):
        """Any time of the clock on five minutes, also in the hour that comes twice."""
        while True:
            at = _time(self.luck.randrange(24 * 12), 5)
            service, who = self.luck.choice(self.services), self.luck.choice(self.users)
            try:
                return slot_at(
                    service, who, self.day(), at, fold=self.luck.randrange(2), now=self.now
                )
            except NoSuchTime:
                continue

    def step(self):
        """One of the things that people do."""
        act = self.luck.choice(["book", "book", "over", "hold", "move", "cancel"])
        made = list(Appointment.objects.filter(state="booked").order_by("pk"))
        who = self.luck.choice(self.patients)
        try:
            if act == "book":
                book(self.anywhere(), who, made_by=None, now=self.now)
            elif act == "over":
                book(self.anywhere(), who, made_by=None, now=self.now, overbook="a test")
            elif act == "hold":
                held = hold(self.anywhere(), held_by="somebody", now=self.now)
                if self.luck.random() < 0.5:
                    late = self.now + timedelta(minutes=self.luck.choice([5, 15]))
                    confirm(held, who, made_by=None, now=late)
            elif act == "move" and made:
                why = self.luck.choice(["", "", "a test"])
                row = self.luck.choice(made)
                move(row, self.anywhere(), by=None, now=self.now, overbook=why)
            elif act == "cancel" and made:
                by = Appointment.By.PATIENT
                call_off(self.luck.choice(made), by=by, user=None, now=self.now)
        except Taken:
            pass


def _time(quarter, minutes=15):
    return time(quarter * minutes // 60, quarter * minutes % 60)


def stretches(appointment):
    """Who and what it takes, from when to when; reckoned from what was agreed."""
    at = appointment.starts_at
    for phase in appointment.phases:
        end = at + timedelta(minutes=phase["minutes"])
        if phase["practitioner"]:
            yield appointment.practitioner_id, at, end
        at = end
    for key in (appointment.room_id, appointment.equipment_id, appointment.patient_id):
        if key:
            yield key, appointment.starts_at, at


def overlaps(appointments):
    busy = defaultdict(list)
    for appointment in appointments:
        for who, start, end in stretches(appointment):
            busy[who].append((start, end))
    return [(a, b) for those in busy.values() for a, b in pairwise(sorted(those)) if b[0] < a[1]]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("zone", ZONES)
def test_whatever_people_do_in_a_week_nothing_overlaps(clinic, ana, pia, zone, seed):
    week = Week(Random(f"{zone}/{seed}"), clinic, [ana, pia], zone)
    for _ in range(40):
        week.step()
    standing = Appointment.objects.filter(state__in=Appointment.TAKES_TIME)
    assert overlaps(standing.filter(overbooked="")) == []
    for appointment in standing:
        own = set(appointment.cells.values_list("resource", "cell"))
        wanted = set(needs_of(appointment))
        assert own <= wanted
        assert (own == wanted) == (not appointment.overbooked)
        if appointment.overbooked:
            assert conflicts(slot_of(appointment), besides=appointment)
        if appointment.visit:
            assert appointment.visit.starts_at == appointment.starts_at
    assert Cell.objects.exclude(appointment__in=standing).count() == 0


@pytest.mark.parametrize("zone", ZONES)
def test_what_is_offered_is_all_that_is_free(clinic, ana, pia, zone):
    week = Week(Random(zone), clinic, [ana, pia], zone)
    for _ in range(25):
        week.step()
    step = Rules.of(clinic).step_minutes
    wish = Wish(week.first, week.first + timedelta(days=6))
    for service in week.services:
        offered = {
            slot.starts_at
            for slot in free_slots(service, now=week.now, wish=wish, limit=9999, staff=True)
        }
        assert offered == expected(week, service, step)


def expected(week, service, step):
    """Walk over every time of the week's clock and try everybody and everything there."""
    rows = [
        *Appointment.objects.filter(state__in=["booked", "missed"]),
        *Appointment.objects.filter(state="held", held_until__gt=week.now),
    ]
    busy, found = defaultdict(list), set()
    for row in rows:
        for who, start, end in stretches(row):
            busy[who].append((start, end))
    open_ = {who: set(_open_minutes(week, who)) for who in (None, *week.users)}
    things = service.places(), service.pieces()
    for number in range(7):
        day = week.first + timedelta(days=number)
        for minute in range(0, 24 * 60, step):
            try:
                at = instant(day, _time(minute, 1), week.clinic.zone)
            except NoSuchTime:
                continue
            if any(_fits(service, at, day, who, open_, busy, things) for who in week.users):
                found.add(at)
    return found


def _fits(service, starts_at, day, who, open_, busy, things):
    present, at = [], starts_at
    for phase in service.phases:
        end = at + timedelta(minutes=phase["minutes"])
        if phase["practitioner"]:
            present.append((at, end))
        at = end
    whole = [(starts_at, at)]

    def free(key, times):
        return not any(a < end and start < b for start, end in times for a, b in busy[key])

    def there(person, times):
        moments = [
            start + timedelta(minutes=5 * n)
            for start, end in times
            for n in range(int((end - start) / timedelta(minutes=5)))
        ]
        return all((moment, day) in open_[person] for moment in moments)

    places, pieces = things
    return (
        there(None, whole)
        and there(who, present)
        and free(who.pk, present)
        and any(free(room.pk, whole) for room in places)
        and any(piece is None or free(piece.pk, whole) for piece in pieces)
    )


def _open_minutes(week, person):
    """Every five minutes at which somebody is there, with the day on which they lie."""
    hours = list(Hours.objects.filter(clinic=week.clinic, practitioner=person))
    absences = list(Absence.objects.filter(clinic=week.clinic, practitioner=person))
    at = datetime.combine(week.first, time(), tzinfo=UTC) - timedelta(days=1)
    for n in range(9 * 24 * 12):
        moment = at + timedelta(minutes=5 * n)
        local = moment.astimezone(week.clinic.zone)
        minute, day = local.hour * 60 + local.minute, local.date()
        inside = any(
            each.weekday == day.weekday()
            and _minute(each.opens) <= minute
            and minute + 5 <= (_minute(each.closes) or 1440)
            for each in hours
        )
        away = any(
            each.first_day == day
            and _minute(each.from_time) < minute + 5
            and minute < _minute(each.until_time)
            for each in absences
        )
        if inside and not away:
            yield moment, day


def _minute(at):
    return at.hour * 60 + at.minute
