"""A practitioner as the public sees her, and the words she is found by."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Q

from yintang.clinic.clinics.models import Clinic, Membership
from yintang.clinic.directory.cells import cell
from yintang.clinic.directory.languages import names_of
from yintang.clinic.directory.models.listing import Listing, free_slug
from yintang.clinic.locking import locked

PUBLIC = Q(listing__published_at__isnull=False, consented_at__isnull=False, membership__active=True)
"""Whom the public may see: she agreed, works there, and the clinic's listing is published."""


class Practitioner(models.Model):
    """One practitioner's entry at one clinic. She alone decides whether it is public."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="practitioners")
    membership = models.OneToOneField(Membership, models.CASCADE, related_name="directory_entry")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=200)
    """As she wants to be called in public."""
    title = models.CharField(max_length=100, blank=True)
    about = models.TextField(blank=True)
    languages = models.JSONField(default=list, blank=True)
    years = models.PositiveSmallIntegerField(null=True, blank=True)
    """Of practice, as she says; shown as self-reported."""
    years_facial = models.PositiveSmallIntegerField(null=True, blank=True)
    concerns = models.JSONField(default=list, blank=True)
    accepting = models.BooleanField(default=True)
    """Whether she takes new patients."""
    consented_at = models.DateTimeField(null=True, blank=True)
    """When she agreed to be shown; None while she has not, or has withdrawn it."""
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["listing", "slug"], name="one_address_in_a_listing")
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, membership: Membership) -> "Practitioner":
        """A member's entry at her clinic; a new one, unseen by the public, if there is none."""
        if held := cls.objects.filter(membership=membership).first():
            return held
        listing = Listing.of(membership.clinic)
        with locked(listing):
            name = membership.user.name
            return cls.objects.get_or_create(
                membership=membership,
                defaults={
                    "listing": listing,
                    "name": name,
                    "title": membership.title,
                    "slug": free_slug(name, listing.practitioners.all()),
                },
            )[0]

    @property
    def clinic(self) -> Clinic:
        """Where she works."""
        return self.listing.clinic

    @property
    def public(self) -> bool:
        """Whether the public sees her."""
        agreed = self.consented_at is not None and self.membership.active
        return agreed and self.listing.published

    @property
    def languages_named(self) -> list[str]:
        """The languages in words."""
        return names_of(self.languages)

    def change(self, fields: Mapping[str, Any]) -> None:
        """Take on new values, and be found by them from now on."""
        with locked(self) as row:
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=[*fields, "changed_at"])
            row.index()

    def agree(self, now: datetime) -> None:
        """Agree to be shown."""
        with locked(self) as row:
            row.consented_at = row.consented_at or now
            row.save(update_fields=["consented_at", "changed_at"])
            row.index()

    def withdraw(self) -> None:
        """No longer agree; out of public sight at once."""
        with locked(self) as row:
            row.consented_at = None
            row.save(update_fields=["consented_at", "changed_at"])
            row.index()

    def index(self) -> None:
        """Write anew the words she is found by; none unless she agreed and the listing is public.

        Whether she still works there is asked when somebody searches: memberships end elsewhere.
        """
        self.terms.all().delete()
        place = self.listing
        if self.consented_at is None or not place.published:
            return
        if place.lat is None or place.lon is None:
            return
        here = cell(place.lat, place.lon)
        Term.objects.bulk_create(
            Term(practitioner=self, word=word, cell=here, lat=place.lat, lon=place.lon)
            for word in sorted(set(self.words()))
        )

    def words(self) -> Iterator[str]:
        """ "" for everybody, and a word for each thing that a search can ask for."""
        yield ""
        yield from (f"concern {one}" for one in self.concerns)
        yield from (f"language {one}" for one in self.languages)
        yield from (f"access {one}" for one in self.listing.access)
        if self.accepting:
            yield "accepting"
        if self.listing.consultation:
            yield "consultation"


class Term(models.Model):
    """A word a practitioner is found by, and where: one range of an index holds a word's cell."""

    practitioner = models.ForeignKey(Practitioner, models.CASCADE, related_name="terms")
    word = models.CharField(max_length=30)
    cell = models.BigIntegerField()
    """See `cells.py`."""
    lat = models.FloatField()
    lon = models.FloatField()

    class Meta:
        indexes = [models.Index(fields=["word", "cell"], name="word_and_where")]
        constraints = [
            models.UniqueConstraint(fields=["practitioner", "word"], name="each_word_once")
        ]

    def __str__(self) -> str:
        return self.word
