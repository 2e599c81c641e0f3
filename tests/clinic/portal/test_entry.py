import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.patients.merging import merge
from yintang.clinic.patients.models import Letter, Patient
from yintang.clinic.portal.models import EntryLink


@pytest.fixture(autouse=True)
def _nobody_was_here_before():
    cache.clear()


def ask(email):
    return Client().post(reverse("entry-ask"), {"email": email})


def shown(answer):
    """The page without the token that each page has of its own."""
    return re.sub(r'"x-csrftoken": "[^"]+"', "", answer.content.decode())


def opened(token, client=None):
    client = client or Client()
    return client, client.post(reverse("entry", args=[token]))


def test_the_answer_is_the_same_for_known_and_unknown_addresses(dana):
    known, unknown = ask("dana@example.org"), ask("nobody@example.org")
    assert shown(known) == shown(unknown)
    assert Letter.objects.count() == 1


def test_a_link_signs_in_once(dana, entry_token):
    client, answer = opened(entry_token)
    assert answer.url == reverse("mine", args=[dana.pk])
    assert client.get(answer.url).status_code == 200
    assert opened(entry_token)[1].status_code == 410


def test_a_program_that_follows_links_does_not_use_it_up(dana, entry_token):
    Client().get(reverse("entry", args=[entry_token]))
    assert opened(entry_token)[1].status_code == 302


def test_a_link_lapses_after_thirty_minutes(dana, entry_token):
    EntryLink.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert opened(entry_token)[1].status_code == 410


def test_only_its_hash_is_kept(entry_token):
    row = EntryLink.objects.values().get()
    assert entry_token not in str(row)


def test_staff_do_not_sign_in_by_link(ana, clinic):
    """A link would go round her second factor."""
    Patient.objects.create(
        clinic=clinic, user=ana, given_name="Ana", family_name="D", email=ana.email
    )
    ask(ana.email)
    assert not EntryLink.objects.exists()


def test_a_record_of_hers_made_on_the_public_page_becomes_hers(clinic):
    nora = Patient.objects.create(
        clinic=clinic, given_name="Nora", family_name="Quill", email="Nora@example.org"
    )
    client, answer = opened(EntryLink.make(nora, timezone.now()))
    nora.refresh_from_db()
    assert nora.user.email == "nora@example.org"
    assert not nora.user.has_usable_password()
    assert client.get(answer.url).status_code == 200


def test_an_account_with_that_address_gets_the_record_beside_its_others(dana, dana_again):
    dana_again.email = "dana@example.org"
    dana_again.save()
    opened(EntryLink.make(dana_again, timezone.now()))
    dana_again.refresh_from_db()
    assert dana_again.user == dana.user
    assert User.objects.count() == 1


def test_a_members_address_asks_for_her_password_first(ana, clinic, as_):
    record = Patient.objects.create(
        clinic=clinic, given_name="Ana", family_name="Duarte", email=ana.email
    )
    token = EntryLink.make(record, timezone.now())
    client, answer = opened(token)
    assert "Sign in first" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    opened(token, as_(ana))
    record.refresh_from_db()
    assert record.user == ana


def test_a_changed_address_in_the_record_does_not_open_somebodys_account(dana, as_, cleo, settings):
    """Who may edit details must not come into an account by editing an address."""
    dana.email = "desk@example.org"
    dana.save()
    settings.SMTP = "mail.example.org"
    as_(cleo).post(reverse("patient-page-link", args=[dana.pk]))
    for address in ("desk@example.org", "dana@example.org"):
        ask(address)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("has_account", [True, False])
def test_a_record_merged_into_anothers_opens_nothing_of_hers(dana, clinic, ana, has_account):
    """Somebody books as Dana with an address of his own, and the desk takes the two for one."""
    if not has_account:
        dana.user = None
        dana.save()
    pretended = Patient.objects.create(
        clinic=clinic, given_name="Dana", family_name="Moreno", email="other@example.org"
    )
    token = EntryLink.make(pretended, timezone.now())
    merge(dana, pretended, ana)
    assert EntryLink.objects.get().patient == dana
    assert opened(token)[1].status_code == 410
