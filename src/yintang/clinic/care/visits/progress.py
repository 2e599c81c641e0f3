"""Where she is in her course: one mark a visit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from yintang.clinic.care.models import Course, Visit


@dataclass(frozen=True, slots=True)
class Mark:
    """A visit of a course, or the place of one to come."""

    n: int
    state: Literal["done", "now", "booked", "to-come"]
    on: date | None = None
    visit: UUID | None = None

    @property
    def say(self) -> str:
        """In words, for whoever cannot see the mark."""
        words = {"done": "done", "now": "under way", "booked": "booked", "to-come": "to come"}
        when = f", {self.on:%-d %B %Y}" if self.on else ""
        return f"Visit {self.n}: {words[self.state]}{when}"


def marks_of(course: Course, visits: Iterable[Visit]) -> tuple[Mark, ...]:
    """A mark for each visit of the course, and for each that is still to come."""
    marks = {
        visit.number: Mark(visit.number, _state(visit), visit.local_start.date(), visit.pk)
        for visit in visits
        if visit.course_id == course.pk
        and visit.state not in (Visit.State.CANCELLED, Visit.State.MISSED)
    }
    planned = {
        one["n"]: date.fromisoformat(one["date"]) for one in course.planned.get("sessions", [])
    }
    more = course.sessions if course.state == Course.State.RUNNING else 0
    for n in range(1, more + 1):
        marks.setdefault(n, Mark(n, "to-come", planned.get(n)))
    return tuple(marks[n] for n in sorted(marks))


def _state(visit: Visit) -> Literal["done", "now", "booked"]:
    if visit.state in (Visit.State.SIGNED, Visit.State.CLOSED):
        return "done"
    return "booked" if visit.state == Visit.State.BOOKED else "now"
