"""A patient books the rest of her course by herself."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.booking.models import Appointment
from yintang.clinic.care.models import Consultation


@pytest.fixture
def told(visit):
    """What she told at her first visit."""
    return Consultation.objects.get_or_create(visit=visit)[0]


def asked(**more):
    first = timezone.now().date() + timedelta(days=14)
    return {
        "visits": 3, "interval": 7, "first": first.isoformat(), "at": "10:00", "upkeep": 0,
        "upkeep_weeks": 5, **more,
    }  # fmt: skip


def test_she_books_three_visits_at_once(as_, dana, dana_user, course, told, service, ana):
    url = reverse("mine-course-book", args=[dana.pk, course.pk])
    page = as_(dana_user).get(url, asked(service=service.pk)).content.decode()
    sent = dict(re.findall(r'name="(visit-\d+)".*?<option value="([^"]*)" selected', page, re.S))
    assert len(sent) == 3
    assert as_(dana_user).post(url, sent).url == reverse("mine", args=[dana.pk])
    assert Appointment.objects.filter(patient=dana, state="booked").count() == 3


def test_what_is_not_offered_online_is_not_there(as_, dana, dana_user, course, told, service, ana):
    service.online = False
    service.save(update_fields=["online"])
    url = reverse("mine-course-book", args=[dana.pk, course.pk])
    page = as_(dana_user).get(url)
    assert "no visit that can be booked here" in page.content.decode()
    key = f"{timezone.now().date() + timedelta(days=14)}T10:00+0/{ana.pk}/-"
    answer = as_(dana_user).post(url, {"visit-101": f"{service.pk} {key}"})
    assert answer.status_code == 409
    assert not Appointment.objects.exists()


def test_before_her_first_visit_she_books_a_single_one(as_, dana, dana_user, course, service):
    answer = as_(dana_user).get(reverse("mine-course-book", args=[dana.pk, course.pk]))
    assert answer.url == reverse("mine-book", args=[dana.pk])


def test_somebody_elses_course_is_not_there(as_, dana, dana_user, eve, course):
    url = reverse("mine-course-book", args=[dana.pk, course.pk])
    assert as_(eve).get(url).status_code == 404
