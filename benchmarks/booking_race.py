"""Clients that race for the times of one day; run inside a clinic's own environment.

Each is a process of its own: in threads, Python may free a cursor of one that waits for SQLite
while another writes, and both stand still until the first gives up.
"""

import json
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from random import Random
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.db.utils import OperationalError

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Room, Service
from yintang.clinic.booking.slots import Slot, conflicts
from yintang.clinic.booking.taking import Taken, book, call_off, confirm, hold, move
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.care.visits.wall_clock import instant
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.patients.models import Patient

DAY, NOW = date(2027, 3, 2), datetime(2027, 3, 1, 12, tzinfo=UTC)
PRACTITIONERS, ROOMS, PATIENTS = 8, 8, 300
PHASES = {
    "Consultation": [(30, True)],
    "Treatment": [(20, True), (30, False), (15, True)],
    "Review": [(45, True)],
}


def main(clients: str, attempts: str, seed: str, guarded: str) -> None:
    """Race, and print what came of it."""
    with transaction.atomic():
        scene = Scene(int(seed), guarded == "guarded")
    connection.close()
    forks, number, each = get_context("fork"), int(clients), int(attempts) // int(clients)
    start, said = forks.Barrier(number + 1), forks.SimpleQueue()

    def client(n: int) -> None:
        said.put(scene.client(Random(f"{seed}/{n}"), each, start))

    jobs = [forks.Process(target=client, args=(n,)) for n in range(number)]
    for job in jobs:
        job.start()
    start.wait()
    begun = time.perf_counter()
    came = sum((said.get() for _ in jobs), Counter[str]())
    lasted = time.perf_counter() - begun
    for job in jobs:
        job.join()
    told = {
        "attempts": each * number, "seconds": lasted, "came": came,
        "overbooked": Appointment.objects.filter(state="booked").exclude(overbooked="").count(),
        "standing": len(standing()), "overlaps": overlaps(), "astray": astray(),
    }  # fmt: skip
    print(json.dumps(told))


class Scene:
    """A clinic, and what the clients did in it."""

    def __init__(self, seed: int, guarded: bool) -> None:
        self.clinic = Clinic.objects.create(name="Race", time_zone="Europe/Dublin")
        self.guarded = guarded
        self.users = [_user(self.clinic, n) for n in range(PRACTITIONERS)]
        self.rooms = [Room.objects.create(clinic=self.clinic, name=f"{n}") for n in range(ROOMS)]
        self.patients = [
            Patient.objects.create(clinic=self.clinic, given_name=f"{n}", family_name="Race")
            for n in range(PATIENTS)
        ]
        self.services = [
            Service.objects.create(
                clinic=self.clinic, name=name, kind="treatment",
                phases=[{"minutes": minutes, "practitioner": there} for minutes, there in phases],
            )
            for name, phases in PHASES.items()
        ]  # fmt: skip

    def client(self, luck: Random, attempts: int, start: Barrier) -> Counter[str]:
        """One of them, on a connection of its own."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        came = Counter[str]()
        start.wait()
        for _ in range(attempts):
            act = luck.choices([self.books, self.holds, self.moves, self.cancels], [6, 2, 1, 1])[0]
            if not self.guarded:
                act = self.books_unguarded
            try:
                came[act(luck)] += 1
            except Taken:
                came["taken"] += 1
            except NotNow:
                came["gone by"] += 1
            except OperationalError as error:
                came[f"refused: {str(error).splitlines()[0]}"] += 1
        connection.close()
        return came

    def one(self, luck: Random) -> Appointment | None:
        """Any that is booked."""
        keys = Appointment.objects.filter(state="booked").values_list("pk", flat=True)
        key = luck.choice(list(keys) or [None])
        return Appointment.objects.filter(pk=key).first()

    def slot(self, luck: Random) -> Slot:
        """Any time of the day on five minutes."""
        minute = luck.randrange(8 * 60, 19 * 60, 5)
        at = clock(minute // 60, minute % 60)
        return Slot(
            luck.choice(self.services), luck.choice(self.users), luck.choice(self.rooms), None,
            DAY, at, 0, self.clinic.time_zone, instant(DAY, at, self.clinic.zone),
        )  # fmt: skip

    def books(self, luck: Random) -> str:
        """Six of ten; one in fifty over another."""
        why = "for a race" if luck.random() < 0.02 else ""
        who = luck.choice(self.patients)
        made = book(self.slot(luck), who, made_by=self.users[0], now=NOW, overbook=why)
        return "overbooked" if made.overbooked else "booked"

    def holds(self, luck: Random) -> str:
        """A stranger's way: hold, then confirm; half of the holds have lapsed by then."""
        held = hold(self.slot(luck), held_by=uuid4().hex, now=NOW)
        later = NOW + timedelta(minutes=luck.choice([1, 60]))
        confirm(held, luck.choice(self.patients), made_by=None, now=later)
        return "held and booked"

    def moves(self, luck: Random) -> str:
        """To anywhere else on the day."""
        if (found := self.one(luck)) is None:
            return "nothing to move"
        move(found, self.slot(luck), by=self.users[0], now=NOW)
        return "moved"

    def cancels(self, luck: Random) -> str:
        """Any that is booked."""
        if (found := self.one(luck)) is None:
            return "nothing to cancel"
        call_off(found, by=Appointment.By.CLINIC, user=self.users[0], now=NOW)
        return "cancelled"

    def books_unguarded(self, luck: Random) -> str:
        """Look whether anything is in the way, then write: without cells."""
        slot, who = self.slot(luck), luck.choice(self.patients)
        if conflicts(slot, patient=who):
            return "taken"
        visit = Visit.book(who, slot.practitioner, slot.starts_at, minutes=slot.minutes)
        Appointment.objects.create(
            clinic=self.clinic, service=slot.service, patient=who, practitioner=slot.practitioner,
            room=slot.room, day=slot.day, at=slot.at, zone=slot.zone, starts_at=slot.starts_at,
            minutes=slot.minutes, phases=slot.service.phases, state="booked", visit=visit,
        )  # fmt: skip
        return "booked"


def _user(clinic: Clinic, number: int) -> User:
    user = User.objects.create(email=f"{uuid4()}@example.org", name=f"{number}")
    Membership.objects.create(clinic=clinic, user=user, role=Role.PRACTITIONER)
    return user


def standing() -> list[dict[str, Any]]:
    """Appointments that take time and were not placed over another on purpose."""
    rows = Appointment.objects.filter(state__in=["booked", "missed"], overbooked="")
    return list(
        rows.values("starts_at", "phases", "practitioner", "room", "equipment", "patient", "id")
    )


def overlaps() -> int:
    """Pairs that share somebody or something at one moment, found without a look at the cells."""
    busy: dict[Any, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in standing():
        at = row["starts_at"]
        for phase in row["phases"]:
            end = at + timedelta(minutes=phase["minutes"])
            if phase["practitioner"]:
                busy["practitioner", row["practitioner"]].append((at, end))
            at = end
        for what in ("room", "equipment", "patient"):
            if row[what]:
                busy[what, row[what]].append((row["starts_at"], at))
    found = 0
    for stretches in busy.values():
        stretches.sort()
        latest = stretches[0][1]
        for start, end in stretches[1:]:
            found += start < latest
            latest = max(latest, end)
    return found


def astray() -> int:
    """Visits that do not stand where their appointments do."""
    rows = Appointment.objects.filter(state="booked").select_related("visit")
    return sum(
        row.visit is None
        or (row.visit.starts_at, row.visit.practitioner_id, row.visit.state)
        != (row.starts_at, row.practitioner_id, "booked")
        for row in rows
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
