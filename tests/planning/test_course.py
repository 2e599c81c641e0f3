from datetime import date, timedelta

import pytest
from icalendar import Calendar

from yintang.errors import YintangError
from yintang.planning import Consultation, as_ics, plan_course, screen
from yintang.planning.consultation import Holiday, Procedure

MONDAY = date(2027, 1, 4)


@pytest.fixture
def course(atlas, today):
    def made(protocol="full", **told):
        consultation = Consultation(**{"start": MONDAY, **told})
        screening = screen(consultation, atlas, today)
        return plan_course(consultation, atlas, screening, atlas.protocols[protocol], today)

    return made


def days(course):
    return [session.date for session in course.sessions]


def test_ten_weekly_visits_fall_on_the_same_weekday(course):
    planned = course("ten-weekly")
    assert days(planned) == [MONDAY + timedelta(weeks=k) for k in range(10)]
    assert [s.kind for s in planned.sessions][:4] == ["first", "session", "session", "review"]
    assert planned.sessions[-1].kind == "last"
    assert planned.reviews == (4, 8)


def test_fortnightly_visits(course):
    planned = course(interval_days=14, sessions=6)
    assert days(planned) == [MONDAY + timedelta(weeks=2 * k) for k in range(6)]
    assert planned.reviews == (4,)


def test_a_visit_on_a_holiday_moves_a_week_and_keeps_its_weekday(course):
    away = Holiday(date(2027, 1, 9), date(2027, 1, 12))
    planned = course(sessions=6, holidays=(away,))
    assert days(planned)[1] == date(2027, 1, 18)
    assert {day.weekday() for day in days(planned)} == {0}


def test_after_a_long_holiday_the_next_free_day_is_taken_and_the_weekday_found_again(course):
    away = Holiday(date(2027, 1, 10), date(2027, 2, 2))
    planned = course(sessions=6, holidays=(away,))
    assert days(planned)[1] == date(2027, 2, 3)
    assert days(planned)[2].weekday() == 0
    assert all(
        b - a >= timedelta(days=7) for a, b in zip(days(planned), days(planned)[1:], strict=False)
    )


def test_no_visit_ever_falls_on_a_holiday(course):
    closed = tuple(
        Holiday(MONDAY + timedelta(days=d), MONDAY + timedelta(days=d + 2)) for d in (0, 13, 40)
    )
    for day in days(course(holidays=closed)):
        assert not any(h.first <= day <= h.last for h in closed)


def test_the_last_visit_lies_a_fortnight_before_the_event(course):
    event = MONDAY + timedelta(weeks=9)
    planned = course(event_date=event)
    assert days(planned)[-1] <= event - timedelta(days=14)
    assert len(planned.sessions) == 8
    assert "8 of 10 visits fit" in planned.notes[0]


def test_an_event_too_soon_moves_the_course_behind_it(course, today):
    event = today + timedelta(days=5)
    planned = course(start=None, event_date=event)
    assert days(planned)[0] == event + timedelta(days=1)
    assert len(planned.sessions) == 10
    assert "begins after it" in planned.notes[0]


def test_fewer_visits_than_a_course_are_said_to_be_so(course):
    planned = course(event_date=MONDAY + timedelta(weeks=4))
    assert len(planned.sessions) == 3
    assert "fewer than a course's 6" in planned.notes[0]


def test_a_waiting_period_moves_the_first_visit(course, today):
    done = (Procedure("filler", today, ("cheek",)),)
    planned = course(start=None, procedures=done)
    assert days(planned)[0] == today + timedelta(days=28)
    assert "waits until" in planned.notes[0]


def test_what_must_happen_first_is_said(course):
    planned = course(history={"dental_abscess": True})
    assert any(
        "R40: still needed before these dates hold: the dentist" in note for note in planned.notes
    )


def test_photographs_are_taken_twice_before_midway_at_the_end_and_a_month_after(course, today):
    planned = course("ten-weekly")
    taken = [photograph.date for photograph in planned.photographs]
    assert taken == [
        today,
        MONDAY,
        MONDAY + timedelta(weeks=4),
        MONDAY + timedelta(weeks=9),
        MONDAY + timedelta(weeks=13),
    ]


def test_upkeep_follows_four_to_six_weeks_later(course):
    upkeep = course("ten-weekly").maintenance
    assert upkeep.from_date == MONDAY + timedelta(weeks=13)
    assert upkeep.every_weeks == (4, 6)


def test_a_protocol_refuses_an_interval_or_a_number_it_does_not_know(course):
    with pytest.raises(YintangError, match="every 7 days, not every 14"):
        course("ten-weekly", interval_days=14)
    with pytest.raises(YintangError, match="has 10 visits, not 8"):
        course("ten-weekly", sessions=8)


def test_another_program_reads_the_calendar(course):
    planned = course("ten-weekly")
    events = Calendar.from_ical(as_ics(planned, key="a")).walk("VEVENT")
    visits = [e for e in events if "visit" in e["summary"]]
    assert [e.decoded("dtstart") for e in visits] == days(planned)
    assert str(visits[2]["summary"]) == "Yintang visit 3 of 10"
    assert len({str(e["uid"]) for e in events}) == len(events)


def test_a_visit_keeps_its_uid_when_it_moves_and_no_reason_is_told(course):
    def uids(planned, key):
        return [str(e["uid"]) for e in Calendar.from_ical(as_ics(planned, key=key)).walk("VEVENT")]

    first, moved = course(), course(start=MONDAY + timedelta(days=1), goals={"G06": 3})
    assert uids(first, "a") == uids(moved, "a")
    assert not set(uids(first, "a")) & set(uids(first, "b"))
    assert b"frown" not in as_ics(moved).lower()
