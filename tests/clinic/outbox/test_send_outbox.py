"""`yintang manage send_outbox`."""

from datetime import UTC, datetime, time, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from clinic.appointments import agreed
from yintang.clinic.outbox.models import Mention, Preferences
from yintang.clinic.patients.models import Letter


@pytest.fixture
def appointment(dana, ana):
    Preferences.objects.create(
        patient=dana, quiet_from=time(0), quiet_until=time(0), at=datetime.now(UTC)
    )
    return agreed(dana, ana, (datetime.now(UTC) + timedelta(days=9)).date(), time(10, 30))


def said(*options):
    out = StringIO()
    call_command("send_outbox", *options, stdout=out)
    return out.getvalue()


def test_it_writes_and_sends_and_says_how_many(appointment, post_office):
    assert said() == "1 written, 1 sent\n"
    assert len(post_office.letters) == 1
    assert said() == "nothing to do\n"


def test_it_names_nobody(appointment, post_office):
    for word in ("Dana", "Moreno", "dana@example.org"):
        assert word not in said()


def test_a_dry_run_changes_nothing(appointment, post_office):
    assert said("--dry-run") == "would be: 1 written, 1 sent\n"
    assert not Letter.objects.exists()
    assert not Mention.objects.exists()
    assert post_office.letters == []


def test_without_a_mail_server_it_says_where_the_letters_are(appointment):
    assert "no mail server is set up (YINTANG_SMTP_HOST)" in said()
    assert Letter.objects.get().state == "waiting"
