"""A whole course booked in one go: proposed, changed by hand, and all of it or nothing."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.booking.course_times import Between, propose
from yintang.clinic.booking.models import Absence, Appointment
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book, book_all
from yintang.clinic.care.models import Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.models import Patient
from yintang.planning.arranging import CourseWish, NoArrangement

TUESDAY = date(2026, 12, 1)
TEN = time(10)


@pytest.fixture
def eli(clinic):
    return Patient.objects.create(clinic=clinic, given_name="Eli", family_name="Ward")


def weekly(visits, **more):
    return CourseWish(visits, 7, TUESDAY, **{"at": TEN, **more})


def test_a_weekly_course_at_one_hour_with_one_practitioner(
    service, ana, pia, dana, opening_hours, now
):
    found = propose(service, weekly(6, practitioner=str(pia.pk)), now=now, patient=dana)
    assert found.as_wished
    assert [v.slot.day for v in found.visits] == [TUESDAY + timedelta(weeks=n) for n in range(6)]
    assert {(v.slot.at, v.slot.practitioner) for v in found.visits} == {(TEN, pia)}


def test_what_is_taken_is_worked_around_and_said(service, ana, dana, eli, opening_hours, now):
    book(slot_at(service, ana, TUESDAY + timedelta(7), TEN, now=now), eli, made_by=ana, now=now)
    found = propose(service, weekly(3), now=now, patient=dana)
    assert found.visits[1].slot.day == TUESDAY + timedelta(7)
    assert found.visits[1].traded == ("at 09:00 instead of 10:00",)
    assert not found.visits[0].traded
    assert not found.visits[2].traded


def test_a_closed_week_moves_what_follows(service, clinic, ana, dana, opening_hours, now):
    Absence.objects.create(clinic=clinic, first_day=date(2026, 12, 12), last_day=date(2026, 12, 20))
    found = propose(service, weekly(4), now=now, patient=dana)
    days = [(v.slot.day - TUESDAY).days for v in found.visits]
    assert days == [0, 7, 21, 28]


def test_nobody_is_promised_her_own_time_twice(service, resting, ana, pia, dana, now):
    book(slot_at(service, ana, TUESDAY, TEN, now=now), dana, made_by=ana, now=now)
    found = propose(resting, weekly(1), now=now, patient=dana)
    assert (found.visits[0].slot.day, found.visits[0].slot.at) != (TUESDAY, TEN)


def test_days_and_hours_that_suit_her(service, ana, dana, opening_hours, now):
    fridays = Between(frozenset({4}), time(14), time(16))
    wish = CourseWish(3, 7, TUESDAY + timedelta(days=3))
    found = propose(service, wish, now=now, patient=dana, can_come=fridays)
    assert {v.slot.day.weekday() for v in found.visits} == {4}
    assert all(time(14) <= v.slot.at < time(16) for v in found.visits)


def test_a_clinic_that_is_closed_says_which_visit_does_not_fit(service, clinic, ana, dana, now):
    Absence.objects.create(clinic=clinic, first_day=date(2026, 12, 9), last_day=date(2027, 3, 1))
    with pytest.raises(NoArrangement, match="visit 3"):
        propose(service, weekly(4), now=now, patient=dana)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Dublin", date(2026, 10, 6)),
        ("Europe/Dublin", date(2027, 3, 9)),
        ("America/New_York", date(2026, 10, 13)),
        ("America/New_York", date(2027, 2, 23)),
        ("Australia/Sydney", date(2026, 9, 15)),
        ("Australia/Sydney", date(2027, 3, 16)),
        ("Asia/Kolkata", date(2026, 10, 6)),
    ],
)
def test_a_course_keeps_its_hour_across_the_change_of_the_clock(
    zone, first, clinic: Clinic, service, ana, dana, room
):
    clinic.time_zone = zone
    clinic.save(update_fields=["time_zone"])
    service.refresh_from_db()
    now = datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(zone)) - timedelta(days=9)
    wish = CourseWish(8, 7, first, at=time(9, 30))
    slots = [v.slot for v in propose(service, wish, now=now, patient=dana).visits]
    made = book_all(slots, dana, made_by=ana, now=now)
    local = [one.starts_at.astimezone(ZoneInfo(zone)) for one in made]
    assert {one.time() for one in local} == {time(9, 30)}
    assert [one.date() for one in local] == [first + timedelta(weeks=n) for n in range(8)]
    offsets = {one.utcoffset() for one in local}
    assert len(offsets) == (1 if zone == "Asia/Kolkata" else 2)


def options(page: str) -> dict[str, str]:
    """What each visit's field would send as the page stands."""
    found = {}
    for name, inside in re.findall(r'<select id="(visit-\d+)".*?>(.*?)</select>', page, re.S):
        found[name] = re.search(r'<option value="([^"]*)" selected', inside)[1]
    return found


