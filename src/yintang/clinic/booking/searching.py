"""Where a service fits: day by day, what is open less what is taken."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, TypeVar
from uuid import UUID

from yintang.clinic.booking.cells import presence, span_of, taken
from yintang.clinic.booking.free import CELL_SECONDS, Day, bits, fits
from yintang.clinic.booking.hours import Openings


@dataclass(frozen=True, slots=True)
class Search:
    """All that decides what is free, but for what is taken."""

    phases: list[dict[str, Any]]
    openings: Openings
    performers: Sequence[UUID]
    places: Sequence[UUID | None]
    pieces: Sequence[UUID | None]
    patient: UUID | None = None

    @property
    def resources(self) -> list[UUID]:
        """Everybody and everything whose taken cells matter."""
        things = [*self.performers, *self.places, *self.pieces, self.patient]
        return [key for key in things if key]


@dataclass(frozen=True, slots=True)
class Start:
    """Where a service fits, with the keys of all that it takes."""

    day: Day
    bit: int
    practitioner: UUID
    room: UUID | None
    equipment: UUID | None


def not_before(day: Day, earliest: datetime) -> int:
    """The cells of a day that begin at an instant or later."""
    whole = -int(-earliest.timestamp() // CELL_SECONDS)
    return -1 << max(whole - day.first, 0)


def found(
    search: Search, days: Iterable[date], wanted: Callable[[Day], int], without: Sequence[UUID]
) -> Iterator[Start]:
    """Day by day, each read when it is its turn."""
    for date_ in days:
        day, open_ = search.openings.day(date_), search.openings.of_clinic(date_)
        if not (asked := wanted(day) & open_):
            continue
        low, high = (open_ & -open_).bit_length() - 1, open_.bit_length()
        busy = taken(search.resources, day.first + low, day.first + high, without)
        yield from on_day(search, day, asked, {who: mask << low for who, mask in busy.items()})


def on_day(
    search: Search, day: Day, wanted: int, busy: Mapping[UUID | None, int]
) -> Iterator[Start]:
    """Where it fits on one day, each time once, with whoever has least to do that day."""
    hers, rooms, pieces = _fitting(search, day, wanted, busy)
    hers.sort(key=lambda each: busy.get(each[0], 0).bit_count())
    for bit in bits(_any(mask for _, mask in hers)):
        yield Start(day, bit, _first(hers, bit), _first(rooms, bit), _first(pieces, bit))


def each_on_day(
    search: Search, day: Day, wanted: int, busy: Mapping[UUID | None, int]
) -> Iterator[Start]:
    """Where it fits on one day with each of those who do it."""
    hers, rooms, pieces = _fitting(search, day, wanted, busy)
    for who, mask in hers:
        for bit in bits(mask):
            yield Start(day, bit, who, _first(rooms, bit), _first(pieces, bit))


def _fitting(
    search: Search, day: Day, wanted: int, busy: Mapping[UUID | None, int]
) -> tuple[list[tuple[UUID, int]], list[tuple[UUID | None, int]], list[tuple[UUID | None, int]]]:
    """Whom, which rooms and which equipment it can begin with, and at which cells."""
    presences, throughout = presence(search.phases), [(0, span_of(search.phases))]
    if search.patient:
        wanted &= fits(day.whole & ~busy.get(search.patient, 0), throughout)
    rooms = [
        (room, fits(search.openings.of_room(day.day, room) & ~busy.get(room, 0), throughout))
        for room in search.places
    ]
    pieces = [(piece, fits(day.whole & ~busy.get(piece, 0), throughout)) for piece in search.pieces]
    wanted &= _any(mask for _, mask in rooms) & _any(mask for _, mask in pieces)
    hers = []
    for who in search.performers if wanted else ():
        there = search.openings.of_practitioner(day.day, who)
        if mask := fits(there & ~busy.get(who, 0), presences) & wanted:
            hers.append((who, mask))
    return hers, rooms, pieces


K = TypeVar("K")


def _first(masks: Iterable[tuple[K, int]], bit: int) -> K:
    return next(key for key, mask in masks if mask >> bit & 1)


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
