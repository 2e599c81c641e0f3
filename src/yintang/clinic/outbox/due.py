"""From the appointments as they stand to the letters that are still owed.

Nothing else tells a patient of an appointment: whoever books, moves or cancels need not think of
letters, and none is forgotten or written twice.
"""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from yintang.clinic.booking.models import Appointment
from yintang.clinic.calendars.ics import zone_of
from yintang.clinic.locking import locked
from yintang.clinic.outbox.models import Mention, Preferences
from yintang.clinic.outbox.preferences import DAYS_BEFORE, preferences_of
from yintang.clinic.outbox.writing import post, settle
from yintang.clinic.patients.models import Letter, Patient

AGREED, CANCELLED, REMINDER = Mention.What.AGREED, Mention.What.CANCELLED, Mention.What.REMINDER
FURTHEST = timedelta(days=max(days for days, _ in DAYS_BEFORE) + 1)
TOLD_LATELY = timedelta(days=1)
"""A reminder so soon after the letter that told her of the appointment would say it twice."""
ALSO_OWED: list[Callable[[datetime], int]] = []
"""Called in each round with its instant, to write letters that do not follow from an appointment as
it stands; returns how many. Apps after this one add theirs in `AppConfig.ready`."""


def write_due(now: datetime) -> int:
    """Write every letter that is owed; returns how many."""
    take_back_stale(now)
    owed: set[UUID] = set()
    for found in (_untold(now), _uncancelled(now), _unreminded(now)):
        owed |= {pk for pk in found.values_list("patient_id", flat=True) if pk}
    written = sum(_write_to(pk, now) for pk in sorted(owed))
    return written + sum(write(now) for write in ALSO_OWED)


def take_back_stale(now: datetime) -> None:
    """Drop letters that still wait and tell of appointments that have changed in the meantime."""
    changed = ~Q(appointment__starts_at=F("starts_at"))
    off = ~Q(appointment__state=Appointment.State.BOOKED) & Q(what__in=[AGREED, REMINDER])
    waits = Q(letter__state__in=[Letter.State.WAITING, Letter.State.DESK, Letter.State.FAILED])
    stale = Mention.objects.filter(waits, changed | off, appointment__starts_at__gt=now)
    for pk in set(stale.values_list("letter_id", flat=True)):
        letter = Letter.objects.get(pk=pk)
        with transaction.atomic():
            if letter.drop():
                letter.mentions.all().delete()


def _ahead(now: datetime) -> QuerySet[Appointment]:
    return Appointment.objects.filter(starts_at__gt=now, patient__merged_into=None).exclude(
        patient=None
    )


def _mentioned(what: str) -> Exists:
    return Exists(
        Mention.objects.filter(appointment=OuterRef("pk"), sequence=OuterRef("sequence"), what=what)
    )


def _untold(now: datetime) -> QuerySet[Appointment]:
    return _ahead(now).filter(~_mentioned(AGREED), state=Appointment.State.BOOKED)


def _uncancelled(now: datetime) -> QuerySet[Appointment]:
    told = Mention.objects.filter(appointment=OuterRef("pk"), what=CANCELLED)
    return _ahead(now).filter(~Exists(told), state=Appointment.State.CANCELLED)


def _unreminded(now: datetime) -> QuerySet[Appointment]:
    return _ahead(now).filter(
        ~_mentioned(REMINDER), state=Appointment.State.BOOKED, starts_at__lte=now + FURTHEST
    )


def _write_to(patient_pk: UUID, now: datetime) -> int:
    """All letters that one patient is owed; her row is held, so two rounds write none twice."""
    with locked(Patient(pk=patient_pk)) as patient:
        written = 0
        for kind, told in _news(patient, now):
            by_herself = all(one.made_by_id in {None, patient.user_id} for one in told)
            letter = post(
                patient,
                kind,
                {},
                once=_key(kind, told),
                about=told,
                not_after=max(one.starts_at for one in told),
                quiet=not (by_herself and kind == "booked"),
                needed=any(one.called_off_by == Appointment.By.CLINIC for one in told),
            )
            written += letter is not None
        return written + _remind(patient, now)


def _news(patient: Patient, now: datetime) -> list[tuple[str, list[Appointment]]]:
    """What she has not been told: new, moved and cancelled appointments, each kind together."""
    untold = _of(patient, _untold(now))
    known = _told(untold, AGREED)
    no_news = [one for one in untold if known.get(one.pk) == one.starts_at]
    settle(no_news, AGREED, None)
    kinds = [
        ("moved" if one.pk in known else "booked", one) for one in untold if one not in no_news
    ]
    kinds += [("cancelled", one) for one in _of(patient, _uncancelled(now))]
    kinds.sort(key=lambda pair: (pair[0], pair[1].starts_at))
    return [
        (kind, [one for _, one in pairs]) for kind, pairs in groupby(kinds, lambda pair: pair[0])
    ]


def _told(appointments: Sequence[Appointment], what: str) -> dict[UUID, datetime]:
    """For when she was last told of each, by a letter that was not taken back."""
    mentions = Mention.objects.filter(appointment__in=appointments, what=what)
    return dict(
        mentions.exclude(letter=None)
        .order_by("sequence")
        .values_list("appointment_id", "starts_at")
    )


def _key(kind: str, told: Sequence[Appointment]) -> str:
    """The same appointments at the same sequences are the same letter."""
    which = ",".join(f"{one.pk}:{one.sequence}" for one in told)
    return f"{kind}:{hashlib.sha256(which.encode()).hexdigest()}"


def _of(patient: Patient, found: QuerySet[Appointment]) -> list[Appointment]:
    return list(found.filter(patient=patient).select_related("clinic").order_by("starts_at"))


def _remind(patient: Patient, now: datetime) -> int:
    chosen, written = preferences_of(patient), 0
    ahead = _of(patient, _unreminded(now))
    known = _told(ahead, REMINDER)
    for one in ahead:
        due = reminder_at(one, chosen)
        if now < due:
            continue
        if known.get(one.pk) == one.starts_at or _told_since(one, due - TOLD_LATELY):
            settle([one], REMINDER, None)
            continue
        once = f"reminder:{one.pk}:{one.sequence}"
        letter = post(patient, "reminder", {}, once=once, about=one, not_after=one.starts_at)
        written += letter is not None
    return written


def reminder_at(appointment: Appointment, chosen: Preferences) -> datetime:
    """As many days before as she chose, at the same hour of the wall clock."""
    local = appointment.starts_at.astimezone(zone_of(appointment))
    return local - timedelta(days=chosen.reminder_days)


def _told_since(appointment: Appointment, then: datetime) -> bool:
    return appointment.mentions.filter(
        what=AGREED, sequence=appointment.sequence, letter__created_at__gt=then
    ).exists()
