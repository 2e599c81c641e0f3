"""A list takes as many queries for many as for few, and prints on one sheet."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clinic.conftest import member
from yintang.clinic.clinics.models import Role
from yintang.clinic.directory.models import Credential, Practitioner


def add(listing, first, number):
    for n in range(first, first + number):
        user = member(f"Mora{n}", listing.clinic, Role.PRACTITIONER)
        her = Practitioner.of(user.memberships.get())
        her.agree(timezone.now())
        Credential.objects.create(
            listing=listing, practitioner=her, kind="registration", body="Example Register"
        )


def taken(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize("path", ["/find/?place=Bristol", "/find/willow-rooms/"])
def test_many_take_no_more_queries_than_few(listing, path):
    client = Client()
    add(listing, 0, 2)
    client.get(path)
    few = taken(client, path)
    add(listing, 2, 7)
    assert taken(client, path) == few


def test_a_search_takes_few_queries(listing, entry):
    """One for each neighbourhood it looks into up to 50 km, and three for what it shows."""
    client = Client()
    client.get("/find/?place=Bristol")
    assert taken(client, "/find/?place=Bristol&concern=G06&within=5") <= 6
    assert taken(client, "/find/?place=Bristol") <= 10


def test_more_come_page_by_page_and_none_twice(listing):
    add(listing, 0, 13)
    first = Client().get("/find/?place=Bristol").content.decode()
    assert "Show more" in first
    assert first.count("<h3>") == 10
    second = Client().get("/find/?place=Bristol&page=2").content.decode()
    assert second.count("<h3>") == 13
    assert "Show more" not in second
