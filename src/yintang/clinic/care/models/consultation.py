"""What she told and what was seen, what screening said of it, and the diagnosis."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from yintang.clinic.care.models.revised import Revised, Signed, Stale
from yintang.clinic.care.models.visit import Visit
from yintang.clinic.locking import locked


class Consultation(Revised):
    """The answers of one visit; begun from those of the visit before.

    `answers` holds, under "consultation", what `planning.consultation_from_json` reads; beside it
    what the planning rooms need not know: her own words and 0-10 ratings by goal, herbs, lifestyle.
    """

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="consultation")
    answers = models.JSONField(default=dict)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the practitioner last said that it is complete."""

    def __str__(self) -> str:
        return f"consultation, revision {self.revision}"

    def is_signed(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.is_signed

    def content(self) -> Any:
        """The answers."""
        return self.answers

    def put(self, content: Any) -> list[str]:
        """Take on answers; what was complete before is so no longer."""
        self.answers = content
        self.confirmed_at = None
        return ["answers", "confirmed_at"]

    def confirm(self, *, expected: int) -> "Consultation":
        """Say that it is complete, as it stands at the `expected` revision.

        Raises
        ------
        Stale
            If it was saved elsewhere in the meantime.
        Signed
            If the visit is signed.
        """
        with locked(self) as current:
            if current.is_signed():
                raise Signed
            if current.revision != expected:
                raise Stale(current)
            current.confirmed_at = timezone.now()
            current.save(update_fields=["confirmed_at"])
            return current


class Screening(models.Model):
    """What screening said at one moment: rule by rule, with the atlas it was said by."""

    class Moment(models.TextChoices):
        """When it was asked."""

        CONSULTATION = "consultation", "Consultation"
        CHECK = "check", "Before the needles"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="screenings")
    moment = models.CharField(max_length=12, choices=Moment.choices)
    findings = models.JSONField()
    """Each with its rule's id, action, because, say, source, until."""
    not_stated = models.JSONField()
    atlas = models.CharField(max_length=80)
    consultation_revision = models.PositiveIntegerField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"screening of {self.at:%d %B %Y}"


class Override(models.Model):
    """An owner's decision to go on although a rule says stop, with her reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.CASCADE, related_name="overrides")
    rule = models.CharField(max_length=20)
    because = models.CharField(max_length=300)
    """What made the rule fire: another cause needs another decision."""
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"override of {self.rule}"

    def withdraw(self) -> None:
        """Take the decision back: the rule blocks again. Withdrawing twice changes nothing."""
        with locked(self) as current:
            if current.withdrawn_at is None:
                current.withdrawn_at = timezone.now()
                current.save(update_fields=["withdrawn_at"])


class Diagnosis(Revised):
    """The pattern the practitioner confirms, or her own words, with her reason."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="diagnosis")
    patterns = models.JSONField(default=list)
    """Ids of confirmed patterns of the atlas."""
    own_words = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    suggested = models.JSONField(default=list)
    """What was suggested when she decided."""

    def __str__(self) -> str:
        return "diagnosis"

    def is_signed(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.is_signed

    def content(self) -> Any:
        """Patterns, words, reason and what had been suggested."""
        return {
            "patterns": self.patterns,
            "own_words": self.own_words,
            "reason": self.reason,
            "suggested": self.suggested,
        }

    def put(self, content: Any) -> list[str]:
        """Take on a decision."""
        for name, value in content.items():
            setattr(self, name, value)
        return list(content)


class Note(Revised):
    """The practitioner's own words about a visit."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="note")
    text = models.TextField(blank=True)

    def __str__(self) -> str:
        return "note"

    def is_signed(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.is_signed

    def content(self) -> Any:
        """The text."""
        return self.text

    def put(self, content: Any) -> list[str]:
        """Take on a text."""
        self.text = content
        return ["text"]
