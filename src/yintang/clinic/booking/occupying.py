"""Cells given to appointments and taken back, within the transactions of `taking`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from yintang.clinic.booking.cells import Need, lapsed, needs_of
from yintang.clinic.booking.models import Appointment, Cell
from yintang.clinic.booking.slots import Slot, conflicts
from yintang.clinic.patients.models import Patient

RECORDS_MERGED = "Two records of one patient were merged"
DAY = timedelta(days=1)
LONG_AGO, AT_ONCE = timedelta(hours=1), 50
"""Holds that ran out so long ago are cleared away by whoever holds next, so many at once."""


class NotFree(Exception):
    """Somebody else has a cell that this appointment needs."""

    def __init__(self, appointment: Appointment) -> None:
        """For the appointment that does not find its cells."""
        super().__init__("Somebody else has this time.")
        self.appointment = appointment


def occupy(appointments: Sequence[Appointment], now: datetime, overbook: str = "") -> None:
    """Save these and take their cells; what they no longer need they keep until it is released.

    With a reason in `overbook` they take what is free, and keep the reason if something is not.

    Raises
    ------
    NotFree
        For the first that does not find all of its cells; nothing is saved then.
    """
    with transaction.atomic():
        needed = {each.pk: needs_of(each) for each in appointments}
        _clear_lapsed([need for needs in needed.values() for need in needs], now, list(needed))
        own = set(Cell.objects.filter(appointment__in=needed).values_list("resource", "cell"))
        for each in appointments:
            each.overbooked = ""
            each.save()
        rows = [
            Cell(resource=resource, cell=cell, appointment=each)
            for each in appointments
            for resource, cell in needed[each.pk]
            if (resource, cell) not in own
        ]
        rows.sort(key=lambda row: (row.resource, row.cell))
        # An error of the database would hold cursors in a circle of frames; when a thread that
        # writes to SQLite frees those of one that waits for it, both stand still.
        Cell.objects.bulk_create(rows, ignore_conflicts=True)
        for each in appointments:
            if _has(each, needed[each.pk]) == len(needed[each.pk]):
                continue
            if not overbook:
                raise NotFree(each)
            each.overbooked = overbook
            each.save(update_fields=["overbooked"])


def release(appointment: Appointment, before: Appointment) -> None:
    """Free the cells it no longer needs, for those first that were placed over it `before`."""
    kept = set(needs_of(appointment)) if appointment.takes_time else set()
    free = [cell.pk for cell in appointment.cells.all() if (cell.resource, cell.cell) not in kept]
    Cell.objects.filter(pk__in=free).delete()
    for each in waiting_for(before):
        _fill(each, needs_of(each), each.overbooked)


def slot_of(appointment: Appointment) -> Slot:
    """The time that an appointment takes, or took."""
    return Slot(
        appointment.service,
        appointment.practitioner,
        appointment.room,
        appointment.equipment,
        appointment.day,
        appointment.at,
        appointment.fold,
        appointment.zone,
        appointment.starts_at,
    )


def waiting_for(appointment: Appointment) -> list[Appointment]:
    """Those overbooked that overlap with it."""
    near = conflicts(slot_of(appointment), besides=appointment)
    return [each for each in near if each.overbooked]


def needs_anew(patient: Patient) -> None:
    """Take her own cells anew for her appointments ahead, after records were merged or parted.

    Where two of them overlap, the later is marked as overbooked.
    """
    hers = Appointment.objects.filter(patient=patient, state__in=Appointment.TAKES_TIME)
    for each in hers.filter(starts_at__gte=timezone.now() - DAY).order_by("starts_at", "pk"):
        wanted = needs_of(each)
        each.cells.exclude(resource__in={who for who, _ in wanted}).delete()
        _fill(each, wanted, each.overbooked or RECORDS_MERGED)


def clear_long_lapsed(now: datetime) -> None:
    """Clear away some of the holds that ran out long ago and that nobody has wanted since."""
    old = Appointment.objects.filter(state=Appointment.State.HELD, held_until__lte=now - LONG_AGO)
    _lapse(list(old.select_for_update(skip_locked=True)[:AT_ONCE]), now)


def _lapse(holds: Sequence[Appointment], now: datetime) -> None:
    gone = [held.pk for held in holds if held.has_lapsed(now)]
    Appointment.objects.filter(pk__in=gone).update(state=Appointment.State.LAPSED)
    Cell.objects.filter(appointment__in=gone).delete()


def _fill(appointment: Appointment, wanted: Sequence[Need], lacking: str) -> None:
    """Take what is free of the cells it lacks; `lacking` is noted while any are missing."""
    rows = [Cell(resource=who, cell=cell, appointment=appointment) for who, cell in wanted]
    Cell.objects.bulk_create(rows, ignore_conflicts=True)
    appointment.overbooked = lacking if _has(appointment, wanted) < len(wanted) else ""
    appointment.save(update_fields=["overbooked"])


def _has(appointment: Appointment, wanted: Sequence[Need]) -> int:
    """How many of these cells are its own."""
    return len(set(wanted) & set(appointment.cells.values_list("resource", "cell")))


def _at(needs: Sequence[Need]) -> Q:
    """The cells of these resources from the first to the last."""
    cells = [cell for _, cell in needs]
    return Q(resource__in={who for who, _ in needs}, cell__range=(min(cells), max(cells)))


def _clear_lapsed(needs: Sequence[Need], now: datetime, besides: Sequence[UUID]) -> None:
    """Give back the cells of holds that have run out where these would lie."""
    if not (over := [key for key in lapsed(now) if key not in besides]):
        return
    near = Cell.objects.filter(_at(needs), appointment__in=over).values("appointment")
    holds = Appointment.objects.select_for_update().filter(pk__in=near).order_by("pk")
    _lapse(list(holds), now)
