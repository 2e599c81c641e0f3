"""Taking a time, moving it and giving it back."""

from datetime import date, time, timedelta

import pytest

from yintang.clinic.booking import taking
from yintang.clinic.booking.cells import needs_of
from yintang.clinic.booking.models import Appointment, Cell, Rules
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import (
    Lapsed,
    Taken,
    book,
    book_all,
    call_off,
    confirm,
    hold,
    move,
    walk_in,
)
from yintang.clinic.care.models import NotNow, Visit
from yintang.clinic.patients.models import Patient

TUESDAY = date(2026, 12, 1)
BY = Appointment.By


@pytest.fixture
def eli(clinic):
    return Patient.objects.create(clinic=clinic, given_name="Eli", family_name="Ward")


def cells(appointment):
    return set(appointment.cells.values_list("resource", "cell"))


def test_a_booking_takes_the_practitioner_the_room_and_the_patient(appointment, ana, room, dana):
    assert {who for who, _ in cells(appointment)} == {ana.pk, room.pk, dana.pk}
    assert len(cells(appointment)) == 3 * 12
    assert cells(appointment) == set(needs_of(appointment))


def test_a_booking_makes_its_visit(appointment, ana, dana):
    visit = appointment.visit
    assert (visit.patient, visit.practitioner, visit.room) == (dana, ana, "Blue room")
    assert (visit.starts_at, visit.minutes) == (appointment.starts_at, 60)


def test_nobody_is_booked_twice(appointment, service, ana, pia, eli, now):
    with pytest.raises(Taken):
        book(slot_at(service, ana, TUESDAY, time(10, 30), now=now), eli, made_by=ana, now=now)
    assert Appointment.objects.count() == Visit.objects.count() == 1


def test_one_room_holds_one_patient(appointment, service, pia, eli, now):
    with pytest.raises(Taken):
        book(slot_at(service, pia, TUESDAY, time(10, 30), now=now), eli, made_by=pia, now=now)


def test_a_patient_is_in_one_place(appointment, service, clinic, pia, dana, now):
    clinic.rooms.create(name="Green room")
    slot = slot_at(service, pia, TUESDAY, time(10, 30), now=now)
    assert slot.room.name == "Green room"
    with pytest.raises(Taken):
        book(slot, dana, made_by=pia, now=now)


def test_the_next_three_are_named_where_a_time_has_gone(
    appointment, service, ana, eli, now, opening_hours
):
    with pytest.raises(Taken) as gone:
        book(slot_at(service, ana, TUESDAY, time(10, 30), now=now), eli, made_by=ana, now=now)
    assert [each.at for each in gone.value.instead] == [time(11), time(11, 15), time(11, 30)]


def test_while_one_rests_another_is_treated(resting, clinic, ana, dana, eli, now):
    clinic.rooms.create(name="Blue room")
    clinic.rooms.create(name="Green room")
    book(slot_at(resting, ana, TUESDAY, time(10), now=now), dana, made_by=ana, now=now)
    book(slot_at(resting, ana, TUESDAY, time(10, 30), now=now), eli, made_by=ana, now=now)
    assert Appointment.objects.count() == 2
    with pytest.raises(Taken):
        book(slot_at(resting, ana, TUESDAY, time(10, 45), now=now), eli, made_by=ana, now=now)


def test_a_hold_keeps_a_time_and_lapses_by_itself(service, ana, dana, eli, now):
    slot = slot_at(service, ana, TUESDAY, time(10), now=now)
    held = hold(slot, held_by="secret", now=now)
    with pytest.raises(Taken):
        book(slot, eli, made_by=ana, now=now + timedelta(minutes=9))
    booked = book(slot, eli, made_by=ana, now=now + timedelta(minutes=10))
    held.refresh_from_db()
    assert held.state == "lapsed"
    assert cells(booked) == set(needs_of(booked))
    with pytest.raises(Lapsed) as gone:
        confirm(held, dana, made_by=None, now=now + timedelta(minutes=11))
    assert len(gone.value.instead) == 3


def test_a_hold_is_confirmed_once_and_takes_the_patient_too(service, ana, dana, now):
    held = hold(slot_at(service, ana, TUESDAY, time(10), now=now), held_by="secret", now=now)
    first = confirm(held, dana, made_by=None, now=now)
    second = confirm(held, dana, made_by=None, now=now)
    assert first == second
    assert Visit.objects.count() == 1
    assert dana.pk in {who for who, _ in cells(first)}


def test_a_hold_that_ran_out_is_taken_again_where_nobody_else_has_it(service, ana, dana, now):
    held = hold(slot_at(service, ana, TUESDAY, time(10), now=now), held_by="secret", now=now)
    later = now + timedelta(hours=2)
    assert confirm(held, dana, made_by=None, now=later).state == "booked"


def test_one_secret_holds_one_time(service, ana, eli, now):
    first = hold(slot_at(service, ana, TUESDAY, time(10), now=now), held_by="secret", now=now)
    second = hold(slot_at(service, ana, TUESDAY, time(10, 30), now=now), held_by="secret", now=now)
    assert first.pk == second.pk
    assert Cell.objects.filter(resource=ana.pk).count() == 12
    book(slot_at(service, ana, TUESDAY, time(9, 30), now=now), eli, made_by=ana, now=now)


def test_holds_that_ran_out_long_ago_are_cleared_away_by_the_next(service, ana, now):
    old = hold(slot_at(service, ana, TUESDAY, time(10), now=now), held_by="somebody", now=now)
    later = now + timedelta(hours=2)
    hold(slot_at(service, ana, TUESDAY, time(15), now=now), held_by="another", now=later)
    old.refresh_from_db()
    assert (old.state, old.cells.count()) == ("lapsed", 0)


