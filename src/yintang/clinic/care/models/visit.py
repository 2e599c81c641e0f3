"""A visit: from hello to signed record."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from yintang.clinic.care.models.course import Course
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient


class Visit(models.Model):
    """One visit. Its documents hang on it; `signed_at` closes them all."""

    class State(models.TextChoices):
        """Where the visit is."""

        BOOKED = "booked", "Booked"
        ARRIVED = "arrived", "Arrived"
        UNDER_WAY = "under_way", "Under way"
        CLOSED = "closed", "To be signed"
        SIGNED = "signed", "Signed"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="visits")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course = models.ForeignKey(
        Course, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    number = models.PositiveSmallIntegerField(default=1)
    """Within its course."""
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    room = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    arrived_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    record = models.JSONField(null=True, blank=True)
    """The whole visit as it stood when it was signed."""
    record_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="the_day"),
            models.Index(fields=["patient", "-starts_at"], name="her_visits"),
            models.Index(fields=["clinic", "state"], name="unsigned"),
        ]

    def __str__(self) -> str:
        return f"visit of {self.starts_at:%d %B %Y}"

    @property
    def is_signed(self) -> bool:
        """Whether its documents may only be amended."""
        return self.signed_at is not None

    @property
    def local_start(self) -> datetime:
        """On the clinic's wall clock."""
        return self.starts_at.astimezone(self.clinic.zone)


class Amendment(models.Model):
    """What was added to a signed visit, with the reason; the signed text stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="amendments")
    concerns = models.CharField(max_length=20)
    """Which document: "note", "consultation", "plan", "session"."""
    text = models.TextField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"amendment of {self.at:%d %B %Y}"
