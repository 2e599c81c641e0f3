"""Booking somebody at a place of the week."""

from datetime import date, time

import pytest
from django.urls import reverse

from yintang.clinic.booking.models import Appointment


@pytest.fixture
def url(clinic):
    return reverse("week-book", args=[clinic.pk])


@pytest.fixture
def told(service, ana):
    return {
        "service": str(service.pk), "practitioner": str(ana.pk), "day": "2026-12-01", "at": "10:30",
    }  # fmt: skip


def test_the_place_stands_in_the_form(as_, cleo, url, ana, pia):
    page = as_(cleo).get(url, {"day": "2026-12-01", "at": "14:15", "practitioner": str(pia.pk)})
    assert page.context["form"]["at"].value() == "14:15"
    assert page.context["form"]["practitioner"].value() == str(pia.pk)


def test_a_patient_is_searched_and_booked(as_, cleo, url, told, dana, room):
    client = as_(cleo)
    page = client.post(url, told | {"q": "more"})
    assert [one.pk for one in page.context["found"]] == [dana.pk]
    assert not Appointment.objects.exists()
    answer = client.post(url, told | {"patient": str(dana.pk)})
    assert answer.status_code == 302
    assert answer["Location"].endswith("?day=2026-12-01")
    made = Appointment.objects.get()
    assert (made.day, made.at, made.patient, made.room) == (
        date(2026, 12, 1),
        time(10, 30),
        dana,
        room,
    )
    assert made.made_by == cleo
    assert made.visit is not None


def test_a_patient_of_another_clinic_is_not_booked(as_, cleo, url, told, other_clinic):
    theirs = other_clinic.patients.create(given_name="Mary", family_name="Elsewhere")
    assert as_(cleo).post(url, told | {"patient": str(theirs.pk)}).status_code == 404


def test_a_time_that_has_gone_offers_the_next_and_asks_for_a_reason(
    as_, cleo, url, told, dana_again, appointment
):
    client = as_(cleo)
    answer = client.post(url, told | {"patient": str(dana_again.pk)})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "That time has just gone" in page
    assert "Dana Moreno" in page
    slot = answer.context["taken"].instead[0]
    again = told | {"again": slot.key, "for": str(dana_again.pk)}
    assert client.post(url, again).status_code == 302
    assert Appointment.objects.get(patient=dana_again).starts_at == slot.starts_at


def test_with_a_reason_it_is_booked_over(as_, cleo, url, told, dana_again, appointment):
    over = told | {"patient": str(dana_again.pk), "overbook": "Is in pain"}
    assert as_(cleo).post(url, over).status_code == 302
    assert Appointment.objects.get(patient=dana_again).overbooked == "Is in pain"


def test_a_walk_in_begins_now_and_may_overlap(as_, cleo, url, ana, service, dana):
    page = as_(cleo).get(url, {"walk-in": "yes"})
    form = page.context["form"]
    assert "Somebody walked in" in page.content.decode()
    assert form.is_valid()
    assert form.cleaned_data["overbook"] == "Walk-in"


def test_a_practitioner_who_does_not_do_the_service_is_refused(as_, cleo, url, told, service, pia):
    service.practitioners.set([pia])
    answer = as_(cleo).post(url, told | {"search": "yes"})
    assert answer.status_code == 422
    assert "does not do this service" in answer.content.decode()
