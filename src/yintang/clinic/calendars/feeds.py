"""Making a feed, finding one by its secret, and what it holds."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment
from yintang.clinic.calendars.ics import SUMMARY, calendar_of, event_of
from yintang.clinic.calendars.models import Feed
from yintang.clinic.clinics.access import RIGHTS
from yintang.clinic.clinics.models import Clinic, Membership
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

HOLDS = timedelta(days=365)
BACK = timedelta(days=60)
"""How long past and cancelled appointments stay, so that every program learns of them."""
AHEAD = timedelta(days=400)
SECRET_BYTES = 32


def feed_of(
    now: datetime,
    *,
    patient: Patient | None = None,
    practitioner: User | None = None,
    clinic: Clinic | None = None,
) -> Feed | None:
    """The feed in force of a patient, or of a practitioner in a clinic."""
    whose = {"patient": patient} if patient else {"practitioner": practitioner, "clinic": clinic}
    found = Feed.objects.filter(**whose, revoked_at=None, expires_at__gt=now)
    return found.order_by("-made_at").first()


def make(
    by: User,
    now: datetime,
    *,
    patient: Patient | None = None,
    practitioner: User | None = None,
    clinic: Clinic | None = None,
    initials: bool = False,
) -> tuple[Feed, str]:
    """A new feed and its secret, which is told once; the feed before it is revoked."""
    at = patient.clinic if patient else clinic
    if at is None or (patient is None) == (practitioner is None):
        raise ValueError("a feed is either a patient's or a practitioner's in a clinic")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with locked(at):
        Feed.objects.filter(
            clinic=at, patient=patient, practitioner=practitioner, revoked_at=None
        ).update(revoked_at=now)
        feed = Feed.objects.create(
            clinic=at,
            patient=patient,
            practitioner=practitioner,
            secret_sha256=hash_of(secret),
            initials=initials and practitioner is not None,
            made_by=by,
            made_at=now,
            expires_at=now + HOLDS,
        )
    return feed, secret


def hash_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address(secret: str) -> str:
    """Where a calendar program finds the feed: whole where the clinic's own address is known."""
    return f"{settings.SITE}{reverse('feed', args=[secret])}"


def found_by(secret: str, now: datetime) -> Feed | None:
    """The feed in force with this secret, while the person behind it still belongs here."""
    feed = (
        Feed.objects.filter(secret_sha256=hash_of(secret))
        .select_related("patient", "clinic")
        .first()
    )
    if feed is None or not feed.in_force(now) or not _belongs(feed):
        return None
    return feed


def _belongs(feed: Feed) -> bool:
    if feed.patient is not None:
        return feed.patient.merged_into_id is None
    if feed.practitioner_id is None:
        return False
    return Membership.objects.filter(
        clinic=feed.clinic,
        user_id=feed.practitioner_id,
        active=True,
        role__in=RIGHTS["write notes"],
    ).exists()


def ics_of(feed: Feed, now: datetime) -> bytes:
    """The feed's calendar."""
    events = [event_of(one, summary=_summary(one, feed)) for one in appointments_in(feed, now)]
    return calendar_of(events, "PUBLISH", refreshed=True)


def appointments_in(feed: Feed, now: datetime) -> QuerySet[Appointment]:
    """From two months back on; cancelled ones for as long after they were cancelled."""
    whose = (
        Q(patient=feed.patient_id)
        if feed.patient_id
        else Q(practitioner=feed.practitioner_id, clinic=feed.clinic_id)
    )
    state = Appointment.State
    agreed = Q(state__in=[state.BOOKED, state.MISSED])
    called_off = Q(state=state.CANCELLED, called_off_at__gt=now - BACK)
    return (
        Appointment.objects.filter(whose, agreed | called_off)
        .filter(starts_at__gt=now - BACK, starts_at__lt=now + AHEAD)
        .exclude(patient=None)
        .select_related("clinic", "patient")
        .order_by("starts_at")
    )


def _summary(appointment: Appointment, feed: Feed) -> str:
    her = appointment.patient
    if not feed.initials or her is None:
        return SUMMARY
    initials = f"{her.given_name[:1]}{her.family_name[:1]}".upper()
    return f"{SUMMARY} {initials}"
