"""The week on one page."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.conftest import member
from yintang.clinic.booking.models import Absence, Appointment, Hours, Room
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book, hold
from yintang.clinic.booking.week import Choice, sheet_of
from yintang.clinic.clinics.models import Role
from yintang.clinic.patients.models import Patient

TUESDAY = date(2026, 12, 1)


def laid_out(clinic, day, now, *, view="week", by="practitioner", who=None):
    rooms = list(clinic.rooms.order_by("name"))
    return sheet_of(clinic, Choice(day, view, by, who), list(treating(clinic)), rooms, now)


def column(sheet, day):
    return next(one for one in sheet.columns if one.day == day)


def url(clinic, **told):
    return reverse("week", args=[clinic.pk], query=told)


def test_it_works(as_, cleo, clinic, appointment):
    page = as_(cleo).get(url(clinic, day="2026-12-01")).content.decode()
    assert "Dana Moreno" in page
    assert "Mon 30 Nov" in page
    assert "Sun 6 Dec" in page


def test_it_shows_no_other_clinics_patients(as_, eve, other_clinic, clinic, appointment):
    page = as_(eve).get(url(other_clinic, day="2026-12-01")).content.decode()
    assert "Dana" not in page
    assert as_(eve).get(url(clinic)).status_code == 404


def test_an_empty_week_says_how_to_begin(as_, cleo, ana, clinic):
    page = as_(cleo).get(url(clinic, day="2027-03-01")).content.decode()
    assert "Nothing is booked in this week" in page
    assert "Press an empty place" in page


def test_a_reader_is_offered_nothing_to_change(as_, ben, clinic, appointment):
    page = as_(ben).get(url(clinic, day="2026-12-01")).content.decode()
    assert "Dana Moreno" in page
    assert "data-movable" not in page
    assert "week/book" not in page


def test_nonsense_in_the_address_shows_this_week(as_, cleo, ana, clinic):
    told = {"day": "0000-99-99", "view": "year", "by": "moon", "who": "1"}
    assert as_(cleo).get(url(clinic, **told)).status_code == 200


def test_the_part_that_changes_is_asked_for_alone(as_, cleo, clinic, appointment):
    told = {"day": "2026-12-01"}
    page = as_(cleo).get(url(clinic, **told), headers={"HX-Request": "true"}).content.decode()
    assert "Dana Moreno" in page
    assert "<html" not in page


def test_a_rest_is_drawn_where_the_practitioner_is_free(clinic, ana, dana, resting, room, now):
    slot = slot_at(resting, ana, TUESDAY, time(10), now=now)
    book(slot, dana, made_by=ana, now=now)
    [block] = column(laid_out(clinic, TUESDAY, now), TUESDAY).blocks
    assert [(part.begins, part.minutes, part.present) for part in block.parts] == [
        (0, 30, True),
        (30, 30, False),
        (60, 15, True),
    ]


def test_who_is_treated_during_a_rest_stands_beside(clinic, ana, dana, dana_again, resting, now):
    for name in ("Blue room", "Green room"):
        Room.objects.create(clinic=clinic, name=name)
    for patient, at in ((dana, time(10)), (dana_again, time(11, 15))):
        book(slot_at(resting, ana, TUESDAY, at, now=now), patient, made_by=ana, now=now)
    blocks = column(laid_out(clinic, TUESDAY, now), TUESDAY).blocks
    assert [(block.lane, block.lanes) for block in blocks] == [(0, 1), (0, 1)]
    third = Patient.objects.create(clinic=clinic, given_name="Mora", family_name="Third")
    short = resting.clinic.services.create(
        name="Short", kind="review", phases=[{"minutes": 30, "practitioner": True}]
    )
    book(slot_at(short, ana, TUESDAY, time(10, 30), now=now), third, made_by=ana, now=now)
    blocks = column(laid_out(clinic, TUESDAY, now), TUESDAY).blocks
    assert [(b.appointment.at, b.lane, b.lanes) for b in blocks] == [
        (time(10), 0, 2),
        (time(10, 30), 1, 2),
        (time(11, 15), 0, 1),
    ]


def test_a_hold_is_shown_as_held_until_it_lapses(clinic, service, ana, room, now):
    held = hold(slot_at(service, ana, TUESDAY, time(9), now=now), held_by="secret", now=now)
    [block] = column(laid_out(clinic, TUESDAY, now), TUESDAY).blocks
    assert block.words == "Held until 08:10"
    assert not block.movable
    assert column(laid_out(clinic, TUESDAY, held.held_until), TUESDAY).blocks == []


def test_overbooking_is_said_in_words(
    as_, cleo, clinic, service, ana, dana_again, appointment, now
):
    slot = slot_at(service, ana, TUESDAY, time(10, 30), now=now)
    book(slot, dana_again, made_by=ana, now=now, overbook="Came from far away")
    page = as_(cleo).get(url(clinic, day="2026-12-01")).content.decode()
    assert "Overbooked" in page
    assert "Came from far away" in page


def test_what_was_called_off_is_listed_and_not_drawn(clinic, appointment, now):
    Appointment.objects.update(state="cancelled")
    sheet = laid_out(clinic, TUESDAY, now)
    assert column(sheet, TUESDAY).blocks == []
    assert sheet.called_off == [appointment]


def test_open_hours_and_absences_are_shown(clinic, ana, opening_hours, now):
    Absence.objects.create(
        clinic=clinic, practitioner=ana, first_day=TUESDAY, last_day=TUESDAY,
        from_time=time(12), until_time=time(14), reason="course",
    )  # fmt: skip
    sheet = laid_out(clinic, TUESDAY, now, who=ana.pk)
    assert sheet.marks[0] == (0, "09:00")
    assert column(sheet, TUESDAY).open == [(0, 180), (300, 180)]
    assert column(sheet, TUESDAY).notes == ["Ana away 12:00–14:00: course"]
    assert column(sheet, date(2026, 12, 5)).open == []


def test_the_window_grows_with_who_comes_late(clinic, service, ana, dana, opening_hours, now):
    slot = slot_at(service, ana, TUESDAY, time(18, 30), now=now)
    book(slot, dana, made_by=ana, now=now)
    sheet = laid_out(clinic, TUESDAY, now)
    assert (sheet.marks[0][1], sheet.marks[-1][1]) == ("09:00", "19:00")


def test_a_day_is_laid_out_by_room(clinic, service, ana, pia, dana, now):
    blue, green = (Room.objects.create(clinic=clinic, name=name) for name in ("Blue", "Green"))
    slot = slot_at(service, ana, TUESDAY, time(10), room=green, now=now)
    book(slot, dana, made_by=ana, now=now)
    sheet = laid_out(clinic, TUESDAY, now, view="day", by="room")
    assert [(one.who, len(one.blocks)) for one in sheet.columns] == [(blue, 0), (green, 1)]


@pytest.mark.parametrize(
    ("zone", "day", "minutes", "labels"),
    [
        ("Europe/Dublin", date(2027, 3, 28), 23 * 60, ["00:00", "02:00"]),
        ("Europe/Dublin", date(2026, 10, 25), 25 * 60, ["00:00", "01:00", "01:00 again"]),
        ("America/New_York", date(2026, 11, 1), 25 * 60, ["00:00", "01:00", "01:00 again"]),
        ("Australia/Sydney", date(2026, 10, 4), 23 * 60, ["00:00", "01:00", "03:00"]),
        ("Asia/Kolkata", date(2026, 10, 25), 24 * 60, ["00:00", "01:00", "02:00"]),
    ],
)
def test_the_day_of_a_change_of_the_clock_is_as_long_as_it_is(
    clinic, ana, zone, day, minutes, labels
):
    clinic.time_zone = zone
    clinic.save()
    for weekday in range(7):
        Hours.objects.create(clinic=clinic, weekday=weekday, opens=time(0), closes=time(0))
    sheet = laid_out(clinic, day, datetime(2026, 9, 1, tzinfo=UTC))
    found = column(sheet, day)
    assert found.minutes == minutes
    assert [label for _, label in found.marks][: len(labels)] == labels
    assert bool(found.notes) == (minutes != 24 * 60)
    assert sum(long for _, _, long in found.passes) == minutes


def test_after_the_change_of_the_clock_a_visit_stands_at_its_wall_time(
    clinic, service, ana, dana, opening_hours, now
):
    sunday = date(2027, 3, 28)
    Hours.objects.create(clinic=clinic, weekday=6, opens=time(9), closes=time(12))
    slot = slot_at(service, ana, sunday, time(10), now=now)
    book(slot, dana, made_by=ana, now=now)
    [block] = column(laid_out(clinic, sunday, now), sunday).blocks
    assert block.top == 60


def test_twenty_practitioners_take_as_many_queries_as_two(as_, ana, cleo, clinic, service, now):
    client = as_(cleo)

    def fill(first, last):
        for n in range(first, last):
            room = Room.objects.create(clinic=clinic, name=f"Room {n}")
            who = member(f"Practitioner{n}", clinic, Role.PRACTITIONER)
            her = Patient.objects.create(clinic=clinic, given_name="Mora", family_name=f"T{n}")
            Absence.objects.create(
                clinic=clinic, practitioner=who, first_day=TUESDAY, last_day=TUESDAY
            )
            slot = slot_at(service, who, TUESDAY, time(10), room=room, now=now)
            book(slot, her, made_by=ana, now=now)

    def taken(**told):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(clinic, day="2026-12-01", **told)).status_code == 200
        return len(captured)

    fill(0, 2)
    taken(view="day")
    few = [taken(view="day"), taken(view="week"), taken(view="day", by="room")]
    fill(2, 20)
    assert [taken(view="day"), taken(view="week"), taken(view="day", by="room")] == few


def test_the_sheet_to_print_names_everybody_of_the_week(as_, cleo, clinic, appointment):
    where = reverse("week-print", args=[clinic.pk], query={"day": "2026-12-03"})
    page = as_(cleo).get(where).content.decode()
    assert "Tuesday 1 December 2026" in page
    assert "Dana Moreno" in page


def test_the_patients_page_counts_what_was_not_kept(as_, cleo, dana, appointment):
    page = reverse("patient", args=[dana.pk])
    client = as_(cleo)
    assert "missed" not in client.get(page).content.decode()
    Appointment.objects.update(state="missed")
    assert "1 visit missed" in client.get(page).content.decode()


def test_now_is_a_line_in_todays_column(clinic, ana, opening_hours):
    now = datetime(2026, 12, 1, 10, 30, tzinfo=UTC)
    sheet = laid_out(clinic, TUESDAY, now)
    assert column(sheet, TUESDAY).now == 90
    assert column(sheet, TUESDAY + timedelta(days=1)).now is None


def test_who_has_no_room_or_no_longer_a_practitioner_here_is_not_lost(
    clinic, appointment, ana, now
):
    Appointment.objects.update(room=None)
    by_room = laid_out(clinic, TUESDAY, now, view="day", by="room")
    assert [(str(one.who), len(one.blocks)) for one in by_room.columns] == [
        (clinic.rooms.get().name, 0),
        ("None", 1),
    ]
    member("Noor", clinic, Role.PRACTITIONER)
    appointment.practitioner.memberships.update(active=False)
    by_person = laid_out(clinic, TUESDAY, now, view="day")
    assert [(str(one.who), len(one.blocks)) for one in by_person.columns] == [
        ("Noor", 0),
        ("None", 1),
    ]
