"""The steps of a visit, which are done, and which comes next."""

from dataclasses import dataclass

from django.db.models import QuerySet

from yintang.clinic.care.models import Visit

HEAVY = (
    "record", "consultation__answers", "diagnosis__suggested", "plan__suggestion", "plan__handles",
    "session__expected",
)  # fmt: skip
"""Content that says nothing about where a visit stands."""


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a visit. `url` is the name of its address."""

    url: str
    name: str
    act: str
    """What the button to it says."""
    done: bool


def with_steps(visits: QuerySet[Visit]) -> QuerySet[Visit]:
    """Visits with all that `steps_of` looks at, in one query and without the documents' content."""
    return visits.select_related(
        "patient", "practitioner", "course", "consultation", "diagnosis", "plan", "session"
    ).defer(*HEAVY)


def steps_of(visit: Visit) -> tuple[Step, ...]:
    """Consultation, pattern, plan, session and record, in the order of a visit."""
    consultation = getattr(visit, "consultation", None)
    diagnosis = getattr(visit, "diagnosis", None)
    plan = getattr(visit, "plan", None)
    session = getattr(visit, "session", None)
    return (
        Step(
            "consultation",
            "Consultation",
            _go_on("consultation", bool(consultation and consultation.revision)),
            bool(consultation and consultation.confirmed_at),
        ),
        Step("diagnosis", "Pattern", "Confirm a pattern", bool(diagnosis and diagnosis.revision)),
        Step("plan", "Plan", "Plan the needles", bool(plan and plan.confirmed_at)),
        Step(
            "session",
            "Session",
            _go_on("session", session is not None),
            bool(session and session.closed_at),
        ),
        Step("record", "Record", "Read and sign", visit.is_signed),
    )


def _go_on(what: str, begun: bool) -> str:
    return f"Continue the {what}" if begun else f"Begin the {what}"


def next_step(visit: Visit) -> Step | None:
    """The first step that is not done; None once the visit is signed."""
    return next((step for step in steps_of(visit) if not step.done), None)
