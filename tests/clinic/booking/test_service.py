"""A service and its phases."""

import pytest
from django.urls import reverse

from yintang.clinic.booking.models import Service


def sent(*phases, **more):
    """What the browser sends for these (minutes, who)."""
    told = {
        "name": "Treatment", "kind": "treatment", "active": "on", "online": "on",
        "phase-TOTAL_FORMS": str(len(phases)), "phase-INITIAL_FORMS": "0",
    }  # fmt: skip
    for n, (minutes, who) in enumerate(phases):
        told |= {f"phase-{n}-minutes": str(minutes), f"phase-{n}-who": who}
    return told | more


@pytest.fixture
def service(resting):
    return resting


@pytest.fixture
def url(service):
    return reverse("service", args=[service.pk])


def test_the_editor_shows_the_phases(as_, ana, url):
    page = as_(ana).get(url)
    rows = page.context["phases"]
    assert [row.initial["minutes"] for row in rows] == [30, 30, 15]
    assert [row.initial["who"] for row in rows] == ["present", "resting", "present"]


def test_phases_are_saved_in_their_order(as_, ana, service, url):
    told = sent((20, "present"), (25, "resting"), ("", "present"), (15, "present"), price="85.50")
    assert as_(ana).post(url, told).status_code == 302
    service.refresh_from_db()
    assert service.phases == [
        {"minutes": 20, "practitioner": True},
        {"minutes": 25, "practitioner": False},
        {"minutes": 15, "practitioner": True},
    ]
    assert service.minutes == 60
    assert str(service.price) == "85.50"


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("add", ["30", "25", "20", ""]),
        ("remove-1", ["30", "20"]),
        ("up-2", ["30", "20", "25"]),
        ("down-0", ["25", "30", "20"]),
        ("remove-9", ["30", "25", "20"]),
    ],
)
def test_rows_are_changed_without_saving_or_scripts(as_, ana, service, url, act, expected):
    told = sent((30, "present"), (25, "resting"), (20, "present"), act=act, name="Half typed")
    page = as_(ana).post(url, told)
    assert [str(row.initial["minutes"]) for row in page.context["phases"]] == expected
    assert "Half typed" in page.content.decode()
    service.refresh_from_db()
    assert service.name == "With a rest"


def test_a_phase_is_a_multiple_of_five_minutes(as_, ana, service, url):
    answer = as_(ana).post(url, sent((32, "present")))
    assert answer.status_code == 422
    assert "multiples of 5 minutes" in answer.content.decode()


def test_a_service_without_phases_is_refused(as_, ana, url):
    answer = as_(ana).post(url, sent(("", "present")))
    assert answer.status_code == 422
    assert "at least one phase" in answer.content.decode()


def test_two_services_do_not_bear_one_name(as_, ana, clinic, service):
    told = sent((30, "present"), name="with a Rest")
    answer = as_(ana).post(reverse("service-new", args=[clinic.pk]), told)
    assert answer.status_code == 422
    assert Service.objects.count() == 1


def test_rooms_of_another_clinic_cannot_be_named(as_, ana, other_clinic, url, room):
    theirs = other_clinic.rooms.create(name="Theirs")
    assert as_(ana).post(url, sent((30, "present"), rooms=[str(theirs.pk)])).status_code == 422
