"""Cancelling, passing on and answering, all at once; run inside a clinic's own environment."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from threading import Barrier

from django.db import connection, transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import Taken, book, call_off
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.models import Freed, Offer, Wait
from yintang.clinic.waiting.offering import NotOffered, accept, decline, pass_on

NOW, DAY = datetime(2027, 3, 1, 9, tzinfo=UTC), date(2027, 3, 5)
WAITING, CLIENTS, TIMES = 6, 4, 4


def main() -> None:
    """Race, and print what came of it."""
    with transaction.atomic():
        booked = scene()
    start, came = Barrier(CLIENTS), Counter[str]()
    with ThreadPoolExecutor(CLIENTS) as pool:
        jobs = [
            pool.submit(client, Random(n), booked[n::CLIENTS], start, came) for n in range(CLIENTS)
        ]
        for job in jobs:
            job.result()
    taken = Offer.objects.filter(outcome="accepted")
    told = {
        "came": came,
        "taken": taken.count(),
        "twice": taken.count() - taken.values("wait").distinct().count(),
        "booked": Appointment.objects.filter(
            state="booked", patient__waits__ended="booked"
        ).count(),
        "doubled": doubled(),
    }
    print(json.dumps(told))


def scene() -> list[Appointment]:
    """A clinic with visits of one day, and patients who wait."""
    clinic = Clinic.objects.create(name="Race", time_zone="Europe/Dublin")
    service = Service.objects.create(
        clinic=clinic, name="Treatment", kind="treatment",
        phases=[{"minutes": 30, "practitioner": True}],
    )  # fmt: skip
    user = User.objects.create(email="pia@example.org", name="Pia")
    Membership.objects.create(clinic=clinic, user=user, role=Role.PRACTITIONER)
    for n in range(WAITING):
        patient = Patient.objects.create(clinic=clinic, given_name=f"{n}", family_name="Waits")
        Wait.objects.create(
            patient=patient, service=service, first_day=DAY, last_day=DAY,
            since=NOW - timedelta(days=n),
        )  # fmt: skip
    return [
        book(
            slot_at(service, user, DAY, time(9 + n), now=NOW),
            Patient.objects.create(clinic=clinic, given_name=f"{n}", family_name="Booked"),
            made_by=user,
            now=NOW,
        )
        for n in range(TIMES)
    ]


def client(luck: Random, mine: list[Appointment], start: Barrier, came: Counter[str]) -> None:
    """One who cancels her own, passes on, and answers whatever stands, often with another."""
    start.wait()
    try:
        for appointment in mine:
            call_off(appointment, by=Appointment.By.CLINIC, user=None, now=NOW)
        for _ in range(3):
            pass_on(NOW)
            for offer in Offer.objects.filter(outcome=""):
                came[answer(offer, luck)] += 1
    finally:
        connection.close()


def answer(offer: Offer, luck: Random) -> str:
    """Taken three times of four."""
    try:
        if luck.random() < 0.25:
            return "left" if decline(offer, now=NOW) else "had ended"
        accept(offer, by=None, now=NOW)
    except (NotOffered, Taken) as fault:
        return type(fault).__name__
    return "took"


def doubled() -> int:
    """Freed times that more than one holds or has."""
    holding = Offer.objects.filter(outcome__in=["", "accepted"]).values_list("freed", flat=True)
    return sum(number > 1 for number in Counter(holding).values()) + (Freed.objects.count() - TIMES)


if __name__ == "__main__":
    main()
