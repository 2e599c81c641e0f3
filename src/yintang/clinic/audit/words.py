"""The audit in words: who, as what, did what, on which day."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from yintang.clinic.audit.models import Entry
from yintang.clinic.clinics.models import Clinic, Membership
from yintang.clinic.patients.models import Patient

ACTS = {
    "read": "opened", "read the log of": "looked at the log of", "created": "made",
    "changed": "changed", "merged": "merged another into", "unmerged": "undid the merge of",
    "began": "began", "arrived": "noted the arrival for", "cancelled": "cancelled",
    "missed": "noted as missed", "signed": "signed", "amended": "amended", "exported": "exported",
    "printed": "printed", "withdrawn": "withdrew", "erased": "erased", "sent": "sent",
    "confirmed": "confirmed", "queued": "put into the outbox", "chose": "chose",
    "answered": "answered", "released": "let the patient see", "hid": "hid from the patient",
    "measured": "measured anew", "booked": "booked", "moved": "moved",
    "overbooked": "booked over another", "offered": "offered", "declined": "declined",
    "took": "took", "gave back": "gave back", "took back": "took back", "used": "used",
    "waived": "charged nothing for",
}  # fmt: skip
KINDS = {
    "appointment": "an appointment", "appointments": "appointments", "week": "the week",
    "diary": "the diary", "hours": "hours", "absence": "an absence", "holidays": "closed days",
    "service": "a service", "room": "a room", "piece of equipment": "a piece of equipment",
    "patient": "the record", "own record": "the patient's page", "log": "this list",
    "visit": "a visit",
    "course": "a course", "consultation": "a consultation", "diagnosis": "a diagnosis",
    "plan": "a plan", "session": "a session", "note": "a note", "record": "a visit's record",
    "photo": "a photograph", "photos": "the photographs", "consent": "a consent",
    "consents": "the consents", "letter": "a letter", "screening": "a screening",
    "override": "an override", "amendment": "an amendment", "shot": "what counts of a photograph",
    "target": "a target", "circumstances": "the circumstances of a visit",
    "sequence": "the photographs of a visit", "change": "what a course changed",
    "rating": "a rating of two photographs", "calibration": "the room's calibration",
    "measurements": "the measurements of a course", "feed": "a calendar feed",
    "preferences": "what letters are sent", "outbox": "the outbox",
    "request": "what the patient asked",
    "requests": "what patients asked", "wait": "a place on the waiting list",
    "waiting list": "the waiting list",
    "account": "the account", "invoice": "an invoice", "credit note": "a credit note",
    "payment": "a payment", "credit": "a credit of a package", "package": "a package",
    "invoices": "what stands on invoices", "takings": "the day's takings",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Look:
    """One row of the audit for a reader."""

    number: int
    at: datetime
    day: date
    who: str
    role: str
    act: str
    detail: str


def in_words(entry: Entry) -> str:
    """ "opened a consultation"."""
    return f"{ACTS.get(entry.act, entry.act)} {KINDS.get(entry.kind, entry.kind)}"


def looks_at(patient: Patient, page: int, size: int) -> tuple[list[Look], bool]:
    """One page of who looked at or changed her record, newest first, and whether more follow.

    What was done to records merged into hers belongs to it.
    """
    records = [patient.pk, *patient.merged.values_list("pk", flat=True)]
    rows = Entry.objects.filter(patient__in=records).select_related("by").order_by("-number")
    found = list(rows[(page - 1) * size : page * size + 1])
    members = Membership.objects.filter(
        clinic=patient.clinic, user__in={row.by_id for row in found if row.by_id}
    )
    roles = {member.user_id: member.get_role_display() for member in members}
    if patient.user_id:
        roles[patient.user_id] = "Patient"
    looks = [_look(row, patient.clinic, roles) for row in found[:size]]
    return looks, len(found) > size


def _look(row: Entry, clinic: Clinic, roles: dict[UUID, str]) -> Look:
    return Look(
        number=row.number,
        at=row.at,
        day=row.at.astimezone(clinic.zone).date(),
        who=str(row.by) if row.by else "The system",
        role=roles.get(row.by_id, "") if row.by_id else "",
        act=in_words(row),
        detail=row.detail,
    )
