from datetime import UTC, datetime, time, timedelta

import pytest

from clinic.waiting.conftest import DAY, NOW
from yintang.clinic.booking.models import Appointment, Cell
from yintang.clinic.booking.slots import slot_at
from yintang.clinic.booking.taking import Taken, book, call_off, hold, move
from yintang.clinic.outbox.due import write_due
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.patients.merging import merge
from yintang.clinic.patients.models import Letter
from yintang.clinic.waiting.models import Freed, Offer, Wait
from yintang.clinic.waiting.offering import (
    NotOffered,
    accept,
    decline,
    offer,
    pass_on,
    withdraw,
)


def cancel(appointment, now=NOW):
    return call_off(appointment, by=Appointment.By.PATIENT, user=None, now=now)


def asked():
    """Who was asked so far, in order."""
    return [one.wait.patient.given_name for one in Offer.objects.order_by("made_at", "until")]


def standing_offer():
    return Offer.objects.get(outcome="")


def test_a_cancelled_time_is_kept_for_who_has_waited_longest(booked, person, waits):
    waits(person("Late"), 2)
    waits(person("Early"), 20)
    cancel(booked)
    assert pass_on(NOW) == 1
    assert asked() == ["Early"]
    made = standing_offer()
    assert (made.appointment.day, made.appointment.at) == (DAY, time(10))
    assert made.appointment.state == Appointment.State.HELD
    assert made.until == made.appointment.held_until == NOW + timedelta(hours=2)


def test_nobody_is_booked_without_an_answer(booked, person, waits):
    waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    pass_on(NOW + timedelta(hours=3))
    assert not Appointment.objects.filter(state=Appointment.State.BOOKED).exists()


def test_an_offer_is_a_letter_with_a_link_whose_secret_is_not_kept(booked, person, waits, settings):
    settings.SITE = "https://willow.example"
    waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    made = standing_offer()
    assert made.letter.kind == "offer"
    assert "Tuesday 1 December 2026 at 10:00" in made.letter.body
    assert "until Wednesday 25 November 2026 at 12:00" in made.letter.body
    token = made.letter.body.split("https://willow.example/offer/")[1].split("/")[0]
    assert made.token_sha256 != token
    assert Offer.of(token) == made
    assert made.letter.not_after == made.until


def test_the_rounds_of_the_outbox_pass_offers_on(booked, person, waits):
    waits(person("Early"), 20)
    cancel(booked)
    assert write_due(NOW) >= 1
    assert asked() == ["Early"]


def test_who_takes_it_has_the_visit_and_waits_no_longer(booked, person, waits):
    early = waits(person("Early"), 20)
    waits(person("Late"), 2)
    cancel(booked)
    pass_on(NOW)
    made = accept(standing_offer(), by=None, now=NOW + timedelta(minutes=30))
    assert (made.state, made.patient, made.visit.patient) == (
        "booked",
        early.patient,
        early.patient,
    )
    early.refresh_from_db()
    assert early.ended == Wait.Ended.BOOKED
    assert pass_on(NOW + timedelta(hours=3)) == 0


def test_taking_it_twice_books_it_once(booked, person, waits):
    waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    made = standing_offer()
    assert accept(made, by=None, now=NOW) == accept(made, by=None, now=NOW)
    assert Appointment.objects.filter(state=Appointment.State.BOOKED).count() == 1


def test_declined_goes_to_the_next_and_never_back(booked, person, waits):
    early, late = waits(person("Early"), 20), waits(person("Late"), 2)
    cancel(booked)
    pass_on(NOW)
    assert decline(standing_offer(), now=NOW)
    pass_on(NOW + timedelta(minutes=1))
    assert asked() == ["Early", "Late"]
    assert standing_offer().wait == late
    decline(standing_offer(), now=NOW)
    assert pass_on(NOW + timedelta(minutes=2)) == 0
    early.refresh_from_db()
    assert not early.ended


