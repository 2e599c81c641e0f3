"""Moving and calling off a visit in the week, by dragging, typing or pressing."""

from datetime import date, time

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book, call_off, move


@pytest.fixture
def told(appointment, ana):
    """Where the desk drops it: Wednesday at eleven."""
    return {
        "day": "2026-12-02", "at": "11:00", "practitioner": str(ana.pk),
        "sequence": str(appointment.sequence),
    }  # fmt: skip


@pytest.fixture
def in_the_way(service, ana, dana_again, now):
    slot = slot_at(service, ana, date(2026, 12, 2), time(10, 30), now=now)
    return book(slot, dana_again, made_by=ana, now=now)


def path(name, appointment):
    return reverse(f"appointment-{name}", args=[appointment.pk])


def drop(client, appointment, told):
    return client.post(path("drop", appointment), told)


def test_a_drop_moves_the_appointment_and_its_visit(as_, cleo, appointment, told):
    answer = drop(as_(cleo), appointment, told)
    assert answer.status_code == 200
    assert "Wednesday 2 December 2026 at 11:00 with Ana" in answer.json()["said"]
    appointment.refresh_from_db()
    assert (appointment.day, appointment.at) == (date(2026, 12, 2), time(11))
    assert appointment.visit.starts_at == appointment.starts_at
    assert Entry.objects.filter(act="moved", kind="appointment", by=cleo).count() == 1


def test_undo_puts_it_back(as_, cleo, appointment, told):
    client = as_(cleo)
    back = drop(client, appointment, told).json()["back"]
    assert drop(client, appointment, back).status_code == 200
    appointment.refresh_from_db()
    assert (appointment.day, appointment.at) == (date(2026, 12, 1), time(10))


def test_a_stale_drop_is_refused_and_changes_nothing(
    as_, cleo, ana, service, appointment, told, now
):
    elsewhere = slot_at(service, ana, date(2026, 12, 3), time(9), now=now)
    move(appointment, elsewhere, by=ana, now=now)
    answer = drop(as_(cleo), appointment, told)
    assert answer.status_code == 409
    assert "in the meantime" in answer.json()["no"]
    appointment.refresh_from_db()
    assert (appointment.day, appointment.at) == (date(2026, 12, 3), time(9))
    assert not Entry.objects.filter(act="moved").exists()


def test_two_desks_at_once_move_it_once(as_, cleo, ana, appointment, told):
    first, second = as_(cleo), as_(ana)
    assert drop(first, appointment, told).status_code == 200
    assert drop(second, appointment, told | {"at": "14:00"}).status_code == 409
    appointment.refresh_from_db()
    assert appointment.at == time(11)


def test_who_is_in_the_way_is_shown_before_dropping(as_, cleo, appointment, told, in_the_way):
    seen = as_(cleo).post(path("look", appointment), told).json()
    assert seen["when"].startswith("Wednesday 2 December 2026 at 11:00 with Ana")
    [met] = seen["met"]
    assert (met["who"], met["at"]) == (str(in_the_way.patient), "10:30")
    appointment.refresh_from_db()
    assert appointment.at == time(10)


def test_outside_her_hours_is_said(as_, cleo, appointment, told, opening_hours):
    client = as_(cleo)
    assert client.post(path("look", appointment), told).json()["outside"] == ""
    seen = client.post(path("look", appointment), told | {"at": "16:30"}).json()
    assert seen["outside"] == "Outside the hours of Ana."


def test_over_somebody_else_it_goes_only_with_a_reason(as_, cleo, appointment, told, in_the_way):
    client = as_(cleo)
    assert drop(client, appointment, told).status_code == 409
    assert drop(client, appointment, told | {"overbook": "  "}).status_code == 409
    assert drop(client, appointment, told | {"overbook": "A day early"}).status_code == 200
    appointment.refresh_from_db()
    assert appointment.overbooked == "A day early"
    assert Entry.objects.get(act="overbooked").detail == "A day early"


def test_a_time_that_the_clock_skips_is_refused(as_, cleo, appointment, told):
    answer = drop(as_(cleo), appointment, told | {"day": "2027-03-28", "at": "01:30"})
    assert answer.status_code == 422
    assert "clock goes forward" in answer.json()["no"]


def test_a_visit_that_was_called_off_is_not_moved(as_, cleo, ana, appointment, told, now):
    call_off(appointment, by=Appointment.By.CLINIC, user=ana, now=now)
    appointment.refresh_from_db()
    told["sequence"] = str(appointment.sequence)
    assert drop(as_(cleo), appointment, told).status_code == 409


def test_the_page_offers_free_times_that_move_it_without_scripts(
    as_, cleo, appointment, opening_hours
):
    client = as_(cleo)
    page = client.get(path("move", appointment))
    slot = page.context["free"][-1]
    told = {"key": slot.key, "sequence": appointment.sequence}
    assert client.post(path("move", appointment), told).status_code == 302
    appointment.refresh_from_db()
    assert (appointment.day, appointment.at) == (slot.day, slot.at)


def test_the_page_shows_who_is_in_the_way_of_a_typed_time(as_, cleo, appointment, told, in_the_way):
    client = as_(cleo)
    answer = client.post(path("move", appointment), told)
    assert answer.status_code == 409
    assert str(in_the_way.patient) in answer.content.decode()
    reason = told | {"overbook": "Both agreed"}
    assert client.post(path("move", appointment), reason).status_code == 302


def test_the_card_tells_the_desk_who_comes_and_when(as_, cleo, appointment):
    page = as_(cleo).get(reverse("appointment", args=[appointment.pk])).content.decode()
    assert "Dana Moreno" in page
    assert "Tuesday 1 December 2026, 10:00–11:00" in page


def cancel(client, appointment, **told):
    return client.post(path("cancel", appointment), told)


def test_calling_off_notes_who_and_why(as_, cleo, appointment):
    assert cancel(as_(cleo), appointment, by="patient", reason="has a cold").status_code == 302
    appointment.refresh_from_db()
    assert (appointment.state, appointment.called_off_by) == ("cancelled", "patient")
    assert appointment.reason == "has a cold"
    assert appointment.visit.state == "cancelled"
    entry = Entry.objects.get(act="cancelled", kind="appointment")
    assert "cold" not in entry.detail


def test_nobody_misses_a_visit_that_is_still_to_come(as_, cleo, appointment):
    Appointment.objects.update(starts_at="2199-12-01T10:00:00Z")
    cancel(as_(cleo), appointment, missed="yes")
    appointment.refresh_from_db()
    assert appointment.state == "booked"


def test_a_missed_visit_is_noted(as_, cleo, appointment):
    Appointment.objects.update(starts_at="2020-12-01T10:00:00Z")
    cancel(as_(cleo), appointment, missed="yes")
    appointment.refresh_from_db()
    assert appointment.state == "missed"
