"""Taking a time, moving it and giving it back: at most one appointment per resource and moment.

Whoever changes appointments does it in this order, so that few wait in a circle: the patient's
row, the appointments' rows by key, then the cells, sorted; cells are given back only after the new
ones are taken. None of these writes the audit: the view does, in the same transaction.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from datetime import datetime, timedelta
from functools import cached_property

from django.db import transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Rules, Service
from yintang.clinic.booking.occupying import (
    NotFree,
    clear_long_lapsed,
    occupy,
    release,
    slot_of,
    waiting_for,
)
from yintang.clinic.booking.slots import Slot, Wish, free_slots, slot_at
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

__all__ = [
    "AFTER_RELEASE",
    "Lapsed",
    "Taken",
    "book",
    "book_all",
    "call_off",
    "confirm",
    "hold",
    "move",
    "slot_of",
    "walk_in",
]

State = Appointment.State
AFTER_RELEASE: list[Callable[[Appointment, datetime], object]] = []
"""Called in the same transaction when an appointment has given time back, with that appointment as
it was and the instant; apps after this one add theirs in `AppConfig.ready`."""
WALK_IN = "Walk-in"
INSTEAD = 3
"""How many times are named when one has just gone."""
WITHIN = timedelta(days=42)
"""How far ahead these are looked for."""


class Taken(Exception):
    """That time has just gone; `instead` names the next ones that are free."""

    def __init__(self, slot: Slot, now: datetime, patient: Patient | None = None) -> None:
        """For the time wanted, by whom."""
        super().__init__("That time has just gone.")
        self.slot, self.now, self.patient = slot, now, patient

    @cached_property
    def instead(self) -> list[Slot]:
        """The next three with the same practitioner, looked for when asked."""
        day = max(self.slot.day, today_in(self.slot.service.clinic, self.now))
        return free_slots(
            self.slot.service,
            now=max(self.now, self.slot.starts_at),
            wish=Wish(day, day + WITHIN),
            practitioner=self.slot.practitioner,
            limit=INSTEAD,
            for_patient=self.patient,
            staff=True,
        )


class Lapsed(Taken):
    """The hold has run out, and somebody else has the time."""


def hold(slot: Slot, *, held_by: str, now: datetime, patient: Patient | None = None) -> Appointment:
    """Keep a time while somebody decides. Holding another with the same secret moves the hold.

    Raises
    ------
    Taken
        If it is no longer free.
    """
    with transaction.atomic():
        clear_long_lapsed(now)
        mine = Appointment.objects.select_for_update().filter(state=State.HELD, held_by=held_by)
        held = mine.first() or Appointment(state=State.HELD, held_by=held_by)
        before = None if held._state.adding else copy(held)
        minutes = Rules.of(slot.service.clinic).hold_minutes
        held.held_until = now + timedelta(minutes=minutes)
        _take([(_placed(slot, patient, held), slot)], now)
        if before is not None:
            _give_back(held, before, now)
        return held


def book(
    slot: Slot, patient: Patient, *, made_by: User | None, now: datetime, overbook: str = ""
) -> Appointment:
    """Take a time at once and make its visit.

    `overbook` is the reason of staff who place it over another; then it takes what is free.

    Raises
    ------
    Taken
        If it is not free and no reason is given.
    """
    with locked(patient) as her:
        appointment = _placed(slot, her, Appointment(state=State.BOOKED, made_by=made_by))
        _take([(appointment, slot)], now, overbook)
        _meet(appointment)
        return appointment


def book_all(
    slots: Sequence[Slot], patient: Patient, *, made_by: User | None, now: datetime
) -> list[Appointment]:
    """All of these times, or none.

    Raises
    ------
    Taken
        For the first that has gone; nothing is booked then.
    """
    with locked(patient) as her:
        wanted = [
            (_placed(slot, her, Appointment(state=State.BOOKED, made_by=made_by)), slot)
            for slot in sorted(slots, key=lambda slot: slot.starts_at)
        ]
        _take(wanted, now)
        for appointment, _ in wanted:
            _meet(appointment)
        return [appointment for appointment, _ in wanted]


def confirm(
    appointment: Appointment, patient: Patient, *, made_by: User | None, now: datetime
) -> Appointment:
    """Make a hold a booking. Confirming twice changes nothing.

    Raises
    ------
    Lapsed
        If the hold has run out and its time has gone; where it is still free it is taken again.
    Taken
        If she has another appointment at that time.
    """
    with locked(patient) as her, locked(appointment) as current:
        if current.state == State.BOOKED and current.patient_id == her.pk:
            return current
        slot, gone = slot_of(current), current.state != State.HELD or current.has_lapsed(now)
        if current.state not in {State.HELD, State.LAPSED}:
            raise Lapsed(slot, now, her)
        current.patient, current.state, current.made_by = her, State.BOOKED, made_by
        current.held_until, current.held_by = None, ""
        try:
            _take([(current, slot)], now)
        except Taken:
            raise (Lapsed if gone else Taken)(slot, now, her) from None
        _meet(current)
        return current


def move(
    appointment: Appointment, slot: Slot, *, by: User | None, now: datetime, overbook: str = ""
) -> Appointment:
    """Another time, practitioner, room or service; its visit follows.

    Raises
    ------
    Taken
        If the new time is not free and no reason is given.
    NotNow
        If it is not booked any more, or its visit has begun.
    """
    with _alone(appointment) as current:
        if current.state != State.BOOKED:
            raise NotNow(f"This appointment is {current.get_state_display().lower()}.")
        if slot_of(current) == slot:
            return current
        before = copy(current)
        _placed(slot, current.patient, current).sequence += 1
        _take([(current, slot)], now, overbook)
        if current.visit is not None:
            room = current.room.name if current.room else ""
            current.visit.move(slot.starts_at, slot.practitioner, slot.minutes, room)
            current.visit.refresh_from_db()
        _give_back(current, before, now)
        return current


def call_off(
    appointment: Appointment,
    *,
    by: Appointment.By,
    user: User | None,
    now: datetime,
    reason: str = "",
    missed: bool = False,
) -> Appointment:
    """Cancel it, let a hold go, or say that she did not come. Saying so twice changes nothing.

    A patient who cancels with less notice than the clinic asks for cancels late. A missed visit
    keeps its time.

    Raises
    ------
    NotNow
        If the visit has begun.
    """
    with _alone(appointment) as current:
        if current.state == State.HELD:
            current.state = State.LAPSED
        elif current.state == State.BOOKED:
            if current.visit is not None:
                current.visit.call_off(missed=missed)
                current.visit.refresh_from_db(fields=["state"])
            notice = timedelta(hours=Rules.of(current.clinic).notice_hours)
            late = current.starts_at - now < notice
            current.state = State.MISSED if missed else State.CANCELLED
            current.called_off_late = late and not missed and by == Appointment.By.PATIENT
            current.called_off_by, current.called_off_at = by, now
            current.reason, current.sequence = reason, current.sequence + (not missed)
        else:
            return current
        current.save()
        if not current.takes_time:
            _give_back(current, copy(current), now)
        return current


def walk_in(patient: Patient, by: User, now: datetime) -> Visit:
    """Today's visit of hers, begun; where she has none, one that begins now with `by`.

    It takes the time that is free, over whoever else is booked. Asking twice gives the same visit.
    """
    with locked(patient) as her:
        visit = Visit.todays(her, now)
        if visit is None:
            made = book(_slot_now(her.clinic, by, now), her, made_by=by, now=now, overbook=WALK_IN)
            visit = made.visit
        if visit is None:
            raise NotNow("Today's visit could not be made. Try again.")
        visit.begin(now)
        return visit


@contextmanager
def _alone(appointment: Appointment) -> Iterator[Appointment]:
    """The appointment, fresh, locked together with those that wait for its time."""
    with transaction.atomic():
        keys = [appointment.pk, *(each.pk for each in waiting_for(appointment))]
        rows = Appointment.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        yield {row.pk: row for row in rows.order_by("pk")}[appointment.pk]


def _placed(slot: Slot, patient: Patient | None, appointment: Appointment) -> Appointment:
    """The appointment at the slot, not saved."""
    appointment.clinic, appointment.service = slot.service.clinic, slot.service
    appointment.patient, appointment.practitioner = patient, slot.practitioner
    appointment.room, appointment.equipment = slot.room, slot.equipment
    appointment.day, appointment.at, appointment.fold = slot.day, slot.at, slot.fold
    appointment.zone, appointment.starts_at = slot.zone, slot.starts_at
    appointment.minutes, appointment.phases = slot.minutes, slot.service.phases
    return appointment


def _meet(appointment: Appointment) -> None:
    """Make the visit that follows from it."""
    if appointment.patient is None:
        return
    appointment.visit = Visit.book(
        appointment.patient,
        appointment.practitioner,
        appointment.starts_at,
        minutes=appointment.minutes,
        room=appointment.room.name if appointment.room else "",
    )
    appointment.save(update_fields=["visit"])


def _take(wanted: Sequence[tuple[Appointment, Slot]], now: datetime, overbook: str = "") -> None:
    try:
        occupy([each for each, _ in wanted], now, overbook)
    except NotFree as error:
        gone, slot = next(pair for pair in wanted if pair[0] is error.appointment)
        raise Taken(slot, now, gone.patient) from None


def _give_back(appointment: Appointment, before: Appointment, now: datetime) -> None:
    release(appointment, before)
    for tell in AFTER_RELEASE:
        tell(before, now)


def _slot_now(clinic: Clinic, by: User, now: datetime) -> Slot:
    """This minute, of a treatment if the clinic offers one."""
    offered = Service.offered(clinic)
    treatments = [each for each in offered if each.kind == Service.Kind.TREATMENT]
    if not offered:
        raise NotNow("The clinic offers nothing that can be booked. Set up a service first.")
    local = now.astimezone(clinic.zone)
    at = local.time().replace(second=0, microsecond=0)
    service = (treatments or offered)[0]
    return slot_at(service, by, local.date(), at, fold=local.fold, now=now)
