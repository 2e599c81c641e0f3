"""What the pages of the waiting list show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.slots import Slot, free_slots
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.finding import SHORTEST, standing, wish_of
from yintang.clinic.waiting.models import WITH_IT, Freed, Offer, Wait

FREED_SHOWN = 50
LOOKED_FOR = 120
DAYS_SHOWN, OF_A_DAY = 3, 4


@dataclass(frozen=True, slots=True)
class Place:
    """One who waits, with her turn and what is kept for her."""

    turn: int
    wait: Wait
    offer: Offer | None


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A time that became free, and how far it has come."""

    freed: Freed
    offers: list[Offer]
    booked: bool
    """Whether the practitioner has somebody then, from the list or not."""


def open_offers(clinic: Clinic) -> list[Offer]:
    """Offers that stand, the next to run out first."""
    offers = Offer.objects.filter(wait__patient__clinic=clinic, outcome="")
    return list(offers.select_related(*WITH_IT).order_by("until"))


def places(clinic: Clinic, offers: Sequence[Offer], now: datetime) -> list[Place]:
    """Everybody who waits, longest first."""
    kept = {offer.wait_id: offer for offer in offers}
    waits = standing(clinic, today_in(clinic, now))
    return [Place(n, wait, kept.get(wait.pk)) for n, wait in enumerate(waits, 1)]


def freed_times(clinic: Clinic, now: datetime) -> list[FreedTime]:
    """Freed times that lie ahead, soonest first, with whom they were offered to."""
    ahead = Freed.objects.filter(clinic=clinic, starts_at__gt=now).order_by("starts_at", "at")
    found = list(ahead.select_related("practitioner", "room")[:FREED_SHOWN])
    offers = Offer.objects.filter(freed__in=found).select_related("wait__patient")
    by_freed: dict[object, list[Offer]] = {}
    for offer in offers.order_by("made_at"):
        by_freed.setdefault(offer.freed_id, []).append(offer)
    coming = Appointment.objects.filter(
        practitioner__in={one.practitioner_id for one in found},
        starts_at__gt=now - timedelta(days=1),
        state=Appointment.State.BOOKED,
    )
    booked = list(coming.only("practitioner_id", "starts_at", "minutes"))
    return [
        FreedTime(one, by_freed.get(one.pk, []), any(_meets(one, each) for each in booked))
        for one in found
    ]


def _meets(freed: Freed, booked: Appointment) -> bool:
    return (
        freed.practitioner_id == booked.practitioner_id
        and booked.starts_at < freed.ends_at
        and freed.starts_at < booked.ends_at
    )


def times_to_offer(wait: Wait, now: datetime) -> list[Slot]:
    """Free times that suit her, for an offer by hand: some of each of the next days."""
    clinic = wait.patient.clinic
    slots = free_slots(
        wait.service,
        now=now + SHORTEST,
        wish=wish_of(wait, today_in(clinic, now), wait.last_day),
        practitioner=wait.practitioner,
        limit=LOOKED_FOR,
        for_patient=wait.patient,
    )
    days = [list(of_day) for _, of_day in groupby(slots, lambda slot: slot.day)]
    return [slot for of_day in days[:DAYS_SHOWN] for slot in of_day[:: -(-len(of_day) // OF_A_DAY)]]


def own_places(patient: Patient, now: datetime) -> list[Place]:
    """Her own places, without a turn: how many wait before her says something of others."""
    waits = standing(patient.clinic, today_in(patient.clinic, now)).filter(patient=patient)
    return [Place(0, wait, None) for wait in waits]


def own_offers(patient: Patient, now: datetime) -> list[Offer]:
    """What is kept for her just now."""
    offers = Offer.objects.filter(wait__patient=patient, outcome="", until__gt=now)
    return list(offers.select_related(*WITH_IT).order_by("until"))
