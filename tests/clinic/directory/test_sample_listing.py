"""The sample clinic's listing shows what is verified, what is not, and invents no real number."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from yintang.clinic.directory.models import Credential
from yintang.clinic.directory.sample import list_sample


def test_the_sample_is_found_with_verified_and_unverified_credentials(clinic, ana, pia, cleo):
    now = timezone.now()
    listing = list_sample(clinic, now)
    assert listing.practitioners.count() == 2
    standings = {row.standing(now.date()) for row in Credential.objects.all()}
    assert standings == {"verified", "unverified", "expired"}
    page = Client().get("/find/?place=Bristol").content.decode()
    assert page.index("Ana") < page.index("Pia")
    assert "Registration not verified" in page


def test_its_numbers_say_that_they_are_examples(clinic, ana, pia):
    list_sample(clinic, timezone.now())
    for row in Credential.objects.all():
        assert row.number.startswith("EXAMPLE") or not row.number
        assert row.body.startswith("Example")
        assert "example" in row.checked_by or not row.checked_by


def test_it_may_be_listed_again(clinic, ana, pia):
    now = timezone.now()
    list_sample(clinic, now)
    number = Credential.objects.count()
    list_sample(clinic, now + timedelta(days=1))
    assert Credential.objects.count() == number
