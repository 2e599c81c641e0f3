"""A practitioner's own entry and her credentials."""

from datetime import date

import pytest

from yintang.clinic.audit.models import Entry
from yintang.clinic.directory.models import Credential, Practitioner

TOLD = {
    "name": "Pia Lindqvist", "title": "Lic. Ac.", "about": "I begin with your health.",
    "years": "4", "years_facial": "1", "accepting": "on", "languages": ["en", "sv"],
    "concerns": ["G01"],
}  # fmt: skip


@pytest.fixture
def url(clinic):
    return f"/clinics/{clinic.pk}/entry/"


def test_she_writes_her_entry_and_decides_herself_that_it_is_shown(as_, pia, url, listing):
    client = as_(pia)
    client.post(f"{url}edit/", TOLD)
    her = Practitioner.objects.get(membership__user=pia)
    assert (her.name, her.consented_at, her.terms.count()) == ("Pia Lindqvist", None, 0)
    client.post(f"{url}consent/")
    assert client.get(f"/find/willow-rooms/{her.slug}/").status_code == 200
    assert her.terms.filter(word="concern G01").exists()
    client.post(f"{url}consent/", {"act": "withdraw"})
    assert client.get(f"/find/willow-rooms/{her.slug}/").status_code == 404
    kinds = Entry.objects.filter(kind="directory entry").values_list("act", flat=True)
    assert list(kinds) == ["changed", "agreed to", "withdrawn"]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({"about": "Guaranteed results."}, "Guaranteed"),
        ({"name": "The Wrinkle Cure"}, "Cure"),
        ({"years_facial": "9"}, "more than your years"),
        ({"languages": ["xx"]}, "not one of the available"),
    ],
)
def test_what_cannot_be_shown_is_refused(as_, pia, url, told, why):
    answer = as_(pia).post(f"{url}edit/", TOLD | told)
    assert answer.status_code == 200
    assert why in str(answer.context["form"].errors)


def test_a_title_is_hers_once_her_registration_was_checked(as_, pia, url, clinic, registration):
    clinic.jurisdiction = "AU"
    clinic.save()
    told = TOLD | {"title": "Registered acupuncturist"}
    answer = as_(pia).post(f"{url}edit/", told)
    assert "the title is protected in Australia" in str(answer.context["form"].errors)
    registration.verify(
        "Kim", date(2026, 11, 1), "register", status="current", conditions="",
        expires_on=registration.expires_on, covers_face=None,
    )  # fmt: skip
    assert as_(pia).post(f"{url}edit/", told).status_code == 302


def test_words_to_make_sure_of_are_named_when_they_are_saved(as_, pia, url):
    answer = as_(pia).post(f"{url}edit/", TOLD | {"about": "I am an expert."}, follow=True)
    assert "Make sure of “expert”" in answer.content.decode()


def test_a_credential_of_hers_begins_unverified_whatever_is_sent(as_, pia, url, entry):
    told = {
        "kind": "registration", "body": "Example Register", "number": "EXAMPLE-1",
        "checked_by": "Pia", "checked_on": "2026-11-01", "holds_until": "2100-01-01",
    }  # fmt: skip
    as_(pia).post(f"{url}credential/", told)
    held = Credential.objects.get(practitioner=entry)
    assert (held.checked_by, held.checked_on, held.holds_until) == ("", None, None)


def test_what_she_changes_has_to_be_checked_again(as_, pia, registration):
    registration.verify(
        "Kim", registration.expires_on.replace(year=2026), "seen", status="current",
        conditions="", expires_on=registration.expires_on, covers_face=None,
    )  # fmt: skip
    told = {"kind": "registration", "body": "Example Register", "number": "EXAMPLE-0902",
            "expires_on": "2100-06-30"}  # fmt: skip
    as_(pia).post(f"/credentials/{registration.pk}/", told)
    registration.refresh_from_db()
    assert registration.checked_by == "Kim"
    as_(pia).post(f"/credentials/{registration.pk}/", told | {"number": "EXAMPLE-0903"})
    registration.refresh_from_db()
    assert (registration.number, registration.checked_by) == ("EXAMPLE-0903", "")
    assert registration.holds_until is None


def test_her_own_credential_is_hers_and_the_owners_to_change(as_, pia, ana, ben, eve, registration):
    url = f"/credentials/{registration.pk}/"
    for user, status in ((pia, 200), (ana, 200), (ben, 403), (eve, 404)):
        assert as_(user).get(url).status_code == status
    assert as_(pia).post(f"{url}remove/").status_code == 302
    assert not Credential.objects.exists()


def test_the_page_says_what_the_law_asks_for_here(as_, pia, url, listing):
    page = as_(pia).get(url).content.decode()
    assert "Local Government (Miscellaneous Provisions) Act 1982" in page
    listing.change({"region": "Wales"}, [])
    page = as_(pia).get(url).content.decode()
    assert "Public Health (Wales) Act 2017" in page
