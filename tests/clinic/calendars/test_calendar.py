"""The page on which a practitioner makes, renews and revokes her feed."""

import logging
import sys

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.calendars.models import Feed
from yintang.clinic.quiet import WithoutWords


def url(name, clinic):
    return reverse(name, args=[clinic.pk])


def test_it_works(as_, ana, clinic):
    page = as_(ana).get(url("calendar", clinic)).content.decode()
    assert "No calendar is connected" in page


def test_the_address_is_shown_once(as_, ana, clinic):
    browser = as_(ana)
    made = browser.post(url("calendar-make", clinic)).content.decode()
    assert "/feeds/" in made
    assert "/feeds/" not in browser.get(url("calendar", clinic)).content.decode()


def test_the_address_shown_leads_to_the_feed(as_, ana, clinic, client):
    page = as_(ana).post(url("calendar-make", clinic)).context["address"]
    assert client.get(page.removeprefix("http://testserver")).status_code == 200


def test_it_is_revoked(as_, ana, clinic, anas_secret):
    as_(ana).post(url("calendar-revoke", clinic))
    assert Feed.objects.get().revoked_at is not None


def test_making_and_revoking_are_written_into_the_audit(as_, ana, clinic):
    as_(ana).post(url("calendar-make", clinic))
    as_(ana).post(url("calendar-revoke", clinic))
    acts = Entry.objects.filter(kind="feed").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["created", "withdrawn"]


def test_nobody_revokes_a_colleagues(as_, pia, clinic, anas_secret):
    as_(pia).post(url("calendar-revoke", clinic))
    assert Feed.objects.get().revoked_at is None


@pytest.mark.parametrize("failed", [False, True])
def test_a_secret_never_reaches_the_log(anas_secret, failed):
    try:
        raise ValueError("x")
    except ValueError:
        raised = sys.exc_info() if failed else None
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s",
        (f"/feeds/{anas_secret}.ics",), raised,
    )  # fmt: skip
    line = WithoutWords("%(message)s").format(record)
    assert anas_secret not in line
    assert line.startswith("Internal Server Error: /feeds/….ics")
