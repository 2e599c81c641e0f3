"""What a practitioner or a clinic can show for itself, and whether somebody checked it.

Nothing is inferred: a credential is unverified until a person who does not work at the clinic
looked it up, and it turns back by itself when it ends or when the look-up is a year old.
"""

import uuid
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from yintang.clinic.clinics.models import Clinic
from yintang.clinic.directory.models.listing import Listing
from yintang.clinic.directory.models.practitioner import Practitioner
from yintang.clinic.locking import locked

LOOKED_UP = timedelta(days=365)
"""A look-up without an end date counts so long. Our choice: registers renew yearly."""
FOR_EVER = date(9999, 12, 31)


class Verifier(models.Model):
    """Somebody whom the operator of this installation lets check credentials."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="verifier")
    name = models.CharField(max_length=200)
    """As shown to the public beside what she checked."""

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """One credential of a practitioner, or of the clinic where `practitioner` is None."""

    class Kind(models.TextChoices):
        """In the order in which they are shown: the base first, training in the face last."""

        REGISTRATION = "registration", "Registration"
        LICENCE = "licence", "Licence to practise"
        INSURANCE = "insurance", "Insurance"
        INFECTION_CONTROL = "infection control", "Infection control"
        PREMISES = "premises licence", "Premises licence"
        FACIAL_TRAINING = "facial training", "Training in facial acupuncture"

    class Status(models.TextChoices):
        """As the register has it."""

        CURRENT = "current", "Current"
        CONDITIONS = "conditions", "Current, with conditions"
        SUSPENDED = "suspended", "Suspended"
        ENDED = "ended", "Ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="credentials")
    practitioner = models.ForeignKey(
        Practitioner, models.CASCADE, null=True, blank=True, related_name="credentials"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=200, blank=True)
    """Of the certificate, the division, the policy."""
    body = models.CharField(max_length=200)
    """Register, council, insurer or training provider."""
    number = models.CharField(max_length=100, blank=True)
    hours = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of training."""
    dated = models.DateField(null=True, blank=True)
    """When it was given."""
    covers_face = models.BooleanField(null=True, blank=True)
    """Of an insurance: whether it names facial or cosmetic work. None: not known."""
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.CURRENT)
    conditions = models.CharField(max_length=300, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    checked_by = models.CharField(max_length=200, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=300, blank=True)
    """Where it was looked up: an address, or "certificate seen"."""
    holds_until = models.DateField(null=True, blank=True)
    """The last day on which it counts as verified; None while it is not."""
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "body"]
        indexes = [models.Index(fields=["practitioner", "kind"], name="what_she_can_show")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.body}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Kinds are ordered as they are declared."""
        self.order = self.Kind.values.index(self.kind)
        super().save(*args, **kwargs)

    @property
    def clinic(self) -> Clinic:
        """Where it is shown."""
        return self.listing.clinic

    @property
    def lapses(self) -> bool:
        """Whether a look-up grows old: not of a course that was once passed."""
        once = {self.Kind.FACIAL_TRAINING, self.Kind.INFECTION_CONTROL}
        return self.kind not in once or self.expires_on is not None

    def verified(self, today: date) -> bool:
        """Whether somebody's check still holds on this day, whatever the check found."""
        return self.holds_until is not None and today <= self.holds_until

    def good(self, today: date) -> bool:
        """Verified, and in force; an insurance only if it covers the face."""
        in_force = self.status in {self.Status.CURRENT, self.Status.CONDITIONS}
        covers = self.kind != self.Kind.INSURANCE or self.covers_face is True
        return self.verified(today) and in_force and covers

    def standing(self, today: date) -> str:
        """One of "verified", "not in force", "expired", "check is old", "unverified"."""
        if self.good(today):
            return "verified"
        if self.verified(today):
            return "not in force"
        if self.expires_on is not None and self.expires_on < today:
            return "expired"
        return "check is old" if self.checked_on else "unverified"

    def verify(
        self,
        by: str,
        on: date,
        source: str,
        *,
        status: str,
        conditions: str,
        expires_on: date | None,
        covers_face: bool | None,
    ) -> None:
        """Write down what somebody found in the register, and who it was.

        It holds until it expires, but a registration, licence or insurance at most a year from
        the check.
        """
        with locked(self) as row:
            row.checked_by, row.checked_on, row.source = by, on, source
            row.status, row.conditions, row.expires_on = status, conditions, expires_on
            row.covers_face = covers_face
            ends = [expires_on] if expires_on else []
            ends += [on + LOOKED_UP] if row.lapses else []
            row.holds_until = min(ends, default=FOR_EVER)
            row.save()

    def unverify(self) -> None:
        """As if nobody had looked."""
        with locked(self) as row:
            row._forget_the_check()
            row.save()

    def change(self, fields: Mapping[str, Any]) -> bool:
        """Take on what the practitioner or the clinic says. What changed is no longer verified.

        Returns whether anything changed.
        """
        with locked(self) as row:
            if all(getattr(row, name) == value for name, value in fields.items()):
                return False
            for name, value in fields.items():
                setattr(row, name, value)
            row._forget_the_check()
            row.save()
        return True

    def _forget_the_check(self) -> None:
        self.checked_by, self.source = "", ""
        self.checked_on = self.holds_until = None


def good_until(today: date) -> Q:
    """Credentials that count as verified on this day: the query to `Credential.good`."""
    in_force = Q(status__in=[Credential.Status.CURRENT, Credential.Status.CONDITIONS])
    covers = ~Q(kind=Credential.Kind.INSURANCE) | Q(covers_face=True)
    return Q(holds_until__gte=today) & in_force & covers
