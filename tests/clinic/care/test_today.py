"""The clinic's day at a glance."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.care.models import Session, SessionEvent, Visit


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def here(dana, ana, now):
    visit, _ = Visit.start_now(dana, ana, now)
    return visit


def session(visit, **more):
    return Session.objects.create(visit=visit, plan_revision=1, retention_min=20, **more)


def page(client, clinic, **query):
    return client.get(reverse("today", args=[clinic.pk]), query).content.decode()


def test_an_empty_day_says_how_to_begin(as_, ana, clinic):
    assert "No visits today" in page(as_(ana), clinic)


def test_it_shows_who_comes_when_and_to_whom(as_, cleo, clinic, visit):
    shown = page(as_(cleo), clinic, day="2026-11-02")
    assert "Dana Moreno" in shown
    assert "10:00" in shown
    assert "Ana" in shown


def test_the_day_is_the_clinics_own(as_, ana, clinic, dana, visit):
    """Half past midnight in London in summer is the day before in UTC."""
    visit.starts_at = datetime(2027, 7, 1, 23, 30, tzinfo=UTC)
    visit.save()
    assert "Dana Moreno" not in page(as_(ana), clinic, day="2027-07-01")
    assert "00:30" in page(as_(ana), clinic, day="2027-07-02")


def test_a_rest_under_way_counts_down_to_the_servers_time(as_, cleo, clinic, here, now):
    ends = now + timedelta(minutes=12)
    session(here, phase="rest", rest_ends_at=ends)
    shown = page(as_(cleo), clinic)
    assert f"Resting until {ends.astimezone(clinic.zone):%H:%M}" in shown
    assert "data-ends-at" in shown


@pytest.mark.parametrize("phase", ["adjunct", "close"])
def test_needles_not_accounted_for_after_removal_stand_in_red(as_, ana, clinic, here, phase):
    session(here, phase=phase, unaccounted=1)
    assert "1 needle not accounted for: Dana Moreno" in page(as_(ana), clinic)


@pytest.mark.parametrize("phase", ["insert", "rest", "remove"])
def test_needles_still_to_come_out_are_no_alarm(as_, ana, clinic, here, phase):
    session(here, phase=phase, unaccounted=12)
    assert "not accounted for" not in page(as_(ana), clinic)


@pytest.mark.parametrize("kind", ["search", "emergency"])
def test_a_count_that_does_not_come_out_is_an_alarm_during_removal(as_, ana, clinic, here, kind):
    made = session(here, phase="remove", unaccounted=1, length=1)
    SessionEvent.objects.create(
        id=uuid.uuid4(), session=made, number=1, kind=kind, by=ana, received_at=timezone.now()
    )
    assert "1 needle not accounted for: Dana Moreno" in page(as_(ana), clinic)


def test_needles_of_another_day_are_an_alarm_in_any_phase(as_, ana, clinic, visit):
    visit.state = Visit.State.UNDER_WAY
    visit.save()
    session(visit, phase="remove", unaccounted=2)
    assert "2 needles not accounted for" in page(as_(ana), clinic, day="2027-01-01")


def test_what_is_not_signed_stands_on_every_day(as_, ana, clinic, visit):
    visit.state = Visit.State.CLOSED
    visit.save()
    shown = page(as_(ana), clinic, day="2027-01-01")
    assert "From other days, not signed" in shown
    assert "To be signed" in shown


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
def test_what_is_not_signed_is_found_by_its_state_and_not_by_reading_every_visit(as_, ana, clinic):
    with CaptureQueriesContext(connection) as captured:
        page(as_(ana), clinic)
    statement = next(q["sql"] for q in captured.captured_queries if "'arrived'" in q["sql"])
    with connection.cursor() as cursor:
        plan = "\n".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}"))
    assert "unsigned (clinic_id=? AND state=?)" in plan
    assert "the_day" not in plan


def test_the_desk_sees_no_clinical_words(as_, cleo, clinic, here, course):
    session(here, phase="insert")
    shown = page(as_(cleo), clinic)
    assert "With the practitioner" in shown
    for word in ("Needles going in", "visit 1 of 10", "Pattern", "Consultation"):
        assert word not in shown


def test_the_desk_says_that_she_is_here(as_, cleo, clinic, dana, ana, now):
    Visit.book(dana, ana, now)
    assert "Mark as here" in page(as_(cleo), clinic)


def test_asking_for_the_part_that_changes_is_not_audited(as_, ana, clinic, here):
    client, url = as_(ana), reverse("today", args=[clinic.pk])
    headers = {"HX-Request": "true", "X-Yintang-Background": "1"}
    part = client.get(url, headers=headers)
    assert "<html" not in part.content.decode()
    assert "Dana Moreno" in part.content.decode()
    assert not Entry.objects.filter(kind="day").exists()
    client.get(url)
    assert Entry.objects.filter(kind="day").count() == 1


def test_another_clinics_visits_are_not_shown(as_, eve, other_clinic, here):
    assert "Dana" not in page(as_(eve), other_clinic)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-31", "9999-12-31T00", ""])
def test_a_day_that_is_none_is_today(as_, ana, clinic, day):
    assert "Today," in page(as_(ana), clinic, day=day)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_ends_of_the_calendar_are_refused_calmly(as_, ana, clinic, day):
    url = reverse("today", args=[clinic.pk])
    assert as_(ana).get(url, {"day": day}).status_code == 200


def test_it_checks_access(as_, eve, dana_user, clinic):
    url = reverse("today", args=[clinic.pk])
    assert as_(eve).get(url).status_code == 404
    assert as_(dana_user).get(url).status_code == 404
