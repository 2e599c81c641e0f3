"""Which times are free: for a service, with a practitioner or any, on the clinic's wall clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import islice
from typing import Self
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.cells import lapsed, needs, needs_of, taken
from yintang.clinic.booking.free import Day, between, cell_of, on_the_step
from yintang.clinic.booking.hours import Openings
from yintang.clinic.booking.models import Appointment, Equipment, Room, Rules, Service
from yintang.clinic.booking.searching import Search, Start, found, not_before, on_day
from yintang.clinic.care.visits.wall_clock import NoSuchTime, instant, today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient

__all__ = [
    "NoSuchSlot",
    "NoSuchTime",
    "Slot",
    "Wish",
    "conflicts",
    "free_slots",
    "next_free",
    "slot_at",
]

FURTHEST_FOR_STAFF = 732
"""Days ahead to which a search by staff is cut."""


class NoSuchSlot(Exception):
    """A time at which this service cannot be booked; says why."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody would like to come."""

    first: date
    last: date
    weekdays: frozenset[int] = frozenset(range(7))
    """0 is Monday."""
    from_time: time | None = None
    """The earliest beginning, on the clinic's clock."""
    until_time: time | None = None
    """Visits begin before this."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A time with all that it takes: free when it was found, and nobody's until it is taken."""

    service: Service
    practitioner: User
    room: Room | None
    equipment: Equipment | None
    day: date
    at: time
    fold: int
    """1 for the second pass of an hour that the clock repeats."""
    zone: str
    starts_at: datetime

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return self.service.minutes

    @property
    def ends_at(self) -> datetime:
        """The instant of its end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def key(self) -> str:
        """What a form sends back; `Slot.read` makes it a slot again."""
        room = self.room.pk if self.room else "-"
        return f"{self.day}T{self.at:%H:%M}+{self.fold}/{self.practitioner.pk}/{room}"

    @classmethod
    def read(
        cls, key: str, service: Service, *, now: datetime | None = None, staff: bool = False
    ) -> Self:
        """The slot of a key, all of it checked anew but for who may have taken it since.

        Staff may name any time; a patient only those within the hours, on the step and neither too
        soon nor too far ahead.

        Raises
        ------
        NoSuchSlot
            If the key cannot be read, or the service is not to be had like this.
        """
        now = now or timezone.now()
        day, at, fold, who, where = _parts(key)
        practitioner = next((u for u in service.performers() if u.pk == who), None)
        room = next((r for r in service.places() if (r and r.pk) == where), None)
        if practitioner is None or (where is not None and room is None):
            raise NoSuchSlot("This can no longer be booked like this. Choose another time.")
        try:
            slot = slot_at(service, practitioner, day, at, room=room, fold=fold, now=now)
        except NoSuchTime as error:
            raise NoSuchSlot(str(error)) from None
        if not staff and not _is_offered(slot, now):
            raise NoSuchSlot("This time is not offered. Choose another one.")
        return cls(**{name: getattr(slot, name) for name in cls.__slots__})


def _parts(key: str) -> tuple[date, time, int, UUID, UUID | None]:
    try:
        when, who, where = key.split("/")
        wall, fold = when.split("+")
        local = datetime.strptime(wall, "%Y-%m-%dT%H:%M")
        room = None if where == "-" else UUID(where)
        return local.date(), local.time(), int(fold == "1"), UUID(who), room
    except ValueError:
        raise NoSuchSlot("This time could not be read. Choose another one.") from None


def free_slots(
    service: Service,
    *,
    now: datetime,
    wish: Wish,
    practitioner: User | None = None,
    limit: int = 20,
    for_patient: Patient | None = None,
    staff: bool = False,
    besides: Sequence[UUID] = (),
) -> list[Slot]:
    """The next free slots, soonest first.

    With any practitioner each time comes once, with whoever has least to do that day. `staff`
    leaves out how soon and how far ahead patients may book; `besides` names appointments whose time
    counts as free: those that are to be moved.
    """
    clinic, rules = service.clinic, Rules.of(service.clinic)
    earliest = now if staff else now + timedelta(minutes=rules.lead_minutes)
    ahead = FURTHEST_FOR_STAFF if staff else rules.furthest_days
    first = max(wish.first, earliest.astimezone(clinic.zone).date())
    last = min(wish.last, today_in(clinic, now) + timedelta(days=ahead))
    if first > last:
        return []
    search = Search(
        service.phases,
        Openings.read(clinic, first, last),
        _performers(service, practitioner),
        places_of(service),
        [piece.pk if piece else None for piece in service.pieces()],
        for_patient.pk if for_patient else None,
    )
    wanted = partial(_wanted, wish=wish, step=rules.step_minutes, earliest=earliest)
    days = (first + timedelta(n) for n in range((last - first).days + 1))
    days = (day for day in days if day.weekday() in wish.weekdays)
    starts = found(search, days, wanted, [*lapsed(now), *besides])
    return slots_of(service, list(islice(starts, limit)))


def _performers(service: Service, practitioner: User | None) -> list[UUID]:
    who = service.performing()
    if practitioner is not None:
        who = who.filter(pk=practitioner.pk)
    return list(who.values_list("pk", flat=True))


def places_of(service: Service) -> list[UUID | None]:
    """Keys of the rooms in which it can be done; [None] where it can be done anywhere."""
    rooms: list[UUID | None] = list(service.rooms_open().values_list("pk", flat=True))
    return rooms or ([] if service.needs_room() else [None])


def _wanted(day: Day, *, wish: Wish, step: int, earliest: datetime) -> int:
    """The beginnings on a day that are asked for."""
    at = between(day, wish.from_time, wish.until_time) & on_the_step(day, step)
    return at & not_before(day, earliest)


def slots_of(service: Service, starts: Sequence[Start]) -> list[Slot]:
    """The slots of these times, with whom and what they name."""
    users = User.objects.in_bulk({one.practitioner for one in starts})
    rooms = Room.objects.in_bulk({one.room for one in starts if one.room})
    pieces = Equipment.objects.in_bulk({one.equipment for one in starts if one.equipment})
    return [
        Slot(
            service,
            users[one.practitioner],
            rooms[one.room] if one.room else None,
            pieces[one.equipment] if one.equipment else None,
            one.day.day,
            *one.day.wall(one.bit),
            one.day.zone,
            one.day.instant(one.bit),
        )
        for one in starts
    ]


def next_free(
    clinic: Clinic, *, practitioner: User | None = None, now: datetime
) -> datetime | None:
    """When the next consultation can be had by anybody; None where none is offered online."""
    if not Rules.of(clinic).online:
        return None
    service = Service.objects.filter(
        clinic=clinic, kind=Service.Kind.CONSULTATION, online=True, active=True
    ).order_by("name")
    today = today_in(clinic, now)
    wish = Wish(today, today + timedelta(days=FURTHEST_FOR_STAFF))
    for offered in service.select_related("clinic")[:1]:
        for slot in free_slots(offered, now=now, wish=wish, practitioner=practitioner, limit=1):
            return slot.starts_at
    return None


def slot_at(
    service: Service,
    practitioner: User,
    day: date,
    at: time,
    *,
    room: Room | None = None,
    fold: int = 0,
    now: datetime | None = None,
) -> Slot:
    """Any time of the clinic's clock, free or not, for staff.

    Where no room is named the first that is free is taken, or the first if none is; with equipment
    it is the same.

    Raises
    ------
    NoSuchTime
        If the clock skips this time on this day.
    """
    zone = service.clinic.time_zone
    starts_at = instant(day, at, ZoneInfo(zone), fold)
    second = int(bool(fold) and starts_at != instant(day, at, ZoneInfo(zone)))
    first, last = (
        cell_of(starts_at),
        cell_of(starts_at + timedelta(minutes=service.minutes, seconds=-1)),
    )
    places, pieces = ([room] if room else service.places()), service.pieces()
    things = [thing.pk for thing in (*places, *pieces) if thing]
    busy = taken(things, first, last + 1, lapsed(now or timezone.now())) if things else {}
    return Slot(
        service,
        practitioner,
        next(
            (each for each in places if not (each and busy.get(each.pk))), next(iter(places), None)
        ),
        next(
            (each for each in pieces if not (each and busy.get(each.pk))), next(iter(pieces), None)
        ),
        day,
        at.replace(second=0, microsecond=0, fold=0),
        second,
        zone,
        starts_at,
    )


def _is_offered(slot: Slot, now: datetime) -> bool:
    """Whether a patient may have it if nobody has: within the hours, on the step, in good time."""
    clinic = slot.service.clinic
    rules = Rules.of(clinic)
    if slot.fold or slot.day > today_in(clinic, now) + timedelta(days=rules.furthest_days):
        return False
    room = slot.room.pk if slot.room else None
    openings = Openings.read(clinic, slot.day, slot.day)
    search = Search(slot.service.phases, openings, [slot.practitioner.pk], [room], [None])
    day = openings.day(slot.day)
    earliest = now + timedelta(minutes=rules.lead_minutes)
    wanted = _wanted(day, wish=Wish(slot.day, slot.day), step=rules.step_minutes, earliest=earliest)
    return any(day.instant(one.bit) == slot.starts_at for one in on_day(search, day, wanted, {}))


def conflicts(
    slot: Slot, *, besides: Appointment | None = None, patient: Patient | None = None
) -> list[Appointment]:
    """Whom it would overlap: in time, and in the practitioner, the room, equipment or the patient.

    `besides` is the appointment that is to be moved; its patient is meant where none is named.
    """
    patient_id = patient.pk if patient else besides.patient_id if besides else None
    room, piece = (thing.pk if thing else None for thing in (slot.room, slot.equipment))
    wanted = set(
        needs(slot.starts_at, slot.service.phases, slot.practitioner.pk, (room, piece, patient_id))
    )
    shared = Q(practitioner=slot.practitioner)
    for field, key in (("room", room), ("equipment", piece), ("patient", patient_id)):
        if key:
            shared |= Q(**{field: key})
    near = Appointment.objects.filter(
        shared,
        starts_at__lt=slot.ends_at,
        starts_at__gt=slot.starts_at - timedelta(days=1),
        state__in=Appointment.TAKES_TIME,
    ).exclude(pk__in=[*lapsed(timezone.now()), *([besides.pk] if besides else [])])
    near = near.select_related("service", "patient", "practitioner", "room", "equipment", "clinic")
    return [each for each in near.order_by("starts_at") if wanted & set(needs_of(each))]
