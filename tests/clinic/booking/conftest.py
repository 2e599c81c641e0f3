"""A clinic with a room and its opening hours, and the services that the tests book."""

from datetime import UTC, datetime, time

import pytest

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Appointment, Hours, Room, Service
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient

RESTING = [
    {"minutes": 30, "practitioner": True},
    {"minutes": 30, "practitioner": False},
    {"minutes": 15, "practitioner": True},
]


@pytest.fixture
def now() -> datetime:
    """A Monday morning in the clinic of the tests."""
    return datetime(2026, 11, 30, 8, 0, tzinfo=UTC)


@pytest.fixture
def room(clinic: Clinic) -> Room:
    return Room.objects.create(clinic=clinic, name="Blue room")


@pytest.fixture
def opening_hours(clinic: Clinic) -> list[Hours]:
    """Monday to Friday, nine to five."""
    return [
        Hours.objects.create(clinic=clinic, weekday=day, opens=time(9), closes=time(17))
        for day in range(5)
    ]


@pytest.fixture
def service(clinic: Clinic) -> Service:
    """An hour with the practitioner throughout."""
    return Service.objects.create(
        clinic=clinic,
        name="Treatment",
        kind=Service.Kind.TREATMENT,
        phases=[{"minutes": 60, "practitioner": True}],
    )


@pytest.fixture
def resting(clinic: Clinic) -> Service:
    """75 minutes with a rest of half an hour in the middle."""
    return Service.objects.create(
        clinic=clinic, name="With a rest", kind=Service.Kind.TREATMENT, phases=RESTING
    )


@pytest.fixture
def appointment(
    service: Service, ana: User, dana: Patient, room: Room, now: datetime
) -> Appointment:
    """Dana with Ana, on Tuesday 1 December 2026 at ten."""
    slot = slot_at(service, ana, datetime(2026, 12, 1).date(), time(10), now=now)
    return book(slot, dana, made_by=ana, now=now)
