"""A letter goes out once or is known not to have gone; in between a person decides."""

import uuid
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clinic.appointments import agreed
from yintang.clinic.audit.models import Entry
from yintang.clinic.outbox import sending
from yintang.clinic.outbox.claiming import LEASE, Counts, claim, recover
from yintang.clinic.outbox.models import Preferences
from yintang.clinic.outbox.sending import send_round
from yintang.clinic.outbox.writing import post
from yintang.clinic.patients.models import Letter

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 2, 23, 0, tzinfo=UTC)


@pytest.fixture
def letter(dana):
    return post(dana, "offer", {"when": "Monday 9 November 2026 at 10:30"}, once="offer:1")


def to(patient, address):
    patient.email = address
    patient.save(update_fields=["email"])


def again(letter):
    letter.refresh_from_db()
    return letter


def test_it_sends_a_letter_once(letter, post_office):
    assert send_round(NOON).sent == 1
    assert send_round(NOON).sent == 0
    (message,) = post_office.messages()
    assert message["Message-ID"] == f"<{letter.pk}@willow.example>"
    assert message["To"] == "dana@example.org"
    assert message["Subject"] == "A time has become free"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Monday 9 November 2026 at 10:30" in message.get_body().get_content()
    assert again(letter).state == "sent"


def test_a_line_that_begins_with_a_dot_arrives_as_it_was(letter, post_office):
    Letter.objects.update(body="One.\n.two\n..three\n.\nfour")
    send_round(NOON)
    text = post_office.messages()[0].get_body().get_content()
    assert text.splitlines() == ["One.", ".two", "..three", ".", "four"]


def test_sending_is_written_into_the_audit(letter, post_office):
    send_round(NOON)
    assert Entry.objects.filter(act="sent", kind="letter", subject=letter.pk).count() == 1


def test_an_appointment_comes_with_a_calendar_file(dana, ana, post_office):
    agreed(dana, ana, (NOON + timedelta(days=9)).date(), time(10, 30))
    send_round(NOON)
    (message,) = post_office.messages()
    (file,) = message.iter_attachments()
    assert file.get_content_type() == "text/calendar"
    assert file.get_param("method") == "REQUEST"
    assert "BEGIN:VEVENT" in file.get_content()


def test_without_a_mail_server_letters_wait(letter):
    assert send_round(NOON).sent == 0
    assert again(letter).state == "waiting"


def test_a_refused_address_is_a_failure_that_the_desk_sees(letter, dana, post_office):
    to(dana, "refused@example.org")
    assert send_round(NOON).failed == 1
    assert again(letter).state == "failed"
    assert "550" in letter.trouble
    assert "refused@" not in letter.trouble
    assert send_round(NOON + timedelta(days=9)).failed == 0


@pytest.mark.parametrize("address", ["after-data@example.org", "no.such.ümläut@example.org"])
def test_what_cannot_be_sent_is_said_and_holds_up_nobody(
    letter, dana, dana_again, post_office, address
):
    to(dana, address)
    to(dana_again, "fine@example.org")
    post(dana_again, "offer", {"when": "soon"}, once="offer:2")
    counts = send_round(NOON)
    assert (counts.failed, counts.sent) == (1, 1)


def test_a_busy_server_is_asked_again_after_growing_pauses(letter, dana, post_office):
    to(dana, "later@example.org")
    pauses = []
    for _ in range(6):
        before = datetime.now(UTC)
        Letter.objects.update(next_at=None)
        send_round(NOON)
        if again(letter).state == "waiting":
            pauses.append((letter.next_at - before).total_seconds() / 60)
    assert [round(pause) for pause in pauses] == [5, 30, 120, 480, 1440]
    assert letter.state == "failed"
    assert letter.tries == 6
    assert "451" in letter.trouble


def test_a_line_that_breaks_after_the_last_byte_leaves_it_to_a_person(letter, dana, post_office):
    to(dana, "hangs-up@example.org")
    assert send_round(NOON).unsure == 1
    assert again(letter).state == "unsure"
    assert "Ask whether it arrived" in letter.trouble
    assert send_round(NOON + timedelta(days=1)).sent == 0
    assert len(post_office.letters) == 1


def test_the_others_of_the_round_go_by_a_new_line(letter, dana, dana_again, post_office):
    to(dana, "hangs-up@example.org")
    to(dana_again, "fine@example.org")
    post(dana_again, "offer", {"when": "soon"}, once="offer:2")
    counts = send_round(NOON)
    assert (counts.unsure, counts.sent) == (1, 1)


def test_a_server_that_cannot_be_reached_keeps_all_waiting(letter, settings, post_office):
    settings.EMAIL_PORT = 1
    assert send_round(NOON).postponed == 1
    assert again(letter).state == "waiting"
    assert letter.trouble == "The mail server could not be reached."


def test_nothing_is_sent_in_her_quiet_hours(letter, post_office):
    assert send_round(NIGHT).sent == 0
    assert again(letter).next_at == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    assert send_round(datetime(2026, 11, 3, 7, 59, tzinfo=UTC)).sent == 0
    assert send_round(datetime(2026, 11, 3, 8, 0, tzinfo=UTC)).sent == 1