def test_moving_takes_the_new_time_gives_the_old_one_back_and_moves_the_visit(
    appointment, service, ana, eli, now
):
    moved = move(
        appointment, slot_at(service, ana, TUESDAY, time(10, 30), now=now), by=ana, now=now
    )
    assert (moved.at, moved.sequence) == (time(10, 30), 1)
    assert cells(moved) == set(needs_of(moved))
    moved.visit.refresh_from_db()
    assert moved.visit.starts_at == moved.starts_at
    book(slot_at(service, ana, TUESDAY, time(9, 30), now=now), eli, made_by=ana, now=now)


def test_moving_to_where_it_is_changes_nothing(appointment, service, ana, now):
    same = slot_at(service, ana, TUESDAY, time(10), room=appointment.room, now=now)
    assert move(appointment, same, by=ana, now=now).sequence == 0


def test_a_move_that_is_refused_leaves_all_as_it_was(appointment, service, ana, eli, now):
    book(slot_at(service, ana, TUESDAY, time(14), now=now), eli, made_by=ana, now=now)
    before = cells(appointment)
    with pytest.raises(Taken):
        move(appointment, slot_at(service, ana, TUESDAY, time(13, 30), now=now), by=ana, now=now)
    appointment.refresh_from_db()
    assert (appointment.at, appointment.sequence) == (time(10), 0)
    assert cells(appointment) == before


def test_what_has_begun_is_not_moved(appointment, service, ana, now):
    appointment.visit.arrive(now)
    with pytest.raises(NotNow):
        move(appointment, slot_at(service, ana, TUESDAY, time(15), now=now), by=ana, now=now)


def test_a_cancelled_visit_gives_its_time_back(appointment, service, ana, eli, now):
    off = call_off(appointment, by=BY.CLINIC, user=ana, now=now, reason="Ana is ill")
    assert (off.state, off.sequence, off.visit.state) == ("cancelled", 1, "cancelled")
    assert not off.called_off_late
    assert Cell.objects.count() == 0
    again = call_off(appointment, by=BY.PATIENT, user=None, now=now)
    assert (again.called_off_by, again.sequence) == ("clinic", 1)
    book(slot_at(service, ana, TUESDAY, time(10), now=now), eli, made_by=ana, now=now)


@pytest.mark.parametrize(("hours", "late"), [(24, False), (23, True)])
def test_a_patient_who_cancels_within_the_notice_is_late(appointment, hours, late):
    now = appointment.starts_at - timedelta(hours=hours)
    assert call_off(appointment, by=BY.PATIENT, user=None, now=now).called_off_late is late


def test_a_missed_visit_keeps_its_time(appointment, ana, now):
    missed = call_off(appointment, by=BY.CLINIC, user=ana, now=now, missed=True)
    assert (missed.state, missed.visit.state) == ("missed", "missed")
    assert cells(missed) == set(needs_of(missed))


def test_overbooking_wants_a_reason_and_takes_what_is_free(appointment, service, ana, eli, now):
    over = slot_at(service, ana, TUESDAY, time(10, 30), now=now)
    second = book(over, eli, made_by=ana, now=now, overbook="She has come from far")
    assert second.overbooked == "She has come from far"
    assert len(cells(second)) == 12 + 6 + 6
    call_off(appointment, by=BY.CLINIC, user=ana, now=now)
    second.refresh_from_db()
    assert cells(second) == set(needs_of(second))
    assert second.overbooked == ""


def test_where_nothing_is_in_the_way_a_reason_is_not_noted(service, ana, dana, now):
    slot = slot_at(service, ana, TUESDAY, time(10), now=now)
    assert book(slot, dana, made_by=ana, now=now, overbook="Just in case").overbooked == ""


def test_a_course_is_booked_whole_or_not_at_all(appointment, service, ana, eli, now):
    slots = [
        slot_at(service, ana, TUESDAY + timedelta(weeks=n), time(10), now=now) for n in range(3)
    ]
    with pytest.raises(Taken) as gone:
        book_all(slots, eli, made_by=ana, now=now)
    assert gone.value.slot == slots[0]
    assert Appointment.objects.filter(patient=eli).count() == 0
    call_off(appointment, by=BY.CLINIC, user=ana, now=now)
    booked = book_all(slots, eli, made_by=ana, now=now)
    assert [each.visit.starts_at for each in booked] == [slot.starts_at for slot in slots]


def test_a_walk_in_begins_now_over_whoever_is_booked(appointment, ana, eli):
    now = appointment.starts_at + timedelta(minutes=3, seconds=20)
    visit = walk_in(eli, ana, now)
    assert visit.state == "under_way"
    assert visit.starts_at == now.replace(second=0)
    assert visit.appointment.overbooked == "Walk-in"
    assert walk_in(eli, ana, now) == visit


def test_a_walk_in_of_hers_who_is_expected_today_begins_that_visit(appointment, ana, dana):
    assert walk_in(dana, ana, appointment.starts_at) == appointment.visit


def test_whoever_waits_for_time_is_told_within_the_change(appointment, ana, now, monkeypatch):
    told = []
    monkeypatch.setattr(taking, "AFTER_RELEASE", [lambda gone, at: told.append((gone.pk, at))])
    call_off(appointment, by=BY.CLINIC, user=ana, now=now)
    assert told == [(appointment.pk, now)]


def test_how_long_a_hold_lasts_is_the_clinics(clinic, service, ana, now):
    Rules.objects.create(clinic=clinic, hold_minutes=3)
    held = hold(slot_at(service, ana, TUESDAY, time(10), now=now), held_by="secret", now=now)
    assert held.held_until == now + timedelta(minutes=3)
