"""What the session's page is made of, beside the state that its events amount to."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from yintang import treatment
from yintang.atlas.model import Adjunct
from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.models import Plan, Session, SessionEvent, Visit
from yintang.clinic.care.sessions.begin import drawn_face
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient
from yintang.clinic.photos.models import Photo
from yintang.drawing import draw_figure
from yintang.drawing.schematic import draw_schematic
from yintang.planning.screening import Screening
from yintang.treatment.session import SEARCH_CHECKLIST, STEPS
from yintang.treatment.zones import ASKED_BY_NAME, NOWHERE

FIGURE = (1120, 700)
"""The size of the drawing of the body, as `draw_figure` has it."""

INK_UNIT = 216.0
"""One distance between the pupils in the units for which the face map's lines are drawn."""

ADVERSE: dict[str, str] = {
    "facial-bleeding": "Bleeding",
    "facial-bruise": "Bruise",
    "autonomic": "Faint or dizzy",
    "pain-survey": "Pain",
    "drowsy": "Drowsy",
    "other": "Other",
}
"""What a session commonly meets, by the atlas' id, as its button says it; "other" is any other."""

READY: dict[str, str] = {
    "skin": "Skin clean and dry, make-up off",
    "hands": "Hands washed, sanitiser within reach",
    "couch": "Head supported, blanket, the way to the door clear",
    "sharps": "Sharps box and tray within reach",
    "eaten": "Has eaten and drunk, and knows what comes next",
    "bell": "The call bell is in the patient's hand",
}
"""What is looked at before the first needle; the wording is ours."""

PHOTOGRAPH_WITHIN = timedelta(days=3)
"""A photograph planned for a day counts as taken if it was taken at most so long before."""


@dataclass(frozen=True, slots=True)
class Alert:
    """What to keep in mind while needling: a finding's name, what made it fire, and its words."""

    name: str
    because: str
    say: str
    action: str


def alerts(screening: Screening) -> tuple[Alert, ...]:
    """Every finding that is more than a note, the gravest first."""
    rank = ("STOP", "REFER", "DEFER", "ADAPT")
    found = sorted(screening.findings, key=lambda one: rank.index(one.action))
    return tuple(Alert(one.name, one.because, one.say, one.action) for one in found)


def ground_svg(session: Session) -> str:
    """The drawn face in the pixels of its map; "" where the session lies on a photograph."""
    if session.ground.get("photo"):
        return ""
    face_map = drawn_face()
    scale = face_map.ipd_px / INK_UNIT
    drawn = draw_schematic(face_map, lambda x, y: (x / scale, y / scale), INK_UNIT)
    return f'<g transform="scale({scale:.4f})">{drawn}</g>'


def body_svg() -> str:
    """The figure on which body points are shown."""
    return draw_figure([], atlas(), title="")


def page_facts(visit: Visit, session: Session, screening: Screening) -> dict[str, Any]:
    """What the page's scripts need to know and what does not change during the session."""
    return {
        "needles": session.expected,
        "ground": session.ground,
        "figure": FIGURE,
        "retention_min": session.retention_min,
        "zones": dict(treatment.ZONES) | {NOWHERE: "Place not recorded"},
        "look": {zone: list(places) for zone, places in ASKED_BY_NAME.items()},
        "search": list(SEARCH_CHECKLIST),
        "steps": [list(step) for step in STEPS],
        "adverse": ADVERSE,
        "adjuncts": _adjuncts(visit, screening),
        "packs": packs_in_use(visit.clinic),
        "today": consulting.day_of(visit).isoformat(),
        "questions": [one.id for one in consulting.three_questions(visit)],
        "urls": {name: reverse(f"session-{name}", args=[visit.pk]) for name in ("events", "state")}
        | {
            name: reverse(name, args=[visit.pk])
            for name in ("record", "needle-consents", "needle-consent-sign")
        }
        | {"login": reverse("account_login")},
    }


def _adjuncts(visit: Visit, screening: Screening) -> list[dict[str, Any]]:
    plan = Plan.objects.filter(visit=visit).first()
    planned = plan.adjuncts if plan else []
    chosen = [atlas().adjuncts[id_] for id_ in planned if id_ in atlas().adjuncts]
    return [_adjunct(one, screening) for one in chosen]


def _adjunct(one: Adjunct, screening: Screening) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "steps": list(one.steps),
        "dose": one.dose,
        "against": list(treatment.adjunct_contraindications(one.id, screening, atlas())),
        "ask": list(one.contraindications),
        "minutes": one.minutes and list(one.minutes),
        "stop": one.stop,
    }


