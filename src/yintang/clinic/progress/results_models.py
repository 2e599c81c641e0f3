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