def test_quiet_hours_are_those_of_where_she_lives(letter, dana, post_office):
    Preferences.objects.create(patient=dana, zone="Australia/Sydney", at=NOON)
    assert send_round(NOON).sent == 0, "it is 23:00 in Sydney"
    assert send_round(NIGHT).sent == 1, "it is 10:00 in Sydney"


def test_a_link_she_asked_for_comes_at_night_and_is_kept_nowhere(dana, post_office):
    link = "https://willow.example/enter/" + "s" * 43
    letter = post(dana, "sign-in", {"link": link, "minutes": 30}, once="sign-in:1", quiet=False,
                  not_after=NIGHT + timedelta(minutes=30))  # fmt: skip
    assert send_round(NIGHT).sent == 1
    assert link in post_office.messages()[0].get_body().get_content()
    assert again(letter).body == ""


def test_a_link_that_could_not_be_sent_is_forgotten_with_its_end(dana, post_office):
    to(dana, "refused@example.org")
    end = NOON + timedelta(hours=1)
    letter = post(dana, "sign-in", {"link": "https://x"}, once="s", not_after=end)
    send_round(NOON)
    assert "https://x" in again(letter).body
    send_round(end)
    assert again(letter).body == ""


def test_a_letter_that_has_lost_its_use_is_dropped(dana, post_office):
    letter = post(dana, "offer", {"when": "soon"}, once="offer:1", not_after=NOON)
    assert send_round(NOON).dropped == 1
    assert again(letter).state == "dropped"


def test_a_letter_about_treatment_goes_as_word_that_it_is_there(dana, ana, post_office):
    body = "Keep the needled skin clean."
    Letter.objects.create(
        patient=dana, kind="aftercare", subject="After it", body=body, by=ana, once="a"
    )
    send_round(NOON)
    (message,) = post_office.messages()
    said = message.get_body().get_content()
    assert "needle" not in said
    assert "https://willow.example/" in said
    assert message["Subject"] == "A letter for you"


def test_she_may_choose_to_get_such_letters_whole(dana, ana, post_office):
    Preferences.objects.create(patient=dana, whole_letters=True, at=NOON)
    Letter.objects.create(
        patient=dana, kind="aftercare", subject="After it", body="Keep it clean.", by=ana, once="a"
    )
    send_round(NOON)
    assert "Keep it clean." in post_office.messages()[0].get_body().get_content()


def test_without_a_page_of_hers_the_desk_hands_it_over(dana_again, ana, post_office):
    to(dana_again, "dana@example.org")
    letter = Letter.objects.create(
        patient=dana_again, kind="aftercare", subject="After it", body="Clean.", by=ana, once="a"
    )
    assert send_round(NOON).for_the_desk == 1
    assert again(letter).state == "desk"


def test_a_letter_to_her_doctor_is_the_desks(dana, ana, post_office):
    letter = Letter.objects.create(
        patient=dana, kind="summary-doctor", subject="S", body="B", by=ana, once="d"
    )
    send_round(NOON)
    assert again(letter).state == "desk"
    assert post_office.letters == []


def test_a_round_takes_nothing_that_another_took(letter):
    mine, theirs = Counts(), Counts()
    claim(uuid.uuid4(), NOON, mine)
    claim(uuid.uuid4(), NOON, theirs)
    assert (len(mine.claimed), len(theirs.claimed)) == (1, 0)


def test_what_a_killed_round_had_not_begun_waits_again(letter):
    claim(uuid.uuid4(), NOON, Counts())
    assert recover(NOON + LEASE - timedelta(seconds=1)) == 0
    assert again(letter).state == "claimed"
    recover(NOON + LEASE)
    assert again(letter).state == "waiting"


def test_what_a_killed_round_had_begun_is_for_a_person(letter, post_office):
    counts = Counts()
    claim(uuid.uuid4(), NOON, counts)
    assert sending._begin(counts.claimed[0])
    assert again(letter).state == "sending"
    assert recover(letter.claimed_at + LEASE) == 1
    assert again(letter).state == "unsure"
    assert send_round(NOON + timedelta(days=1)).sent == 0
    assert post_office.letters == []


def test_a_letter_taken_back_in_the_last_moment_is_not_sent(letter):
    counts = Counts()
    claim(uuid.uuid4(), NOON, counts)
    Letter.objects.update(state="dropped", claim=None)
    assert not sending._begin(counts.claimed[0])


def test_the_same_key_is_the_same_letter(dana, letter):
    assert post(dana, "offer", {"when": "another"}, once="offer:1").pk == letter.pk


def test_a_round_asks_the_database_no_more_for_letters_that_sleep(dana, post_office):
    for n in range(5):
        post(dana, "offer", {"when": "soon"}, once=f"offer:{n}")
    send_round(NIGHT)
    with CaptureQueriesContext(connection) as captured:
        send_round(NIGHT)
    assert len(captured) < 15