def test_not_answered_goes_to_the_next_and_then_once_more_to_her(booked, person, waits):
    waits(person("Early"), 20)
    waits(person("Late"), 2)
    cancel(booked)
    for hours in (0, 2, 4, 6, 8):
        pass_on(NOW + timedelta(hours=hours, minutes=1 if hours else 0))
    assert asked() == ["Early", "Late", "Early", "Late"]
    assert not Offer.objects.filter(outcome="").exists()


def test_who_did_not_answer_comes_first_again_for_another_time(booked, person, waits, pia):
    waits(person("Early"), 20)
    waits(person("Late"), 2)
    other = book(
        slot_at(booked.service, pia, DAY, time(14), now=NOW), person("Nina"), made_by=pia, now=NOW
    )
    cancel(booked)
    pass_on(NOW)
    decline(standing_offer(), now=NOW, outcome=Offer.Outcome.LAPSED)
    cancel(other)
    pass_on(NOW + timedelta(minutes=5))
    first, second = Offer.objects.filter(outcome="").order_by("appointment__at")
    assert first.wait.patient.given_name == "Late"
    assert second.wait.patient.given_name == "Early"


def test_too_late_an_answer_is_refused(booked, person, waits):
    waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    with pytest.raises(NotOffered):
        accept(standing_offer(), by=None, now=NOW + timedelta(hours=2))


def test_two_times_at_once_go_to_two_people(booked, person, waits, pia):
    waits(person("Early"), 20)
    waits(person("Late"), 2)
    other = book(
        slot_at(booked.service, pia, DAY, time(14), now=NOW), person("Nina"), made_by=pia, now=NOW
    )
    cancel(booked)
    cancel(other)
    assert pass_on(NOW) == 2
    assert sorted(asked()) == ["Early", "Late"]


def test_a_moved_visit_frees_its_old_time(booked, person, waits, pia):
    waits(person("Early"), 20)
    move(booked, slot_at(booked.service, pia, DAY, time(15), now=NOW), by=pia, now=NOW)
    pass_on(NOW)
    assert standing_offer().appointment.at == time(10)


def test_what_somebody_held_for_a_moment_is_not_offered(service, room, pia, person, waits):
    waits(person("Early"), 20)
    held = hold(slot_at(service, pia, DAY, time(10), now=NOW), held_by="a browser", now=NOW)
    cancel(held)
    assert not Freed.objects.exists()


def test_nobody_is_offered_what_she_gave_back_herself(booked, waits):
    waits(booked.patient, 20)
    cancel(booked)
    assert pass_on(NOW) == 0


@pytest.mark.parametrize(
    "unsuitable",
    [
        {"weekdays": [0, 2, 3]},
        {"from_time": time(12)},
        {"until_time": time(9)},
        {"first_day": DAY + timedelta(days=1)},
        {"last_day": DAY - timedelta(days=1)},
        {"notice_hours": 168},
    ],
)
def test_only_who_it_suits_is_asked(booked, person, waits, unsuitable):
    waits(person("Early"), 20, **unsuitable)
    waits(person("Late"), 2)
    cancel(booked)
    pass_on(NOW)
    assert asked() == ["Late"]


def test_who_wants_another_practitioner_is_asked_only_if_the_room_was_in_the_way(
    booked, person, waits, ana
):
    waits(person("Early"), 20, practitioner=ana)
    cancel(booked)
    pass_on(NOW)
    assert standing_offer().appointment.practitioner == ana
    Offer.objects.all().delete()
    Appointment.objects.filter(state="held").update(state="lapsed")
    Cell.objects.all().delete()
    Freed.objects.update(room=None)
    assert pass_on(NOW) == 0


def test_who_has_a_visit_at_that_time_is_not_asked(booked, person, waits, ana, service):
    early = waits(person("Early"), 20).patient
    book(slot_at(service, ana, DAY, time(10), now=NOW), early, made_by=ana, now=NOW, overbook="x")
    cancel(booked)
    assert pass_on(NOW) == 0


