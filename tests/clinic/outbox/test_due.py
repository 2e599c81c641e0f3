"""What she is told of her appointments, and when."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from clinic.appointments import agreed, cancelled, moved
from yintang.clinic.outbox.due import write_due
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.patients.models import Letter

NOW = datetime(2026, 11, 2, 10, 0, tzinfo=UTC)
DAY = date(2026, 11, 24)


@pytest.fixture
def appointment(dana, ana):
    return agreed(dana, ana, DAY, time(10, 30))


def kinds():
    return list(Letter.objects.order_by("created_at").values_list("kind", "state"))


def test_a_new_appointment_is_confirmed_once(appointment):
    assert write_due(NOW) == 1
    assert write_due(NOW) == 0
    letter = Letter.objects.get()
    assert (
        "Your appointment at Willow Rooms is on Tuesday 24 November 2026 at 10:30." in letter.body
    )
    assert "METHOD:REQUEST" in letter.calendar


def test_the_subject_names_nobody_and_no_treatment(appointment):
    write_due(NOW)
    assert Letter.objects.get().subject == "Your appointment"


def test_the_letter_says_neither_the_service_nor_the_practitioner(appointment):
    write_due(NOW)
    letter = Letter.objects.get()
    for word in ("Treatment", "treatment", "acupuncture", "Ana"):
        assert word not in letter.body + letter.calendar


def test_a_course_booked_in_one_go_is_one_letter(dana, ana):
    for week in range(6):
        agreed(dana, ana, DAY + timedelta(weeks=week), time(10, 30))
    assert write_due(NOW) == 1
    letter = Letter.objects.get()
    assert letter.body.count(" at 10:30") == 6
    assert letter.calendar.count("BEGIN:VEVENT") == 6
    assert "METHOD:PUBLISH" in letter.calendar


def test_a_moved_appointment_is_told_with_its_new_time(appointment):
    write_due(NOW)
    Letter.objects.update(state="sent", sent_at=NOW)
    moved(appointment, DAY, time(15, 0))
    write_due(NOW)
    letter = Letter.objects.get(kind="moved")
    assert "15:00" in letter.body
    assert "SEQUENCE:1" in letter.calendar


def test_a_letter_that_has_become_wrong_before_it_was_sent_is_not_sent(appointment):
    write_due(NOW)
    moved(appointment, DAY, time(15, 0))
    write_due(NOW)
    assert kinds() == [("booked", "dropped"), ("booked", "waiting")]
    assert "15:00" in Letter.objects.get(state="waiting").body


def test_one_moved_visit_of_a_course_rewrites_the_letter_that_waits(dana, ana):
    visits = [agreed(dana, ana, DAY + timedelta(weeks=n), time(10, 30)) for n in range(3)]
    write_due(NOW)
    moved(visits[1], DAY + timedelta(weeks=1), time(15, 0))
    write_due(NOW)
    body = Letter.objects.get(state="waiting").body
    assert body.count(" at 10:30") == 2
    assert body.count(" at 15:00") == 1


def test_a_cancelled_appointment_is_told_and_leaves_her_calendar(appointment):
    write_due(NOW)
    Letter.objects.update(state="sent", sent_at=NOW)
    cancelled(appointment, NOW)
    assert write_due(NOW) == 1
    letter = Letter.objects.get(kind="cancelled")
    assert "METHOD:CANCEL" in letter.calendar
    assert "STATUS:CANCELLED" in letter.calendar
    assert write_due(NOW) == 0


def test_nobody_is_told_of_a_time_that_is_only_held_or_past(dana, ana):
    agreed(dana, ana, DAY, time(10, 30), state="held")
    agreed(dana, ana, date(2026, 11, 1), time(10, 30))
    assert write_due(NOW) == 0


def test_she_is_reminded_two_days_before_and_once(appointment):
    write_due(NOW)
    Letter.objects.update(created_at=NOW)
    just_before = datetime(2026, 11, 22, 10, 29, tzinfo=UTC)
    assert write_due(just_before) == 0
    assert write_due(just_before + timedelta(minutes=1)) == 1
    assert write_due(just_before + timedelta(hours=5)) == 0
    assert Letter.objects.filter(kind="reminder").count() == 1


def test_she_is_reminded_as_many_days_before_as_she_chose(appointment, dana):
    Preferences.objects.create(patient=dana, reminder_days=7, at=NOW)
    write_due(NOW)
    Letter.objects.update(created_at=NOW)
    assert write_due(datetime(2026, 11, 17, 10, 31, tzinfo=UTC)) == 1


def test_a_reminder_keeps_its_hour_across_a_clock_change(dana, ana):
    agreed(dana, ana, date(2026, 3, 30), time(10, 30))
    write_due(datetime(2026, 3, 2, 10, tzinfo=UTC))
    Letter.objects.update(created_at=NOW - timedelta(days=300))
    assert write_due(datetime(2026, 3, 28, 10, 29, tzinfo=UTC)) == 0
    assert write_due(datetime(2026, 3, 28, 10, 30, tzinfo=UTC)) == 1


def test_a_confirmation_of_today_needs_no_reminder_of_tomorrow(dana, ana):
    now = datetime.now(UTC)
    soon = (now + timedelta(days=1)).astimezone(dana.clinic.zone)
    agreed(dana, ana, soon.date(), soon.time().replace(microsecond=0))
    assert write_due(now) == 1
    assert [kind for kind, _ in kinds()] == ["booked"]
    assert write_due(now) == 0


def test_a_moved_appointment_is_reminded_of_anew(appointment):
    write_due(NOW)
    Letter.objects.update(created_at=NOW)
    write_due(datetime(2026, 11, 22, 10, 30, tzinfo=UTC))
    Letter.objects.update(state="sent", sent_at=NOW)
    moved(appointment, DAY + timedelta(days=7), time(10, 30))
    write_due(datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    Letter.objects.update(created_at=NOW)
    assert write_due(datetime(2026, 11, 29, 10, 30, tzinfo=UTC)) == 1


def test_she_gets_only_what_she_chose(appointment, dana):
    Preferences.objects.create(patient=dana, confirmations=False, reminders=False, at=NOW)
    assert write_due(NOW) == 0
    assert write_due(datetime(2026, 11, 23, 10, 30, tzinfo=UTC)) == 0
    Preferences.objects.create(patient=dana, at=NOW)
    assert write_due(NOW) == 0, "what was booked before is not told late"


def test_when_the_clinic_cancels_she_learns_of_it_whatever_she_chose(appointment, dana):
    Preferences.objects.create(patient=dana, confirmations=False, at=NOW)
    cancelled(appointment, NOW, by="clinic")
    assert write_due(NOW) == 1


def test_somebody_without_an_address_is_sent_nothing(appointment, dana):
    dana.email = ""
    dana.save()
    assert write_due(NOW) == 0


def test_another_room_at_the_same_time_is_no_news(appointment):
    write_due(NOW)
    Letter.objects.update(created_at=NOW)
    appointment.sequence += 1
    appointment.save()
    assert write_due(NOW) == 0
    day_before = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    assert write_due(day_before) == 1, "the reminder"
    appointment.sequence += 1
    appointment.save()
    assert write_due(day_before) == 0
    assert set(kinds()) == {("booked", "waiting"), ("reminder", "waiting")}
