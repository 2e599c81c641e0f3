"""A time that somebody has taken. One row per resource and five minutes makes it hers alone."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from yintang.clinic.booking.free import CELL_MINUTES
from yintang.clinic.booking.models.offer import Equipment, Room, Service
from yintang.clinic.care.models import Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient

__all__ = ["CELL_MINUTES", "Appointment", "Cell"]


class Appointment(models.Model):
    """What was agreed: a local wall time in a zone, with whom, where and for what.

    The visit is what then happens; it is made when the appointment is booked and follows its moves.
    """

    class State(models.TextChoices):
        """Where it stands. Arriving and what follows are the visit's."""

        HELD = "held", "Held"
        BOOKED = "booked", "Booked"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"
        LAPSED = "lapsed", "Lapsed"

    TAKES_TIME: tuple[str, ...] = (State.HELD, State.BOOKED, State.MISSED)
    """States whose cells are taken."""

    class By(models.TextChoices):
        """Who called it off."""

        PATIENT = "patient", "The patient"
        CLINIC = "clinic", "The clinic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    patient = models.ForeignKey(
        Patient, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    """Nobody yet while a stranger holds the time."""
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    equipment = models.ForeignKey(
        Equipment, models.PROTECT, null=True, blank=True, related_name="+"
    )
    visit = models.OneToOneField(
        Visit, models.PROTECT, null=True, blank=True, related_name="appointment"
    )
    day = models.DateField()
    at = models.TimeField()
    fold = models.PositiveSmallIntegerField(default=0)
    """1 for the second pass of an hour that the clock repeats."""
    zone = models.CharField(max_length=64)
    """IANA name of the zone in which `day` and `at` were agreed."""
    starts_at = models.DateTimeField()
    """The instant of `day` and `at` in `zone`."""
    minutes = models.PositiveSmallIntegerField()
    phases = models.JSONField(default=list)
    """Of the service as it was when this was made."""
    state = models.CharField(max_length=10, choices=State.choices)
    held_until = models.DateTimeField(null=True, blank=True)
    held_by = models.CharField(max_length=64, blank=True)
    """A secret that only the holder's session knows."""
    overbooked = models.CharField(max_length=200, blank=True)
    """Why staff placed it over another."""
    sequence = models.PositiveIntegerField(default=0)
    """Grows with every change that a calendar must learn of (RFC 5545, 3.8.7.4)."""
    called_off_by = models.CharField(max_length=10, choices=By.choices, blank=True)
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_late = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None where a stranger booked on the public page."""
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="the_week"),
            models.Index(fields=["patient", "-starts_at"], name="her_appointments"),
            models.Index(fields=["practitioner", "starts_at"], name="the_practitioners"),
            models.Index(fields=["state", "held_until"], name="lapsing"),
        ]

    def __str__(self) -> str:
        return f"appointment of {self.day:%d %B %Y}"

    @property
    def ends_at(self) -> datetime:
        """The instant of its end."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def wall_end(self) -> datetime:
        """The end on the clock of its own zone."""
        return self.ends_at.astimezone(ZoneInfo(self.zone))

    @property
    def takes_time(self) -> bool:
        """Whether its cells are taken."""
        return self.state in self.TAKES_TIME

    def has_lapsed(self, now: datetime) -> bool:
        """Whether it was held and the time to confirm it has passed."""
        return (
            self.state == self.State.HELD and self.held_until is not None and self.held_until <= now
        )


class Cell(models.Model):
    """Five minutes of one resource: a practitioner, a room, a piece of equipment or a patient.

    The unique constraint is what keeps two people from being given the same time; rows are inserted
    in sorted order so that two who try do not wait for each other.
    """

    resource = models.UUIDField()
    """The key of the user, room, equipment or patient."""
    cell = models.BigIntegerField()
    """Five minutes since 1 January 1970 UTC."""
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="cells")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["resource", "cell"], name="nobody_is_booked_twice")
        ]

    def __str__(self) -> str:
        return f"cell {self.cell}"
