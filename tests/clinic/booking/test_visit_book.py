"""Visits begun now and booked for later, on the clinic's wall clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.audit.models import Entry
from yintang.clinic.booking.cells import needs_of
from yintang.clinic.booking.models import Appointment, Service
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import book
from yintang.clinic.care.models import Consultation, Course, NotNow, Visit
from yintang.clinic.care.visits.wall_clock import NoSuchTime, instant, span
from yintang.clinic.clinics.models import Membership, Role
from yintang.clinic.patients.merging import merge, unmerge
from yintang.clinic.patients.models import Patient

LONDON = ZoneInfo("Europe/London")


def ahead():
    """A Tuesday in a month or so."""
    day = timezone.now().date() + timedelta(days=30)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def booked(patient, by, at):
    return Visit.book(patient, by, at)


def sent(by, **changed):
    return {"day": "2027-01-12", "time": "10:30", "practitioner": str(by.pk), **changed}


def test_a_double_click_begins_one_visit(as_, ana, dana):
    url = reverse("patient-start-visit", args=[dana.pk])
    first, second = as_(ana).post(url), as_(ana).post(url)
    assert first.url == second.url
    visit = Visit.objects.get(patient=dana)
    assert visit.state == "under_way"
    assert first.url == reverse("consultation", args=[visit.pk])


def test_todays_booked_visit_is_the_one_that_begins(as_, ana, pia, dana):
    now = timezone.now()
    visit = booked(dana, pia, now)
    as_(ana).post(reverse("patient-start-visit", args=[dana.pk]))
    visit.refresh_from_db()
    assert visit.state == "under_way"
    assert visit.arrived_at is not None
    assert Visit.objects.count() == 1


def test_a_visit_of_another_day_does_not_begin_today(as_, ana, dana):
    booked(dana, ana, timezone.now() + timedelta(days=7))
    as_(ana).post(reverse("patient-start-visit", args=[dana.pk]))
    assert Visit.objects.filter(patient=dana).count() == 2


def test_a_new_visit_takes_the_next_number_of_her_course(ana, dana, course, visit):
    second = booked(dana, ana, visit.starts_at + timedelta(days=7))
    second.call_off()
    third = booked(dana, ana, visit.starts_at + timedelta(days=8))
    assert (third.course, third.number) == (course, 2)


def test_after_a_course_has_ended_a_visit_belongs_to_none(ana, dana, course):
    course.end("all visits done")
    assert booked(dana, ana, timezone.now()).course is None


def test_a_visit_is_booked_on_the_clinics_clock(as_, cleo, ana, dana, room):
    url = reverse("visit-book", args=[dana.pk])
    assert as_(cleo).post(url, sent(ana, day="2027-07-12")).status_code == 302
    visit = Visit.objects.get(patient=dana)
    assert visit.starts_at == datetime(2027, 7, 12, 9, 30, tzinfo=UTC)
    assert (visit.room, visit.minutes) == ("Blue room", 60)
    made = visit.appointment
    assert (made.day, made.at, made.zone) == (date(2027, 7, 12), time(10, 30), "Europe/London")
    assert Entry.objects.filter(act="booked", subject=made.pk, by=cleo).exists()


def test_an_hour_that_the_clock_skips_is_refused_in_words(as_, cleo, ana, dana):
    url = reverse("visit-book", args=[dana.pk])
    page = as_(cleo).post(url, sent(ana, day="2027-03-28", time="01:30"))
    assert page.status_code == 422
    assert "skips 01:30" in page.content.decode()
    assert Visit.objects.count() == 0


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    assert instant(date(2027, 10, 31), time(1, 30), LONDON) == datetime(
        2027, 10, 31, 0, 30, tzinfo=UTC
    )


def test_the_hour_that_does_not_exist_raises():
    with pytest.raises(NoSuchTime):
        instant(date(2027, 3, 28), time(1, 0), LONDON)
    assert instant(date(2027, 3, 28), time(2, 0), LONDON).hour == 1


def test_a_day_may_have_23_or_25_hours(clinic):
    lengths = [
        (end - start).total_seconds() / 3600
        for start, end in (
            span(clinic, day) for day in (date(2027, 3, 28), date(2027, 3, 29), date(2027, 10, 31))
        )
    ]
    assert lengths == [23, 24, 25]


def test_only_those_who_treat_here_are_offered(as_, cleo, ana, pia, ben, eve, dana):
    form = as_(cleo).get(reverse("visit-book", args=[dana.pk])).context["form"]
    assert set(form.fields["practitioner"].queryset) == {ana, pia}


def test_a_clinic_that_has_set_up_nothing_books_a_plain_visit(as_, cleo, ana, dana):
    as_(cleo).post(reverse("visit-book", args=[dana.pk]), sent(ana))
    made = Appointment.objects.get()
    assert (made.service.name, made.minutes, made.room) == ("Visit", 60, None)


def test_the_next_free_times_are_buttons_that_book(
    as_, cleo, ana, dana, service, room, opening_hours
):
    url = reverse("visit-book", args=[dana.pk])
    page = as_(cleo).get(url, {"service": service.pk, "first": ahead()})
    first = page.context["days"][0]
    assert (first.day, first.slots[0].at) == (ahead(), time(9))
    assert first.slots[0].key in page.content.decode()
    answer = as_(cleo).post(url, {"service": service.pk, "slot": first.slots[0].key})
    assert answer.status_code == 302
    assert Appointment.objects.get().starts_at == first.slots[0].starts_at


def test_choosing_somebody_else_asks_for_the_times_alone(as_, cleo, ana, pia, dana, service):
    url = reverse("visit-book", args=[dana.pk])
    told = {"service": service.pk, "practitioner": pia.pk, "first": ""}
    page = as_(cleo).get(url, told, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    offered = [slot for day in page.context["days"] for slot in day.slots]
    assert {slot.practitioner for slot in offered} == {pia}


def test_the_same_button_twice_books_once(as_, cleo, ana, dana, service):
    url = reverse("visit-book", args=[dana.pk])
    slot = as_(cleo).get(url).context["days"][0].slots[0]
    told = {"service": service.pk, "slot": slot.key}
    assert [as_(cleo).post(url, told).status_code for _ in range(2)] == [302, 302]
    assert Appointment.objects.count() == Visit.objects.count() == 1


def test_a_time_that_has_gone_names_the_next_three(
    as_, cleo, ana, dana, dana_again, service, opening_hours
):
    url = reverse("visit-book", args=[dana.pk])
    slot = as_(cleo).get(url, {"first": ahead()}).context["days"][0].slots[0]
    book(slot, dana_again, made_by=ana, now=timezone.now())
    page = as_(cleo).post(url, {"service": service.pk, "slot": slot.key})
    assert page.status_code == 409
    assert "That time has just gone." in page.content.decode()
    assert [one.at for day in page.context["instead"] for one in day.slots] == [
        time(10), time(10, 15), time(10, 30),
    ]  # fmt: skip


def test_staff_see_whom_they_book_over_and_say_why(as_, cleo, ana, dana, dana_again, service):
    url = reverse("visit-book", args=[dana_again.pk])
    as_(cleo).post(reverse("visit-book", args=[dana.pk]), sent(ana, service=service.pk))
    over = sent(ana, service=service.pk, time="11:00")
    page = as_(cleo).post(url, over)
    assert page.status_code == 409
    assert "10:30 to 11:30: Dana Moreno, with Ana" in page.content.decode()
    assert Appointment.objects.count() == 1
    assert as_(cleo).post(url, over | {"overbook": "   "}).status_code == 409
    assert as_(cleo).post(url, over | {"overbook": "Comes from far"}).status_code == 302
    made = Appointment.objects.get(patient=dana_again)
    assert made.overbooked == "Comes from far"
    entry = Entry.objects.get(subject=made.pk)
    assert (entry.act, entry.detail, entry.by) == ("overbooked", "Comes from far", cleo)


def test_what_is_booked_at_another_clinic_is_not_told(as_, ana, dana, eve, other_clinic, service):
    Membership.objects.create(clinic=other_clinic, user=ana, role=Role.PRACTITIONER)
    frida = Patient.objects.create(clinic=other_clinic, given_name="Frida", family_name="Holt")
    theirs = Service.offered(other_clinic)[0]
    slot = slot_at(theirs, ana, date(2027, 1, 12), time(10, 30))
    book(slot, frida, made_by=eve, now=timezone.now())
    page = (
        as_(ana)
        .post(reverse("visit-book", args=[dana.pk]), sent(ana, service=service.pk))
        .content.decode()
    )
    assert "an appointment at another clinic" in page
    assert "Frida" not in page


def test_the_repeated_hour_is_asked_about(as_, cleo, ana, dana, service):
    url = reverse("visit-book", args=[dana.pk])
    late = sent(ana, service=service.pk, day="2027-10-31", time="01:30")
    page = as_(cleo).get(url, {"day": "2027-10-31"}).content.decode()
    assert "After the clock has gone back" in page
    as_(cleo).post(url, late | {"second": "on"})
    assert Appointment.objects.get().starts_at == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_the_next_visit_is_proposed_at_the_same_hour_across_the_change_of_clocks(
    as_, cleo, ana, dana, course
):
    last = booked(dana, ana, datetime(2026, 10, 22, 9, 0, tzinfo=UTC))  # 10:00 in summer
    proposal = course.next_visit(last)
    assert proposal == datetime(2026, 10, 29, 10, 0, tzinfo=UTC)  # 10:00 in winter
    form = as_(cleo).get(reverse("visit-book", args=[dana.pk])).context["form"]
    assert form.initial["day"] == date(2026, 10, 29)
    assert form.initial["time"] == time(10, 0)


def test_a_holiday_moves_the_proposal_on_by_weeks(course, visit):
    away = (date(2026, 11, 5), date(2026, 11, 17))
    assert course.next_visit(visit, [away]).date() == date(2026, 11, 23)


def test_the_holidays_she_named_are_kept_free(as_, cleo, ana, dana, visit):
    away = {"holidays": [{"first": "2026-11-05", "last": "2026-11-17"}]}
    document = Consultation.objects.create(visit=visit)
    document.revise({"consultation": away}, expected=0, by=ana)
    form = as_(cleo).get(reverse("visit-book", args=[dana.pk])).context["form"]
    assert form.initial["day"] == date(2026, 11, 23)


def test_nothing_is_proposed_where_a_later_visit_is_booked_or_the_course_is_over(
    ana, dana, course, visit
):
    later = booked(dana, ana, visit.starts_at + timedelta(days=3))
    assert course.next_visit(visit) is None
    later.call_off()
    assert course.next_visit(visit) is not None
    visit.number = course.sessions
    assert course.next_visit(visit) is None
    course.maintain()
    assert course.next_visit(visit) is not None
    course.end("")
    assert course.next_visit(visit) is None


def test_she_arrives_once(as_, cleo, visit):
    url = reverse("visit-arrived", args=[visit.pk])
    as_(cleo).post(url)
    visit.refresh_from_db()
    at = visit.arrived_at
    as_(cleo).post(url)
    visit.refresh_from_db()
    assert (visit.state, visit.arrived_at) == ("arrived", at)


def test_a_visit_that_was_cancelled_cannot_be_arrived_at(as_, cleo, visit):
    visit.call_off()
    page = as_(cleo).post(reverse("visit-arrived", args=[visit.pk]), follow=True)
    assert "This visit is cancelled." in page.content.decode()


@pytest.mark.parametrize(("sent_", "state"), [({}, "cancelled"), ({"missed": "yes"}, "missed")])
def test_a_visit_is_cancelled_or_missed(as_, cleo, visit, sent_, state):
    as_(cleo).post(reverse("visit-cancel", args=[visit.pk]), sent_)
    visit.refresh_from_db()
    assert visit.state == state


def test_a_cancelled_visit_gives_its_time_back(as_, cleo, appointment):
    url = reverse("visit-cancel", args=[appointment.visit_id])
    as_(cleo).post(url, {"by": "patient", "reason": "Away"})
    appointment.refresh_from_db()
    assert (appointment.state, appointment.called_off_by) == ("cancelled", "patient")
    assert (appointment.reason, appointment.cells.count()) == ("Away", 0)
    assert Entry.objects.filter(act="cancelled", subject=appointment.pk, by=cleo).exists()


def test_merged_records_bring_their_appointments_and_parted_ones_take_them_back(
    dana, dana_again, ana, service, room
):
    slot = slot_at(service, ana, ahead(), time(10))
    appointment = book(slot, dana, made_by=ana, now=timezone.now())
    done = merge(dana_again, dana, ana)
    appointment.refresh_from_db()
    assert appointment.patient == dana_again
    assert set(appointment.cells.values_list("resource", "cell")) == set(needs_of(appointment))
    unmerge(done)
    appointment.refresh_from_db()
    assert appointment.patient == dana
    assert set(appointment.cells.values_list("resource", "cell")) == set(needs_of(appointment))


def test_a_visit_that_has_begun_is_not_cancelled(ana, dana):
    visit, made = Visit.start_now(dana, ana, timezone.now())
    assert made
    with pytest.raises(NotNow):
        visit.call_off()


def test_it_checks_access(as_, cleo, ben, eve, dana, visit):
    assert as_(cleo).post(reverse("patient-start-visit", args=[dana.pk])).status_code == 403
    assert as_(ben).get(reverse("visit-book", args=[dana.pk])).status_code == 403
    assert as_(ben).post(reverse("visit-cancel", args=[visit.pk])).status_code == 403
    assert as_(eve).post(reverse("visit-arrived", args=[visit.pk])).status_code == 404


def test_a_course_ends_with_a_reason(as_, pia, course):
    as_(pia).post(reverse("course-end", args=[course.pk]), {"then": "end", "because": "moved away"})
    course.refresh_from_db()
    assert (course.state, course.ended_because) == (Course.State.ENDED, "moved away")


def test_a_course_goes_on_as_maintenance(as_, pia, course):
    as_(pia).post(reverse("course-end", args=[course.pk]), {"then": "maintenance"})
    course.refresh_from_db()
    assert course.state == Course.State.MAINTENANCE


def test_ending_a_course_without_saying_how_changes_nothing(as_, pia, course):
    as_(pia).post(reverse("course-end", args=[course.pk]), {"then": "perhaps"})
    course.refresh_from_db()
    assert course.state == Course.State.RUNNING
