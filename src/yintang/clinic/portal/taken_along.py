"""Everything about her in one file: JSON for programs, a page to read, and her photographs.

Whatever refers to her goes along, whichever app it belongs to, as `patients.merging` moves it; only
what would open a door (secrets, hashes) or exists for the machinery's sake stays behind.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, QuerySet
from django.template.loader import render_to_string

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.models import Entry
from yintang.clinic.audit.words import in_words
from yintang.clinic.care.consultations.page import summary_of
from yintang.clinic.care.models import Revision
from yintang.clinic.outbox.kinds import KINDS
from yintang.clinic.patients.models import Letter, Patient
from yintang.clinic.photos.keeping import bytes_of
from yintang.clinic.photos.models import Photo

LEFT_OUT = {"patients.word", "portal.entrylink", "booking.cell", "calendars.feed"}
"""The search's words, secrets and the diary's cells."""
SECRET = ("sha256", "hash", "secret", "token", "held_by", "password", "file", "once")
"""Parts of field names that never leave the house."""
SECRET_LETTERS = frozenset(name for name, kind in KINDS.items() if kind.secret)

Rows = dict[str, list[dict[str, Any]]]


def rows_about(patient: Patient) -> Rows:
    """Every row that refers to her, by its model's name; people appear by name."""
    found: Rows = {}
    for model, rows in _walk(patient):
        known = {row["id"] for row in found.get(model._meta.label, ()) if "id" in row}
        fresh = [_row(row) for row in rows if row.pk not in known and not _opens_a_door(row)]
        found.setdefault(model._meta.label, []).extend(fresh)
    documents = [row["id"] for rows in found.values() for row in rows if "id" in row]
    revisions = Revision.objects.filter(document__in=documents).select_related("by")
    found["care.Revision"] = [_row(row) for row in revisions.order_by("document", "number")]
    return found


def _walk(patient: Patient) -> Iterator[tuple[type[Model], QuerySet[Any]]]:
    """Her own row, what hangs on it, what hangs on that; each model once from each way."""
    start: QuerySet[Any] = Patient.objects.filter(pk=patient.pk)
    yield Patient, start
    ahead: list[QuerySet[Any]] = [start]
    seen: set[tuple[str, str]] = set()
    while ahead:
        rows = ahead.pop()
        for relation in rows.model._meta.related_objects:
            model, field = relation.related_model, relation.field.name
            label = model._meta.label_lower
            if relation.many_to_many or model is Patient or label in LEFT_OUT:
                continue
            if (label, field) in seen:
                continue
            seen.add((label, field))
            below = model._default_manager.filter(**{f"{field}__in": rows.values("pk")})
            if below.exists():
                yield model, below
                ahead.append(below)


def _row(row: Model) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        if any(part in field.name for part in SECRET):
            continue
        value = getattr(row, field.attname)
        if field.related_model is User:
            value = str(getattr(row, field.name)) if value else None
        told[field.name] = value
    return told


def _opens_a_door(row: Model) -> bool:
    """Whether it is a letter with a link that still signs somebody in."""
    return isinstance(row, Letter) and row.kind in SECRET_LETTERS


def letters_to(patient: Patient) -> QuerySet[Letter]:
    """The letters to her that she may keep, the newest first."""
    return patient.letters.exclude(kind__in=SECRET_LETTERS).order_by("-created_at")


def looks_of(patient: Patient) -> list[dict[str, Any]]:
    """Who read or changed what of hers, the newest first."""
    entries = Entry.objects.filter(patient=patient.pk).select_related("by").order_by("-number")
    return [
        {"at": one.at, "who": str(one.by) if one.by else "The system", "did": in_words(one)}
        for one in entries
    ]


class _Pieces(io.RawIOBase):
    """What a zip writes, to be handed on piece by piece."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, piece: Any) -> int:
        self.waiting.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        whole, self.waiting = b"".join(self.waiting), []
        return whole


def stream(patient: Patient, now: datetime) -> Iterator[bytes]:
    """The zip, a file at a time: no more than one photograph is in memory."""
    rows = rows_about(patient)
    about = {
        "schema": "yintang/own-record/1", "made_at": now, "clinic": patient.clinic.name,
        "rows": rows, "who_looked": looks_of(patient),
    }  # fmt: skip
    text = json.dumps(about, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    photos = list(Photo.objects.filter(patient=patient, erased_at=None).order_by("taken_at"))
    page = render_to_string("portal/taken_along.html", _readable(patient, now, photos))
    pieces = _Pieces()
    with zipfile.ZipFile(pieces, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in (("record.html", page), ("record.json", text)):
            file.writestr(name, content)
            yield pieces.take()
        for photo in photos:
            file.writestr(picture_name(photo), bytes_of(photo), zipfile.ZIP_STORED)
            yield pieces.take()
    yield pieces.take()


def picture_name(photo: Photo) -> str:
    """Its name within the zip."""
    return f"photographs/{photo.taken_at:%Y-%m-%d}-{photo.view}-{_short(photo.pk)}.jpg"


def _short(key: UUID) -> str:
    return key.hex[:8]


def _readable(patient: Patient, now: datetime, photos: list[Photo]) -> dict[str, Any]:
    visits = patient.visits.select_related("practitioner", "clinic", "patient", "note")
    return {
        "patient": patient,
        "clinic": patient.clinic,
        "now": now,
        "visits": [(visit, summary_of(visit)) for visit in visits.order_by("-starts_at")],
        "consents": patient.consents.order_by("-signed_at"),
        "letters": letters_to(patient),
        "photos": [(photo, picture_name(photo)) for photo in photos],
        "looks": looks_of(patient),
    }
