"""A time zone as a calendar program reads it (VTIMEZONE, RFC 5545 3.6.5), from the IANA rules.

Every change of the clock in the span asked for is written out as it happened: no recurrence rule
has to be guessed, and none can be wrong.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

SECOND = timedelta(seconds=1)


def vtimezone(name: str, first: date, last: date) -> Timezone:
    """The zone `name` from the start of `first` to the end of `last`."""
    zone = ZoneInfo(name)
    begin = datetime.combine(first, time(), UTC) - timedelta(days=1)
    end = datetime.combine(last, time(), UTC) + timedelta(days=2)
    written = Timezone()
    written.add("tzid", name)
    written.add_component(_observance(begin, zone, first=True))
    for instant in changes(zone, begin, end):
        written.add_component(_observance(instant, zone))
    return written


def changes(zone: ZoneInfo, begin: datetime, end: datetime) -> Iterator[datetime]:
    """Each instant in UTC at which the clock is put forward or back."""
    # No zone changes its clock and back within a day.
    here = begin
    while here < end:
        there = min(here + timedelta(days=1), end)
        if _offset(zone, here) != _offset(zone, there):
            yield _between(zone, here, there)
        here = there


def _between(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The first second at which the offset is no longer that of `before`."""
    old = _offset(zone, before)
    while after - before > SECOND:
        middle = before + timedelta(seconds=(after - before) // SECOND // 2)
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _observance(
    instant: datetime, zone: ZoneInfo, *, first: bool = False
) -> TimezoneStandard | TimezoneDaylight:
    """What holds from an instant on; the `first` is told as if it had held before as well."""
    local = instant.astimezone(zone)
    to = _offset(zone, instant)
    from_ = to if first else _offset(zone, instant - SECOND)
    observance = TimezoneDaylight() if local.dst() else TimezoneStandard()
    # The onset is told on the clock as it was until then (RFC 5545, 3.6.5).
    observance.add("dtstart", (instant + from_).replace(tzinfo=None))
    observance.add("tzoffsetfrom", from_)
    observance.add("tzoffsetto", to)
    observance.add("tzname", local.tzname())
    return observance


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()
