"""Which times are free, by the clock of the clinic."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from yintang.clinic.booking.models import Absence, Equipment, Hours, Room, Rules, Service
from yintang.clinic.booking.slots import (
    NoSuchSlot,
    NoSuchTime,
    Slot,
    Wish,
    conflicts,
    free_slots,
    next_free,
    slot_at,
)
from yintang.clinic.booking.taking import book, book_all, hold, move
from yintang.clinic.clinics.models import Clinic, Membership, Role
from yintang.clinic.patients.models import Patient

MONDAY, TUESDAY = date(2026, 11, 30), date(2026, 12, 1)
WEEK = Wish(MONDAY, MONDAY + timedelta(days=6))


def on(day, **more):
    return Wish(day, day, **more)


def starts(found):
    return [each.at for each in found]


def test_times_lie_within_the_hours_and_end_before_they_do(service, ana, opening_hours, now):
    found = free_slots(service, now=now, wish=on(TUESDAY), limit=100)
    assert starts(found)[0] == time(9)
    assert starts(found)[-1] == time(16)
    assert len(found) == 7 * 4 + 1


def test_soonest_first_over_the_days_and_no_more_than_asked_for(service, ana, opening_hours, now):
    found = free_slots(service, now=now, wish=WEEK, limit=50)
    assert len(found) == 50
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
    assert {each.day.weekday() for each in found} <= set(range(5))


def test_a_patient_books_in_good_time_and_staff_at_once(service, ana, opening_hours, now):
    now += timedelta(hours=2)  # ten o'clock
    assert starts(free_slots(service, now=now, wish=on(MONDAY), limit=1)) == [time(12)]
    assert starts(free_slots(service, now=now, wish=on(MONDAY), limit=1, staff=True)) == [time(10)]


def test_nobody_books_further_ahead_than_the_clinic_allows(
    clinic, service, ana, opening_hours, now
):
    Rules.objects.create(clinic=clinic, furthest_days=7)
    far = Wish(TUESDAY, TUESDAY + timedelta(days=300))
    found = free_slots(service, now=now, wish=far, limit=10_000)
    assert found[-1].day == MONDAY + timedelta(days=7)


def test_wishes_are_kept(service, ana, opening_hours, now):
    wish = Wish(
        MONDAY, MONDAY + timedelta(days=20), frozenset({2}), from_time=time(14), until_time=time(15)
    )
    found = free_slots(service, now=now, wish=wish, limit=100)
    assert {each.day.weekday() for each in found} == {2}
    assert set(starts(found)) == {time(14), time(14, 15), time(14, 30), time(14, 45)}


def test_absences_and_closures_take_their_time(service, clinic, ana, pia, opening_hours, now):
    Absence.objects.create(
        clinic=clinic, practitioner=ana, first_day=TUESDAY, last_day=TUESDAY,
        from_time=time(12), until_time=time(13),
    )  # fmt: skip
    hers = free_slots(service, now=now, wish=on(TUESDAY), practitioner=ana, limit=100)
    assert not {time(11, 15), time(12), time(12, 45)} & set(starts(hers))
    assert {time(11), time(13)} <= set(starts(hers))
    others = free_slots(service, now=now, wish=on(TUESDAY), practitioner=pia, limit=100)
    assert time(12) in starts(others)
    Absence.objects.create(clinic=clinic, first_day=TUESDAY, last_day=TUESDAY, reason="Holiday")
    assert free_slots(service, now=now, wish=on(TUESDAY)) == []


def test_a_practitioner_keeps_her_own_hours_within_the_clinics(
    service, clinic, ana, opening_hours, now
):
    Hours.objects.create(
        clinic=clinic, practitioner=ana, weekday=1, opens=time(15), closes=time(20)
    )
    found = free_slots(service, now=now, wish=WEEK, limit=100)
    assert {each.day for each in found} == {TUESDAY}
    assert starts(found) == [time(15), time(15, 15), time(15, 30), time(15, 45), time(16)]


def test_hours_hold_from_and_until_their_days(service, clinic, ana, now):
    Hours.objects.create(
        clinic=clinic, weekday=1, opens=time(9), closes=time(12), until_day=TUESDAY
    )
    Hours.objects.create(
        clinic=clinic, weekday=1, opens=time(13), closes=time(15),
        from_day=TUESDAY + timedelta(days=1),
    )  # fmt: skip
    wish = Wish(TUESDAY, TUESDAY + timedelta(days=7))
    found = free_slots(service, now=now, wish=wish, limit=100)
    assert {(each.day, each.at.hour < 12) for each in found} == {
        (TUESDAY, True),
        (TUESDAY + timedelta(days=7), False),
    }


def test_without_hours_times_are_proposed_by_day_and_any_time_can_be_named(service, ana, now):
    found = free_slots(service, now=now, wish=on(TUESDAY), limit=1000)
    assert (found[0].at, found[-1].at) == (time(8), time(19))
    assert slot_at(service, ana, TUESDAY, time(6), now=now).at == time(6)


def test_what_is_taken_or_held_is_not_offered(appointment, service, ana, opening_hours, now):
    found = starts(free_slots(service, now=now, wish=on(TUESDAY), practitioner=ana, limit=100))
    assert {time(9), time(11)} <= set(found)
    assert not {time(9, 15), time(10), time(10, 45)} & set(found)
    held = hold(slot_at(service, ana, TUESDAY, time(14), now=now), held_by="secret", now=now)
    assert time(14) not in starts(free_slots(service, now=now, wish=on(TUESDAY), limit=100))
    later = held.held_until
    assert time(14) in starts(free_slots(service, now=later, wish=on(TUESDAY), limit=100))


def test_with_anybody_each_time_comes_once_with_whoever_has_least_to_do(
    appointment, clinic, service, ana, pia, opening_hours, now
):
    Room.objects.create(clinic=clinic, name="Green room")
    found = free_slots(service, now=now, wish=on(TUESDAY), limit=100)
    assert len(set(starts(found))) == len(found) == 29
    assert {each.practitioner for each in found} == {pia}
    assert {each.room.name for each in found if each.at == time(10)} == {"Green room"}


def test_only_those_who_do_it_are_offered(service, ana, pia, ben, cleo, opening_hours, now):
    assert service.performers() == [ana, pia]
    service.practitioners.add(pia, ben)
    assert service.performers() == [pia]
    found = free_slots(service, now=now, wish=WEEK, practitioner=ana)
    assert found == []


def test_equipment_is_one_patients_at_a_time(clinic, service, ana, pia, dana, opening_hours, now):
    lamp = Equipment.objects.create(clinic=clinic, name="LED mask")
    service.equipment.add(lamp)
    book(slot_at(service, ana, TUESDAY, time(10), now=now), dana, made_by=ana, now=now)
    found = free_slots(service, now=now, wish=on(TUESDAY), practitioner=pia, limit=100)
    assert time(10) not in starts(found)
    assert {each.equipment for each in found} == {lamp}
    Equipment.objects.update(active=False)
    assert free_slots(service, now=now, wish=on(TUESDAY)) == []


def test_her_own_visits_are_in_her_way(appointment, clinic, service, pia, dana, now, opening_hours):
    Room.objects.create(clinic=clinic, name="Green room")
    hers = free_slots(
        service, now=now, wish=on(TUESDAY), practitioner=pia, for_patient=dana, limit=100
    )
    assert time(10) not in starts(hers)
    moving = free_slots(
        service, now=now, wish=on(TUESDAY), practitioner=pia, for_patient=dana, limit=100,
        besides=[appointment.pk],
    )  # fmt: skip
    assert time(10) in starts(moving)


def test_rests_overlap(clinic, resting, ana, dana, now, opening_hours):
    for name in ("Blue room", "Green room"):
        Room.objects.create(clinic=clinic, name=name)
    book(slot_at(resting, ana, TUESDAY, time(10), now=now), dana, made_by=ana, now=now)
    found = starts(free_slots(resting, now=now, wish=on(TUESDAY), limit=100))
    assert time(10, 30) in found
    assert not {time(10), time(10, 15), time(10, 45)} & set(found)


def test_a_key_is_read_as_the_slot_it_came_from(service, room, ana, opening_hours, now):
    for slot in free_slots(service, now=now, wish=WEEK):
        assert Slot.read(slot.key, service, now=now) == slot


@pytest.mark.parametrize(
    "change",
    [
        ("T09:00", "T09:05"),  # off the step
        ("T09:00", "T03:00"),  # at night
        ("T09:00", "T16:45"),  # past closing
        ("2026-12-01", "2026-11-27"),  # gone by
        ("2026-12-01", "2028-12-05"),  # far ahead
        ("+0/", "+/"),
        ("2026-12-01", "2026-13-01"),
        ("/", "-"),
    ],
)
def test_a_key_that_was_tampered_with_is_refused(service, room, ana, opening_hours, now, change):
    slot = free_slots(service, now=now, wish=on(TUESDAY), limit=1)[0]
    key = slot.key.replace(*change)
    if change == ("+0/", "+/"):
        assert Slot.read(key, service, now=now) == slot
        return
    with pytest.raises(NoSuchSlot):
        Slot.read(key, service, now=now)


def test_a_key_names_only_who_treats_here_and_rooms_of_this_clinic(
    service, room, other_clinic, ana, eve, ben, opening_hours, now
):
    slot = free_slots(service, now=now, wish=on(TUESDAY), limit=1)[0]
    elsewhere = Room.objects.create(clinic=other_clinic, name="Blue room")
    for theirs in (
        slot.key.replace(str(ana.pk), str(eve.pk)),
        slot.key.replace(str(ana.pk), str(ben.pk)),
        slot.key.replace(str(room.pk), str(elsewhere.pk)),
    ):
        with pytest.raises(NoSuchSlot):
            Slot.read(theirs, service, now=now, staff=True)


def test_whom_a_time_would_overlap(appointment, service, clinic, pia, ana, dana, now):
    beside = slot_at(service, ana, TUESDAY, time(11), now=now)
    over = slot_at(service, ana, TUESDAY, time(10, 55), now=now)
    assert conflicts(beside) == []
    assert conflicts(over) == [appointment]
    assert conflicts(over, besides=appointment) == []
    green = Room.objects.create(clinic=clinic, name="Green room")
    elsewhere = slot_at(service, pia, TUESDAY, time(10), room=green, now=now)
    assert conflicts(elsewhere) == []
    assert conflicts(elsewhere, patient=dana) == [appointment]


def test_the_next_consultation_is_told_only_where_it_is_offered(clinic, ana, opening_hours, now):
    assert next_free(clinic, now=now) is None
    Service.objects.create(
        clinic=clinic, name="First visit", kind="consultation",
        phases=[{"minutes": 30, "practitioner": True}],
    )  # fmt: skip
    assert next_free(clinic, now=now) is None
    Rules.objects.create(clinic=clinic, online=True)
    assert next_free(clinic, now=now) == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


CHANGES = [
    ("Europe/Dublin", date(2027, 3, 28), time(1, 30), "skipped"),
    ("Europe/Dublin", date(2027, 10, 31), time(1, 30), "repeated"),
    ("America/New_York", date(2027, 3, 14), time(2, 30), "skipped"),
    ("America/New_York", date(2027, 11, 7), time(1, 30), "repeated"),
    ("Australia/Sydney", date(2027, 10, 3), time(2, 30), "skipped"),
    ("Australia/Sydney", date(2027, 4, 4), time(2, 30), "repeated"),
]
ZONES = ["Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"]


def in_zone(clinic, zone):
    clinic.time_zone = zone
    clinic.save()


@pytest.mark.parametrize(("zone", "day", "at", "what"), CHANGES)
def test_the_hour_that_the_clock_skips_or_repeats(
    clinic, service, ana, dana, zone, day, at, what, now
):
    in_zone(clinic, zone)
    service.refresh_from_db()
    Hours.objects.create(clinic=clinic, weekday=6, opens=time(0), closes=time(0))
    service.phases = [{"minutes": 15, "practitioner": True}]
    found = free_slots(service, now=now, wish=on(day), limit=1000, staff=True)
    assert len(starts(found)) == len(set(starts(found)))
    if what == "skipped":
        assert at not in starts(found)
        assert len(found) == 23 * 4
        with pytest.raises(NoSuchTime):
            slot_at(service, ana, day, at, now=now)
        return
    assert len(found) == 24 * 4
    first = slot_at(service, ana, day, at, now=now)
    second = slot_at(service, ana, day, at, fold=1, now=now)
    assert second.starts_at - first.starts_at == timedelta(hours=1)
    assert (first.fold, second.fold) == (0, 1)
    booked = book_all([first, second], dana, made_by=ana, now=now)
    assert [each.at for each in booked] == [at, at]
    assert Slot.read(second.key, service, now=now, staff=True) == second


@pytest.mark.parametrize("zone", ZONES)
def test_a_weekly_course_keeps_its_hour_across_both_changes_of_the_clock(
    clinic, service, ana, dana, zone, now
):
    in_zone(clinic, zone)
    service.refresh_from_db()
    slots = [
        slot_at(service, ana, TUESDAY + timedelta(weeks=n), time(18, 30), now=now)
        for n in range(52)
    ]
    booked = book_all(slots, dana, made_by=ana, now=now)
    clock = ZoneInfo(zone)
    assert {each.starts_at.astimezone(clock).time() for each in booked} == {time(18, 30)}
    steps = {b.starts_at - a.starts_at for a, b in pairwise(booked)}
    week, hour = timedelta(weeks=1), timedelta(hours=1)
    changes = {week} if zone == "Asia/Kolkata" else {week - hour, week, week + hour}
    assert steps == changes


def test_who_works_in_two_zones_is_in_one_place_at_a_time(clinic, service, ana, dana, now):
    there = Clinic.objects.create(name="New York rooms", time_zone="America/New_York")
    Membership.objects.create(clinic=there, user=ana, role=Role.PRACTITIONER)
    theirs = Service.objects.create(
        clinic=there, name="Treatment", kind="treatment",
        phases=[{"minutes": 60, "practitioner": True}],
    )  # fmt: skip
    joan = Patient.objects.create(clinic=there, given_name="Joan", family_name="Lee")
    book(slot_at(service, ana, TUESDAY, time(15), now=now), dana, made_by=ana, now=now)
    found = starts(free_slots(theirs, now=now, wish=on(TUESDAY), limit=100))
    assert not {time(9, 15), time(10), time(10, 45)} & set(found)  # 15:00 in London
    assert {time(9), time(11)} <= set(found)
    slot = slot_at(theirs, ana, TUESDAY, time(11), now=now)
    assert book(slot, joan, made_by=ana, now=now).zone == "America/New_York"
    assert time(16) not in starts(free_slots(service, now=now, wish=on(TUESDAY), limit=100))


def test_a_clinic_that_moves_zone_keeps_what_was_agreed(appointment, clinic, service, ana, now):
    in_zone(clinic, "Asia/Kolkata")
    appointment.refresh_from_db()
    service.refresh_from_db()
    assert (appointment.at, appointment.zone) == (time(10), "Europe/London")
    assert appointment.starts_at == datetime(2026, 12, 1, 10, tzinfo=UTC)
    moved = move(appointment, slot_at(service, ana, TUESDAY, time(10), now=now), by=ana, now=now)
    assert (moved.at, moved.zone) == (time(10), "Asia/Kolkata")
    assert moved.starts_at == datetime(2026, 12, 1, 4, 30, tzinfo=UTC)


def test_a_search_asks_the_database_as_often_however_many_treat(
    clinic, service, ana, pia, opening_hours, now, django_assert_max_num_queries
):
    service.refresh_from_db()
    with django_assert_max_num_queries(12):
        free_slots(service, now=now, wish=WEEK, limit=20)
