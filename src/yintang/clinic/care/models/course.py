"""A course of visits towards the patient's goals."""

import uuid

from django.conf import settings
from django.db import models

from yintang.clinic.patients.models import Patient


class Course(models.Model):
    """Six to twelve visits, then maintenance or a break."""

    class State(models.TextChoices):
        """Where it stands."""

        RUNNING = "running", "Running"
        MAINTENANCE = "maintenance", "Maintenance"
        ENDED = "ended", "Ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="courses")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    concerns = models.JSONField(default=list)
    """Ids of the atlas, the most wanted first."""
    protocol = models.CharField(max_length=40)
    sessions = models.PositiveSmallIntegerField()
    interval_days = models.PositiveSmallIntegerField()
    planned = models.JSONField(default=dict)
    """The course as `planning.plan_course` laid it out."""
    started_on = models.DateField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RUNNING)
    ended_because = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "-started_on"], name="latest_course")]

    def __str__(self) -> str:
        return f"course of {self.sessions} from {self.started_on:%d %B %Y}"
