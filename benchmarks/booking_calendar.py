"""How long the next free time takes to find; run inside a clinic's own environment."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from itertools import product
from random import Random
from typing import Any
from uuid import uuid4

import numpy as np
from django.db import connection, transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.cells import needs_of
from yintang.clinic.booking.models import Appointment, Cell, Hours, Room, Service
from yintang.clinic.booking.slots import Wish, free_slots
from yintang.clinic.care.visits.wall_clock import instant
from yintang.clinic.clinics.models import Clinic, Membership, Role

FIRST, NOW = date(2027, 3, 1), datetime(2027, 3, 1, 6, tzinfo=UTC)
FEW, MANY = 5, 50
HOURS = range(9, 17)
BUSY, BUSY_WEEKS = 0.85, 6
"""Of the hours taken in the first weeks; what is taken thins out evenly over the rest."""
WARM = 3
"""Rounds before those that count."""


def busy(week: int, weeks: int) -> float:
    """The share of a week's hours that is taken."""
    return BUSY if week < BUSY_WEEKS else BUSY * (weeks - week) / (weeks - BUSY_WEEKS + 1)


def full(week: int, weeks: int) -> float:
    """Every hour."""
    return 1.0


def main(weeks: str, rounds: str, seed: str) -> None:
    """Fill two clinics, ask both in turn, and print the medians in milliseconds."""
    told: list[dict[str, Any]] = []
    for calendar, share in (("As full as a busy clinic", busy), ("Full to the last day", full)):
        sizes = {"few": FEW, "many": MANY}
        with transaction.atomic():
            services = {
                name: filled(size, int(weeks), share, Random(seed)) for name, size in sizes.items()
            }
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
        # A year that is full is read to its end, which takes long and varies little.
        asked = int(rounds) if share is busy else max(int(rounds) // 10, 2)

        told.append(
            {"calendar": calendar, "cells": Cell.objects.count()}
            | timed(services, int(weeks), asked)
        )
        Cell.objects.all().delete()
        Appointment.objects.all().delete()
    print(json.dumps(told))


def filled(size: int, weeks: int, share: Callable[[int, int], float], luck: Random) -> Service:
    """A clinic of so many practitioners and rooms, and its calendar; the service looked for."""
    clinic = Clinic.objects.create(name=f"{size}", time_zone="Europe/Dublin")
    for weekday in range(5):
        Hours.objects.create(clinic=clinic, weekday=weekday, opens=clock(9), closes=clock(17))
    service = Service.objects.create(
        clinic=clinic, name="Treatment", kind="treatment",
        phases=[{"minutes": 60, "practitioner": True}],
    )  # fmt: skip
    who = []
    for n in range(size):
        user = User.objects.create(email=f"{uuid4()}@example.org", name=f"{n:02}")
        Membership.objects.create(clinic=clinic, user=user, role=Role.PRACTITIONER)
        who.append((user, Room.objects.create(clinic=clinic, name=f"{n:02}")))
    made: list[Appointment] = []
    for week, weekday, hour in product(range(weeks), range(5), HOURS):
        day = FIRST + timedelta(weeks=week, days=weekday)
        at = instant(day, clock(hour), clinic.zone)
        for user, room in who:
            if luck.random() < share(week, weeks):
                made.append(
                    Appointment(
                        clinic=clinic,
                        service=service,
                        practitioner=user,
                        room=room,
                        day=day,
                        at=clock(hour),
                        zone=clinic.time_zone,
                        starts_at=at,
                        minutes=60,
                        phases=service.phases,
                        state="booked",
                    )
                )
    Appointment.objects.bulk_create(made, batch_size=500)
    _take_cells(made)
    return service


def _take_cells(made: list[Appointment]) -> None:
    """Their cells, as fast as the database takes rows."""
    key = str if connection.vendor == "postgresql" else lambda one: one.hex
    rows = (
        (key(who), cell, key(appointment.pk))
        for appointment in made
        for who, cell in needs_of(appointment)
    )
    table = Cell._meta.db_table
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (resource, cell, appointment_id) VALUES (%s, %s, %s)", rows
        )


def timed(services: dict[str, Service], weeks: int, rounds: int) -> dict[str, dict[str, float]]:
    """Medians of each question, asked of each clinic in turn."""
    wish = Wish(FIRST, FIRST + timedelta(weeks=weeks))
    late = Wish(FIRST, wish.last, frozenset({4}), from_time=clock(15))
    questions = {
        "the next": lambda service: free_slots(service, now=NOW, wish=wish, limit=1, staff=True),
        "the next twenty": lambda service: free_slots(service, now=NOW, wish=wish, staff=True),
        "Fridays after three": lambda service: free_slots(
            service, now=NOW, wish=late, limit=1, staff=True
        ),
    }
    took: dict[tuple[str, str], list[float]] = {}
    for n in range(rounds + WARM):
        for question, name in product(questions, services):
            service = Service.objects.select_related("clinic").get(pk=services[name].pk)
            begun = time.perf_counter()
            questions[question](service)
            if n >= WARM:
                took.setdefault((name, question), []).append(time.perf_counter() - begun)
    return {
        name: {question: 1000 * float(np.median(took[name, question])) for question in questions}
        for name in services
    }
