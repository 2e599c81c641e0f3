"""A course of visits towards the patient's goals."""

import uuid
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Optional

from django.conf import settings
from django.db import models

from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

if TYPE_CHECKING:
    from yintang.clinic.care.models.visit import Visit


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

    @classmethod
    def running(cls, patient: Patient) -> Optional["Course"]:
        """The course that she is in; None before the first and after the last."""
        courses = cls.objects.filter(patient=patient).exclude(state=cls.State.ENDED)
        return courses.order_by("-started_on").first()

    def next_number(self) -> int:
        """Of the next visit; visits cancelled or missed take none."""
        kept = self.visits.exclude(state__in=["cancelled", "missed"])
        last = kept.aggregate(last=models.Max("number"))["last"]
        return (last or 0) + 1

    def next_visit(
        self, visit: "Visit", holidays: Sequence[tuple[date, date]] = ()
    ) -> datetime | None:
        """When the visit after this one would be: the same hour, one interval later.

        Parameters
        ----------
        holidays : first and last days without visits; each moves it on by weeks.

        Returns
        -------
        datetime or None
            An instant; None where a later visit is booked already or the course is over.
        """
        if self.state == self.State.ENDED or self._booked_after(visit):
            return None
        if self.state == self.State.RUNNING and visit.number >= self.sessions:
            return None
        local = visit.local_start + timedelta(days=self.interval_days)
        while any(first <= local.date() <= last for first, last in holidays):
            local += timedelta(days=7)
        return local.astimezone(UTC)

    def _booked_after(self, visit: "Visit") -> bool:
        later = visit.patient.visits.filter(starts_at__gt=visit.starts_at)
        return later.exclude(state__in=["cancelled", "missed"]).exists()

    def end(self, because: str) -> None:
        """End the course; its visits stay."""
        self._become(self.State.ENDED, because)

    def maintain(self) -> None:
        """Go on with maintenance visits."""
        self._become(self.State.MAINTENANCE, "")

    def _become(self, state: str, because: str) -> None:
        with locked(self) as current:
            current.state, current.ended_because = state, because[:200]
            current.save(update_fields=["state", "ended_because"])
        self.state, self.ended_because = current.state, current.ended_because
