"""Between the clinic's wall clock, which people agree on, and instants, which are stored."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yintang.clinic.clinics.models import Clinic


class NoSuchTime(Exception):
    """A time that the clock skips, on the day on which it goes forward."""


def instant(day: date, at: time, zone: ZoneInfo, fold: int = 0) -> datetime:
    """The instant of a local time. Of an hour that comes twice the first; with `fold` 1 the second.

    Raises
    ------
    NoSuchTime
        If the clock goes forward over this time on this day.
    """
    found = datetime.combine(day, at.replace(fold=fold), tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != datetime.combine(day, at):
        raise NoSuchTime(
            f"The clock goes forward on this day and skips {at:%H:%M}. Choose another time."
        )
    return found


def today_in(clinic: Clinic, now: datetime) -> date:
    """The day on the clinic's wall clock."""
    return now.astimezone(clinic.zone).date()


def span(clinic: Clinic, day: date) -> tuple[datetime, datetime]:
    """A day of the clinic as instants: its midnight and the next."""
    first, last = (
        datetime.combine(midnight, time(), tzinfo=clinic.zone).astimezone(UTC)
        for midnight in (day, day + timedelta(days=1))
    )
    return first, last
