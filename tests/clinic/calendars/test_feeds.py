"""What a calendar program learns: when, never whom or why; and only while the address holds."""

import re
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from clinic.appointments import agreed, cancelled, moved
from yintang.clinic.calendars import feeds
from yintang.clinic.calendars.models import Feed
from yintang.clinic.patients.merging import merge

NOW = datetime(2026, 2, 2, 10, 0, tzinfo=UTC)


def feed(by, **whose):
    made, _ = feeds.make(by, NOW, **whose)
    return made


def calendar_of(found, now=NOW):
    return feeds.ics_of(found, now).decode()


def events(text):
    return list(Calendar.from_ical(text).walk("VEVENT"))


def test_a_weekly_course_keeps_its_hour_across_both_clock_changes(dana, ana):
    for name in ("Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata"):
        for month in (3, 10):
            for week in range(5):
                agreed(
                    dana, ana, date(2026, month, 1) + timedelta(weeks=week), time(9, 15), zone=name
                )
    text = calendar_of(feed(ana, patient=dana))
    read = list(vobject.readOne(StringIO(text)).vevent_list)
    assert len(read) == len(events(text)) == 40
    assert {one.dtstart.value.time() for one in read} == {time(9, 15)}
    assert {one["DTSTART"].dt.time() for one in events(text)} == {time(9, 15)}


def test_two_readers_find_the_same_instants(dana, ana):
    zones = ("Europe/Dublin", "America/New_York", "Australia/Sydney", "Asia/Kolkata")
    made = {}
    for name in zones:
        for week in range(52):
            one = agreed(
                dana, ana, date(2026, 2, 3) + timedelta(weeks=week), time(0, 45), zone=name
            )
            made[f"{one.pk}@yintang"] = one.starts_at
    text = calendar_of(feed(ana, patient=dana))
    ours = {str(one["UID"]): one["DTSTART"].dt.astimezone(UTC) for one in events(text)}
    theirs = {
        one.uid.value: one.dtstart.value.astimezone(UTC)
        for one in vobject.readOne(StringIO(text)).vevent_list
    }
    assert ours == theirs == made


@pytest.mark.parametrize("fold", [0, 1])
def test_both_passes_of_a_repeated_hour_can_be_told_apart(dana, ana, fold):
    zone = ZoneInfo("Europe/London")
    one = agreed(dana, ana, date(2026, 10, 25), time(1, 30), fold=fold)
    text = calendar_of(feed(ana, patient=dana))
    (read,) = events(text)
    assert read["DTSTART"].dt.astimezone(UTC) == one.starts_at
    (other,) = vobject.readOne(StringIO(text)).vevent_list
    assert other.dtstart.value.astimezone(UTC) == one.starts_at
    assert one.starts_at.astimezone(zone).fold == fold


def test_it_says_neither_whom_nor_why(dana, ana, clinic):
    agreed(dana, ana, date(2026, 3, 3), time(9, 15))
    text = calendar_of(feed(ana, practitioner=ana, clinic=clinic))
    for word in ("Dana", "Moreno", "Ana", "dana@example.org", "Treatment", "Willow", "ccupuncture"):
        assert word not in text
    assert "SUMMARY:Appointment\r\n" in text


def test_a_practitioner_may_choose_initials_and_a_patient_may_not(dana, ana, clinic):
    agreed(dana, ana, date(2026, 3, 3), time(9, 15))
    chosen = feed(ana, practitioner=ana, clinic=clinic, initials=True)
    assert "SUMMARY:Appointment DM\r\n" in calendar_of(chosen)
    assert not feed(ana, patient=dana, initials=True).initials


def test_an_appointment_keeps_its_name_when_it_moves_and_grows_in_sequence(dana, ana):
    one = agreed(dana, ana, date(2026, 3, 3), time(9, 15))
    found = feed(ana, patient=dana)
    (before,) = events(calendar_of(found))
    moved(one, date(2026, 3, 4), time(11, 0))
    (after,) = events(calendar_of(found))
    assert before["UID"] == after["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)


def test_a_cancelled_appointment_stays_for_sixty_days(dana, ana):
    one = agreed(dana, ana, date(2026, 3, 3), time(9, 15))
    cancelled(one, NOW)
    found = feed(ana, patient=dana)
    (read,) = events(calendar_of(found))
    assert read["STATUS"] == "CANCELLED"
    assert events(calendar_of(found, NOW + timedelta(days=61))) == []


def test_what_is_only_held_is_in_nobodys_calendar(dana, ana):
    agreed(dana, ana, date(2026, 3, 3), time(9, 15), state="held")
    assert events(calendar_of(feed(ana, patient=dana))) == []


def test_each_sees_her_own_and_one_clinic_nothing_of_another(
    dana, dana_again, ana, pia, clinic, other_clinic
):
    agreed(dana, ana, date(2026, 3, 3), time(9, 15))
    for whose in (
        {"patient": dana_again},
        {"practitioner": pia, "clinic": clinic},
        {"practitioner": ana, "clinic": other_clinic},
    ):
        assert events(calendar_of(feed(ana, **whose))) == []


def ask(client, secret):
    return client.get(reverse("feed", args=[secret]))


def test_whoever_has_the_address_can_read_it(client, anas_secret):
    answer = ask(client, anas_secret)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store"


def test_only_the_secrets_hash_is_kept(anas_secret):
    assert anas_secret not in str(Feed.objects.values().get())
    assert len(anas_secret) == 43


def test_wrong_revoked_and_expired_look_alike(client, ana, clinic, anas_secret):
    found = Feed.objects.get()
    wrong = ask(client, "x" * 43)
    Feed.objects.update(expires_at=datetime.now(UTC))
    expired = ask(client, anas_secret)
    Feed.objects.update(expires_at=found.expires_at)
    assert ask(client, anas_secret).status_code == 200
    found.revoke(datetime.now(UTC))
    revoked = ask(client, anas_secret)
    assert wrong.status_code == expired.status_code == revoked.status_code == 404
    token = rb'"x-csrftoken": "[^"]+"'
    told = [re.sub(token, b"", answer.content) for answer in (wrong, expired, revoked)]
    assert told[0] == told[1] == told[2]


def test_a_feed_expires_after_a_year(ana, clinic, anas_secret):
    found = Feed.objects.get()
    assert found.expires_at - found.made_at == timedelta(days=365)


def test_a_new_address_ends_the_one_before(client, ana, clinic, anas_secret):
    feeds.make(ana, datetime.now(UTC), practitioner=ana, clinic=clinic)
    assert ask(client, anas_secret).status_code == 404


def test_it_ends_with_the_membership(client, ana, anas_secret):
    ana.memberships.update(active=False)
    assert ask(client, anas_secret).status_code == 404


def test_a_merged_records_feed_follows_to_the_record_that_is_kept(client, dana, dana_again, ana):
    agreed(dana, ana, (datetime.now(UTC) + timedelta(days=3)).date(), time(9, 15))
    _, secret = feeds.make(ana, datetime.now(UTC), patient=dana_again)
    merge(dana, dana_again, ana)
    assert len(events(ask(client, secret).content)) == 1


def test_guessing_is_slowed_down(client):
    cache.clear()
    statuses = {ask(client, f"{n:043d}").status_code for n in range(125)}
    cache.clear()
    assert statuses == {404, 429}
