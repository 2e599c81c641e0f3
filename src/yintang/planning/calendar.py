"""Writes a course as an iCalendar file (RFC 5545) that other programs can read.

A calendar is often shared, so it holds the dates alone: nothing of why a person comes.
"""

import uuid
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event

from yintang.planning.plan import Course

NAMESPACE = uuid.UUID("5d3e3ff5-5c2e-4a5f-9f0e-2b5c9a6b1f10")
"""Yintang's own, so that the same visit always has the same UID."""


def as_ics(course: Course, *, key: str = "") -> bytes:
    """The visits and the photograph afterwards as all-day events.

    Parameters
    ----------
    key : tells this course from others in one calendar, such as the clinic's number for it; it
        goes into the UIDs only as a hash. A visit keeps its UID when its date changes under the
        same key; without a key UIDs depend on the first visit's date.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Yintang//Course//EN")
    calendar.add("version", "2.0")
    called = key or course.sessions[0].date.isoformat()
    # RFC 5545 wants a stamp; the first visit's day keeps the file free of the clock.
    stamp = datetime.combine(course.sessions[0].date, time(), UTC)
    total = len(course.sessions)
    for visit in course.sessions:
        review = ", review" if visit.n in course.reviews else ""
        summary = f"Yintang visit {visit.n} of {total}{review}"
        calendar.add_component(_event(f"{called}/visit/{visit.n}", visit.date, summary, stamp))
    if course.photographs:
        after = course.photographs[-1].date
        calendar.add_component(
            _event(f"{called}/photograph", after, "Yintang photograph afterwards", stamp)
        )
    return bytes(calendar.to_ical())


def _event(uid: str, day: date, summary: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(NAMESPACE, uid)}@yintang")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event
