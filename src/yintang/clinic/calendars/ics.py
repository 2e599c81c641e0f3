"""Appointments as iCalendar (RFC 5545), for feeds, for downloads and beside letters (RFC 5546).

A calendar is often shared and often seen over a shoulder: it holds times and where to go, and says
nothing of why.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from yintang.clinic.booking.models import Appointment
from yintang.clinic.calendars.zones import vtimezone

SUMMARY = "Appointment"


def appointments_ics(appointments: Iterable[Appointment]) -> bytes:
    """Appointments to be taken over once, such as from a download link."""
    return calendar_of([event_of(one) for one in appointments], "PUBLISH")


def calendar_of(events: Sequence[Event], method: str, *, refreshed: bool = False) -> bytes:
    """A whole calendar with the time zones that its events name.

    Parameters
    ----------
    method : "PUBLISH"; or "REQUEST", "CANCEL" for one event that carries its organizer and attendee
    refreshed : whether programs should look again every hour (RFC 7986, 5.7)
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Yintang//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    if refreshed:
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for name, days in _zones_of(events).items():
        # Whole years: some programs keep the first description of a zone that they meet.
        first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 12, 31)
        calendar.add_component(vtimezone(name, first, last))
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def event_of(
    appointment: Appointment, *, summary: str = SUMMARY, organizer: str = "", attendee: str = ""
) -> Event:
    """One appointment; it keeps its UID when it moves, and its sequence grows.

    Its start is a wall time in its zone. One that the clock repeats is written in UTC: RFC 5545
    (3.3.5) means the first of the two by it, and not every program does.
    """
    event = Event()
    event.add("uid", f"{appointment.pk}@yintang")
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", appointment.changed_at.astimezone(UTC).replace(microsecond=0))
    begins = appointment.starts_at.astimezone(zone_of(appointment))
    repeated = begins.replace(fold=0).utcoffset() != begins.replace(fold=1).utcoffset()
    event.add("dtstart", begins.astimezone(UTC) if repeated else begins)
    event.add("duration", timedelta(minutes=appointment.minutes))
    event.add("summary", summary)
    event.add("location", ", ".join(appointment.clinic.address.split("\n")).strip())
    cancelled = appointment.state == Appointment.State.CANCELLED
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
    event.add("class", "PRIVATE")
    if organizer:
        event.add("organizer", vCalAddress(f"mailto:{organizer}"))
        event.add("attendee", _attending(attendee))
    return event


def zone_of(appointment: Appointment) -> ZoneInfo:
    """In which its wall time was agreed."""
    return ZoneInfo(appointment.zone)


def _attending(address: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{address}")
    attendee.params["PARTSTAT"] = "ACCEPTED"
    attendee.params["RSVP"] = "FALSE"
    return attendee


def _zones_of(events: Iterable[Event]) -> dict[str, list[date]]:
    """The days on which each time zone is needed."""
    found: dict[str, list[date]] = {}
    for event in events:
        begins = event.DTSTART
        if isinstance(begins, datetime) and isinstance(begins.tzinfo, ZoneInfo):
            found.setdefault(begins.tzinfo.key, []).append(begins.date())
    return found
