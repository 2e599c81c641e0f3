"""When somebody is there: local wall times of the clinic's zone, never instants."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from yintang.clinic.booking.models.offer import Room
from yintang.clinic.clinics.models import Clinic


class Rules(models.Model):
    """How a clinic lets itself be booked."""

    clinic = models.OneToOneField(
        Clinic, models.CASCADE, primary_key=True, related_name="booking_rules"
    )
    online = models.BooleanField(default=False)
    """Whether anybody may book a consultation from the clinic's public page."""
    step_minutes = models.PositiveSmallIntegerField(default=15)
    """Visits begin on multiples of this after the hour."""
    lead_minutes = models.PositiveIntegerField(default=120)
    """How long before it begins a patient can still book a time."""
    furthest_days = models.PositiveSmallIntegerField(default=180)
    hold_minutes = models.PositiveSmallIntegerField(default=10)
    """How long a time is kept while somebody answers the questions."""
    notice_hours = models.PositiveSmallIntegerField(default=24)
    """A visit cancelled later than this counts as cancelled late."""
    late_words = models.TextField(blank=True)
    """What a late cancellation or a missed visit costs, in the clinic's own words."""
    currency = models.CharField(max_length=3, default="GBP")

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"booking rules of {self.clinic}"

    @classmethod
    def of(cls, clinic: Clinic) -> Self:
        """The clinic's rules, or the usual ones where it has set none."""
        return cls.objects.filter(clinic=clinic).first() or cls(clinic=clinic)


class Hours(models.Model):
    """A stretch of a weekday in which a practitioner works, or the clinic is open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="booking_hours")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    """None for the clinic's own hours, within which everybody's lie."""
    weekday = models.PositiveSmallIntegerField()
    """0 is Monday."""
    opens = models.TimeField()
    closes = models.TimeField()
    """After `opens`; midnight (00:00) is the end of the day."""
    from_day = models.DateField(null=True, blank=True)
    until_day = models.DateField(null=True, blank=True)
    """The last day on which they hold; none for hours that go on."""

    class Meta:
        verbose_name_plural = "hours"
        indexes = [models.Index(fields=["clinic", "practitioner", "weekday"], name="whose_hours")]

    def __str__(self) -> str:
        return f"{self.opens:%H:%M} to {self.closes:%H:%M}"


class Absence(models.Model):
    """Days, or hours of days, on which somebody is away, a room is shut or the clinic closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="absences")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    room = models.ForeignKey(Room, models.CASCADE, null=True, blank=True, related_name="+")
    """With neither a practitioner nor a room the whole clinic is closed."""
    first_day = models.DateField()
    last_day = models.DateField()
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    """Of each of the days; none for the whole day."""
    reason = models.CharField(max_length=120, blank=True)
    """For staff only."""

    class Meta:
        indexes = [models.Index(fields=["clinic", "last_day"], name="absences_ahead")]

    def __str__(self) -> str:
        return f"away from {self.first_day:%d %B %Y}"
