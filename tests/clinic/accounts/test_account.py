"""One's own account: name, address, and what allauth adds."""

import pytest
from django.core.cache import cache
from django.test import Client

from clinic.accounts.proving import proven

RIGHT = {"login": "ana@example.org", "password": "correct horse"}


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


def test_it_works(as_, ana):
    page = as_(ana).get("/account/").content.decode()
    for word in ("Ana", "Password", "Second factor", "Passkeys", "Sessions"):
        assert word in page


def test_a_name_changes_after_the_password_was_typed_once_more(as_, ana):
    client, told = as_(ana), {"name": "Ana Duarte", "email": "ana@example.org"}
    asked = client.post("/account/", told)
    assert asked["Location"].startswith("/account/reauthenticate/")
    proven(client).post("/account/", told)
    ana.refresh_from_db()
    assert ana.name == "Ana Duarte"


def test_nobody_takes_anothers_address(as_, ana, pia):
    answer = proven(as_(ana)).post("/account/", {"name": "Ana", "email": "PIA@example.org"})
    assert "belongs to another account" in answer.content.decode()


def test_the_header_of_a_refused_page_keeps_the_saved_name(as_, ana):
    page = as_(ana).post("/account/", {"name": "Somebody", "email": "no address"})
    assert ">Ana</a>" in page.content.decode()


@pytest.mark.parametrize(
    "path",
    ["password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/",
     "sessions/", "logout/", "reauthenticate/"],
)  # fmt: skip
def test_every_page_of_allauth_is_in_our_look(as_, ana, path):
    page = proven(as_(ana)).get(f"/account/{path}")
    assert page.status_code == 200
    text = page.content.decode()
    assert "clinic/yintang.css" in text
    assert text.count("<h1") == 1
    assert "<script>" not in text
    assert "onclick" not in text


@pytest.mark.parametrize("path", ["login/", "password/reset/", "password/reset/done/", "inactive/"])
def test_the_pages_before_the_sign_in_too(path):
    text = Client().get(f"/account/{path}").content.decode()
    assert "clinic/yintang.css" in text
    assert text.count("<h1") == 1


def test_nobody_signs_up(ana):
    answer = Client().post(
        "/account/signup/",
        {
            "email": "new@example.org",
            "password1": "a long password",
            "password2": "a long password",
        },
    )
    assert "by invitation" in answer.content.decode()


def test_allauths_page_of_addresses_is_not_offered(as_, ana):
    assert as_(ana).get("/account/email/")["Location"] == "/account/"
    assert as_(ana).post("/account/email/", {"email": "x@example.org"}).status_code == 405


def test_without_a_way_to_send_mail_the_owner_is_named(ana):
    assert "Ask its owner" in Client().get("/account/password/reset/").content.decode()


def test_with_one_a_link_is_sent(ana, settings, mailoutbox):
    settings.SMTP = "mail.example.org"
    Client().post("/account/password/reset/", {"email": "ana@example.org"})
    assert "/account/password/reset/key/" in mailoutbox[0].body


def test_guessing_a_password_is_slowed_down(ana):
    client = Client()
    for _ in range(6):
        answer = client.post("/account/login/", {"login": "ana@example.org", "password": "wrong"})
    assert "Too many" in answer.content.decode()
    right = client.post(
        "/account/login/", {"login": "ana@example.org", "password": "correct horse"}
    )
    assert right.status_code in {200, 429}


def test_a_second_factor_is_asked_for(ana):
    from allauth.mfa.totp.internal.auth import (  # noqa: PLC0415 - loads the models
        TOTP,
        format_hotp_value,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    secret = generate_totp_secret()
    TOTP.activate(ana, secret)
    client = Client()
    answer = client.post(
        "/account/login/", {"login": "ana@example.org", "password": "correct horse"}
    )
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert "Second factor" in client.get(answer["Location"]).content.decode()
    assert client.get("/account/").status_code == 302
    counter = next(iter(yield_hotp_counters_from_time()))
    code = format_hotp_value(hotp_value(secret, counter))
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
         "Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
         "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
         "Gecko) Version/18.0 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
         "Firefox on Android"),
        ("", "A browser that does not name itself"),
    ],
)  # fmt: skip
def test_a_session_is_named_by_browser_and_device(as_, ana, said, shown):
    client = Client(headers={"user-agent": said})
    client.post("/account/login/", RIGHT)
    page = client.get("/account/sessions/").content.decode()
    assert shown in page
    assert "Mozilla" not in page
