"""Photographs of patients. The pixels lie outside the web root; here is what is known of them."""

import uuid
from pathlib import Path

import msgspec
from django.conf import settings
from django.db import models

from yintang.clinic.patients.models import Patient
from yintang.face.file_facts import FileFacts


class Photo(models.Model):
    """One photograph, rewritten from its pixels: no metadata of the camera survives in the file."""

    class View(models.TextChoices):
        """From where she was photographed."""

        FRONT = "front", "Front"
        LEFT_45 = "left-45", "45° left"
        RIGHT_45 = "right-45", "45° right"
        LEFT = "left", "Left profile"
        RIGHT = "right", "Right profile"
        NECK = "neck", "Neck"
        CLOSE_UP = "close-up", "Close-up"

    class Expression(models.TextChoices):
        """What the face did."""

        NEUTRAL = "neutral", "At rest"
        EYES_CLOSED = "eyes-closed", "Eyes closed"
        BROWS_UP = "brows-up", "Brows up"
        FROWN = "frown", "Frown"
        SMILE = "smile", "Smile"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="photos")
    view = models.CharField(max_length=12, choices=View.choices, default=View.FRONT)
    expression = models.CharField(
        max_length=12, choices=Expression.choices, default=Expression.NEUTRAL
    )
    taken_at = models.DateTimeField()
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file = models.CharField(max_length=80, unique=True)
    """Random name within the photographs' folder."""
    sha256 = models.CharField(max_length=64)
    """Of the file as it lies there."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    face_map = models.JSONField(null=True, blank=True)
    """`yintang/face-map/1` with its frame, or None where no face could be measured."""
    trouble = models.CharField(max_length=500, blank=True)
    """Why there is no face map."""
    made = models.JSONField(default=dict)
    """What the file that was given said of its making, read before the picture was written anew:
    the fields of `FileFacts`. What names a person, a place or one device was never read."""
    erased_at = models.DateTimeField(null=True, blank=True)
    erased_because = models.CharField(max_length=200, blank=True)
    erased_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = [models.Index(fields=["patient", "-taken_at"], name="latest_photo")]

    def __str__(self) -> str:
        return f"{self.name}, {self.taken_at:%d %B %Y}"

    @property
    def name(self) -> str:
        """From where, and what the face did if not nothing."""
        if self.expression == self.Expression.NEUTRAL:
            return self.get_view_display()
        return f"{self.get_view_display()}, {self.get_expression_display().lower()}"

    @property
    def file_facts(self) -> FileFacts:
        """What the file that was given said of its making."""
        return msgspec.convert(self.made, FileFacts) if self.made else FileFacts("")

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return Path(settings.PHOTOS_DIR) / self.file
