"""What people said of two photographs without knowing which came first."""

import uuid

from django.conf import settings
from django.db import models


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

    def __str__(self) -> str:
        return f"person {self.person}, day {self.day}"
