"""Where a service fits: day by day, what is open less what is taken."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
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
    """Where it fits on one day, each time once."""
    presences, throughout = presence(search.phases), [(0, span_of(search.phases))]
    if search.patient:
        wanted &= fits(day.whole & ~busy.get(search.patient, 0), throughout)
    rooms = [
        (room, fits(search.openings.of_room(day.day, room) & ~busy.get(room, 0), throughout))
        for room in search.places
    ]
    pieces = [(piece, fits(day.whole & ~busy.get(piece, 0), throughout)) for piece in search.pieces]
    wanted &= _any(mask for _, mask in rooms) & _any(mask for _, mask in pieces)
    if not wanted:
        return
    hers = []
    for who in search.performers:
        there = search.openings.of_practitioner(day.day, who)
        if mask := fits(there & ~busy.get(who, 0), presences) & wanted:
            hers.append((busy.get(who, 0).bit_count(), who, mask))
    hers.sort(key=lambda each: each[0])
    for bit in bits(_any(mask for _, _, mask in hers)):
        yield Start(
            day,
            bit,
            next(who for _, who, mask in hers if mask >> bit & 1),
            next(room for room, mask in rooms if mask >> bit & 1),
            next(piece for piece, mask in pieces if mask >> bit & 1),
        )


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
