"""The two ledgers of a patient: credits that were bought and used, and money.

A balance is the sum of its rows and is stored nowhere. A row is never changed or removed, which the
database itself refuses; what was wrong is followed by a row that takes it back.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from yintang.clinic.care.models import Visit
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.models.invoice import Invoice
from yintang.clinic.packages.models.offer import Package
from yintang.clinic.patients.models import Patient


class Account(models.Model):
    """Where a patient's rows hang, in one currency.

    Records that are merged move their accounts, so that the rows themselves need not change; she
    may then have several, which count together.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="accounts")
    currency = models.CharField(max_length=3)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "made_at"], name="her_accounts")]

    def __str__(self) -> str:
        return f"account in {self.currency}"


class Credit(models.Model):
    """Visits that were paid for in advance: `change` is how many came or went."""

    class Kind(models.TextChoices):
        """What happened."""

        BOUGHT = "bought", "Bought"
        USED = "used", "Used at a visit"
        KEPT = "kept", "Used for a visit not kept"
        WAIVED = "waived", "Nothing is charged"
        TAKEN_BACK = "taken_back", "Taken back with a credit note"

    SETTLES: tuple[str, ...] = (Kind.USED, Kind.KEPT, Kind.WAIVED)
    """Kinds that settle a visit, and that may be taken back by a row of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="credits")
    package = models.ForeignKey(Package, models.PROTECT, null=True, blank=True, related_name="+")
    """Of which package; none where nothing is charged."""
    kind = models.CharField(max_length=10, choices=Kind.choices)
    change = models.SmallIntegerField()
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, blank=True, related_name="credits")
    turn = models.PositiveSmallIntegerField(default=0)
    """How often this visit had been settled before and was opened again."""
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, null=True, blank=True, related_name="credits"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    """The row that this one takes back. Each is taken back once at most."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["visit", "turn"],
                condition=Q(reverses=None, visit__isnull=False),
                name="a_visit_is_counted_once",
            )
        ]
        indexes = [models.Index(fields=["account", "at"], name="her_credits")]

    def __str__(self) -> str:
        return f"{self.change:+d}"


class Money(models.Model):
    """`amount` is what she then owes more; a payment is less than nothing. No card is stored."""

    class Kind(models.TextChoices):
        """What happened."""

        CHARGE = "charge", "Invoice"
        CREDIT_NOTE = "credit_note", "Credit note"
        PAYMENT = "payment", "Payment"
        REFUND = "refund", "Refund"

    class Way(models.TextChoices):
        """How money changed hands."""

        CASH = "cash", "Cash"
        CARD = "card", "Card terminal"
        TRANSFER = "transfer", "Bank transfer"

    TILL: tuple[str, ...] = (Kind.PAYMENT, Kind.REFUND)
    """Kinds in which money changes hands, and which may be taken back by a row of their own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, models.PROTECT, related_name="money")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    amount = models.DecimalField(max_digits=9, decimal_places=2)
    way = models.CharField(max_length=8, choices=Way.choices, blank=True)
    receipt = models.PositiveIntegerField(null=True, blank=True)
    """Number of its receipt within the clinic; none for what follows from an invoice."""
    invoice = models.OneToOneField(
        Invoice, models.PROTECT, null=True, blank=True, related_name="money"
    )
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "money"
        constraints = [
            models.UniqueConstraint(fields=["clinic", "receipt"], name="one_receipt_of_a_number")
        ]
        indexes = [
            models.Index(fields=["account", "at"], name="her_money"),
            models.Index(fields=["clinic", "at"], name="takings"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} of {abs(self.amount)}"
