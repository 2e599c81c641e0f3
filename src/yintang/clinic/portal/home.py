"""What stands on her own page: what comes next, what there is to do, where she is in her course."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote_plus

from django.urls import reverse

from yintang.clinic.care.consultations.consulting import answers_of
from yintang.clinic.care.models import Course, Visit
from yintang.clinic.care.visits.progress import marks_of
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.consenting import latest
from yintang.clinic.patients.models import Consent, Patient
from yintang.clinic.portal.told import coming_visit, goals_of, may_tell, steps_of

PREPARATION = (
    "Eat something within the four hours before, and drink as usual.",
    "No alcohol that day.",
    "Come without make-up, or with a little time to take it off.",
    "Bring the names of your medicines. Leave none out because of the visit.",
    "A cold sore, a fever or a new problem with your skin? Tell the clinic before you set out.",
)
"""Ours, from what the atlas' rules R12, R29 and R30 put a session off for, and from rule R02."""
MAP = "https://www.openstreetmap.org/search?query="


@dataclass(frozen=True, slots=True)
class Task:
    """Something she can do before her visit. `url` leads there."""

    name: str
    why: str
    url: str
    done: bool = False


def page_of(patient: Patient, now: datetime) -> dict[str, Any]:
    """Everything on her page but the list of who looked."""
    visit = coming_visit(patient, now)
    later = patient.visits.filter(state=Visit.State.BOOKED, starts_at__gte=now)
    if visit:
        later = later.exclude(pk=visit.pk)
    course = Course.running(patient) or patient.courses.order_by("-started_on").first()
    visits = list(course.visits.select_related("clinic").defer("record")) if course else []
    release = getattr(course, "release", None) if course else None
    return {
        "visit": visit,
        "later": later.select_related("practitioner").order_by("starts_at")[:12],
        "preparation": PREPARATION,
        "map": map_of(patient.clinic),
        "tasks": tasks_of(patient, visit),
        "course": course,
        "marks": marks_of(course, visits) if course else (),
        "released": release if release and release.in_force else None,
        "last": last_treated(patient),
    }


def map_of(clinic: Clinic) -> str:
    """Where a map shows the clinic; "" without an address. Nothing is fetched until she follows."""
    return f"{MAP}{quote_plus(' '.join(clinic.address.split()))}" if clinic.address else ""


def last_treated(patient: Patient) -> Visit | None:
    """Her latest visit whose session is over."""
    done = patient.visits.filter(session__closed_at__isnull=False)
    return done.defer("record").order_by("-starts_at").first()


def tasks_of(patient: Patient, visit: Visit | None) -> list[Task]:
    """What she can do before the visit, in the order of its use."""
    tasks: list[Task] = []
    if visit and may_tell(visit):
        tasks += _telling(patient, visit)
    standing = latest(patient, Consent.Purpose.TREATMENT)
    if visit and (standing is None or not standing.in_force):
        tasks.append(
            Task(
                "Read what you would agree to",
                "Consent to treatment. You can sign it here or at the visit.",
                reverse("mine-consent", args=[patient.pk, "treatment"]),
            )
        )
    return tasks


def _telling(patient: Patient, visit: Visit) -> list[Task]:
    answers = answers_of(visit)
    steps = steps_of(answers)
    done = sum(1 for step in steps if step.done)
    goals = goals_of(visit)
    tasks = []
    if not patient.visits.filter(session__closed_at__isnull=False).exists() or done:
        tasks.append(
            Task(
                "Questions before your visit",
                "Everything is answered." if done == len(steps)
                else f"{done} of {len(steps)} parts answered. Stop and go on whenever you like."
                if done else "About ten minutes, in parts. Stop and go on whenever you like.",
                reverse("mine-questions", args=[patient.pk]),
                done == len(steps),
            )
        )  # fmt: skip
    if goals:
        rated = all(rating is not None for _, _, rating in goals)
        tasks.append(
            Task(
                "How is it today?",
                "Rated. You can change it until the visit." if rated else "Ten seconds.",
                reverse("mine-rate", args=[patient.pk]),
                rated,
            )
        )
    return tasks
