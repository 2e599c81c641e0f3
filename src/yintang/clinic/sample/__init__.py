"""A sample clinic: invented people for the demonstration and the tests that walk a whole visit."""

from dataclasses import dataclass
from datetime import datetime

from yintang.clinic.accounts.models import User
from yintang.clinic.clinics.models import Clinic, Membership, Role

STAFF = (
    ("Ana Duarte", "ana@example.org", Role.OWNER),
    ("Pia Lindqvist", "pia@example.org", Role.PRACTITIONER),
    ("Cleo Marsh", "cleo@example.org", Role.FRONT_DESK),
    ("Ben Okafor", "ben@example.org", Role.READ_ONLY),
)
PASSWORD = "willow-rooms"


@dataclass(frozen=True)
class Sample:
    """The clinic that was made, and how to sign in: (role, e-mail, password)."""

    clinic: Clinic
    sign_ins: list[tuple[str, str, str]]


def fill(now: datetime, *, patients: int = 40, portrait: bool = True) -> Sample:
    """Fill an empty database with a clinic as it might stand at `now`."""
    clinic = Clinic.objects.create(name="Willow Rooms", time_zone="Europe/London")
    sign_ins = []
    for name, email, role in STAFF:
        user = User.objects.create_user(email, PASSWORD, name=name)
        Membership.objects.create(clinic=clinic, user=user, role=role)
        sign_ins.append((str(role.label), email, PASSWORD))
    return Sample(clinic, sign_ins)
