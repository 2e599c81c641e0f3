"""Filling an empty database with the sample clinic."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.sample import furnish
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.directory.sample import list_sample
from yintang.clinic.packages.sample import take_money
from yintang.clinic.sample.clock import set_to, turned_back
from yintang.clinic.sample.histories import live, merge_in
from yintang.clinic.sample.people import everybody
from yintang.clinic.sample.scene import Act, Scene, done, write_chain
from yintang.clinic.sample.series import choose_sequence
from yintang.clinic.sample.this_day import book_next, pass_today
from yintang.clinic.waiting.sample import fill_waiting_list

STAFF = (
    ("Ana Duarte", Role.OWNER, "Lic. Ac., MBAcC"),
    ("Pia Lindqvist", Role.PRACTITIONER, "Lic. Ac."),
    ("Cleo Marsh", Role.FRONT_DESK, ""),
    ("Ben Okafor", Role.READ_ONLY, ""),
)
PASSWORD = "willow-rooms"


@dataclass(frozen=True)
class Sample:
    """The clinic that was made, and how to sign in: (role, e-mail, password)."""

    clinic: Clinic
    sign_ins: list[tuple[str, str, str]]


def fill(now: datetime, *, patients: int = 40, portrait: bool = True) -> Sample:
    """Fill an empty database with a clinic as it might stand at `now`.

    The same `now` tells the same story; only the rows' keys differ. Nothing is audited as done by
    a person who did not do it in the story, and every row of the chain says "sample clinic".

    Parameters
    ----------
    now : an aware instant; the clinic's day is told up to it.
    patients : how many of the forty people in the file; the first ten hold the states of the day.
    portrait : whether one record holds the photograph of a real face, and another a series.
    """
    with turned_back(), uncollected(), transaction.atomic():
        set_to(now)
        scene, sign_ins = _open(now)
        choose_sequence(scene)
        records = {}
        for number, person in enumerate(everybody().patients[:patients]):
            record = live(scene, person, number=number, portrait=portrait)
            records[person.name] = record
            if person.sign_in:
                sign_ins.append(("Patient", record.email, PASSWORD))
            if person.today:
                pass_today(scene, person, record)
            book_next(scene, person, record)
        for second in everybody().duplicates:
            if second.of in records:
                merge_in(scene, second, records[second.of])
        set_to(now)
        for made in furnish(scene.clinic, scene.staff, now):
            if made.patient is not None:
                done(scene, scene.staff["cleo"], "booked", made, made.patient)
        for waiting in fill_waiting_list(scene.clinic, scene.staff["cleo"], now):
            done(scene, scene.staff["cleo"], "created", waiting, waiting.patient)
        list_sample(scene.clinic, now)
        desk = scene.staff["cleo"]
        for act, row, patient in take_money(scene.clinic, desk, now):
            kind = {"money": "payment"}.get(row._meta.model_name or "", row._meta.model_name or "")
            scene.acts.append(Act(row.at, row.by, act, kind, row.pk, patient.pk))
        write_chain(scene)
    return Sample(scene.clinic, sign_ins)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the collector of cycles, which costs an eighth of the time and finds little here."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _open(now: datetime) -> tuple[Scene, list[tuple[str, str, str]]]:
    """The clinic with its staff, who all sign in with the same password."""
    clinic = Clinic.objects.create(
        name="Willow Rooms",
        time_zone="Europe/London",
        address="3 Willow Court\nLowford",
        phone="01632 960 117",
        email="hello@example.org",
        hours="Monday to Saturday, 9 to 19",
        emergency="999",
        referral="Lowford talking therapies take calls without a letter; or her own doctor.",
    )
    staff, sign_ins, hashed = {}, [], make_password(PASSWORD)
    for name, role, title in STAFF:
        first = name.split()[0].lower()
        email = f"{first}@example.org"
        user = User(email=email, name=name, password=hashed)
        user.save()
        Membership.objects.create(clinic=clinic, user=user, role=role, title=title)
        staff[first] = user
        sign_ins.append((str(role.label), email, PASSWORD))
    return Scene(clinic, staff, now), sign_ins
