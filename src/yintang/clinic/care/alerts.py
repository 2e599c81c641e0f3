"""What must be known before anybody touches her: from her latest consultation and her visits."""

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from yintang.clinic.care.consulting import consultation_of, overrides_of, screening_of
from yintang.clinic.care.models import Visit
from yintang.clinic.patients.models import Patient
from yintang.planning.plan import Finding

ALWAYS_SAID = {
    "R01", "R02", "R03", "R04", "R05", "R06", "R24", "R26", "R27", "R28", "R30", "R31", "R34",
}  # fmt: skip
"""Rules that only adapt the plan and still concern whoever meets her: bleeding, pregnancy and
breastfeeding, implants, lymphoedema, allergies, fainting, seizures. A choice of ours."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One line. `until` is its last day where it has one; `visit` leads to what it speaks of."""

    kind: Literal["stop", "caution", "note"]
    say: str
    until: date | None = None
    visit: UUID | None = None


def alerts_for(patient: Patient, today: date) -> tuple[Alert, ...]:
    """What stops, what asks for care, what to know; the gravest first.

    Screening is done anew for `today`, so a waiting period that is over is no longer said.
    """
    visits = Visit.objects.filter(patient=patient).select_related("patient", "clinic")
    last = visits.filter(consultation__revision__gt=0).order_by("-starts_at").first()
    said = [*_unfinished(patient, today), *([] if last is None else _told(last, today))]
    order = ("stop", "caution", "note")
    return tuple(sorted(said, key=lambda alert: order.index(alert.kind)))


def _told(visit: Visit, today: date) -> list[Alert]:
    overridden = {override.rule for override in overrides_of(visit)}
    alerts = [
        _from(finding, finding.rule in overridden)
        for finding in screening_of(visit, today).findings
        if finding.action != "ADAPT" or finding.rule in ALWAYS_SAID
    ]
    allergies = consultation_of(visit).allergies
    if allergies:
        alerts.append(Alert("caution", f"Allergies: {', '.join(allergies)}"))
    return alerts


def _from(finding: Finding, overridden: bool) -> Alert:
    say = f"{finding.name}: {finding.because}"
    if finding.until_event:
        say += f", until {finding.until_event}"
    if overridden:
        return Alert("caution", f"{say} (overridden by the owner)", finding.until)
    return Alert("caution" if finding.action == "ADAPT" else "stop", say, finding.until)


def _unfinished(patient: Patient, today: date) -> list[Alert]:
    """Needles not accounted for, and visits that nobody signed."""
    alerts = []
    visits = Visit.objects.filter(patient=patient, state__in=Visit.OPEN)
    for visit in visits.select_related("clinic", "session").defer("session__expected"):
        session = getattr(visit, "session", None)
        day = visit.local_start.date()
        if session and session.unaccounted and (session.phase in AFTER_REMOVAL or day < today):
            needles = "needle" if session.unaccounted == 1 else "needles"
            alerts.append(
                Alert(
                    "stop",
                    f"{session.unaccounted} {needles} not accounted for since {day:%-d %B %Y}",
                    visit=visit.pk,
                )
            )
        elif visit.state == Visit.State.CLOSED or day < today:
            alerts.append(
                Alert("note", f"The visit of {day:%-d %B %Y} is not signed", visit=visit.pk)
            )
    return alerts


AFTER_REMOVAL = ("adjunct", "close")
"""Phases of a session in which every needle should be out and counted."""
