"""Who read or changed what, when and from where: rows that are only ever added, chained by hashes.

Each clinic has its own chain. A row's hash covers its content and the hash before it, so that a row
altered, removed or put in between breaks every hash after it.
"""

import hashlib
import json
import uuid
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db import models

from yintang.clinic.clinics.models import Clinic


class Chain(models.Model):
    """The end of one clinic's chain: locked while a row is added."""

    clinic = models.OneToOneField(Clinic, models.PROTECT, primary_key=True, related_name="chain")
    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)

    def __str__(self) -> str:
        return f"{self.length} rows"


class Entry(models.Model):
    """One act. `subject` is the object's UUID, `patient` that of whose record it belongs to."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    act = models.CharField(max_length=40)
    """"read", "created", "changed", "signed", "exported", …"""
    kind = models.CharField(max_length=40)
    """Of the object: "patient", "consultation", "photo", …"""
    subject = models.UUIDField(null=True)
    patient = models.UUIDField(null=True)
    detail = models.CharField(max_length=500, blank=True)
    """What else the reader of the log must know, such as a typed reason. No clinical content."""
    source = models.CharField(max_length=200, blank=True)
    """Address and browser of the requester."""
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="one_place_in_the_chain")
        ]
        indexes = [models.Index(fields=["patient", "-number"], name="who_looked")]

    def __str__(self) -> str:
        return f"{self.number}: {self.act} {self.kind}"

    def content(self) -> dict[str, Any]:
        """What the hash covers, in a form that does not depend on the database."""
        return {
            "clinic": str(self.clinic_id),
            "number": self.number,
            "at": self.at.astimezone(tz=UTC).isoformat(timespec="microseconds"),
            "by": None if self.by_id is None else str(self.by_id),
            "act": self.act,
            "kind": self.kind,
            "subject": None if self.subject is None else str(self.subject),
            "patient": None if self.patient is None else str(self.patient),
            "detail": self.detail,
            "source": self.source,
        }

    def computed_hash(self) -> str:
        """SHA-256 over the previous hash and the content as canonical JSON."""
        body = json.dumps(self.content(), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(f"{self.previous}{body}".encode()).hexdigest()
