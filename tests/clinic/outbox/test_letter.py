"""One letter, and what a person may do with it."""

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.patients.models import Letter


def read(client, letter):
    return client.get(reverse("letter", args=[letter.pk])).content.decode()


def act(client, letter, name):
    client.post(reverse("letter-act", args=[letter.pk, name]))
    letter.refresh_from_db()
    return letter.state


def stands(letter, state):
    Letter.objects.filter(pk=letter.pk).update(state=state)
    return letter


def test_it_works(as_, cleo, confirmation):
    assert "On Monday." in read(as_(cleo), confirmation)


def test_reading_it_is_written_down(as_, cleo, confirmation):
    read(as_(cleo), confirmation)
    assert Entry.objects.filter(act="read", kind="letter", subject=confirmation.pk).exists()


def test_a_link_for_signing_in_is_shown_to_nobody(as_, ana, confirmation):
    Letter.objects.update(kind="sign-in", body="https://willow.example/enter/secret")
    assert "enter/secret" not in read(as_(ana), confirmation)


@pytest.mark.parametrize(
    ("before", "name", "after"),
    [
        ("waiting", "handed-over", "printed"),
        ("desk", "handed-over", "printed"),
        ("unsure", "arrived", "sent"),
        ("unsure", "again", "waiting"),
        ("failed", "again", "waiting"),
        ("failed", "dropped", "dropped"),
        ("waiting", "arrived", "waiting"),
        ("sending", "handed-over", "sending"),
        ("sending", "dropped", "sending"),
        ("claimed", "again", "claimed"),
        ("sent", "again", "sent"),
        ("dropped", "again", "dropped"),
    ],
)
def test_an_act_does_what_it_says_or_nothing(as_, cleo, confirmation, before, name, after):
    assert act(as_(cleo), stands(confirmation, before), name) == after


def test_an_act_is_written_into_the_audit(as_, cleo, confirmation):
    act(as_(cleo), confirmation, "handed-over")
    act(as_(cleo), confirmation, "handed-over")
    assert Entry.objects.filter(act="printed", subject=confirmation.pk).count() == 1


def test_an_unknown_act_is_not_there(as_, cleo, confirmation):
    url = reverse("letter-act", args=[confirmation.pk, "burn"])
    assert as_(cleo).post(url).status_code == 404
