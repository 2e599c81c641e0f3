"""What people said of two photographs without knowing which came first."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models

from yintang.clinic.accounts.models import User
from yintang.clinic.locking import locked
from yintang.errors import YintangError
from yintang.outcomes import Gate, PhotoMeasures


class Finished(YintangError):
    """A calibration that is in use is not changed."""


class BlindRating(models.Model):
    """One person's answer on a course's first and last day; never changed once given."""

    class Better(models.TextChoices):
        LATER = "later"
        EARLIER = "earlier"
        SAME = "same"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("care.Course", models.PROTECT, related_name="blind_ratings")
    earlier = models.ForeignKey("progress.Shot", models.PROTECT, related_name="+")
    later = models.ForeignKey("progress.Shot", models.PROTECT, related_name="+")
    later_was_left = models.BooleanField()
    """On which side the later one was shown; tells whether a rater favours a side."""
    better = models.CharField(max_length=8, choices=Better)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["earlier", "later", "by"], name="one_blind_rating_a_person"
            )
        ]

    def __str__(self) -> str:
        return "blind rating"


class RoomNoise(models.Model):
    """What a calibration day found; the newest of a clinic is used."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey("clinics.Clinic", models.CASCADE, related_name="calibrations")
    content = models.JSONField()
    """`yintang/calibration/1`."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["clinic", "at"], name="calibrations_in_order")]

    def __str__(self) -> str:
        return f"calibration of {self.at:%d %B %Y}"


class CalibrationShot(models.Model):
    """What was measured on one photograph of an untreated person; the picture is not kept.

    Nobody is named: people are numbered. Without `noise` it belongs to the calibration under way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey("clinics.Clinic", models.CASCADE, related_name="+")
    noise = models.ForeignKey(RoomNoise, models.CASCADE, null=True, related_name="shots")
    person = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    content = models.JSONField()
    """`yintang/measures/1`."""
    at = models.DateTimeField(auto_now_add=True)
    left_out_at = models.DateTimeField(null=True, blank=True)
    """When it was taken out because it was a wrong one; it stays, marked."""
    left_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"person {self.person}, day {self.day}"

    def failed(self) -> list[Gate]:
        """The checks it did not pass as a whole; a measure that one of them bears on only is not
        used from it."""
        gates = PhotoMeasures.from_json(self.content).gates
        return [gate for gate in gates if gate.forbids_all]

    def leave_out(self, by: User, now: datetime) -> None:
        """Do not count it; doing so again takes that back.

        Raises
        ------
        Finished
            The calibration it belongs to is in use: its shots stay as they were.
        """
        with locked(self.clinic), locked(self) as held:
            if held.noise_id is not None:
                raise Finished("this calibration is finished; its shots stay as they were")
            taken_back = held.left_out_at is not None
            held.left_out_at = None if taken_back else now
            held.left_out_by = None if taken_back else by
            held.save(update_fields=["left_out_at", "left_out_by"])
        self.left_out_at, self.left_out_by = held.left_out_at, held.left_out_by
