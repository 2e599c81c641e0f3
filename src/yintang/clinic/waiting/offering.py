"""Offering freed times in turn, and what follows from the answers.

Rows are locked in this order: the freed time, the offer, the patient, then what `booking.taking`
locks. None of these but the rounds writes the audit: the view does, in the same transaction.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.slots import Slot
from yintang.clinic.booking.taking import Taken, call_off, confirm, hold
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.clinics.templatetags.words import on_clock, on_weekday
from yintang.clinic.locking import locked
from yintang.clinic.outbox.writing import post, when
from yintang.clinic.waiting.finding import next_turn, standing
from yintang.clinic.waiting.models import Freed, Offer, Wait, hash_of

Outcome, State = Offer.Outcome, Appointment.State


class NotOffered(Exception):
    """A time cannot be offered to her, or an offer not answered any more; says why."""


def note_freed(before: Appointment, now: datetime) -> None:
    """Note that an appointment gave back its time, where anybody waits. Offers follow in a round.

    What somebody held for a moment was never hers, and is not offered.
    """
    if before.state not in {State.BOOKED, State.CANCELLED} or before.starts_at <= now:
        return
    if not standing(before.clinic, today_in(before.clinic, now)).exists():
        return
    Freed.objects.create(
        clinic=before.clinic,
        appointment_id=before.pk,
        practitioner=before.practitioner,
        room=before.room,
        starts_at=before.starts_at,
        ends_at=before.ends_at,
        at=now,
    )


def pass_on(now: datetime, clinic: Clinic | None = None) -> int:
    """Close the offers that nobody answered, and offer what is free to whose turn it is.

    Returns how many offers were made. Several rounds at a time offer nothing twice.
    """
    over = Offer.objects.filter(
        Q(until__lte=now) | Q(appointment__state__in=[State.LAPSED, State.CANCELLED]), outcome=""
    )
    ahead = Freed.objects.filter(starts_at__gt=now).order_by("starts_at", "pk")
    if clinic is not None:
        over = over.filter(wait__patient__clinic=clinic)
        ahead = ahead.filter(clinic=clinic)
    for offer in over.order_by("until").select_related("freed"):
        lapse(offer, now)
    return sum(offer_next(freed, now) is not None for freed in ahead.select_related("clinic"))


def offer_next(freed: Freed, now: datetime) -> Offer | None:
    """Offer a freed time to whose turn it is, unless it stands offered already."""
    # Looked at first without a lock: a round that has nothing to do keeps nobody waiting.
    if freed.offers.filter(outcome="").exists() or next_turn(freed, now) is None:
        return None
    try:
        with locked(freed) as current:
            if current.offers.filter(outcome="").exists():
                return None
            turn = next_turn(current, now)
            if turn is None:
                return None
            made = offer(turn.wait, turn.slot, until=turn.until, now=now, freed=current)
            patient = turn.wait.patient
            record(None, current.clinic, "offered", "appointment", made.appointment_id,
                   patient=patient)  # fmt: skip
            return made
    except (Taken, NotOffered):
        # Somebody else was faster; the next round looks again.
        return None


def offer(
    wait: Wait,
    slot: Slot,
    *,
    until: datetime,
    now: datetime,
    freed: Freed | None = None,
    by: User | None = None,
) -> Offer:
    """Keep a time for her and tell her by letter.

    Raises
    ------
    NotOffered
        If she waits no longer, or has an offer already.
    booking.taking.Taken
        If the time has gone.
    """
    with locked(wait.patient) as patient:
        if not Wait.objects.get(pk=wait.pk).stands(today_in(patient.clinic, now)):
            raise NotOffered("She is no longer on the waiting list.")
        if Offer.objects.filter(wait__patient=patient, outcome="").exists():
            raise NotOffered("She has an offer that she has not answered yet.")
        held = hold(slot, held_by=secrets.token_urlsafe(32), now=now, patient=patient)
        held.held_until = until
        held.save(update_fields=["held_until"])
        token = secrets.token_urlsafe(32)
        made = Offer.objects.create(
            wait=wait, freed=freed, appointment=held, token_sha256=hash_of(token),
            made_at=now, until=until, by=by,
        )  # fmt: skip
        clinic = patient.clinic
        told = {
            "when": when(held),
            "until": f"{on_weekday(until, clinic)} at {on_clock(until, clinic)}",
            "link": f"{settings.SITE}{reverse('offer', args=[token])}" if settings.SITE else "",
        }
        once = f"offer:{made.pk}"
        made.letter = post(patient, "offer", told, once=once, by=by, not_after=until)
        made.save(update_fields=["letter"])
        return made


def accept(offer: Offer, *, by: User | None, now: datetime) -> Appointment:
    """Book the time that is kept for her. Two clicks book once.

    Raises
    ------
    NotOffered
        If the offer has ended.
    booking.taking.Taken
        If she has another appointment at that time.
    """
    with _alone(offer) as current:
        held, wait = current.appointment, current.wait
        if current.outcome == Outcome.ACCEPTED:
            return held
        if not current.is_open(now) or held.state != State.HELD:
            raise NotOffered("This offer has ended. The time is offered to somebody else.")
        made = confirm(held, wait.patient, made_by=by, now=now)
        current.settle(Outcome.ACCEPTED, now)
        wait.end(Wait.Ended.BOOKED, now)
        return made


def decline(offer: Offer, *, now: datetime, outcome: str = Outcome.DECLINED) -> bool:
    """Let the time go to the next; False where the offer had ended already."""
    with _alone(offer) as current:
        if current.outcome:
            return False
        current.settle(outcome, now)
        if current.appointment.state == State.HELD:
            call_off(current.appointment, by=Appointment.By.PATIENT, user=None, now=now)
        _take_back_letter(current)
        return True


def lapse(offer: Offer, now: datetime) -> bool:
    """Close an offer that was not answered in time."""
    return decline(offer, now=now, outcome=Outcome.LAPSED)


def withdraw(wait: Wait, now: datetime) -> bool:
    """She waits no longer; what is kept for her is given back."""
    with locked(wait.patient):
        ended = wait.end(Wait.Ended.WITHDRAWN, now)
    for left in wait.offers.filter(outcome=""):
        decline(left, now=now)
    return ended


def _take_back_letter(offer: Offer) -> None:
    """A letter that has not gone out yet would offer what is no longer kept."""
    if offer.letter is not None:
        offer.letter.drop()


@contextmanager
def _alone(offer: Offer) -> Iterator[Offer]:
    """The offer, fresh and locked after the freed time that it belongs to."""
    with transaction.atomic():
        if offer.freed_id is not None:
            Freed.objects.select_for_update().get(pk=offer.freed_id)
        with locked(offer) as current:
            yield current
