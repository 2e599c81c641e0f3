"""The outbox' page: what waits for somebody stands first."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from yintang.clinic.patients.models import Letter


@pytest.fixture
def url(clinic):
    return reverse("outbox", args=[clinic.pk])


def letter(dana, state, kind="booked", **fields):
    count = Letter.objects.count()
    return Letter.objects.create(
        patient=dana, kind=kind, subject="S", body="B", once=str(count), state=state, **fields
    )


def page(client, url):
    return client.get(url).content.decode()


def test_an_empty_outbox_says_how_it_fills(as_, cleo, url):
    assert "come here by themselves once an appointment is booked" in page(as_(cleo), url)


def test_what_waits_for_somebody_stands_first(as_, cleo, url, dana, post_office):
    for state in ("waiting", "desk", "failed", "unsure"):
        letter(dana, state)
    shown = page(as_(cleo), url)
    places = [shown.index(words) for words in ("May have been sent", "Could not be sent",
              "To be printed or copied", "Waiting for their time")]  # fmt: skip
    assert places == sorted(places)


def test_without_a_mail_server_all_letters_are_the_desks(as_, cleo, url, dana):
    letter(dana, "waiting")
    shown = page(as_(cleo), url)
    assert "No mail server is set up" in shown
    assert "To be printed or copied" in shown


def test_the_last_failure_is_shown(as_, cleo, url, dana):
    letter(dana, "failed", trouble="The mail server did not take it (code 550).")
    assert "(code 550)" in page(as_(cleo), url)


def test_the_desk_cannot_open_letters_about_treatment(as_, cleo, ana, url, dana):
    private = letter(dana, "desk", kind="aftercare")
    there = reverse("letter", args=[private.pk])
    assert there not in page(as_(cleo), url)
    assert as_(cleo).get(there).status_code == 403
    assert there in page(as_(ana), url)


def test_what_was_sent_lately_is_listed(as_, cleo, url, dana):
    letter(dana, "sent", sent_at=datetime.now(UTC))
    letter(dana, "sent", sent_at=datetime(2020, 1, 1, tzinfo=UTC))
    shown = page(as_(cleo), url)
    assert shown.count('class="tag done"') == 1


def test_another_clinics_letters_are_not_there(as_, eve, other_clinic, dana):
    letter(dana, "failed")
    shown = page(as_(eve), reverse("outbox", args=[other_clinic.pk]))
    assert "Dana" not in shown
