"""Whoever lost password and second factor is let in from the command line."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client

from yintang.clinic.audit.models import Entry


def test_the_path_sets_a_new_password_and_no_second_factor_is_asked_for(ana):
    Authenticator.objects.create(user=ana, type=Authenticator.Type.TOTP, data={"secret": "x"})
    said = StringIO()
    call_command("let_in", "ANA@example.org", stdout=said)
    assert not Authenticator.objects.filter(user=ana).exists()
    client = Client()
    form = client.get(said.getvalue().split()[-1], follow=True)
    new = {"password1": "a willow at noon", "password2": "a willow at noon"}
    client.post(form.request["PATH_INFO"], new)
    ana.refresh_from_db()
    assert ana.check_password("a willow at noon")


def test_it_is_written_down(ana):
    call_command("let_in", ana.email, stdout=StringIO())
    entry = Entry.objects.get(kind="member")
    assert (entry.by, entry.source) == (None, "command line")


def test_a_strange_address_is_refused_without_being_repeated(ana):
    with pytest.raises(CommandError, match="nobody signs in"):
        call_command("let_in", "zoe@example.org")
