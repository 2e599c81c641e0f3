"""A clinic's day at a glance: who, where in the visit, and what nobody may forget."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yintang.clinic.care.models import SessionEvent, Visit
from yintang.clinic.care.steps import next_step, with_steps
from yintang.clinic.care.visits.alerts import AFTER_REMOVAL
from yintang.clinic.care.visits.wall_clock import span, today_in
from yintang.clinic.clinics.models import Clinic

PHASES = {
    "check": "Last questions", "prepare": "Preparing", "insert": "Needles going in",
    "rest": "Resting", "remove": "Needles coming out", "adjunct": "After the needles",
    "close": "Closing",
}  # fmt: skip
AMISS = ("search", "emergency")
"""Events by which a session says that its count does not come out."""
MOST_UNSIGNED = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A visit on the page of the day."""

    visit: Visit
    where: str
    """Where in the visit she is, in words that the desk may read."""
    tone: str
    """"", "now", "done" or "off"."""
    rests_until: datetime | None = None
    unaccounted: int = 0
    """Needles that should have been accounted for by now."""


def day_of(clinic: Clinic, day: date, now: datetime) -> list[Line]:
    """The visits of one day, by time."""
    first, last = span(clinic, day)
    visits = list(
        with_steps(clinic.visits.filter(starts_at__gte=first, starts_at__lt=last)).order_by(
            "starts_at", "pk"
        )
    )
    amiss = _amiss(visits)
    return [_line(visit, clinic, now, visit.pk in amiss) for visit in visits]


def _amiss(visits: list[Visit]) -> set[UUID]:
    """Visits whose session said that its count does not come out.

    Asked apart and only where needles are missing: as part of the day's query PostgreSQL reads
    every event of the clinic.
    """
    missing = {
        visit.session.pk: visit.pk
        for visit in visits
        if getattr(visit, "session", None) and visit.session.unaccounted
    }
    if not missing:
        return set()
    said = SessionEvent.objects.filter(session__in=list(missing), kind__in=AMISS)
    return {missing[key] for key in said.values_list("session", flat=True).distinct()}


def open_before(clinic: Clinic, day: date, now: datetime) -> list[Line]:
    """Visits of earlier days, and of later ones, that were begun and not signed."""
    first, last = span(clinic, day)
    visits = clinic.visits.filter(state__in=Visit.OPEN).exclude(
        starts_at__gte=first, starts_at__lt=last
    )
    # Found by their state, then ordered: asked in one, either database reads the whole diary.
    found = Visit.objects.filter(pk__in=list(visits.values_list("pk", flat=True)))
    rows = with_steps(found).order_by("-starts_at")[:MOST_UNSIGNED]
    return [_line(visit, clinic, now) for visit in rows]


def _line(visit: Visit, clinic: Clinic, now: datetime, amiss: bool = False) -> Line:
    visit.clinic = clinic
    session = getattr(visit, "session", None)
    unaccounted = 0
    if session and session.unaccounted and visit.state in Visit.OPEN:
        earlier = visit.local_start.date() < today_in(clinic, now)
        over = session.closed_at or session.phase in AFTER_REMOVAL or earlier or amiss
        unaccounted = session.unaccounted if over else 0
    if visit.state != Visit.State.UNDER_WAY:
        return Line(visit, visit.get_state_display(), TONES[visit.state], None, unaccounted)
    if session is None or session.closed_at:
        step = next_step(visit)
        return Line(visit, step.name if step else "", "now", None, unaccounted)
    rests = session.rest_ends_at if session.phase == "rest" else None
    return Line(visit, PHASES.get(session.phase, session.phase), "now", rests, unaccounted)


TONES: dict[str, str] = {
    Visit.State.BOOKED: "", Visit.State.ARRIVED: "now", Visit.State.UNDER_WAY: "now",
    Visit.State.CLOSED: "now", Visit.State.SIGNED: "done", Visit.State.CANCELLED: "off",
    Visit.State.MISSED: "off",
}  # fmt: skip
