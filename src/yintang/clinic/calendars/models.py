"""A calendar feed: its address is a secret, of which only the hash is kept."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient


class Feed(models.Model):
    """One address under which a calendar program reads somebody's appointments.

    A practitioner has one for each clinic, a patient one. Making it anew revokes the one before.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="+")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    patient = models.ForeignKey(
        Patient, models.CASCADE, null=True, blank=True, related_name="calendar_feeds"
    )
    secret_sha256 = models.CharField(max_length=64, unique=True)
    """Of the secret's bytes; the secret itself has 256 bits of chance and needs no salt."""
    initials = models.BooleanField(default=False)
    """Whether a practitioner's appointments say the patients' initials."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(practitioner=None) ^ models.Q(patient=None),
                name="feed_of_one_person",
            )
        ]
        indexes = [models.Index(fields=["clinic", "practitioner"], name="practitioners_feeds")]

    def __str__(self) -> str:
        return f"calendar made on {self.made_at:%d %B %Y}"

    def in_force(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at

    def revoke(self, now: datetime) -> bool:
        """From now on the address leads nowhere; False where it did so already."""
        with locked(self) as current:
            if current.revoked_at is not None:
                return False
            current.revoked_at = now
            current.save(update_fields=["revoked_at"])
        return True
