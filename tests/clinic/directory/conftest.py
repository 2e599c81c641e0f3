"""Kim verifies credentials for the installation and works at no clinic."""

from datetime import date

import pytest

from yintang.clinic.accounts.models import User
from yintang.clinic.directory.models import Credential, Practitioner, Verifier


@pytest.fixture
def kim() -> User:
    user = User.objects.create_user("kim@example.org", "correct horse", name="Kim")
    Verifier.objects.create(user=user, name="Kim Oduya")
    return user


@pytest.fixture
def registration(entry: Practitioner) -> Credential:
    """Pia's, which nobody has checked."""
    return Credential.objects.create(
        listing=entry.listing,
        practitioner=entry,
        kind="registration",
        body="Example Register",
        number="EXAMPLE-0902",
        expires_on=date(2100, 6, 30),
    )
