"""The plan of a visit: needles as rows on the patient's own photograph."""

import uuid
from typing import Any, Self

from django.db import models
from django.utils import timezone

from yintang.clinic.care.models.revised import Revised, Signed, Stale
from yintang.clinic.care.models.visit import Visit
from yintang.clinic.locking import locked
from yintang.clinic.photos.models import Photo


class Plan(Revised):
    """A visit's plan. Its needles are `PlannedNeedle` rows; older states are revisions."""

    visit = models.OneToOneField(Visit, models.CASCADE, related_name="plan")
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, related_name="plans")
    """None for a plan on the schematic face."""
    handles = models.JSONField(default=dict)
    """Handles the practitioner moved: "name side" to [x, y] as fractions of the photograph."""
    protocol = models.CharField(max_length=40, blank=True)
    retention_min = models.PositiveSmallIntegerField(default=20)
    adjuncts = models.JSONField(default=list)
    suggestion = models.JSONField(null=True, blank=True)
    """The prescription as the planner suggested it when the plan was begun; None where the plan
    began as last visit's."""
    confirmed_at = models.DateTimeField(null=True, blank=True)
    """When the practitioner said that this is the plan; a later change takes it back."""

    def __str__(self) -> str:
        return f"plan, revision {self.revision}"

    def is_signed(self) -> bool:
        """Whether the visit is signed."""
        return self.visit.is_signed

    def content(self) -> Any:
        """Photograph, handles, settings and needles."""
        return {
            "photo": None if self.photo_id is None else str(self.photo_id),
            "handles": self.handles,
            "protocol": self.protocol,
            "retention_min": self.retention_min,
            "adjuncts": self.adjuncts,
            "needles": [needle.content() for needle in self.needles.order_by("n")],
        }

    def put(self, content: Any) -> list[str]:
        """Take on a state: the needles' rows are written anew."""
        self.photo_id = content["photo"] and uuid.UUID(content["photo"])
        for name in ("handles", "protocol", "retention_min", "adjuncts"):
            setattr(self, name, content[name])
        self.needles.all().delete()
        PlannedNeedle.objects.bulk_create(
            PlannedNeedle(plan=self, **needle) for needle in content["needles"]
        )
        self.confirmed_at = None
        return ["photo", "handles", "protocol", "retention_min", "adjuncts", "confirmed_at"]

    def confirm(self, *, expected: int) -> Self:
        """Say that the needles of the `expected` revision are this visit's plan.

        Raises
        ------
        Stale
            If it was saved elsewhere in the meantime, or was never saved.
        Signed
            If the visit is signed.
        """
        with locked(self) as current:
            if current.is_signed():
                raise Signed
            if current.revision != expected or not current.revision:
                raise Stale(current)
            current.confirmed_at = timezone.now()
            current.save(update_fields=["confirmed_at"])
            return current


class PlannedNeedle(models.Model):
    """One needle: where, how, why, and who put it there.

    Exactly one of `code`, `line` and `label` names it: a point, a place on a line, or a free local
    needle. `x` and `y` are fractions of the photograph, `u_mm` and `v_mm` lie in the face frame, so
    that the needle can be drawn on any later photograph; all four are None for the body.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="needles")
    key = models.CharField(max_length=40)
    """Stable within the plan: the session's ledger speaks of it."""
    n = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    line = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=80, blank=True)
    side = models.CharField(max_length=1)
    area = models.CharField(max_length=10)
    x = models.FloatField(null=True)
    y = models.FloatField(null=True)
    u_mm = models.FloatField(null=True)
    v_mm = models.FloatField(null=True)
    position = models.FloatField(null=True)
    heading = models.JSONField(null=True)
    diameter_mm = models.FloatField()
    length_mm = models.FloatField()
    depth_mm = models.FloatField()
    angle_deg = models.FloatField()
    retention_min = models.PositiveSmallIntegerField(null=True)
    """Minutes that it rests; None for as long as the plan says for all."""
    direction = models.CharField(max_length=200, blank=True)
    technique = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    serves = models.JSONField(default=list)
    source = models.JSONField(default=list)
    strength = models.CharField(max_length=12, blank=True)
    moved_by = models.CharField(max_length=40, blank=True)
    """"" as the planner put it, "practitioner" where she placed or moved it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_needle_a_key")]

    def __str__(self) -> str:
        return f"{self.code or self.line or self.label} {self.side}"

    def content(self) -> dict[str, Any]:
        """Every field but the plan."""
        return {
            field.attname: getattr(self, field.attname)
            for field in self._meta.concrete_fields
            if field.attname not in {"id", "plan_id"}
        }
