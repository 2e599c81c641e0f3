"""A visit: from hello to signed record."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models, transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.care.models.course import Course
from yintang.clinic.care.visits.wall_clock import span, today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

AFTER_SIGNING: list[Callable[["Visit"], object]] = []
"""Called in the same transaction with a visit that has just been signed; apps after this one add
theirs in `AppConfig.ready`."""


class NotNow(Exception):
    """The visit is not in a state in which this can be done; says which."""


class Visit(models.Model):
    """One visit. Its documents hang on it; `signed_at` closes them all."""

    class State(models.TextChoices):
        """Where the visit is."""

        BOOKED = "booked", "Booked"
        ARRIVED = "arrived", "Arrived"
        UNDER_WAY = "under_way", "Under way"
        CLOSED = "closed", "To be signed"
        SIGNED = "signed", "Signed"
        CANCELLED = "cancelled", "Cancelled"
        MISSED = "missed", "Missed"

    EXPECTED: tuple[str, ...] = (State.BOOKED, State.ARRIVED)
    OPEN: tuple[str, ...] = (State.ARRIVED, State.UNDER_WAY, State.CLOSED)
    """Begun and not signed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="visits")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="visits")
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    course = models.ForeignKey(
        Course, models.SET_NULL, null=True, blank=True, related_name="visits"
    )
    number = models.PositiveSmallIntegerField(default=1)
    """Within its course."""
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(default=60)
    room = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.BOOKED)
    arrived_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    record = models.JSONField(null=True, blank=True)
    """The whole visit as it stood when it was signed."""
    record_sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="the_day"),
            models.Index(fields=["patient", "-starts_at"], name="her_visits"),
            models.Index(fields=["clinic", "state"], name="unsigned"),
        ]

    def __str__(self) -> str:
        return f"visit of {self.starts_at:%d %B %Y}"

    @classmethod
    def todays(cls, patient: Patient, now: datetime) -> Self | None:
        """Her visit of today that is expected or open, the first of them."""
        first, last = span(patient.clinic, today_in(patient.clinic, now))
        todays = cls.objects.filter(
            patient=patient,
            starts_at__gte=first,
            starts_at__lt=last,
            state__in=[*cls.EXPECTED, cls.State.UNDER_WAY, cls.State.CLOSED],
        )
        return todays.order_by("starts_at").first()

    @classmethod
    def start_now(cls, patient: Patient, by: User, now: datetime) -> tuple[Self, bool]:
        """Today's visit of hers, begun; a new one in her running course if there is none.

        Asking twice gives the same visit: the second word says whether it was made now.
        """
        with locked(patient) as her:
            visit = cls.todays(her, now)
            made = visit is None
            if visit is None:
                visit = cls.book(her, by, now.replace(second=0, microsecond=0))
            visit.begin(now)
            return visit, made

    @classmethod
    def book(
        cls,
        patient: Patient,
        practitioner: User,
        starts_at: datetime,
        *,
        minutes: int = 60,
        room: str = "",
    ) -> Self:
        """A visit at an instant, the next of her running course if she is in one."""
        with locked(patient) as her:
            course = Course.running(her)
            return cls.objects.create(
                clinic=her.clinic,
                patient=her,
                practitioner=practitioner,
                course=course,
                number=course.next_number() if course else 1,
                starts_at=starts_at,
                minutes=minutes,
                room=room,
            )

    def begin(self, now: datetime) -> None:
        """Her treatment begins; of a visit that has begun nothing changes."""
        if self.state in self.EXPECTED:
            self.state, self.arrived_at = self.State.UNDER_WAY, self.arrived_at or now
            self.save(update_fields=["state", "arrived_at"])

    def move(self, starts_at: datetime, practitioner: User, minutes: int, room: str) -> None:
        """To another time, practitioner or room.

        Raises
        ------
        NotNow
            If she has arrived, or the visit is over.
        """
        with locked(self) as current:
            if current.state != self.State.BOOKED:
                raise NotNow(f"This visit is {current.get_state_display().lower()}.")
            current.starts_at, current.practitioner = starts_at, practitioner
            current.minutes, current.room = minutes, room
            current.save(update_fields=["starts_at", "practitioner", "minutes", "room"])

    def arrive(self, now: datetime) -> None:
        """She is here. Saying so twice changes nothing.

        Raises
        ------
        NotNow
            If the visit was cancelled or is over.
        """
        with locked(self) as current:
            if current.state in self.OPEN:
                return
            if current.state != self.State.BOOKED:
                raise NotNow(f"This visit is {current.get_state_display().lower()}.")
            current.state, current.arrived_at = self.State.ARRIVED, now
            current.save(update_fields=["state", "arrived_at"])

    def call_off(self, *, missed: bool = False) -> None:
        """Cancel a visit that has not begun, or say that she did not come.

        Raises
        ------
        NotNow
            If the visit has begun.
        """
        wanted = self.State.MISSED if missed else self.State.CANCELLED
        with locked(self) as current:
            if current.state == wanted:
                return
            if current.state not in self.EXPECTED:
                raise NotNow(f"This visit is {current.get_state_display().lower()}.")
            current.state = wanted
            current.save(update_fields=["state"])

    def unready(self, without_needles: str = "") -> str:
        """Why it cannot be signed yet, in words; "" where it can.

        `without_needles` is the practitioner's reason for a visit in which none were placed.
        """
        if self.state in {self.State.CANCELLED, self.State.MISSED}:
            return f"This visit is {self.get_state_display().lower()}: there is nothing to sign."
        session = getattr(self, "session", None)
        if session is None and not without_needles.strip():
            return "No needles were placed. Write why, and the visit can be signed."
        if session is not None and (session.closed_at is None or session.unaccounted):
            return "The session is not closed. Close it first: every needle must be accounted for."
        return ""

    def sign(self, by: User, now: datetime, *, without_needles: str = "") -> bool:
        """Freeze the record and close every document of the visit; False if it was signed before.

        Raises
        ------
        NotNow
            If it is not ready; the words say what is missing.
        """
        from yintang.clinic.care.records.record import hold, record_of, sha256_of  # noqa: PLC0415 - reads this

        # Documents before the visit: the order in which a closing session locks them.
        with transaction.atomic(), hold(self), locked(self) as current:
            if current.is_signed:
                return False
            if why := current.unready(without_needles):
                raise NotNow(why)
            frozen = record_of(current) | {"without_needles": without_needles.strip()}
            current.record, current.record_sha256 = frozen, sha256_of(frozen)
            current.state, current.signed_at, current.signed_by = self.State.SIGNED, now, by
            current.save(
                update_fields=["record", "record_sha256", "state", "signed_at", "signed_by"]
            )
            for tell in AFTER_SIGNING:
                tell(current)
        return True

    def amend(self, concerns: str, text: str, reason: str, by: User) -> "Amendment":
        """Add to a signed visit; what was signed stays as it is.

        Raises
        ------
        NotNow
            If the visit is not signed: its documents can still be changed.
        """
        with locked(self) as current:
            if not current.is_signed:
                raise NotNow("This visit is not signed: change the document itself.")
            return Amendment.objects.create(
                visit=current, concerns=concerns, text=text, reason=reason, by=by
            )

    @property
    def is_signed(self) -> bool:
        """Whether its documents may only be amended."""
        return self.signed_at is not None

    @property
    def local_start(self) -> datetime:
        """On the clinic's wall clock."""
        return self.starts_at.astimezone(self.clinic.zone)


class Amendment(models.Model):
    """What was added to a signed visit, with the reason; the signed text stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="amendments")
    concerns = models.CharField(max_length=20)
    """Which document: "note", "consultation", "plan", "session"."""
    text = models.TextField()
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"amendment of {self.at:%d %B %Y}"
