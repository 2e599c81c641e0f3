from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.models import Appointment
from yintang.clinic.waiting.models import Offer, Wait


def own(dana):
    return reverse("mine-waiting", args=[dana.pk])


def test_she_puts_herself_on_the_list(hers, dana, online_consultation):
    today = timezone.now().date()
    told = {
        "service": online_consultation.pk, "weekdays": ["5", "6"], "first_day": today,
        "last_day": today + timedelta(days=20), "notice_hours": "24",
    }  # fmt: skip
    assert "Put me on the list" in hers.get(own(dana)).content.decode()
    assert hers.post(own(dana), told).status_code == 302
    assert Wait.objects.get().patient == dana
    assert "Sat, Sun" in hers.get(own(dana)).content.decode()


def test_she_waits_only_for_what_patients_may_book(hers, dana, online_consultation):
    online_consultation.online = False
    online_consultation.save()
    told = {"service": online_consultation.pk, "weekdays": ["5"]}
    assert hers.post(own(dana), told).status_code == 422
    assert "Ask the clinic" in hers.get(own(dana)).content.decode()


def test_five_places_are_enough(hers, dana, online_consultation):
    today = timezone.now().date()
    told = {
        "service": online_consultation.pk, "weekdays": ["5"], "first_day": today,
        "last_day": today + timedelta(days=20), "notice_hours": "24",
    }  # fmt: skip
    answers = [hers.post(own(dana), told).status_code for _ in range(6)]
    assert answers == [302] * 5 + [422]


def test_her_own_page_says_that_a_time_is_kept(hers, dana, waiting_offer):
    assert "A time has become free" in hers.get(reverse("mine", args=[dana.pk])).content.decode()


def test_she_takes_what_is_kept_for_her(hers, dana, waiting_offer):
    assert "Kept for you until" in hers.get(own(dana)).content.decode()
    url = reverse("mine-offer-answer", args=[dana.pk, waiting_offer.pk])
    hers.post(url, {"answer": "take"})
    assert Appointment.objects.get(state="booked").made_by == dana.user
    assert Wait.objects.get().ended == "booked"


def test_she_leaves_it_and_stays_on_the_list(hers, dana, waiting_offer):
    url = reverse("mine-offer-answer", args=[dana.pk, waiting_offer.pk])
    hers.post(url, {"answer": "leave"})
    assert not Appointment.objects.filter(state__in=["held", "booked"]).exists()
    assert not Wait.objects.get().ended


def test_she_stops_waiting(hers, dana, wait):
    hers.post(reverse("mine-waiting-end", args=[dana.pk, wait.pk]))
    assert Wait.objects.get().ended == "withdrawn"


def test_nobody_answers_for_another(hers, dana, waiting_offer, person):
    other = person("Other")
    Wait.objects.filter(pk=waiting_offer.wait_id).update(patient=other)
    url = reverse("mine-offer-answer", args=[dana.pk, waiting_offer.pk])
    assert hers.post(url, {"answer": "take"}).status_code == 404
    url = reverse("mine-waiting-end", args=[dana.pk, waiting_offer.wait_id])
    assert hers.post(url).status_code == 404


@pytest.fixture
def link(offer_token):
    return reverse("offer", args=[offer_token])


def test_a_link_shows_the_time_and_books_nothing_by_itself(link):
    page = Client().get(link).content.decode()
    assert "A time has become free" in page
    assert "Wednesday" not in page.split("<h1>")[0]
    assert not Appointment.objects.filter(state="booked").exists()


def test_by_the_link_she_takes_it_once(link, dana):
    assert "It is booked" in Client().post(link, {"answer": "take"}).content.decode()
    assert "It is booked" in Client().post(link, {"answer": "take"}).content.decode()
    made = Appointment.objects.get(state="booked")
    assert (made.patient, made.made_by) == (dana, None)
    assert Entry.objects.filter(act="booked", detail="by the link of an offer").exists()


def test_a_link_that_was_used_does_not_undo_what_it_did(link):
    Client().post(link, {"answer": "take"})
    assert Client().post(link, {"answer": "leave"}).status_code == 409
    assert Appointment.objects.filter(state="booked").count() == 1


def test_by_the_link_she_leaves_it(link):
    assert "Thank you for answering" in Client().post(link, {"answer": "leave"}).content.decode()
    assert Offer.objects.get().outcome == "declined"


def test_a_link_that_came_too_late_says_so(link, waiting_offer):
    Offer.objects.filter(pk=waiting_offer.pk).update(until=datetime(2020, 1, 1, tzinfo=UTC))
    assert "no longer kept" in Client().get(link).content.decode()
    answer = Client().post(link, {"answer": "take"})
    assert answer.status_code == 409
    assert not Appointment.objects.filter(state="booked").exists()


def test_a_link_cannot_be_guessed():
    assert Client().get(reverse("offer", args=["guessed"])).status_code == 404


def test_the_page_of_a_link_names_nobody(link, dana):
    page = Client().get(link).content.decode()
    assert "Dana" not in page
    assert "Moreno" not in page
