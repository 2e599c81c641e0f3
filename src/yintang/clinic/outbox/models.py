"""What she chose to be sent, and which letter told her of which appointment."""

import uuid
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models

from yintang.clinic.booking.models import Appointment
from yintang.clinic.patients.models import Letter, Patient


class Preferences(models.Model):
    """What a patient wants to get by e-mail, and when. The newest row counts; none is changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="letter_preferences")
    confirmations = models.BooleanField(default=True)
    """When an appointment was made, moved or cancelled."""
    reminders = models.BooleanField(default=True)
    reminder_days = models.PositiveSmallIntegerField(default=2)
    """How many days before the appointment."""
    offers = models.BooleanField(default=True)
    """Of times that become free, where she waits for one."""
    whole_letters = models.BooleanField(default=False)
    """Letters about her treatment as they are, in an e-mail that others may read on its way."""
    quiet_from = models.TimeField(default=time(20))
    quiet_until = models.TimeField(default=time(8))
    """Between the two nothing is sent to her. Equal times: there are no quiet hours."""
    zone = models.CharField(max_length=64, blank=True)
    """IANA name of where she lives; the clinic's where empty."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "preferences"
        indexes = [models.Index(fields=["patient", "-at"], name="newest_choice")]

    def __str__(self) -> str:
        return f"chosen on {self.at:%d %B %Y}"

    @property
    def clock(self) -> ZoneInfo:
        """Her wall clock."""
        return ZoneInfo(self.zone) if self.zone else self.patient.clinic.zone

    def is_quiet(self, at: datetime) -> bool:
        """Whether an instant lies in her quiet hours."""
        local = at.astimezone(self.clock).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local < self.quiet_until
        return local >= self.quiet_from or local < self.quiet_until


class Mention(models.Model):
    """That an appointment, as it stood at a sequence, was settled: by a letter, or by none.

    The constraint is what keeps her from being told the same thing twice.
    """

    class What(models.TextChoices):
        """What she was to learn."""

        AGREED = "agreed", "When it is"
        CANCELLED = "cancelled", "That it is cancelled"
        REMINDER = "reminder", "That it is soon"

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="mentions")
    sequence = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    """As she was told. Another room at the same time is no news to her."""
    what = models.CharField(max_length=10, choices=What.choices)
    letter = models.ForeignKey(
        Letter, models.CASCADE, null=True, blank=True, related_name="mentions"
    )
    """None where she wants no such letter, or has no address."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["appointment", "sequence", "what"], name="told_once")
        ]

    def __str__(self) -> str:
        return self.get_what_display()
