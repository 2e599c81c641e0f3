"""Clinics, and who may do what in each."""

import uuid
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from yintang.clinic.locking import locked

EMERGENCY_NUMBERS = {"UK": "999", "IE": "112", "US": "911", "AU": "000"}
"""Of each jurisdiction, for a clinic that has just been set up; its owner may put in another."""


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
    hours = models.TextField(blank=True)
    """When somebody is there, in the clinic's own words."""
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


class LastOwner(Exception):
    """A change that would leave a clinic without anybody who may run it."""


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

    def change(self, role: str, title: str, active: bool) -> None:
        """Give another role or title, or end or resume the membership.

        Raises
        ------
        LastOwner
            The clinic would be left without an active owner.
        """
        with locked(self.clinic):
            owners = Membership.objects.filter(clinic=self.clinic, role=Role.OWNER, active=True)
            stays = active and role == Role.OWNER
            if not stays and list(owners.values_list("pk", flat=True)) == [self.pk]:
                raise LastOwner("A clinic needs an owner. Make somebody else an owner first.")
            self.role, self.title, self.active = role, title, active
            self.save(update_fields=["role", "title", "active"])
