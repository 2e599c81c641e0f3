"""What a clinic sells together, and how its invoices read and are numbered."""

import uuid
from typing import Self

from django.db import models

from yintang.clinic.booking.models import Service
from yintang.clinic.clinics.models import Clinic


class Package(models.Model):
    """So many treatments for one price. What is no longer sold keeps what was bought of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.CASCADE, related_name="packages")
    name = models.CharField(max_length=80)
    credits = models.PositiveSmallIntegerField()
    """How many visits it pays for."""
    price = models.DecimalField(max_digits=8, decimal_places=2)
    """In the clinic's currency."""
    services = models.ManyToManyField(Service, blank=True, related_name="+")
    """What it pays for; none named means everything but consultations."""
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "name"], name="one_package_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    def covers(self, service: Service | None) -> bool:
        """Whether it pays for a visit of this service; one agreed without a service it does."""
        if service is None:
            return True
        named = list(self.services.all())
        return service in named if named else service.kind != Service.Kind.CONSULTATION


class Books(models.Model):
    """How a clinic's invoices read, and their last numbers. The row is locked to take the next."""

    clinic = models.OneToOneField(Clinic, models.PROTECT, primary_key=True, related_name="books")
    vat_note = models.TextField(blank=True)
    """On every invoice, in the clinic's own words: its tax number, or why no tax is charged."""
    how_to_pay = models.TextField(blank=True)
    last_invoice = models.PositiveIntegerField(default=0)
    """Invoices and credit notes share one row of numbers, without gaps."""
    last_receipt = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "books"

    def __str__(self) -> str:
        return f"books of {self.clinic}"

    @classmethod
    def of(cls, clinic: Clinic) -> Self:
        """The clinic's books, begun where it has none yet."""
        return cls.objects.get_or_create(clinic=clinic)[0]
