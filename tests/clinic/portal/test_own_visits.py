import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.booking.models import Appointment, Rules
from yintang.clinic.booking.slots import free_slots
from yintang.clinic.booking.taking import book
from yintang.clinic.care.models import Consultation
from yintang.clinic.portal.choosing import wish_from


def slots_on(answer):
    return re.findall(r'name="slot" value="([^"]+)"', answer.content.decode())


@pytest.fixture
def booked(dana, online_consultation):
    """Dana's consultation, days ahead."""
    now = timezone.now()
    found = free_slots(
        online_consultation, now=now, wish=wish_from(online_consultation, now + timedelta(days=4))
    )
    return book(found[0], dana, made_by=dana.user, now=now)


def ask(hers, dana, service, **told):
    """The page after the safety questions, its address, and the answers it carries on."""
    url = reverse("mine-book-times", args=[dana.pk, service.pk])
    answer = hers.post(url, {"asked": "yes", **(told or {"none": "yes"})})
    said = re.findall(r'name="said" value="([^"]+)"', answer.content.decode())
    return answer, url, {"said": said[0]} if said else {}


def test_she_books_by_herself(hers, dana, online_consultation):
    answer, url, said = ask(hers, dana, online_consultation)
    slot = slots_on(answer)[0]
    assert "Book this time?" in hers.post(url, {"slot": slot, **said}).content.decode()
    assert not Appointment.objects.exists()
    hers.post(url, {"slot": slot, "sure": "yes", **said})
    assert Appointment.objects.get().patient == dana


def test_she_is_asked_what_speaks_against_it_before_she_sees_times(hers, dana, online_consultation):
    url = reverse("mine-book-times", args=[dana.pk, online_consultation.pk])
    assert not slots_on(hers.get(url))
    answer, _, said = ask(hers, dana, online_consultation, yes="pregnant")
    assert "This is not the right time" in answer.content.decode()
    assert not said


def test_what_is_known_of_her_is_not_unsaid_by_leaving_it_out(
    hers, dana, online_consultation, visit
):
    told = {"consultation": {"history": {"facial_palsy": True}}}
    Consultation.objects.create(visit=visit, answers=told, revision=1)
    answer, url, said = ask(
        hers, dana, online_consultation, done="dental", **{"on-dental": "2026-01-05"}
    )
    hers.post(url, {"slot": slots_on(answer)[0], "sure": "yes", **said})
    written = Appointment.objects.get().visit.consultation.answers["consultation"]
    assert written["history"]["facial_palsy"] is True
    assert written["procedures"][0]["what"] == "dental"


def test_she_moves_one_visit_and_the_visit_follows(hers, dana, booked):
    url = reverse("mine-visit-move", args=[dana.pk, booked.visit_id])
    slot = slots_on(hers.get(url))[3]
    hers.post(url, {"slot": slot, "sure": "yes"})
    booked.refresh_from_db()
    assert slot.startswith(f"{booked.day}T{booked.at:%H:%M}")
    assert booked.visit.starts_at == booked.starts_at
    assert booked.sequence == 1


def test_what_is_late_is_said_before_and_counted(hers, dana, booked, clinic):
    Rules.objects.filter(clinic=clinic).update(notice_hours=24 * 30, late_words="It costs half.")
    url = reverse("mine-visit-cancel", args=[dana.pk, booked.visit_id])
    page = hers.get(url).content.decode()
    assert "This counts as late." in page
    assert "It costs half." in page
    hers.post(url, {"reason": "A cold"})
    booked.refresh_from_db()
    assert (booked.state, booked.called_off_late, booked.reason) == ("cancelled", True, "A cold")


def test_in_good_time_is_not_late(hers, dana, booked):
    hers.post(reverse("mine-visit-cancel", args=[dana.pk, booked.visit_id]))
    booked.refresh_from_db()
    assert (booked.state, booked.called_off_late) == ("cancelled", False)


def test_so_late_a_visit_is_no_longer_moved_online(hers, dana, booked, clinic):
    Rules.objects.filter(clinic=clinic).update(notice_hours=24 * 30)
    url = reverse("mine-visit-move", args=[dana.pk, booked.visit_id])
    page = hers.get(url).content.decode()
    assert "can no longer be moved here" in page
    before = booked.starts_at
    slot = free_slots(
        booked.service, now=timezone.now(), wish=wish_from(booked.service, timezone.now())
    )[5]
    hers.post(url, {"slot": slot.key, "sure": "yes"})
    booked.refresh_from_db()
    assert booked.starts_at == before


def test_a_visit_of_somebody_else_is_not_found(hers, dana, dana_again, online_consultation):
    now = timezone.now()
    slot = free_slots(online_consultation, now=now, wish=wish_from(online_consultation, now))[0]
    others = book(slot, dana_again, made_by=None, now=now)
    for name in ("mine-visit-move", "mine-visit-cancel", "mine-visit-ics"):
        assert hers.get(reverse(name, args=[dana.pk, others.visit_id])).status_code == 404


def test_her_page_offers_to_move_and_cancel(hers, dana, booked):
    page = hers.get(reverse("mine", args=[dana.pk])).content.decode()
    assert reverse("mine-visit-move", args=[dana.pk, booked.visit_id]) in page
    assert reverse("mine-visit-cancel", args=[dana.pk, booked.visit_id]) in page