def packs_in_use(clinic: Clinic, sessions: int = 10, most: int = 6) -> list[dict[str, Any]]:
    """The packs that the clinic's last sessions opened, the latest first; each lot once."""
    last = Session.objects.filter(visit__clinic=clinic).order_by("-started_at")
    ids = list(last.values_list("pk", flat=True)[:sessions])
    opened = SessionEvent.objects.filter(session__in=ids, kind="pack")
    by_lot: dict[str, dict[str, Any]] = {}
    for event in opened.order_by("-received_at", "-number"):
        by_lot.setdefault(event.body["lot"], event.body)
    return list(by_lot.values())[:most]


def photo_of(session: Session) -> Photo | None:
    """The photograph under the needles; None on the drawn face, and once it has been erased."""
    return Photo.objects.filter(pk=session.ground["photo"], erased_at=None).first()


def photograph_due(visit: Visit, today: date) -> str:
    """What the course wants photographed by today and is not yet, in words; "" if nothing."""
    if visit.course is None:
        return ""
    planned = visit.course.planned.get("photographs", [])
    due = [one for one in planned if date.fromisoformat(one["date"]) <= today]
    if not due:
        return ""
    wanted = max(due, key=lambda one: one["date"])
    since = date.fromisoformat(wanted["date"]) - PHOTOGRAPH_WITHIN
    kept = Photo.objects.filter(patient=visit.patient, erased_at=None, taken_at__date__gte=since)
    return "" if kept.exists() else str(wanted["what"])


def aftercare_lines(screening: Screening) -> list[dict[str, Any]]:
    """What to hand over, grouped by when it applies, the emergency signs last."""
    groups: dict[str, dict[str, Any]] = {}
    for line in treatment.aftercare_for(screening.findings, atlas()):
        group = groups.setdefault(
            line.when, {"when": line.when, "urgency": line.urgency, "says": []}
        )
        group["says"].append(line.say)
    return list(groups.values())


def aftercare_text(clinic: Clinic, patient: Patient, groups: Iterable[dict[str, Any]]) -> str:
    """The same as plain text, for a letter."""
    parts = [f"Dear {patient.called},", "After your treatment today, please keep to this."]
    for group in groups:
        parts.append("\n".join([group["when"], *(f"- {say}" for say in group["says"])]))
    reach = " or ".join(filter(None, (clinic.phone, clinic.email)))
    parts.append(f"{clinic.name}{f': {reach}' if reach else ''}. Emergency: {clinic.emergency}.")
    return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One line of the summary's count."""

    name: str
    went_in: int
    out: int
    retained: int
    lost: int
    still_in: int


def summary(state: treatment.Session) -> dict[str, Any]:
    """A closed session, to read: counts by zone, minutes, events."""
    counts = [
        ZoneLine(
            treatment.ZONES.get(one.zone, "Place not recorded"),
            *(one.went_in, one.counted_out, one.retained, one.lost, one.still_in),
        )
        for one in state.zones.values()
        if one.expected or one.went_in or one.counted_out
    ]
    shown = treatment.as_json(state)
    return {
        "zones": counts,
        "counts": shown["counts"],
        "rests": shown["rests"],
        "packs": [event.body for event in state.packs],
        "adverse": [_told(event, state) for event in state.adverse],
        "adjuncts": list({one["name"]: one for one in map(_adjunct_told, state.adjuncts)}.values()),
        "felt": [event.body for event in state.felt][-1:],
        "retained": [_told(event, state) for event in state.retained],
        "incidents": [_told(event, state) for event in state.incidents],
        "discrepancies": state.discrepancies,
        "hurt": [one for one in state.needles.values() if one.hurt],
        "skipped": [one for one in state.needles.values() if one.status == "skipped"],
        "closed_at": state.closed_at,
    }


def _told(event: treatment.Event, state: treatment.Session) -> dict[str, Any]:
    needle = state.needles.get(event.body.get("needle", ""))
    where = treatment.ZONES.get(event.body.get("zone", ""), "")
    kind = ADVERSE.get(event.body.get("kind", ""), event.body.get("kind", ""))
    named = asdict(needle) if needle else None
    return {**event.body, "kind": kind, "named": named, "where": where, "at": event.at}


def _adjunct_told(event: treatment.Event) -> dict[str, Any]:
    entry = atlas().adjuncts.get(event.body["adjunct"])
    return {**event.body, "name": entry.name if entry else event.body["adjunct"], "at": event.at}
