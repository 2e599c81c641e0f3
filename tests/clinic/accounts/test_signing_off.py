"""Whoever walked away is signed off, whatever the page asks for by itself."""

import time

import pytest

from yintang.clinic.accounts.middleware import SEEN

BACKGROUND = {"X-Yintang-Background": "1"}


@pytest.fixture
def client(as_, ana):
    browser = as_(ana)
    browser.get("/account/")
    return browser


def away(client, minutes):
    session = client.session
    session[SEEN] = time.time() - 60 * minutes
    session.save()


def test_after_half_an_hour_without_anybody_the_session_ends(client):
    away(client, 31)
    answer = client.get("/account/")
    assert answer["Location"].startswith("/account/login/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"'


def test_somebody_who_comes_back_in_time_stays(client):
    away(client, 29)
    assert client.get("/account/").status_code == 200
    assert client.get("/account/here/").json()["seconds"] > 29 * 60


def test_a_page_that_asks_by_itself_is_nobody(client):
    away(client, 29)
    assert client.get("/account/here/", headers=BACKGROUND).json()["seconds"] <= 60
    away(client, 31)
    assert client.get("/account/here/", headers=BACKGROUND).status_code == 302


def test_keep_me_signed_in_does(client):
    away(client, 29)
    assert client.post("/account/here/").json() == {"seconds": 1800}


def test_no_page_is_kept_by_a_browser(client):
    assert client.get("/account/")["Cache-Control"] == "no-store"
