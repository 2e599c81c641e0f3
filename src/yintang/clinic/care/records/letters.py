"""A course as a letter: what was done, how often, her own ratings as numbers, what went wrong.

It says what was recorded and nothing of what might come of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Consultation, Course, Session, Visit
from yintang.clinic.care.sessions.ledger import state_of
from yintang.clinic.clinics.templatetags.words import day
from yintang.treatment.adverse import SEVERITY, adverse_choices

Reader = Literal["her", "doctor"]


@dataclass(frozen=True, slots=True)
class Summary:
    """A letter: its subject and its paragraphs."""

    subject: str
    paragraphs: tuple[str, ...]

    @property
    def body(self) -> str:
        """As plain text."""
        return "\n\n".join(self.paragraphs)


def summary_of(course: Course, today: date, reader: Reader = "her") -> Summary:
    """The course as a letter to the patient or to her doctor."""
    patient, clinic = course.patient, course.patient.clinic
    visits = [
        visit
        for visit in course.visits.select_related("session", "clinic").order_by("starts_at")
        if getattr(visit, "session", None) and visit.session.closed_at
    ]
    subject = f"Your course of acupuncture at {clinic.name}"
    opening = f"Dear {patient.called},"
    if reader == "doctor":
        born = f", born {day(patient.born)}" if patient.born else ""
        subject = f"{patient}{born}: acupuncture at {clinic.name}"
        opening = f"Dear {patient.doctor or 'colleague'},\n\n{subject}"
    whose = "you" if reader == "her" else str(patient)
    paragraphs = (
        day(today),
        opening,
        _done(course, visits, whose),
        _ratings(visits, reader),
        _events(visits),
        "These are records and ratings, not proof: they cannot tell how much of a change came "
        "from the needles. Nobody knows how long a change lasts.",
        _closing(course, reader),
    )
    return Summary(subject, tuple(filter(None, paragraphs)))


def _done(course: Course, visits: Sequence[Visit], whose: str) -> str:
    if not visits:
        return (
            f"{whose[:1].upper()}{whose[1:]} began a course on {day(course.started_on)}. No "
            "session has been completed yet."
        )
    goals = _names(course.concerns)
    counts = [_needles_in(visit.session) for visit in visits]
    span = f"{min(counts)} to {max(counts)}" if min(counts) != max(counts) else f"{counts[0]}"
    first, last = visits[0].local_start, visits[-1].local_start
    when = f"on {day(first)}" if len(visits) == 1 else f"between {day(first)} and {day(last)}"
    return (
        f"{len(visits)} of {course.sessions} planned visits took place {when}"
        f"{f', for {goals}' if goals else ''}. At each visit {span} thin needles were placed in "
        "the face and the body, left for a while, taken out and counted."
    )


def _names(ids: Iterable[str]) -> str:
    known = [atlas().concerns.get(id_) or atlas().complaints.get(id_) for id_ in ids]
    return ", ".join(one.name.lower() for one in known if one)


def _needles_in(session: Session) -> int:
    return sum(zone.went_in for zone in state_of(session).zones.values())


def _ratings(visits: Sequence[Visit], reader: Reader) -> str:
    """Each goal's first and last rating, with the visits they were given at."""
    told = Consultation.objects.filter(visit__in=[visit.pk for visit in visits])
    answers = {one.visit_id: one.answers.get("ratings", {}) for one in told}
    given: dict[str, list[tuple[int, Any]]] = {}
    for visit in visits:
        for goal, rating in answers.get(visit.pk, {}).items():
            given.setdefault(goal, []).append((visit.number, rating))
    lines = [f"- {_names([goal]) or goal}: {_course_of(marks)}" for goal, marks in given.items()]
    if not lines:
        return ""
    who = "Your own ratings" if reader == "her" else "The patient's own ratings"
    return "\n".join([f"{who}, from 0 (not at all troubled) to 10 (as much as can be):", *lines])


def _course_of(marks: Sequence[tuple[int, Any]]) -> str:
    first, last = marks[0], marks[-1]
    said = f"{first[1]} at visit {first[0]}"
    return said if first[0] == last[0] else f"{said}, {last[1]} at visit {last[0]}"


def _events(visits: Sequence[Visit]) -> str:
    names, severity = dict(adverse_choices(atlas())), dict(SEVERITY)
    lines = [
        f"- visit {visit.number}: {_event(event.body, names, severity)}"
        for visit in visits
        for event in state_of(visit.session).adverse
    ]
    return "\n".join(["What went wrong:", *lines]) if lines else "No adverse event was recorded."


def _event(body: Mapping[str, Any], names: dict[str, str], severity: dict[int, str]) -> str:
    outcome = f"; {body['outcome']}" if body.get("outcome") else ""
    return f"{names.get(body['kind'], body['kind'])}, {severity.get(body['severity'], '')}{outcome}"


def _closing(course: Course, reader: Reader) -> str:
    clinic = course.patient.clinic
    reach = ", ".join(filter(None, (clinic.phone, clinic.email)))
    ask = (
        "Ask us about anything in this letter" if reader == "her" else "Please ask if you need more"
    )
    return f"{ask}{f': {reach}' if reach else ''}.\n\n{course.practitioner}\n{clinic.name}"