def test_the_night_is_quiet_and_her_turn_keeps_until_eight(booked, person, waits):
    waits(person("Early"), 20)
    night = datetime(2026, 11, 25, 22, tzinfo=UTC)
    cancel(booked, night)
    assert pass_on(night) == 0
    assert pass_on(datetime(2026, 11, 26, 7, 59, tzinfo=UTC)) == 0
    morning = datetime(2026, 11, 26, 8, tzinfo=UTC)
    assert pass_on(morning) == 1
    assert standing_offer().until == morning + timedelta(hours=2)


def test_a_turn_that_would_come_too_late_goes_to_who_is_awake(booked, person, waits):
    early, late = person("Early"), person("Late")
    waits(early, 20, notice_hours=0)
    waits(late, 2, notice_hours=0)
    Preferences.objects.create(patient=late, quiet_from=time(0), quiet_until=time(0), at=NOW)
    night = datetime(2026, 12, 1, 6, tzinfo=UTC)
    cancel(booked, night)
    pass_on(night)
    assert asked() == ["Late"]


def test_a_hold_never_reaches_into_the_last_minutes_before_the_visit(booked, person, waits):
    waits(person("Early"), 20, notice_hours=0)
    now = datetime(2026, 11, 30, 19, 30, tzinfo=UTC)
    Preferences.objects.create(
        patient=person("Other"), quiet_from=time(0), quiet_until=time(0), at=NOW
    )
    Preferences.objects.create(
        patient=Wait.objects.get().patient, quiet_from=time(0), quiet_until=time(0), at=NOW
    )
    cancel(booked, now)
    close = datetime(2026, 12, 1, 7, 30, tzinfo=UTC)
    pass_on(close)
    assert standing_offer().until == datetime(2026, 12, 1, 8, tzinfo=UTC)
    pass_on(datetime(2026, 12, 1, 8, 1, tzinfo=UTC))
    assert not Offer.objects.filter(outcome="").exists()


def test_who_gets_no_e_mail_is_kept_the_time_and_told_by_the_desk(booked, person, waits):
    waits(person("Early", email="", phone="020 7946 0000"), 20)
    cancel(booked)
    pass_on(NOW)
    assert standing_offer().letter is None


def test_leaving_the_list_gives_back_what_is_kept(booked, person, waits):
    early = waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    assert withdraw(early, NOW)
    assert not withdraw(early, NOW)
    assert not Cell.objects.exists()
    assert Letter.objects.get(kind="offer").state == Letter.State.DROPPED
    assert pass_on(NOW) == 0


def test_an_offer_whose_time_the_desk_let_go_is_closed(booked, person, waits):
    waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    made = standing_offer()
    call_off(made.appointment, by=Appointment.By.CLINIC, user=None, now=NOW)
    pass_on(NOW)
    made.refresh_from_db()
    assert made.outcome == Offer.Outcome.LAPSED


def test_one_offer_at_a_time(booked, person, waits, pia, service):
    early = waits(person("Early"), 20)
    cancel(booked)
    pass_on(NOW)
    slot = slot_at(service, pia, DAY, time(16), now=NOW)
    with pytest.raises(NotOffered):
        offer(early, slot, until=NOW + timedelta(hours=2), now=NOW)


def test_a_time_that_somebody_took_first_is_not_offered(booked, person, waits, pia, service):
    early = waits(person("Early"), 20)
    with pytest.raises(Taken):
        offer(early, slot_at(service, pia, DAY, time(10), now=NOW), until=NOW, now=NOW)
    assert not Offer.objects.exists()


def test_a_place_follows_her_when_two_records_are_merged(booked, person, waits, ana):
    early = waits(person("Early"), 20)
    kept = person("Earlier")
    merge(kept, early.patient, ana)
    cancel(booked)
    pass_on(NOW)
    assert asked() == ["Earlier"]


def test_nothing_is_noted_where_nobody_waits(booked):
    cancel(booked)
    assert not Freed.objects.exists()
