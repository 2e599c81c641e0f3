"""Inviting, changing and ending memberships; links that set a password once."""

import re

import pytest
from django.core.cache import cache
from django.test import Client

from clinic.accounts.proving import proven
from yintang.clinic.accounts.models import User
from yintang.clinic.audit.models import Entry
from yintang.clinic.clinics.models import LastOwner, Membership, Role

NEW = {"name": "Noor Haddad", "email": "Noor@example.org", "role": "practitioner", "title": ""}


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> None:
    cache.clear()


@pytest.fixture
def owner(as_, ana):
    return proven(as_(ana))


def link_in(answer):
    found = re.search(
        r"http://testserver(/account/password/reset/key/[^<\s]+)", str(answer.content)
    )
    return found and found[1]


def set_password(link, password):
    """What the page of the link says after a password was typed there."""
    client = Client()
    form = client.get(link, follow=True)
    told = {"password1": password, "password2": password}
    return client.post(form.request["PATH_INFO"], told, follow=True).content.decode()


def test_whoever_is_invited_sets_her_own_password_and_signs_in(owner, clinic):
    link = link_in(owner.post(f"/clinics/{clinic.pk}/invite/", NEW))
    assert "Your password is set" in set_password(link, "harbour light in june")
    client = Client()
    told = {"login": "noor@example.org", "password": "harbour light in june"}
    client.post("/account/login/", told)
    assert client.get("/")["Location"] == f"/clinics/{clinic.pk}/today/"
    acts = list(Entry.objects.filter(clinic=clinic, kind="member").values_list("act", flat=True))
    assert acts == ["created", "made a password link"]


def test_the_link_works_once(owner, clinic):
    link = link_in(owner.post(f"/clinics/{clinic.pk}/invite/", NEW))
    set_password(link, "harbour light in june")
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_the_link_ends_after_three_days(owner, clinic, settings):
    link = link_in(owner.post(f"/clinics/{clinic.pk}/invite/", NEW))
    assert settings.PASSWORD_RESET_TIMEOUT == 3 * 24 * 3600
    settings.PASSWORD_RESET_TIMEOUT = -1
    assert "no longer works" in Client().get(link, follow=True).content.decode()


def test_before_members_change_the_owner_shows_that_it_is_she(as_, ana, clinic, pias_membership):
    client = as_(ana)
    for path in (f"/clinics/{clinic.pk}/invite/", f"/members/{pias_membership.pk}/"):
        assert client.get(path)["Location"].startswith("/account/reauthenticate/")
    client.post(f"/clinics/{clinic.pk}/invite/", NEW)
    assert not User.objects.filter(email="noor@example.org").exists()


def test_an_owner_cannot_take_over_an_account_of_another_clinic(owner, eve, clinic):
    answer = owner.post(f"/clinics/{clinic.pk}/invite/", {**NEW, "email": "eve@example.org"})
    assert link_in(answer) is None
    assert "has an account already" in answer.content.decode()
    member = Membership.objects.get(clinic=clinic, user=eve)
    assert owner.post(f"/members/{member.pk}/link/").status_code == 403


def test_nor_that_of_a_patient_of_another_clinic(owner, dana, dana_user, clinic, other_clinic):
    dana.clinic = other_clinic
    dana.save()
    answer = owner.post(f"/clinics/{clinic.pk}/invite/", {**NEW, "email": "dana@example.org"})
    assert link_in(answer) is None


def test_somebody_who_is_here_already_is_not_invited_again(owner, pia, clinic):
    answer = owner.post(f"/clinics/{clinic.pk}/invite/", {**NEW, "email": "pia@example.org"})
    assert "in the list of members already" in answer.content.decode()


def test_a_role_changes_and_the_log_says_so(owner, pias_membership):
    told = {"role": "read_only", "title": "Lic. Ac.", "active": "on"}
    owner.post(f"/members/{pias_membership.pk}/", told)
    pias_membership.refresh_from_db()
    assert (pias_membership.role, pias_membership.title) == (Role.READ_ONLY, "Lic. Ac.")
    entry = Entry.objects.get(subject=pias_membership.pk, act="changed")
    assert entry.detail == "role read_only, active"


def test_whose_membership_ended_opens_nothing_any_more(as_, owner, pia, pias_membership, clinic):
    owner.post(f"/members/{pias_membership.pk}/", {"role": "practitioner", "title": ""})
    assert as_(pia).get(f"/clinics/{clinic.pk}/").status_code == 404


@pytest.mark.parametrize("told", [{"role": "practitioner", "active": "on"}, {"role": "owner"}])
def test_the_last_owner_stays(owner, ana, told):
    member = ana.memberships.get()
    answer = owner.post(f"/members/{member.pk}/", {**told, "title": ""})
    assert "A clinic needs an owner" in answer.content.decode()
    member.refresh_from_db()
    assert (member.role, member.active) == (Role.OWNER, True)


def test_one_of_two_owners_may_go(ana, pias_membership):
    pias_membership.change(Role.OWNER, "", active=True)
    ana.memberships.get().change(Role.PRACTITIONER, "", active=True)
    with pytest.raises(LastOwner):
        pias_membership.change(Role.OWNER, "", active=False)


def test_a_new_password_for_a_member_who_forgot_hers(owner, pias_membership):
    link = link_in(owner.post(f"/members/{pias_membership.pk}/link/"))
    assert "Your password is set" in set_password(link, "harbour light in june")
