"""A clinic as the public sees it."""

import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import models
from django.utils.text import slugify

from yintang.clinic.clinics.models import Clinic
from yintang.clinic.directory.languages import names_of
from yintang.clinic.locking import locked

CURRENCIES = {"UK": "GBP", "IE": "EUR", "US": "USD", "AU": "AUD"}
RESERVED = {"checklist", "places", "geojson"}
"""Words that addresses under /find/ use themselves."""
ACCESS = {
    "step-free": "No steps from the street to the couch",
    "lift": "Lift",
    "ground-floor": "Treatment room on the ground floor",
    "accessible-toilet": "Accessible toilet",
    "wide-couch": "Couch that lowers",
    "parking": "Parking for disabled people",
    "hearing-loop": "Hearing loop",
    "assistance-dogs": "Assistance dogs welcome",
    "quiet": "Quiet waiting place",
}
"""What makes a place easier to come to, by id."""


class NotReady(Exception):
    """A listing that cannot be published yet; the message says what is missing."""


def free_slug(name: str, taken: "models.QuerySet[Any]") -> str:
    """A word for an address, from a name, that none of `taken` has."""
    stem = slugify(name)[:70] or "practice"
    used = set(taken.filter(slug__startswith=stem).values_list("slug", flat=True)) | RESERVED
    return next(
        s for n in range(1, len(used) + 3) if (s := f"{stem}-{n}" if n > 1 else stem) not in used
    )


def plain(amount: Decimal) -> str:
    """ "45" or "45.50"."""
    return f"{amount:f}".removesuffix(".00")


class Listing(models.Model):
    """A clinic's public entry. Nothing of it is seen before it is published."""

    class Wheelchair(models.TextChoices):
        """As OpenStreetMap's key `wheelchair`."""

        YES = "yes", "Yes, everywhere"
        LIMITED = "limited", "Partly"
        NO = "no", "No"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.OneToOneField(Clinic, models.CASCADE, related_name="listing")
    slug = models.SlugField(max_length=80, unique=True)
    published_at = models.DateTimeField(null=True, blank=True)
    about = models.TextField(blank=True)
    street = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    """Nation, county, province or state; within the UK the nation whose law applies."""
    postcode = models.CharField(max_length=20, blank=True)
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    """Degrees, WGS 84."""
    exact = models.BooleanField(default=False)
    """Whether the coordinates are the door's; otherwise they are the town's."""
    phone = models.CharField(max_length=50, blank=True)
    website = models.URLField(blank=True)
    opening_hours = models.CharField(max_length=250, blank=True)
    """In OpenStreetMap's notation; see `opening_hours.py`."""
    hours_words = models.CharField(max_length=300, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    languages = models.JSONField(default=list, blank=True)
    wheelchair = models.CharField(max_length=10, choices=Wheelchair.choices, blank=True)
    access = models.JSONField(default=list, blank=True)
    """Ids of `ACCESS`."""
    access_words = models.CharField(max_length=300, blank=True)
    consultation = models.BooleanField(default=False)
    consultation_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    concerns = models.JSONField(default=list, blank=True)
    """Ids of the atlas' concerns that people may come with."""
    reviews = models.JSONField(default=list, blank=True)
    """Addresses of reviews elsewhere; never their words."""
    changed_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.clinic.name

    @classmethod
    def of(cls, clinic: Clinic) -> "Listing":
        """The clinic's listing; a new, unpublished one where there is none yet."""
        if held := cls.objects.filter(clinic=clinic).first():
            return held
        with locked(clinic):
            return cls.objects.get_or_create(
                clinic=clinic,
                defaults={
                    "slug": free_slug(clinic.name, cls.objects.all()),
                    "phone": clinic.phone,
                    "currency": CURRENCIES.get(clinic.jurisdiction, "EUR"),
                    "hours_words": clinic.hours[:300],
                },
            )[0]

    @property
    def published(self) -> bool:
        """Whether the public sees it."""
        return self.published_at is not None

    @property
    def country(self) -> str:
        """ISO 3166-1 code of the country; the clinic's jurisdictions are countries."""
        return "GB" if self.clinic.jurisdiction == "UK" else self.clinic.jurisdiction

    @property
    def access_named(self) -> list[str]:
        """What makes the place easier to come to, in words."""
        return [words for key, words in ACCESS.items() if key in self.access]

    @property
    def languages_named(self) -> list[str]:
        """The languages in words."""
        return names_of(self.languages)

    def missing(self) -> list[str]:
        """What a listing must have before it is published and does not, in words."""
        wanted = {
            "a sentence or two about the practice": self.about,
            "the street": self.street,
            "the town": self.town,
            "the place on the map": self.lat is not None and self.lon is not None,
            "a telephone number or a website": self.phone or self.website,
        }
        return [words for words, there in wanted.items() if not there]

    def change(self, fields: Mapping[str, Any], prices: list["Price"]) -> None:
        """Take on new values and prices, and be found by them from now on."""
        with locked(self) as row:
            for name, value in fields.items():
                setattr(row, name, value)
            row.save(update_fields=[*fields, "changed_at"])
            row.prices.all().delete()
            for order, price in enumerate(prices):
                price.pk, price.listing, price.order = uuid.uuid4(), row, order
                price.save(force_insert=True)
            row.index()

    def publish(self, now: Any) -> None:
        """Let the public see it, with those of its practitioners who agreed.

        Raises
        ------
        NotReady
            If something is missing that a stranger needs.
        """
        with locked(self) as row:
            if missing := row.missing():
                raise NotReady("Before it can be published it needs " + ", ".join(missing) + ".")
            row.published_at = row.published_at or now
            row.save(update_fields=["published_at", "changed_at"])
            row.index()

    def withdraw(self) -> None:
        """Take it out of public sight at once, with all its practitioners."""
        with locked(self) as row:
            row.published_at = None
            row.save(update_fields=["published_at", "changed_at"])
            row.index()

    def index(self) -> None:
        """Write anew what each of its practitioners is found by."""
        for one in self.practitioners.select_related("listing", "membership"):
            one.index()


class Price(models.Model):
    """What one thing costs, in the listing's currency: exactly, or from `low` to `high`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    listing = models.ForeignKey(Listing, models.CASCADE, related_name="prices")
    order = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=100)
    low = models.DecimalField(max_digits=8, decimal_places=2)
    high = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["order"]

    def __str__(self) -> str:
        high = f"–{plain(self.high)}" if self.high is not None else ""
        return f"{plain(self.low)}{high} {self.listing.currency}"
