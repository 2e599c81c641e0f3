"""Clinics, and who may do what in each."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models


class Clinic(models.Model):
    """A practice. Everything about a patient belongs to exactly one."""

    class Jurisdiction(models.TextChoices):
        """Whose advertising and record-keeping rules apply."""

        UK = "UK", "United Kingdom"
        IE = "IE", "Ireland"
        US = "US", "United States"
        AU = "AU", "Australia"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    emergency = models.CharField(max_length=50, default="112")
    """The number to ring in an emergency, printed on the aftercare sheet."""
    referral = models.TextField(blank=True)
    """Whom to turn to when appearance weighs on somebody: shown with the body-image prompt."""
    time_zone = models.CharField(max_length=64, default="Europe/London")
    jurisdiction = models.CharField(
        max_length=2, choices=Jurisdiction.choices, default=Jurisdiction.UK
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's wall clock."""
        return ZoneInfo(self.time_zone)


class Role(models.TextChoices):
    """What a member is to a clinic. Patients are no members; see `patients.Patient.user`."""

    OWNER = "owner", "Owner"
    PRACTITIONER = "practitioner", "Practitioner"
    FRONT_DESK = "front_desk", "Front desk"
    READ_ONLY = "read_only", "Read only"


class Membership(models.Model):
    """One person's role in one clinic. An owner may do all that a practitioner may."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    title = models.CharField(max_length=100, blank=True)
    """As printed on a record: "Lic. Ac., MBAcC"."""
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "user"], name="one_role_per_clinic")
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"
