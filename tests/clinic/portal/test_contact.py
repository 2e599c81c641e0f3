import re

from django.urls import reverse
from django.utils import timezone

from yintang.clinic.calendars.feeds import feed_of
from yintang.clinic.outbox.preferences import preferences_of
from yintang.clinic.patients.models import Letter
from yintang.clinic.portal.models import EntryLink


def test_she_chooses_what_she_gets(hers, dana):
    told = {"reminder_days": "3", "quiet_from": "21:00", "quiet_until": "08:00"}
    hers.post(reverse("mine-contact", args=[dana.pk]), told)
    chosen = preferences_of(dana)
    assert (chosen.reminders, chosen.reminder_days) == (False, 3)


def test_she_makes_and_takes_back_her_calendars_address(hers, dana, client):
    page = hers.post(reverse("mine-feed-make", args=[dana.pk])).content.decode()
    address = re.search(r"(http://testserver/feeds/[^<]+\.ics)", page).group(1)
    assert client.get(address).status_code == 200
    hers.post(reverse("mine-feed-revoke", args=[dana.pk]))
    assert feed_of(timezone.now(), patient=dana) is None
    assert client.get(address).status_code == 404


def test_the_clinic_invites_a_patient_to_her_page(as_, cleo, dana, settings):
    settings.SMTP = "mail.example.org"
    as_(cleo).post(reverse("patient-page-link", args=[dana.pk]))
    assert Letter.objects.get().kind == "sign-in"
    assert EntryLink.objects.get().patient == dana


def test_without_a_mail_server_the_link_is_handed_over(as_, cleo, dana_again):
    dana_again.email = "dana@example.com"
    dana_again.save()
    page = as_(cleo).post(reverse("patient-page-link", args=[dana_again.pk])).content.decode()
    assert "/enter/" in page


def test_the_desk_is_not_handed_a_link_into_an_account_that_is_there(as_, cleo, dana):
    """It may open records of other clinics."""
    as_(cleo).post(reverse("patient-page-link", args=[dana.pk]))
    assert not EntryLink.objects.exists()
