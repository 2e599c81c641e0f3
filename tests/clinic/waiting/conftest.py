"""A clinic in which three wait for a treatment with Pia, and Mona has one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.test import Client

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Room, Service
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.models import Wait

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
"""A Wednesday morning."""
DAY = date(2026, 12, 1)
"""The Tuesday on which the time becomes free."""


@pytest.fixture
def person(clinic: Clinic) -> Callable[..., Patient]:
    def made(name: str, **fields: object) -> Patient:
        told = {"email": f"{name.lower()}@example.org", "family_name": "Test"} | fields
        return Patient.objects.create(clinic=clinic, given_name=name, **told)

    return made


@pytest.fixture
def waits(service: Service, room: Room) -> Callable[..., Wait]:
    """Puts somebody on the list, so many days before now."""

    def made(patient: Patient, days: int, **fields: object) -> Wait:
        told = {"first_day": date(2026, 11, 1), "last_day": date(2027, 1, 31)} | fields
        return Wait.objects.create(
            patient=patient, service=service, since=NOW - timedelta(days=days), **told
        )

    return made


@pytest.fixture
def booked(service: Service, room: Room, pia: User, person: Callable[..., Patient]) -> Appointment:
    """Mona with Pia, on Tuesday 1 December at ten."""
    slot = slot_at(service, pia, DAY, time(10), now=NOW)
    return book(slot, person("Mona"), made_by=pia, now=NOW)


@pytest.fixture
def hers(as_: Callable[[User], Client], dana_user: User) -> Client:
    return as_(dana_user)
