"""The sample clinic can be filled at any hour."""

from datetime import datetime

import pytest
from django.db import transaction

from yintang.clinic.audit.chain import broken
from yintang.clinic.care.models import SessionEvent, Visit
from yintang.clinic.sample import fill


@pytest.mark.parametrize(
    "hour", ["2026-03-29T00:20:00+00:00", "2026-12-31T23:58:00+00:00", "2028-02-29T12:00:00+00:00"]
)
def test_a_night_a_change_of_clocks_and_a_leap_day_do_no_harm(hour):
    now = datetime.fromisoformat(hour)
    sample = fill(now, patients=2, portrait=False)
    local = now.astimezone(sample.clinic.zone)
    resting = Visit.objects.get(session__phase="rest")
    assert resting.local_start.date() == local.date()
    assert resting.session.rest_ends_at > now
    assert list(broken(sample.clinic)) == []


def story(now: datetime) -> list[object]:
    """What a clinic filled at `now` tells; it is taken back at once."""
    with transaction.atomic():
        fill(now, patients=2, portrait=False)
        events = SessionEvent.objects.order_by("received_at", "number")
        visits = Visit.objects.order_by("starts_at")
        told = [
            list(events.values_list("kind", "body", "received_at")),
            list(visits.values_list("starts_at", "state", "number", "patient__family_name")),
        ]
        transaction.set_rollback(True)
    return told


def test_the_same_hour_tells_the_same_story():
    now = datetime.fromisoformat("2026-11-19T14:07:30+00:00")
    assert story(now) == story(now)
