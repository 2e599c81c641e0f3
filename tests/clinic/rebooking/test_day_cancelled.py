"""A day that the clinic cannot keep: everybody is given another time at once."""

from datetime import date, time, timedelta
from itertools import product

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book
from yintang.clinic.outbox.models import Letter
from yintang.clinic.patients.models import Patient
from yintang.clinic.rebooking import matching
from yintang.clinic.rebooking.matching import other_times


@pytest.fixture
def day():
    """A Wednesday two to three weeks ahead."""
    today = timezone.now().date()
    return today + timedelta(days=14 + (2 - today.weekday()) % 7)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def booked(clinic, service, ana, day, room, opening_hours, now):
    """Three patients of Ana's on that day."""
    made = []
    for n, name in enumerate(("Eli", "Fay", "Gus")):
        her = Patient.objects.create(
            clinic=clinic, given_name=name, family_name="Ward", email=f"{name}@example.org"
        )
        slot = slot_at(service, ana, day, time(10 + n), now=now)
        made.append(book(slot, her, made_by=ana, now=now))
    return made


def overlap(one, other):
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def test_everybody_is_moved_by_a_day_at_the_same_hour_where_that_is_free(booked, day, now):
    found = other_times(booked, now)
    assert {abs((one.slot.day - day).days) for one in found} == {1}
    assert [one.slot.at for one in found] == [time(10), time(11), time(12)]


def test_no_two_are_given_the_same_time(booked, day, service, ana, now, clinic):
    """All three at ten before, in three weeks of their own; now they want the same free hour."""
    for one in booked:
        Appointment.objects.filter(pk=one.pk).update(at=time(10), day=day)
        one.refresh_from_db()
    slots = [one.slot for one in other_times(booked, now)]
    assert not any(overlap(a, b) for n, a in enumerate(slots) for b in slots[:n])


def test_together_they_give_up_the_least(booked, monkeypatch, now):
    monkeypatch.setattr(matching, "MOST_TIMES", 5)
    left = {one.day for one in booked}
    candidates = [matching._candidates(one, booked, left, now) for one in booked]
    least = min(
        sum(one.points for one in chosen)
        for chosen in product(*candidates)
        if len({need for one in chosen for need in one.needs})
        == sum(len(one.needs) for one in chosen)
    )
    picks = matching._best(candidates)
    assert sum(c[n].points for c, n in zip(candidates, picks, strict=True)) == least


def chosen(page):
    return {
        f"new-{one.appointment.pk}": one.slot.key if one.slot else ""
        for one in page.context["proposal"]
    }


def test_the_desk_moves_them_all(as_, cleo, clinic, booked, day):
    url = f"{reverse('day-cancelled', args=[clinic.pk])}?day={day}"
    page = as_(cleo).get(url)
    answer = as_(cleo).post(url, chosen(page))
    assert answer.status_code == 200
    assert "Settled" in answer.content.decode()
    assert not Appointment.objects.filter(day=day, state="booked").exists()
    assert Appointment.objects.filter(state="booked").count() == 3
    for one in booked:
        one.refresh_from_db()
        assert one.visit.starts_at == one.starts_at


def test_one_is_asked_by_letter_and_one_stays(as_, cleo, clinic, booked, day):
    url = f"{reverse('day-cancelled', args=[clinic.pk])}?day={day}"
    sent = chosen(as_(cleo).get(url))
    sent |= {f"new-{booked[0].pk}": "ask", f"new-{booked[1].pk}": ""}
    as_(cleo).post(url, sent)
    for one in booked:
        one.refresh_from_db()
    assert [one.state for one in booked] == ["cancelled", "booked", "booked"]
    assert booked[0].called_off_by == "clinic"
    assert [one.day == day for one in booked[1:]] == [True, False]
    letter = Letter.objects.get(patient=booked[0].patient)
    assert letter.kind == "proposal"


def test_a_time_that_has_gone_leaves_that_visit_where_it_is(
    as_,
    cleo,
    clinic,
    booked,
    day,
    service,
    ana,
    dana,
    now,
):
    url = f"{reverse('day-cancelled', args=[clinic.pk])}?day={day}"
    sent = chosen(as_(cleo).get(url))
    key = sent[f"new-{booked[0].pk}"]
    when = date.fromisoformat(key[:10])
    book(slot_at(service, ana, when, time(10), now=now), dana, made_by=ana, now=now)
    answer = as_(cleo).post(url, sent).content.decode()
    booked[0].refresh_from_db()
    assert booked[0].day == day
    assert "that time has just gone" in answer
    assert Appointment.objects.filter(day=day, state="booked").count() == 1


def test_an_empty_day_says_so(as_, cleo, clinic, day):
    answer = as_(cleo).get(f"{reverse('day-cancelled', args=[clinic.pk])}?day={day}")
    assert "is booked on" in answer.content.decode()
