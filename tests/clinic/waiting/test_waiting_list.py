from datetime import time, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.slots import Wish, free_slots
from yintang.clinic.booking.taking import book, call_off, slot_of
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.quiet_hours import when_awake
from yintang.clinic.waiting.models import Offer, Wait
from yintang.clinic.waiting.page import times_to_offer


@pytest.fixture
def freed(service, room, pia, person, wait):
    """A time that Nora gave back today; Dana may be asked by day and by night."""
    now = timezone.now()
    Preferences.objects.create(
        patient=wait.patient, quiet_from=time(0), quiet_until=time(0), at=now
    )
    day = (now + timedelta(days=5)).date()
    slot = free_slots(service, now=now, wish=Wish(day, day), practitioner=pia, limit=9)[-1]
    made = book(slot, person("Nora"), made_by=pia, now=now)
    return call_off(made, by=Appointment.By.PATIENT, user=None, now=now)


def listed(as_, user, clinic):
    return as_(user).get(reverse("waiting-list", args=[clinic.pk])).content.decode()


def test_an_empty_list_says_how_to_begin(as_, cleo, clinic):
    page = listed(as_, cleo, clinic)
    assert "Nobody is waiting" in page
    assert "Wait for a time" in page


def test_the_desk_puts_a_patient_on_the_list(as_, cleo, dana, service, clinic):
    url = reverse("waiting-add", args=[dana.pk])
    client = as_(cleo)
    assert "Beginning before" in client.get(url).content.decode()
    today = timezone.now().date()
    told = {
        "service": service.pk, "weekdays": ["0", "4"], "first_day": today,
        "last_day": today + timedelta(days=20), "notice_hours": "0", "until_time": "12:00",
    }  # fmt: skip
    assert client.post(url, told).status_code == 302
    made = Wait.objects.get()
    assert (made.weekdays, made.notice_hours, made.made_by) == ([0, 4], 0, cleo)
    page = listed(as_, cleo, clinic)
    assert "Mon, Fri, before 12:00" in page
    assert Entry.objects.filter(act="created", kind="wait", patient=dana.pk).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekdays": []},
        {"last_day": "2020-01-01"},
        {"from_time": "14:00", "until_time": "12:00"},
        {"service": ""},
    ],
)
def test_what_makes_no_sense_is_refused_with_words(as_, cleo, dana, service, wrong):
    today = timezone.now().date()
    told = {
        "service": service.pk, "weekdays": ["0"], "first_day": today,
        "last_day": today + timedelta(days=20), "notice_hours": "24",
    } | wrong  # fmt: skip
    answer = as_(cleo).post(reverse("waiting-add", args=[dana.pk]), told)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not Wait.objects.exists()


def test_the_desk_offers_what_is_free_and_sees_whom_it_asked(as_, cleo, clinic, freed):
    client = as_(cleo)
    assert "Offered to nobody so far" in listed(as_, cleo, clinic)
    client.post(reverse("waiting-pass-on", args=[clinic.pk]))
    page = listed(as_, cleo, clinic)
    assert Offer.objects.get(outcome="").freed.appointment == freed
    assert "Offered, not answered yet" in page
    assert "Offer stands" in page


def test_what_she_told_the_desk_books_it(as_, cleo, waiting_offer, dana):
    url = reverse("offer-answer", args=[waiting_offer.pk])
    as_(cleo).post(url, {"answer": "take"})
    assert Appointment.objects.get(state="booked").patient == dana
    assert Entry.objects.filter(act="booked", detail="told the desk").exists()


def test_an_offer_taken_back_is_over(as_, cleo, waiting_offer):
    url = reverse("offer-answer", args=[waiting_offer.pk])
    as_(cleo).post(url, {"answer": "take-back"})
    waiting_offer.refresh_from_db()
    assert waiting_offer.outcome == Offer.Outcome.WITHDRAWN
    answer = as_(cleo).post(url, {"answer": "take"}, follow=True)
    assert "This offer has ended" in answer.content.decode()


def test_the_desk_offers_by_hand(as_, cleo, wait, room, pia):
    Wait.objects.update(first_day=timezone.now().date() + timedelta(days=3))
    wait.refresh_from_db()
    slot = times_to_offer(wait, timezone.now())[-1]
    client, url = as_(cleo), reverse("wait", args=[wait.pk])
    assert slot.key in client.get(url).content.decode()
    answer = client.post(reverse("wait-offer", args=[wait.pk]), {"slot": slot.key, "hours": "2"})
    assert answer.status_code == 302
    assert Offer.objects.get().by == cleo
    again = client.post(reverse("wait-offer", args=[wait.pk]), {"slot": slot.key, "hours": "2"})
    assert again.status_code == 409


def test_a_time_that_cannot_be_read_is_refused(as_, cleo, wait):
    url = reverse("wait-offer", args=[wait.pk])
    assert as_(cleo).post(url, {"slot": "tomorrow", "hours": "2"}).status_code == 409
    assert as_(cleo).post(url, {}).status_code == 422
    assert not Offer.objects.exists()


def test_off_the_list_is_off_the_list(as_, cleo, wait, clinic):
    as_(cleo).post(reverse("wait-end", args=[wait.pk]))
    as_(cleo).post(reverse("wait-end", args=[wait.pk]))
    assert "Dana" not in listed(as_, cleo, clinic)
    assert Entry.objects.filter(act="withdrawn", kind="wait").count() == 1


def test_the_reader_sees_the_list_and_no_buttons(as_, ben, waiting_offer, clinic):
    page = listed(as_, ben, clinic)
    assert "Dana" in page
    assert "Take it back" not in page


def test_nothing_is_sent_while_a_page_is_read(as_, cleo, clinic, freed):
    listed(as_, cleo, clinic)
    assert not Offer.objects.exists()
    assert not mail.outbox


def test_a_time_that_was_booked_again_is_shown_as_booked(as_, cleo, clinic, freed, person):
    now = timezone.now()
    book(slot_of(freed), person("Nina"), made_by=cleo, now=now)
    page = listed(as_, cleo, clinic)
    assert "Booked since" in page
    assert "Offered to nobody so far" not in page


def test_an_offer_by_hand_at_night_is_kept_from_the_morning_on(as_, cleo, wait, room, pia):
    Wait.objects.update(first_day=timezone.now().date() + timedelta(days=3))
    wait.refresh_from_db()
    slot = times_to_offer(wait, timezone.now())[-1]
    as_(cleo).post(reverse("wait-offer", args=[wait.pk]), {"slot": slot.key, "hours": "2"})
    made = Offer.objects.get()
    assert made.until == when_awake(wait.patient, made.made_at) + timedelta(hours=2)
