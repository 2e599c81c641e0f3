"""What every part of the story needs at hand: the clinic, its staff, chance, and what was done."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from django.db import models
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.models import Chain, Entry
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.locking import locked
from yintang.clinic.patients.models import Patient

SOURCE = "sample clinic"


@dataclass(frozen=True)
class Act:
    """Who did what and when, on its way into the clinic's chain."""

    at: datetime
    by: User
    act: str
    kind: str
    subject: UUID
    patient: UUID | None
    detail: str = ""


@dataclass(frozen=True)
class Scene:
    """The clinic at `now`. `staff` by first name in lower case; `acts` grows as things are done."""

    clinic: Clinic
    staff: dict[str, User]
    now: datetime
    acts: list[Act] = field(default_factory=list)
    taken: set[tuple[User, datetime]] = field(default_factory=set)
    """Hours of practitioners that are given away."""

    @property
    def today(self) -> datetime:
        """Midnight at which the clinic's day began, on its wall clock."""
        local = self.now.astimezone(self.clinic.zone)
        return local.replace(hour=0, minute=0, second=0, microsecond=0)


def chance(*words: object) -> Random:
    """A source of chance that depends on these words alone."""
    text = "\0".join(str(word) for word in words)
    return Random(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))


def done(
    scene: Scene, by: User, act: str, row: models.Model, patient: Patient, *, detail: str = ""
) -> None:
    """Write down that somebody did something to a row at this hour of the story."""
    kind = row._meta.model_name or ""
    scene.acts.append(Act(timezone.now(), by, act, kind, row.pk, patient.pk, detail))


def write_chain(scene: Scene) -> None:
    """Add all acts to the clinic's chain, in the order in which they happened.

    As `audit.chain.record` does it act by act; here thousands at once.
    """
    Chain.objects.get_or_create(clinic=scene.clinic)
    with locked(Chain(clinic=scene.clinic)) as chain:
        entries = []
        for act in sorted(scene.acts, key=lambda act: act.at):
            chain.length += 1
            entry = Entry(
                clinic=scene.clinic,
                number=chain.length,
                at=act.at,
                by=act.by,
                act=act.act,
                kind=act.kind,
                subject=act.subject,
                patient=act.patient,
                detail=act.detail,
                source=SOURCE,
                previous=chain.hash,
            )
            chain.hash = entry.hash = entry.computed_hash()
            entries.append(entry)
        Entry.objects.bulk_create(entries, batch_size=500)
        chain.save(update_fields=["length", "hash"])


def appointment(scene: Scene, days: int, by: User, seed: str) -> datetime:
    """A free hour of a practitioner so many days from today (before it where negative).

    On a Sunday the clinic is closed: what would fall there is one day farther from today.
    """
    day = scene.today + timedelta(days=days)
    if day.weekday() == 6:
        day += timedelta(days=1 if days > 0 else -1)
    hours = [9, 10, 11, 12, 14, 15, 16, 17]
    start = chance(seed, "hour").randrange(len(hours))
    for hour in hours[start:] + hours[:start]:
        at = day.replace(hour=hour)
        if (by, at) not in scene.taken:
            break
    scene.taken.add((by, at))
    return at