def asked(**more):
    first = timezone.now().date() + timedelta(days=14)
    return {
        "visits": 3, "interval": 7, "first": first.isoformat(), "at": "10:00", "upkeep": 0,
        "upkeep_weeks": 5, **more,
    }  # fmt: skip


def test_the_desk_books_the_whole_course(cleo, as_, dana, course, service, ana, room):
    url = reverse("course-book", args=[course.pk])
    page = as_(cleo).get(url, asked(service=service.pk, practitioner=ana.pk)).content.decode()
    sent = options(page)
    assert len(sent) == 3
    answer = as_(cleo).post(url, sent)
    assert answer.status_code == 302
    visits = Visit.objects.filter(course=course).order_by("starts_at")
    assert [v.number for v in visits] == [1, 2, 3]
    assert Appointment.objects.filter(patient=dana, state="booked").count() == 3


def test_a_second_click_books_nothing_twice(cleo, as_, dana, course, service, ana, room):
    url = reverse("course-book", args=[course.pk])
    sent = options(as_(cleo).get(url, asked(service=service.pk)).content.decode())
    as_(cleo).post(url, sent)
    assert as_(cleo).post(url, sent).status_code == 302
    assert Appointment.objects.filter(patient=dana).count() == 3


def test_a_visit_can_be_left_out(cleo, as_, dana, course, service, ana, room):
    url = reverse("course-book", args=[course.pk])
    sent = options(as_(cleo).get(url, asked(service=service.pk)).content.decode())
    as_(cleo).post(url, sent | {"visit-102": ""})
    assert Appointment.objects.filter(patient=dana).count() == 2


def test_a_time_that_has_gone_books_nothing_and_proposes_anew(
    cleo, as_, dana, eli, course, service, ana, room
):
    url = reverse("course-book", args=[course.pk])
    params = asked(service=service.pk)
    sent = options(as_(cleo).get(url, params).content.decode())
    day = timezone.now().date() + timedelta(days=21)
    now = timezone.now()
    book(slot_at(service, ana, day, TEN, now=now), eli, made_by=ana, now=now)
    answer = as_(cleo).post(f"{url}?{'&'.join(f'{k}={v}' for k, v in params.items())}", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "has just gone" in page
    assert "Nothing was booked" in page
    assert not Appointment.objects.filter(patient=dana).exists()
    as_(cleo).post(url, options(page))
    assert Appointment.objects.filter(patient=dana).count() == 3


def test_maintenance_follows(cleo, as_, dana, course, service, ana, room):
    url = reverse("course-book", args=[course.pk])
    page = as_(cleo).get(url, asked(service=service.pk, upkeep=2)).content.decode()
    assert len(options(page)) == 5
    as_(cleo).post(url, options(page))
    days = [one.day for one in Appointment.objects.filter(patient=dana).order_by("starts_at")]
    assert (days[3] - days[2]).days == (days[4] - days[3]).days == 35


def test_it_begins_with_what_the_course_still_lacks(cleo, as_, dana, course, service, ana, visit):
    form = as_(cleo).get(reverse("course-book", args=[course.pk])).context["form"]
    assert form["visits"].value() == 9
    assert form["interval"].value() == 7


def test_an_ended_course_is_not_booked(cleo, as_, course, service):
    course.end("Moved away")
    answer = as_(cleo).get(reverse("course-book", args=[course.pk]))
    assert answer.status_code == 302
