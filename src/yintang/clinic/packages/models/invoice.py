"""An invoice or a credit note, as it was handed out."""

import uuid

from django.conf import settings
from django.db import models

from yintang.clinic.care.models import Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.models.offer import Package


class Invoice(models.Model):
    """What was charged or taken back. It names no complaint, no diagnosis and no point.

    Names and addresses are as they were on that day: what was handed out does not change. The
    database refuses to alter or remove a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="invoices")
    account = models.ForeignKey("Account", models.PROTECT, related_name="invoices")
    number = models.PositiveIntegerField()
    """Within the clinic: 1, 2, 3, …"""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    lines = models.JSONField(default=list)
    """In order: {"text": …, "amount": "765.00"}. Their sum is `total`."""
    total = models.DecimalField(max_digits=9, decimal_places=2)
    """Of a credit note less than nothing."""
    seller = models.TextField()
    buyer = models.TextField()
    """Name and address, as printed."""
    vat_note = models.TextField(blank=True)
    how_to_pay = models.TextField(blank=True)
    package = models.ForeignKey(Package, models.PROTECT, null=True, blank=True, related_name="+")
    """Where a package was sold."""
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="invoices")
    """Where one visit was charged by itself."""
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes"
    )
    """The invoice that a credit note takes back, wholly or in part."""
    reason = models.CharField(max_length=200, blank=True)
    """Why it was taken back."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clinic", "number"], name="one_invoice_of_a_number")
        ]
        indexes = [models.Index(fields=["account", "at"], name="her_invoices")]

    def __str__(self) -> str:
        return f"{self.said} {self.number}"

    @property
    def said(self) -> str:
        """What it is called."""
        return "Credit note" if self.corrects_id else "Invoice"
