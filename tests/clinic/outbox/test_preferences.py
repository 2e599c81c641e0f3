"""What she chose to be sent, and her quiet hours by her own clock."""

from datetime import UTC, datetime, time

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.preferences import PreferencesForm, preferences_of
from yintang.clinic.outbox.quiet_hours import when_awake
from yintang.clinic.patients.merging import merge
from yintang.clinic.patients.models import Letter

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
TOLD = {
    "confirmations": "on", "reminder_days": "3", "quiet_from": "21:00", "quiet_until": "07:00",
    "zone": "Australia/Sydney",
}  # fmt: skip


@pytest.fixture
def url(dana):
    return reverse("patient-letters", args=[dana.pk])


def test_it_works(as_, cleo, url):
    assert "Quiet hours" in as_(cleo).get(url).content.decode()


def test_the_desk_notes_what_she_chose(as_, cleo, url, dana):
    as_(cleo).post(url, TOLD)
    chosen = preferences_of(dana)
    assert (chosen.confirmations, chosen.reminders, chosen.reminder_days) == (True, False, 3)
    assert chosen.zone == "Australia/Sydney"
    assert chosen.by == cleo
    assert Entry.objects.filter(kind="preferences", patient=dana.pk).count() == 1


def test_what_makes_no_sense_is_refused(as_, cleo, url):
    for wrong in ({"zone": "Mars/Base"}, {"quiet_from": "25:00"}, {"reminder_days": "900"}):
        assert as_(cleo).post(url, TOLD | wrong).status_code == 422
    assert not Preferences.objects.exists()


def test_who_chose_nothing_gets_letters_and_sleeps_from_eight_to_eight(dana):
    chosen = preferences_of(dana)
    assert chosen.confirmations
    assert chosen.reminders
    assert chosen.reminder_days == 2
    assert not chosen.whole_letters
    assert (chosen.quiet_from, chosen.quiet_until) == (time(20), time(8))


@pytest.mark.parametrize(
    ("at", "awake"),
    [
        ("2026-11-02T12:00", "2026-11-02T12:00"),
        ("2026-11-02T19:59", "2026-11-02T19:59"),
        ("2026-11-02T20:00", "2026-11-03T08:00"),
        ("2026-11-03T03:00", "2026-11-03T08:00"),
        ("2026-03-28T21:00", "2026-03-29T07:00"),
        ("2026-10-24T20:00", "2026-10-25T08:00"),
    ],
)
def test_she_is_awake_from_eight_on_the_clock_also_after_it_changed(dana, at, awake):
    """In UTC; London is an hour ahead of it from 29 March to 25 October 2026."""
    found = when_awake(dana, datetime.fromisoformat(at).replace(tzinfo=UTC))
    assert f"{found:%Y-%m-%dT%H:%M}" == awake


def test_quiet_hours_within_the_day_are_quiet_hours_too(dana):
    Preferences.objects.create(patient=dana, quiet_from=time(9), quiet_until=time(17), at=NOW)
    assert when_awake(dana, NOW) == datetime(2026, 11, 2, 17, 0, tzinfo=UTC)


def test_equal_times_mean_no_quiet_hours(dana):
    Preferences.objects.create(patient=dana, quiet_from=time(0), quiet_until=time(0), at=NOW)
    assert when_awake(dana, NOW) == NOW


def test_a_letter_left_to_the_desk_is_looked_at_anew_after_a_choice(dana, cleo):
    letter = Letter.objects.create(
        patient=dana, kind="aftercare", subject="S", body="B", once="a", state="desk"
    )
    form = PreferencesForm(dana, TOLD | {"whole_letters": "on"})
    assert form.is_valid()
    form.choose(by=cleo, now=NOW)
    letter.refresh_from_db()
    assert letter.state == "waiting"


def test_a_merged_records_newest_choice_counts(dana, dana_again, ana):
    Preferences.objects.create(patient=dana, reminder_days=1, at=datetime(2026, 1, 1, tzinfo=UTC))
    Preferences.objects.create(patient=dana_again, reminder_days=7, at=NOW)
    merge(dana, dana_again, ana)
    assert preferences_of(dana).reminder_days == 7
