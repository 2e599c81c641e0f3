"""The five minutes of a local day as the bits of one whole number.

Bit 0 is the day's first five minutes by the clock of its zone; a day on which the clock goes
forward has fewer bits than 288, one on which it goes back more. What is open, what is taken and
what is asked for are such numbers, so that "where does a visit of these phases fit" is a handful of
shifts. Nothing here knows of the database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

CELL_MINUTES = 5
CELL_SECONDS = CELL_MINUTES * 60
DAY_MINUTES = 24 * 60

Phase = tuple[int, int]
"""Minutes after the beginning, and how many."""


@dataclass(frozen=True, slots=True)
class Pass:
    """A stretch of a day over which the clock runs without a jump."""

    first: int
    """Its first cell, counted from the day's first."""
    minute: int
    """The local minute of the day at which it begins."""
    cells: int


@dataclass(frozen=True, slots=True)
class Day:
    """A local day in cells."""

    day: date
    zone: str
    first: int
    """Its first cell, in five minutes since 1 January 1970 UTC."""
    passes: tuple[Pass, ...]

    @property
    def cells(self) -> int:
        """How many: 288, but for the days on which the clock changes."""
        return sum(each.cells for each in self.passes)

    @property
    def whole(self) -> int:
        """Every cell of the day."""
        return (1 << self.cells) - 1

    def instant(self, bit: int) -> datetime:
        """When a cell begins."""
        return datetime.fromtimestamp((self.first + bit) * CELL_SECONDS, UTC)

    def wall(self, bit: int) -> tuple[time, int]:
        """The clock's time at which a cell begins, and 1 for the second pass of a repeated hour."""
        fold, ended = 0, 0
        for each in self.passes:
            if bit < each.first + each.cells:
                minute = each.minute + (bit - each.first) * CELL_MINUTES
                fold = int(minute < ended)
                return time(minute // 60, minute % 60), fold
            ended = each.minute + each.cells * CELL_MINUTES
        raise ValueError("No such cell on this day.")


def cell_of(at: datetime) -> int:
    """The cell in which an instant lies."""
    return int(at.timestamp()) // CELL_SECONDS


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a local day, also where the clock skips midnight."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def local_day(day: date, zone: str) -> Day:
    """A day of a zone, with its jump if the clock makes one on it."""
    clock = ZoneInfo(zone)
    first = cell_of(midnight(day, clock))
    cells = cell_of(midnight(day + timedelta(days=1), clock)) - first
    begun, offset = 0, _offset(first, clock)
    found: list[Pass] = []
    if _offset(first + cells - 1, clock) != offset:
        for bit in range(1, cells):
            if (now := _offset(first + bit, clock)) != offset:
                found.append(Pass(begun, _minute(first + begun, clock), bit - begun))
                begun, offset = bit, now
    found.append(Pass(begun, _minute(first + begun, clock), cells - begun))
    return Day(day, zone, first, tuple(found))


def _local(cell: int, clock: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(cell * CELL_SECONDS, clock)


def _offset(cell: int, clock: ZoneInfo) -> timedelta | None:
    return _local(cell, clock).utcoffset()


def _minute(cell: int, clock: ZoneInfo) -> int:
    at = _local(cell, clock)
    return at.hour * 60 + at.minute


def minute_of(at: time | None, otherwise: int) -> int:
    """Minutes after midnight."""
    return otherwise if at is None else at.hour * 60 + at.minute


@lru_cache(maxsize=4096)
def between(day: Day, opens: time | None, closes: time | None) -> int:
    """The cells whose whole five minutes lie between two times of the clock.

    None, and midnight as `closes`, are the beginning and the end of the day. Of an hour that comes
    twice both passes count; of one that is skipped there is nothing.
    """
    start = minute_of(opens, 0)
    end = minute_of(closes, DAY_MINUTES) or DAY_MINUTES
    return _stretches(day, start, end, outward=False)


@lru_cache(maxsize=4096)
def touching(day: Day, opens: time | None, closes: time | None) -> int:
    """The cells of which any minute lies between two times of the clock."""
    start = minute_of(opens, 0)
    end = minute_of(closes, DAY_MINUTES) or DAY_MINUTES
    return _stretches(day, start, end, outward=True)


def _stretches(day: Day, start: int, end: int, *, outward: bool) -> int:
    mask = 0
    if end <= start:
        return mask
    for each in day.passes:
        a, b = start - each.minute, end - each.minute
        low = a // CELL_MINUTES if outward else -(-a // CELL_MINUTES)
        high = -(-b // CELL_MINUTES) if outward else b // CELL_MINUTES
        low, high = max(low, 0), min(high, each.cells)
        if high > low:
            mask |= ((1 << (high - low)) - 1) << (each.first + low)
    return mask


@lru_cache(maxsize=4096)
def on_the_step(day: Day, step: int) -> int:
    """The cells that begin on a multiple of `step` minutes after the hour, each time once.

    Of an hour that the clock repeats, the first pass.
    """
    mask, ended = 0, 0
    for each in day.passes:
        for n in range(each.cells):
            minute = each.minute + n * CELL_MINUTES
            if minute >= ended and minute % 60 % step == 0:
                mask |= 1 << (each.first + n)
        ended = each.minute + each.cells * CELL_MINUTES
    return mask


def runs(free: int, length: int) -> int:
    """The cells from which `length` cells in a row are free."""
    have = 1
    while have < length:
        shift = min(have, length - have)
        free &= free >> shift
        have += shift
    return free


def fits(free: int, phases: Iterable[Phase]) -> int:
    """The cells at which something can begin whose every phase finds its cells free."""
    found = -1
    for offset, minutes in phases:
        found &= runs(free, -(-minutes // CELL_MINUTES)) >> (offset // CELL_MINUTES)
    return found


def bits(mask: int) -> Iterator[int]:
    """The set bits, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
