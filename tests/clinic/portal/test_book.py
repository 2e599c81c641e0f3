import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.models import Appointment
from yintang.clinic.care.consultations.sections import unconfirmed
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal.models import EntryLink

DETAILS = {
    "given_name": "Nora", "family_name": "Quill", "email": "nora@example.org",
    "phone": "020 7946 0000", "keep": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _nobody_was_here_before():
    cache.clear()


class Stranger:
    """A browser in which nobody is signed in, on its way through the booking."""

    def __init__(self, service):
        self.client, self.service = Client(), service

    def url(self, name):
        return reverse(name, args=[self.service.clinic_id, self.service.pk])

    def tell(self, **told):
        answer = self.client.post(self.url("book-questions"), told or {"none": "yes"})
        return self.read(answer)

    def read(self, answer):
        page = answer.content.decode()
        self.said = next(iter(re.findall(r'name="said" value="([^"]+)"', page)), "")
        self.slots = re.findall(r'name="slot" value="([^"]+)"', page)
        self.held = next(iter(re.findall(r'name="held" value="([^"]+)"', page)), "")
        return answer

    def hold(self, slot):
        return self.read(self.client.post(self.url("book-hold"), {"said": self.said, "slot": slot}))

    def confirm(self, **details):
        told = {"said": self.said, "held": self.held, **DETAILS, **details}
        return self.client.post(self.url("book-confirm"), told)


@pytest.fixture
def stranger(online_consultation):
    return Stranger(online_consultation)


def test_a_stranger_books_a_consultation(stranger, clinic):
    stranger.tell()
    assert len({slot[:10] for slot in stranger.slots}) >= 2
    assert "Kept until" in stranger.hold(stranger.slots[0]).content.decode()
    answer = stranger.confirm()
    assert answer.url == reverse("book-done", args=[clinic.pk])
    made = Appointment.objects.get()
    assert (made.state, str(made.patient)) == ("booked", "Nora Quill")
    assert made.visit.patient == made.patient
    assert "It is booked" in stranger.client.get(answer.url).content.decode()


def test_her_answers_stand_in_the_consultation_to_be_confirmed(stranger):
    stranger.tell(done="filler", **{"on-filler": str(timezone.now().date() - timedelta(days=400))})
    stranger.hold(stranger.slots[0])
    stranger.confirm()
    written = Appointment.objects.get().visit.consultation
    assert written.answers["consultation"]["history"]["pregnant"] is False
    assert written.answers["consultation"]["procedures"][0]["what"] == "filler"
    assert {one.id for one in unconfirmed(written.answers)} == {"history", "body", "procedures"}


def test_whoever_may_not_be_needled_is_told_before_a_time_is_taken(stranger):
    page = stranger.tell(yes="pregnant").content.decode()
    assert "This is not the right time" in page
    assert not stranger.slots
    assert not Appointment.objects.exists()


def test_nothing_is_kept_of_those_who_stop_at_the_questions(stranger):
    before = Entry.objects.count()
    stranger.tell(yes=["pregnant", "active_cancer"])
    assert not stranger.client.session.keys()
    assert not Patient.objects.exists()
    assert Entry.objects.count() == before


def test_signs_of_a_stroke_lead_to_the_emergency_number(stranger, clinic):
    page = stranger.tell(yes="new_facial_droop").content.decode()
    assert f"Ring {clinic.emergency}" in page


def test_a_wait_moves_the_first_day_that_is_offered(stranger):
    today = timezone.now().date()
    page = stranger.tell(done="filler", **{"on-filler": str(today - timedelta(days=8))})
    assert "needs its rest" in page.content.decode()
    assert min(stranger.slots) >= str(today + timedelta(days=20))


def test_an_earlier_day_than_that_cannot_be_had_by_altering_the_form(stranger):
    stranger.tell()
    soon = stranger.slots[0]
    stranger.tell(yes="cold_sore")
    assert stranger.hold(soon).status_code == 409
    assert not Appointment.objects.exists()


def test_answers_that_were_altered_are_asked_again(stranger):
    stranger.tell()
    stranger.said += "x"
    assert stranger.hold(stranger.slots[0]).url == stranger.url("book-questions")


def test_an_unanswered_form_is_not_taken_for_a_no(stranger):
    assert stranger.client.post(stranger.url("book-questions"), {}).status_code == 422


def test_when_the_time_has_gone_the_next_three_are_offered(stranger, online_consultation):
    other = Stranger(online_consultation)
    stranger.tell()
    other.tell()
    slot = stranger.slots[0]
    stranger.hold(slot)
    answer = other.hold(slot)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Here are the next ones" in page
    assert page.count('aria-labelledby="i-') >= 1


def test_a_hold_that_ran_out_is_taken_again_while_it_is_free(stranger):
    stranger.tell()
    stranger.hold(stranger.slots[0])
    Appointment.objects.update(held_until=timezone.now() - timedelta(minutes=1))
    assert stranger.confirm().status_code == 302
    assert Appointment.objects.get().state == "booked"


def test_another_browser_cannot_confirm_what_this_one_holds(stranger, online_consultation):
    stranger.tell()
    stranger.hold(stranger.slots[0])
    thief = Stranger(online_consultation)
    thief.tell()
    thief.held = stranger.held
    thief.confirm()
    assert Appointment.objects.get().state == "held"
    assert not Patient.objects.exists()


def test_a_second_click_leads_to_what_the_first_has_booked(stranger, clinic):
    stranger.tell()
    stranger.hold(stranger.slots[0])
    stranger.confirm()
    assert stranger.confirm().url == reverse("book-done", args=[clinic.pk])
    assert Patient.objects.count() == 1


def test_a_stranger_never_learns_who_is_a_patient(stranger, dana):
    """Dana's address makes a new record: nothing is attached to hers."""
    stranger.tell()
    stranger.hold(stranger.slots[0])
    answer = stranger.confirm(email="dana@example.org")
    assert answer.status_code == 302
    made = Appointment.objects.get()
    assert made.patient != dana
    assert made.patient.user is None


def test_without_her_consent_nothing_is_booked(stranger):
    stranger.tell()
    stranger.hold(stranger.slots[0])
    answer = stranger.confirm(keep="")
    assert answer.status_code == 422
    assert not Patient.objects.exists()


def test_the_letter_with_the_link_says_nothing_of_her_health(stranger):
    stranger.tell(done="filler", **{"on-filler": "2024-01-01"})
    stranger.hold(stranger.slots[0])
    stranger.confirm()
    letter = Patient.objects.get().letters.get()
    assert "/enter/" in letter.body
    for word in ("filler", "acupuncture", "needle", "Quill"):
        assert word not in letter.subject + letter.body
    assert EntryLink.objects.count() == 1


def test_the_calendar_file_is_for_whoever_booked(stranger, clinic):
    url = reverse("book-ics", args=[clinic.pk])
    stranger.tell()
    stranger.hold(stranger.slots[0])
    stranger.confirm()
    assert b"BEGIN:VEVENT" in stranger.client.get(url).content
    assert Client().get(url).status_code == 302


def test_a_clinic_that_is_not_open_to_the_public_cannot_be_found(clinic):
    assert Client().get(reverse("book", args=[clinic.pk])).status_code == 404


def test_her_preferences_are_kept_to(stranger):
    stranger.tell()
    told = {"said": stranger.said, "wish": "yes", "days": ["2"], "hours": "morning"}
    stranger.read(stranger.client.post(stranger.url("book-times"), told))
    assert stranger.slots
    for slot in stranger.slots:
        when = timezone.datetime.fromisoformat(slot.split("+")[0])
        assert when.weekday() == 2
        assert when.hour < 12


def test_the_questions_are_those_that_stop_or_put_off(stranger):
    page = stranger.client.get(stranger.url("book-questions")).content.decode()
    assert "Are you pregnant" in page
    assert "For the practitioner" not in page
    assert "Do you have diabetes" not in page
