"""Hours, absences and closed days, and whom a change of them meets."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.booking.models import Absence, Appointment, Hours
from yintang.clinic.booking.public_holidays import holidays_of, likely_part
from yintang.clinic.booking.setting_up import Stretch, hours_on, week_in_words


def monday(weeks=2):
    today = timezone.now().date()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=weeks)


@pytest.fixture
def booked(clinic, service, room, dana, pia):
    """Dana with Pia, Monday in two weeks at 16:00 for 75 minutes."""
    day = monday()
    return Appointment.objects.create(
        clinic=clinic,
        service=service,
        patient=dana,
        practitioner=pia,
        room=room,
        day=day,
        at=time(16),
        zone="Europe/London",
        starts_at=datetime.combine(day, time(16), tzinfo=clinic.zone),
        minutes=75,
        phases=service.phases,
        state=Appointment.State.BOOKED,
    )


def week(first, **days):
    """`mon="09:00-17:00,18:00-20:00"`: what the browser sends."""
    told = {"first": first.isoformat()}
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    for name, text in days.items():
        for n, part in enumerate(text.split(",")):
            opens, closes = part.split("-")
            told[f"opens{names.index(name)}{n}"] = opens
            told[f"closes{names.index(name)}{n}"] = closes
    return told


def opening(clinic):
    return reverse("opening-hours", args=[clinic.pk])


def test_hours_are_entered_with_a_break(as_, ana, clinic):
    told = week(date.today(), mon="09:00-13:00,14:00-00:00")
    assert as_(ana).post(opening(clinic), told).status_code == 302
    rows = clinic.booking_hours.order_by("opens")
    assert [(row.opens, row.closes) for row in rows] == [(time(9), time(13)), (time(14), time(0))]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("17:00-09:00", "after the beginning"),
        ("09:00-13:00,12:00-17:00", "before the first ends"),
        ("09:02-13:00", "five minutes"),
        ("09:00-", "both times"),
    ],
)
def test_hours_that_make_no_sense_are_refused(as_, ana, clinic, text, fault):
    answer = as_(ana).post(opening(clinic), week(date.today(), tue=text))
    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_new_hours_leave_the_days_before_them_as_they_were(as_, ana, clinic):
    client, first = as_(ana), monday()
    client.post(opening(clinic), week(date.today(), mon="09:00-17:00"))
    client.post(opening(clinic), week(first, mon="10:00-14:00"))
    rows = list(clinic.booking_hours.all())
    assert [row.opens for row in hours_on(rows, first - timedelta(days=1))] == [time(9)]
    assert [row.opens for row in hours_on(rows, first)] == [time(10)]
    client.post(opening(clinic), week(date.today(), mon="08:00-14:00"))
    rows = list(clinic.booking_hours.all())
    assert [row.opens for row in hours_on(rows, first)] == [time(8)]


def test_closing_earlier_shows_whom_it_meets_before_it_is_saved(as_, ana, clinic, booked):
    client = as_(ana)
    client.post(opening(clinic), week(date.today(), mon="09:00-18:00"))
    answer = client.post(opening(clinic), week(date.today(), mon="09:00-17:00"))
    assert answer.status_code == 409
    assert "Dana Moreno" in answer.content.decode()
    assert clinic.booking_hours.get().closes == time(18)
    told = week(date.today(), mon="09:00-17:00") | {"sure": "yes"}
    after = client.post(opening(clinic), told)
    assert "1 visit to be moved" in after.content.decode()
    assert hours_on(clinic.booking_hours.all(), monday())[0].closes == time(17)
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_whom_the_old_hours_left_outside_is_not_told_again(as_, ana, clinic, booked):
    client = as_(ana)
    Hours.objects.create(clinic=clinic, weekday=0, opens=time(9), closes=time(12))
    assert client.post(opening(clinic), week(date.today(), mon="09:00-13:00")).status_code == 302


def test_a_practitioner_changes_her_own_hours_and_nobody_elses(as_, pia, ana, clinic):
    own = reverse("practitioner-hours", args=[pia.memberships.get().pk])
    anas = reverse("practitioner-hours", args=[ana.memberships.get().pk])
    client = as_(pia)
    assert client.post(own, week(date.today(), wed="09:00-13:00")).status_code == 302
    assert clinic.booking_hours.get().practitioner == pia
    assert client.post(anas, week(date.today(), wed="09:00-13:00")).status_code == 403
    assert client.post(own, {"same": "yes"}).status_code == 302
    assert not clinic.booking_hours.exists()


def test_days_with_the_same_hours_are_said_together():
    days = [Stretch(day, time(9), time(17)) for day in range(5)]
    assert week_in_words([*days, Stretch(6, time(20), time(0))]) == [
        ("Monday to Friday", "09:00–17:00"),
        ("Saturday", "closed"),
        ("Sunday", "20:00–24:00"),
    ]


# --- Absences ------------------------------------------------------------------------------------


def away(clinic):
    return reverse("absences", args=[clinic.pk])


def test_a_practitioner_enters_her_own_absence_alone(as_, pia, ana, clinic):
    client, day = as_(pia), monday().isoformat()
    own = {"whose": f"person-{pia.pk}", "first_day": day, "reason": "course"}
    assert client.post(away(clinic), own).status_code == 302
    assert client.post(away(clinic), own | {"whose": f"person-{ana.pk}"}).status_code == 422
    assert client.post(away(clinic), own | {"whose": "clinic"}).status_code == 422
    absence = Absence.objects.get()
    assert (absence.practitioner, absence.last_day) == (pia, monday())


def test_the_desk_cannot_enter_any(as_, cleo, pia, clinic):
    client = as_(cleo)
    assert "Enter the absence" not in client.get(away(clinic)).content.decode()
    told = {"whose": f"person-{pia.pk}", "first_day": monday().isoformat()}
    assert client.post(away(clinic), told).status_code == 422
    assert not Absence.objects.exists()


@pytest.mark.parametrize("whose", ["person", "room", "clinic"])
def test_an_absence_shows_whom_it_meets(as_, ana, pia, room, clinic, booked, whose):
    key = {"person": f"person-{pia.pk}", "room": f"room-{room.pk}", "clinic": "clinic"}[whose]
    told = {"whose": key, "first_day": monday().isoformat()}
    client = as_(ana)
    assert client.post(away(clinic), told).status_code == 409
    assert not Absence.objects.exists()
    assert client.post(away(clinic), told | {"sure": "yes"}).status_code == 200
    assert Absence.objects.get().practitioner == (pia if whose == "person" else None)


@pytest.mark.parametrize(("hours", "meets"), [(("09:00", "16:00"), 302), (("17:10", "18:00"), 409)])
def test_an_absence_of_hours_meets_only_who_comes_in_them(
    as_, ana, pia, clinic, booked, hours, meets
):
    told = {
        "whose": f"person-{pia.pk}", "first_day": monday().isoformat(),
        "from_time": hours[0], "until_time": hours[1],
    }  # fmt: skip
    assert as_(ana).post(away(clinic), told).status_code == meets


def test_an_absence_is_taken_back(as_, pia, absence):
    client, url = as_(pia), reverse("absence-end", args=[absence.pk])
    assert "Take it back" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    assert not Absence.objects.exists()


def test_somebody_elses_absence_is_not(as_, pia, ana, clinic):
    day = date(2199, 1, 1)
    anas = Absence.objects.create(clinic=clinic, practitioner=ana, first_day=day, last_day=day)
    assert as_(pia).post(reverse("absence-end", args=[anas.pk])).status_code == 403


# --- Public holidays -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("jurisdiction", "part", "day", "name"),
    [
        ("UK", "ENG", date(2027, 3, 29), "Easter Monday"),
        ("UK", "SCT", date(2027, 11, 30), "Saint Andrew's Day"),
        ("IE", "", date(2027, 2, 1), "Saint Brigid's Day"),
        ("US", "", date(2027, 11, 25), "Thanksgiving Day"),
        ("AU", "VIC", date(2027, 11, 2), "Melbourne Cup Day"),
    ],
)
def test_public_holidays_are_those_of_the_country(clinic, jurisdiction, part, day, name):
    # gov.uk/bank-holidays, citizensinformation.ie, opm.gov and business.vic.gov.au.
    clinic.jurisdiction = jurisdiction
    assert name in {one.day: one.name for one in holidays_of(clinic, part, 2027)}.get(day, "")


def test_the_part_of_the_country_is_guessed_from_the_clock(clinic):
    clinic.jurisdiction, clinic.time_zone = "AU", "Australia/Brisbane"
    assert likely_part(clinic) == "QLD"


def test_ticked_holidays_close_the_clinic_and_unticked_ones_open_it(as_, ana, clinic):
    client = as_(ana)
    year = datetime.now(UTC).year + 1
    url = f"{reverse('closed-days', args=[clinic.pk])}?year={year}&part=ENG"
    days = [f"{year}-12-25", f"{year}-01-01"]
    assert client.post(url, {"days": days}).status_code == 302
    assert {one.first_day.isoformat() for one in Absence.objects.all()} == set(days)
    assert "checked" in client.get(url).content.decode()
    client.post(url, {"days": days[:1]})
    assert Absence.objects.get().reason == "Christmas Day"
