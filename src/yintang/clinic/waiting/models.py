"""Who waits for what, which times became free, and who was offered which of them."""

import hashlib
import uuid
from datetime import date, datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from yintang.clinic.booking.models import Appointment, Room, Service
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Letter, Patient

EVERY_DAY = range(7)
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def every_day() -> list[int]:
    """Monday to Sunday."""
    return list(EVERY_DAY)


class Wait(models.Model):
    """A patient who would take a time of a service if one became free."""

    class Ended(models.TextChoices):
        """Why she waits no longer."""

        BOOKED = "booked", "A time was booked"
        WITHDRAWN = "withdrawn", "Taken off the list"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.CASCADE, related_name="waits")
    service = models.ForeignKey(Service, models.PROTECT, related_name="+")
    practitioner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None where anybody will do."""
    weekdays = models.JSONField(default=every_day)
    """0 is Monday."""
    from_time = models.TimeField(null=True, blank=True)
    until_time = models.TimeField(null=True, blank=True)
    """Visits begin between the two, on the clinic's clock."""
    first_day = models.DateField()
    last_day = models.DateField()
    notice_hours = models.PositiveSmallIntegerField(default=24)
    """How long before a visit she must know of it."""
    since = models.DateTimeField()
    """Who has waited longest is asked first."""
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["ended", "since"], name="longest_waiting")]

    def __str__(self) -> str:
        return f"waiting since {self.since:%d %B %Y}"

    @property
    def days_in_words(self) -> str:
        """ "Mon, Wed, Fri", or "any day"."""
        if set(self.weekdays) >= set(EVERY_DAY):
            return "any day"
        return ", ".join(DAYS[number] for number in sorted(self.weekdays))

    @property
    def hours_in_words(self) -> str:
        """ "from 12:00", "before 17:00", "any hour"."""
        start = f"from {self.from_time:%H:%M}" if self.from_time else ""
        end = f"before {self.until_time:%H:%M}" if self.until_time else ""
        return " and ".join(filter(None, (start, end))) or "any hour"

    @property
    def notice_in_words(self) -> str:
        """ "a day before"."""
        return dict(NOTICE).get(self.notice_hours, f"{self.notice_hours} hours before")

    def stands(self, today: date) -> bool:
        """Whether she still waits."""
        return not self.ended and self.last_day >= today

    def end(self, why: str, now: datetime) -> bool:
        """She waits no longer; False where she did not any more."""
        mine = Wait.objects.filter(pk=self.pk, ended="")
        return bool(mine.update(ended=why, ended_at=now))


NOTICE = (
    (0, "even on the same day"),
    (24, "a day before"),
    (48, "two days before"),
    (168, "a week before"),
)
"""How short notice may be, in hours."""


class Freed(models.Model):
    """A time that an appointment gave back, to be offered in turn until it begins."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="freed_times")
    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="+")
    """Whose it was. Nobody is offered the time that she gave back herself."""
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    room = models.ForeignKey(Room, models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    at = models.DateTimeField()
    """When it became free."""

    class Meta:
        indexes = [models.Index(fields=["starts_at"], name="freed_ahead")]

    def __str__(self) -> str:
        return f"time freed on {self.at:%d %B %Y}"


class Offer(models.Model):
    """A time kept for one who waits, until she takes it, leaves it, or its end has come.

    She answers on her own page, by a link of which only the hash is kept here, or by telling the
    desk. Nothing is booked without her answer.
    """

    class Outcome(models.TextChoices):
        """How it ended; empty while it stands."""

        ACCEPTED = "accepted", "Taken"
        DECLINED = "declined", "Left to the next"
        LAPSED = "lapsed", "Not answered in time"
        WITHDRAWN = "withdrawn", "Taken back by the clinic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wait = models.ForeignKey(Wait, models.CASCADE, related_name="offers")
    freed = models.ForeignKey(Freed, models.CASCADE, null=True, blank=True, related_name="offers")
    """None for a time that the desk chose by hand."""
    appointment = models.OneToOneField(Appointment, models.PROTECT, related_name="offer")
    """What keeps the time."""
    token_sha256 = models.CharField(max_length=64, unique=True)
    letter = models.ForeignKey(Letter, models.SET_NULL, null=True, blank=True, related_name="+")
    """None where she gets no such e-mail: the desk tells her."""
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    """None where its turn had come by itself."""
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["wait"], condition=Q(outcome=""), name="one_offer_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["freed"], condition=Q(outcome=""), name="offered_to_one_at_a_time"
            ),
        ]
        indexes = [models.Index(fields=["outcome", "until"], name="offers_to_pass_on")]

    def __str__(self) -> str:
        return f"offer of {self.made_at:%d %B %Y}"

    @classmethod
    def of(cls, token: str) -> Self | None:
        """The offer of a link's secret."""
        found = cls.objects.filter(token_sha256=hash_of(token))
        return found.select_related(*WITH_IT).first()

    def is_open(self, now: datetime) -> bool:
        """Whether she can still answer."""
        return not self.outcome and now < self.until

    def settle(self, outcome: str, now: datetime) -> None:
        """Close it, inside `locked`."""
        self.outcome, self.answered_at = outcome, now
        self.save(update_fields=["outcome", "answered_at"])


WITH_IT: tuple[Any, ...] = (
    "wait__patient__clinic",
    "wait__service",
    "freed",
    "letter",
    "appointment__clinic",
    "appointment__service__clinic",
    "appointment__practitioner",
    "appointment__room",
)
"""What every page of an offer shows."""


def hash_of(token: str) -> str:
    """Of a secret with 256 bits of chance: nothing to guess, so no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
