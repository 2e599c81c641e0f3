"""The waiting list of the sample clinic: three who wait, and a time kept for one of them."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Service
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.quiet_hours import when_awake
from yintang.clinic.patients.models import Patient
from yintang.clinic.waiting.finding import HOLDS
from yintang.clinic.waiting.models import Wait
from yintang.clinic.waiting.offering import offer
from yintang.clinic.waiting.page import times_to_offer

WANTED: tuple[tuple[str, int, dict[str, object]], ...] = (
    ("Treatment", 19, {"weekdays": [0, 1, 2, 3, 4], "from_time": time(12)}),
    ("Review", 9, {"weekdays": [2, 4], "notice_hours": 48}),
    ("Treatment", 3, {"until_time": time(14), "notice_hours": 0}),
)
"""What is waited for, since how many days, and when it would suit."""
AHEAD, SOON = timedelta(days=28), timedelta(days=5)


def fill_waiting_list(clinic: Clinic, by: User, now: datetime) -> list[Wait]:
    """Put three on the list who have no visit in the coming days, and offer the first a time."""
    today = today_in(clinic, now)
    services = {one.name: one for one in Service.objects.filter(clinic=clinic)}
    made = [
        Wait.objects.create(
            patient=patient, service=services[name], since=now - timedelta(days=days), made_by=by,
            first_day=today, last_day=today + AHEAD, **told,
        )
        for patient, (name, days, told) in zip(_not_expected(clinic, now), WANTED, strict=False)
    ]  # fmt: skip
    later = now + timedelta(days=2)
    for first in made[:1]:
        for slot in times_to_offer(first, later)[:1]:
            offer(first, slot, until=when_awake(first.patient, now) + HOLDS, now=now)
    return made


def _not_expected(clinic: Clinic, now: datetime) -> Iterable[Patient]:
    """Those who would have reason to wait: with an address, and no visit in the coming days."""
    here = Patient.objects.filter(clinic=clinic, merged_into=None, user=None).exclude(email="")
    soon = (now - timedelta(days=1), now + SOON)
    seen = here.exclude(visits__starts_at__range=soon).order_by("family_name", "given_name")
    return seen[: len(WANTED)]
