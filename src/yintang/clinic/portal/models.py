"""What her own page keeps: what she may see of a course, what she asked, how she signs in."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models import Course
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

LINK_HOLDS = timedelta(minutes=30)
"""How long a link for signing in can be used."""


class Release(models.Model):
    """A practitioner's word that she may see what a course changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.OneToOneField(Course, models.CASCADE, related_name="release")
    photographs = models.BooleanField(default=False)
    """Whether the photographs go with the verdicts and charts."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"release of {self.at:%d %B %Y}"

    @classmethod
    def give(cls, course: Course, by: User, now: datetime, *, photographs: bool) -> Self:
        """Let her see the course's results from now on."""
        with locked(course):
            release, _ = cls.objects.update_or_create(
                course=course,
                defaults={"photographs": photographs, "by": by, "at": now, "taken_back_at": None},
            )
        return release

    def take_back(self, now: datetime) -> None:
        """Hide the results from her again; saying so twice changes nothing."""
        with locked(self) as current:
            if current.taken_back_at is None:
                current.taken_back_at = now
                current.save(update_fields=["taken_back_at"])

    @property
    def in_force(self) -> bool:
        """Whether she sees the results now."""
        return self.taken_back_at is None


class RightsRequest(models.Model):
    """What a patient asked about her record: to put it right, or to delete it."""

    class Kind(models.TextChoices):
        """Articles 16 and 17 of the GDPR; elsewhere the clinic's own rules."""

        CORRECTION = "correction", "Put something right"
        DELETION = "deletion", "Delete something"

    class Outcome(models.TextChoices):
        """How the clinic answered."""

        DONE = "done", "Done"
        PARTLY = "partly", "Done in part"
        REFUSED = "refused", "Not done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="rights_requests")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    words = models.TextField(max_length=4000)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-at"], name="her_requests")]

    def __str__(self) -> str:
        return f"request of {self.at:%d %B %Y}"

    def reply(self, outcome: str, answer: str, *, by: User, now: datetime) -> bool:
        """Answer it; False where somebody has answered already."""
        with locked(self) as current:
            if current.answered_at is not None:
                return False
            current.outcome, current.answer = outcome, answer
            current.answered_by, current.answered_at = by, now
            current.save(update_fields=["outcome", "answer", "answered_by", "answered_at"])
        return True


class EntryLink(models.Model):
    """A link by which a patient signs in: once, and soon. Only its hash is kept.

    It belongs to a patient's record and to the address it was sent to; whoever opens it has shown
    that she reads that address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="entry_links")
    email = models.EmailField()
    token_sha256 = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return "link for signing in"

    @classmethod
    def make(cls, patient: Patient, now: datetime) -> str:
        """The secret of a new link to her sign-in's address, or else to that of her record."""
        token = secrets.token_urlsafe(32)
        cls.objects.create(
            patient=patient,
            email=address_of(patient),
            token_sha256=_hash(token),
            until=now + LINK_HOLDS,
        )
        return token

    @classmethod
    def of(cls, token: str, now: datetime) -> Self | None:
        """The link of a secret, if it can still be used.

        Its address must still be that of the record's sign-in, or of the record: two records may
        have been made one since, and a link into the one must not open the other.
        """
        links = cls.objects.filter(token_sha256=_hash(token), used_at=None, until__gt=now)
        found = links.select_related("patient__clinic", "patient__user").first()
        return found if found and found.email == address_of(found.patient) else None

    def use(self, now: datetime) -> bool:
        """Use it up; False where another click was first, or its time has passed."""
        with locked(self) as current:
            if current.used_at is not None or current.until <= now:
                return False
            current.used_at = now
            current.save(update_fields=["used_at"])
        return True


def address_of(patient: Patient) -> str:
    """Where a link for signing in goes: to her sign-in's address, or else to her record's."""
    return patient.user.email if patient.user else patient.email.lower()


def _hash(token: str) -> str:
    """Of a secret with 256 bits of chance: nothing to guess, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
