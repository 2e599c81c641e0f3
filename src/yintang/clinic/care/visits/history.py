"""Everything that happened with a patient, newest first."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.care.models import Amendment, SessionEvent, Visit
from yintang.clinic.patients.models import Merge, Patient

PAGE = 30
SEVERITY = {1: "mild", 2: "moderate", 3: "severe", 4: "serious"}


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline. `link` is "" where there is nothing to open."""

    at: datetime
    what: str
    say: str
    link: str = ""
    more: str = ""
    merge: Merge | None = None


Source = Callable[[Patient, int], Iterator[Happening]]


def history_of(patient: Patient, page: int, *, notes: bool) -> tuple[list[Happening], bool]:
    """One page of the timeline and whether there are earlier ones.

    Parameters
    ----------
    page : from 1.
    notes : whether the reader may see clinical content; the desk sees visits and merges.
    """
    sources: tuple[Source, ...] = (_visits, _merges)
    if notes:
        sources += (_consents, _photos, _letters, _adverse, _amendments)
    enough = page * PAGE + 1
    found = [happening for source in sources for happening in source(patient, enough)]
    found.sort(key=lambda happening: happening.at, reverse=True)
    return found[(page - 1) * PAGE : page * PAGE], len(found) >= enough


def _to(name: str, *args: object) -> str:
    """The address of a page, or "" where this installation has none of that name."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _visits(patient: Patient, number: int) -> Iterator[Happening]:
    visits = Visit.objects.filter(patient=patient).select_related("practitioner", "course")
    for visit in visits.defer("record").order_by("-starts_at")[:number]:
        of = f" {visit.number} of {visit.course.sessions}" if visit.course else ""
        say = f"Visit{of}: {visit.get_state_display().lower()}"
        yield Happening(
            visit.starts_at, "visit", say, _to("visit", visit.pk), f"with {visit.practitioner}"
        )


def _merges(patient: Patient, number: int) -> Iterator[Happening]:
    for merge in patient.merges.select_related("by", "retired").order_by("-at")[:number]:
        undone = " (undone)" if merge.undone_at else ""
        yield Happening(
            merge.at,
            "merge",
            f"Another record was merged into this one{undone}",
            more=f"by {merge.by}",
            merge=None if merge.undone_at else merge,
        )


def _consents(patient: Patient, number: int) -> Iterator[Happening]:
    for consent in patient.consents.order_by("-signed_at")[:number]:
        said = "given" if consent.given else "declined"
        link = _to("consent", consent.pk)
        name = consent.get_purpose_display().lower()
        yield Happening(consent.signed_at, "consent", f"Consent to {name}: {said}", link)
        if consent.withdrawn_at:
            say = f"Consent to {name}: withdrawn"
            yield Happening(consent.withdrawn_at, "consent", say, link)


def _photos(patient: Patient, number: int) -> Iterator[Happening]:
    photos = patient.photos.defer("face_map").order_by("-taken_at")
    for photo in photos[:number]:
        erased = ", erased" if photo.erased_at else ""
        say = f"Photograph: {photo.get_view_display().lower()}{erased}"
        yield Happening(
            photo.taken_at, "photograph", say, _to("patient-photos", patient.pk), photo.trouble
        )


def _letters(patient: Patient, number: int) -> Iterator[Happening]:
    for letter in patient.letters.order_by("-created_at")[:number]:
        yield Happening(
            letter.created_at, "letter", f"Letter: {letter.subject}", more=letter.standing
        )


def _adverse(patient: Patient, number: int) -> Iterator[Happening]:
    """Adverse events that were not taken back."""
    events = SessionEvent.objects.filter(
        Q(kind="adverse") | Q(kind="undo"), session__visit__patient=patient
    ).select_related("session")
    rows = list(events.defer("session__expected").order_by("-received_at")[: number * 2])
    undone = {str(row.body.get("event")) for row in rows if row.kind == "undo"}
    known = atlas().adverse_events
    for row in rows:
        if row.kind == "adverse" and str(row.pk) not in undone:
            kind = str(row.body.get("kind", ""))
            name = known[kind].name if kind in known else kind
            severity = SEVERITY.get(row.body.get("severity", 0), "")
            yield Happening(
                row.received_at,
                "adverse event",
                f"Adverse event: {name}",
                _to("record", row.session.visit_id),
                severity,
            )


def _amendments(patient: Patient, number: int) -> Iterator[Happening]:
    rows = Amendment.objects.filter(visit__patient=patient).select_related("by")
    for row in rows.order_by("-at")[:number]:
        say = f"Amendment of a signed visit: {row.concerns}"
        yield Happening(row.at, "amendment", say, _to("record", row.visit_id), f"by {row.by}")
