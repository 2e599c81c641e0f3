"""Which five minutes of whom a time takes, and which are taken."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, BigIntegerField, F

from yintang.clinic.booking.free import CELL_SECONDS, Phase, cell_of
from yintang.clinic.booking.models import Appointment, Cell

WORD = 60
"""Cells whose bits are added up to one number in the database, which counts to 2^63."""
Need = tuple[UUID, int]
"""A resource and a cell of it."""


def presence(phases: Sequence[dict[str, Any]]) -> list[Phase]:
    """Minutes after the beginning, and how many, of each stretch that needs the practitioner."""
    found: list[Phase] = []
    offset = 0
    for phase in phases:
        minutes = int(phase["minutes"])
        if phase.get("practitioner", True) and minutes:
            if found and sum(found[-1]) == offset:
                found[-1] = (found[-1][0], found[-1][1] + minutes)
            else:
                found.append((offset, minutes))
        offset += minutes
    return found


def span_of(phases: Sequence[dict[str, Any]]) -> int:
    """Minutes from the first phase to the end of the last."""
    return sum(int(phase["minutes"]) for phase in phases)


def needs(
    starts_at: datetime,
    phases: Sequence[dict[str, Any]],
    practitioner: UUID,
    throughout: Iterable[UUID | None],
) -> list[Need]:
    """Every cell that a time takes, sorted: the order in which everybody takes them."""
    found: set[Need] = set()
    for offset, minutes in presence(phases):
        found |= {(practitioner, cell) for cell in _cells(starts_at, offset, minutes)}
    for resource in throughout:
        if resource is not None:
            found |= {(resource, cell) for cell in _cells(starts_at, 0, span_of(phases))}
    return sorted(found)


def needs_of(appointment: Appointment) -> list[Need]:
    """Every cell that an appointment takes."""
    return needs(
        appointment.starts_at,
        appointment.phases,
        appointment.practitioner_id,
        (appointment.room_id, appointment.equipment_id, appointment.patient_id),
    )


def _cells(starts_at: datetime, offset: int, minutes: int) -> range:
    start = starts_at + timedelta(minutes=offset)
    end = start + timedelta(minutes=minutes)
    return range(cell_of(start), -int(-end.timestamp() // CELL_SECONDS))


def lapsed(now: datetime) -> list[UUID]:
    """Holds whose time to be confirmed has passed and that nobody has cleared away yet."""
    held = Appointment.objects.filter(state=Appointment.State.HELD, held_until__lte=now)
    return list(held.values_list("pk", flat=True))


def taken(
    resources: Iterable[UUID], first: int, last: int, without: Sequence[UUID]
) -> dict[UUID, int]:
    """For each resource the cells taken from `first` up to `last`, as bits counted from `first`.

    Those of the appointments in `without`, such as holds that have lapsed, count as free.
    """
    rows = Cell.objects.filter(resource__in=list(resources), cell__gte=first, cell__lt=last)
    if without:
        rows = rows.exclude(appointment__in=without)
    words = {f"from_{start}": _Word(start) for start in range(first, last, WORD)}
    found = {}
    for resource, *sums in rows.order_by().values_list("resource").annotate(**words):
        found[resource] = sum(int(bits) << (n * WORD) for n, bits in enumerate(sums))
    return found


class _Word(Aggregate):
    """The cells from one on as the bits of a number.

    Each cell of a resource is there once, so that adding up is joining. The sum is bounded by the
    length of a word; a bigint is shifted by an integer, which PostgreSQL insists on.
    """

    template = (
        "CAST(SUM(CASE WHEN %(expressions)s >= %(start)d AND %(expressions)s < %(end)d "
        "THEN CAST(1 AS bigint) << CAST(%(expressions)s - %(start)d AS integer) ELSE 0 END) "
        "AS bigint)"
    )

    def __init__(self, start: int) -> None:
        super().__init__(F("cell"), output_field=BigIntegerField(), start=start, end=start + WORD)
