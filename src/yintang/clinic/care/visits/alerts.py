"""What must be known before anybody touches her: from her latest consultation and her visits."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from yintang.clinic.care.consultations.consulting import consultation_of, overrides_of, screening_of
from yintang.clinic.care.models import Visit
from yintang.clinic.patients.models import Patient
from yintang.planning.plan import Finding

ALWAYS_SAID = {
    "R01", "R02", "R03", "R04", "R05", "R06", "R19", "R21", "R23", "R24", "R25", "R26", "R27",
    "R34", "R44",
}  # fmt: skip
"""Rules that only adapt the plan and still concern whoever meets her: bleeding, pregnancy and
breastfeeding, implants, blood pressure, epilepsy, cancer, diabetes, immunity, allergies,
blood-borne infection, fragile vessels. A choice of ours."""
WORDS = {"STOP": "Stop", "REFER": "Ask first", "DEFER": "Wait", "ADAPT": "Take care"}
ISO_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
AFTER_REMOVAL = ("adjunct", "close")
"""Phases of a session in which every needle should be out and counted."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One line. `until` is its last day where it has one; `visit` leads to what it speaks of."""

    kind: Literal["stop", "caution", "note"]
    say: str
    until: date | None = None
    visit: UUID | None = None
    word: str = ""
    """What it asks for, in a word or two: "Stop", "Wait", "Ask first", "Take care", "To do"."""
    until_event: str = ""
    """What must have happened, or what lets her be treated sooner."""


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
    said = " ".join(alert.say.casefold() for alert in alerts)
    unsaid = [
        name for name in consultation_of(visit).allergies or () if name.casefold() not in said
    ]
    if unsaid:
        alerts.append(Alert("caution", f"Allergies: {', '.join(unsaid)}", word=WORDS["ADAPT"]))
    return alerts


def _from(finding: Finding, overridden: bool) -> Alert:
    because = ISO_DAY.sub(
        lambda found: f"{date.fromisoformat(found[0]):%-d %B %Y}", finding.because
    )
    say = f"{finding.name}: {because}"
    if because.casefold().startswith(finding.name.casefold()):
        say = because[:1].upper() + because[1:]
    careful = overridden or finding.action == "ADAPT"
    return Alert(
        kind="caution" if careful else "stop",
        say=f"{say} (overridden by the owner)" if overridden else say,
        until=finding.until,
        word=WORDS["ADAPT" if careful else finding.action],
        until_event=finding.until_event,
    )


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
                    word="Find",
                )
            )
        elif visit.state == Visit.State.CLOSED or day < today:
            alerts.append(
                Alert(
                    "note",
                    f"The visit of {day:%-d %B %Y} is not signed",
                    visit=visit.pk,
                    word="To do",
                )
            )
    return alerts
