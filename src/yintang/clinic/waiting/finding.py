"""Whose turn it is when a time becomes free: the longest waiting whom it suits, by day and hour."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from yintang.clinic.booking.models import Rules
from yintang.clinic.booking.slots import Slot, Wish, free_slots
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.quiet_hours import when_awake
from yintang.clinic.waiting.models import Freed, Offer, Wait

HOLDS = timedelta(hours=2)
"""How long a time is kept for whom it was offered to."""
SHORTEST = timedelta(minutes=15)
"""With less time to answer she is not asked."""
ASKED_AT_MOST = 2
"""How often one patient is offered the same freed time: who did not answer goes behind, once."""
A_DAY_OF_TIMES = 300


@dataclass(frozen=True, slots=True)
class Turn:
    """Who is to be offered what, and until when it is kept."""

    wait: Wait
    slot: Slot
    until: datetime


def standing(clinic: Clinic, today: date) -> QuerySet[Wait]:
    """Those who wait in a clinic, longest waiting first."""
    waits = Wait.objects.filter(
        patient__clinic=clinic, patient__merged_into=None, ended="", last_day__gte=today
    )
    return waits.select_related("patient__clinic", "service__clinic", "practitioner").order_by(
        "since", "pk"
    )


def next_turn(freed: Freed, now: datetime) -> Turn | None:
    """Whom a freed time is to be offered to now.

    None where it suits nobody, and also while she whose turn it is has her quiet hours: she is
    asked when they end.
    """
    for wait in in_order(freed, now):
        slot = slot_for(wait, freed, now)
        if slot is None:
            continue
        awake = when_awake(wait.patient, now)
        until = kept_until(slot, awake)
        if until is None:
            continue
        return Turn(wait, slot, until) if awake <= now else None
    return None


def in_order(freed: Freed, now: datetime) -> Iterator[Wait]:
    """Those it may suit, in turn: longest waiting first, behind them who let it lapse once.

    Who declined it, or gave it back herself, is not asked; nor who has another offer just now.
    """
    day = freed.starts_at.astimezone(freed.clinic.zone).date()
    asked = Offer.objects.filter(wait=OuterRef("pk"), freed=freed)
    refused = asked.filter(outcome__in=[Offer.Outcome.DECLINED, Offer.Outcome.WITHDRAWN])
    busy = Offer.objects.filter(wait__patient=OuterRef("patient"), outcome="")
    lapsed = Q(offers__freed=freed, offers__outcome=Offer.Outcome.LAPSED)
    waits = (
        standing(freed.clinic, day)
        .filter(~Exists(refused), ~Exists(busy), first_day__lte=day, service__active=True)
        .exclude(patient=freed.appointment.patient_id)
        .annotate(unanswered=Count("offers", filter=lapsed))
        .filter(unanswered__lt=ASKED_AT_MOST)
        .order_by("unanswered", "since", "pk")
    )
    yield from (wait for wait in waits if day.weekday() in wait.weekdays)


def slot_for(wait: Wait, freed: Freed, now: datetime) -> Slot | None:
    """The time of hers that lies in the freed one: at its beginning if possible."""
    whose = wait.practitioner or freed.practitioner
    day = freed.starts_at.astimezone(freed.clinic.zone).date()
    slots = free_slots(
        wait.service,
        now=now,
        wish=wish_of(wait, day, day),
        practitioner=whose,
        limit=A_DAY_OF_TIMES,
        for_patient=wait.patient,
    )
    notice = now + timedelta(hours=wait.notice_hours)
    fitting = [
        slot
        for slot in slots
        if slot.starts_at < freed.ends_at
        and freed.starts_at < slot.ends_at
        and slot.starts_at >= notice
        and (whose == freed.practitioner or (slot.room is not None and slot.room == freed.room))
    ]
    return min(fitting, key=lambda slot: abs(slot.starts_at - freed.starts_at), default=None)


def wish_of(wait: Wait, first: date, last: date) -> Wish:
    """Her days and hours, within these days and her own."""
    return Wish(
        max(first, wait.first_day),
        min(last, wait.last_day),
        frozenset(wait.weekdays),
        wait.from_time,
        wait.until_time,
    )


def kept_until(slot: Slot, begins: datetime, holds: timedelta = HOLDS) -> datetime | None:
    """Until when a time is kept that is offered at an instant; None with too little time to answer.

    A hold never reaches into the last minutes in which the clinic lets nobody book.
    """
    lead = timedelta(minutes=Rules.of(slot.service.clinic).lead_minutes)
    until = min(begins + holds, slot.starts_at - lead)
    return until if until - begins >= SHORTEST else None
