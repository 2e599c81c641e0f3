"""Time zones as calendar programs read them, against the IANA rules and another reader of them."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical
from icalendar import Calendar

from yintang.clinic.calendars.zones import changes, vtimezone

ZONES = ("Europe/Dublin", "Europe/London", "America/New_York", "Australia/Sydney", "Asia/Kolkata")
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)


def as_read(name):
    calendar = Calendar()
    calendar.add_component(vtimezone(name, FIRST, LAST))
    return tzical(StringIO(calendar.to_ical().decode())).get(name)


@pytest.mark.parametrize("name", ZONES)
def test_every_hour_of_two_years_is_read_as_the_zone_has_it(name):
    zone, read = ZoneInfo(name), as_read(name)
    hour = datetime.combine(FIRST, datetime.min.time(), UTC)
    while hour.date() <= LAST:
        local = hour.astimezone(zone)
        # The skipped and the repeated hour have no one answer on a wall clock.
        if not local.fold and local.replace(fold=1).utcoffset() == local.utcoffset():
            assert local.replace(tzinfo=read).utcoffset() == local.utcoffset(), local
        hour += timedelta(hours=1)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        # RFC 5545, 3.6.5, for New York's rule: second Sunday of March, first of November, 2 am.
        ("America/New_York", ["2026-03-08T07:00", "2026-11-01T06:00"]),
        ("Europe/Dublin", ["2026-03-29T01:00", "2026-10-25T01:00"]),
        ("Australia/Sydney", ["2026-04-04T16:00", "2026-10-03T16:00"]),
        ("Asia/Kolkata", []),
    ],
)
def test_the_clock_changes_when_it_does(name, known):
    found = changes(
        ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
    )
    assert [f"{instant:%Y-%m-%dT%H:%M}" for instant in found] == known
