"""The session: a ledger of events, each made on a device and appended once."""

import uuid

from django.conf import settings
from django.db import models

from yintang.clinic.care.models.visit import Visit


class Session(models.Model):
    """A visit's needling. What happened is in its events; `treatment.replay` tells the state.

    `care.sessions.ledger.append` is the one way to add an event; it keeps the fields that repeat
    what the events say (`phase`, `unaccounted`, `rest_ends_at`, `closed_at`) in step.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.OneToOneField(Visit, models.CASCADE, related_name="session")
    expected = models.JSONField(default=list)
    """The needles of the plan when the session began: the fields of `treatment.Expected`, and what
    the page shows of each beside them (`place`, `figure`, `card`)."""
    ground = models.JSONField(default=dict)
    """What the needles are drawn on: the photograph's id or None, its size and the part shown."""
    plan_revision = models.PositiveIntegerField()
    retention_min = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField(default=0)
    """How many events it has: the number of the last."""
    started_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    unaccounted = models.PositiveSmallIntegerField(default=0)
    """Needles not accounted for, kept beside the events for the page of the day."""
    rest_ends_at = models.DateTimeField(null=True, blank=True)
    """While a countdown runs; None before, during a pause, and once the needles come out."""
    phase = models.CharField(max_length=12, default="check")

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="latest_session")]

    def __str__(self) -> str:
        return f"session of {self.started_at:%d %B %Y}"


class NeedleConsent(models.Model):
    """Her consent to one needle that stays in when she leaves, apart from that to treatment.

    The device makes its id, so sending it again adds nothing. The ledger's `retain` event tells
    that the needle stayed; this holds what she signed.
    """

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="needle_consents")
    needle = models.CharField(max_length=200)
    """Its key in the session."""
    called = models.CharField(max_length=120)
    """The needle and its side, as she read it: "ST2 right"."""
    agreed = models.TextField(max_length=1000)
    until = models.CharField(max_length=1000)
    signed_name = models.CharField(max_length=200)
    signature = models.JSONField(default=list)
    """Strokes of [x, y] as fractions of the field; empty where the typed name is the signature."""
    signed_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return f"consent to a needle left in, {self.signed_at:%d %B %Y}"


class SessionEvent(models.Model):
    """One tap. The device makes its id, so sending it again adds nothing."""

    id = models.UUIDField(primary_key=True)
    session = models.ForeignKey(Session, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    body = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True)
    """As the device's clock had it."""
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_event_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.kind}"
