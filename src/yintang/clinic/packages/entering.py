"""Entering into the ledgers: selling, charging, paying, and taking back what was wrong.

Whoever enters holds the patient's row first and the clinic's books after it. Amounts are decimal
and never negative here; the ledger's sign follows from what is entered. `key` is that of the form
on the page: the second of two clicks finds what the first has entered. None of these writes the
audit: the view does, in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID, uuid4

from yintang.clinic.accounts.models import User
from yintang.clinic.booking.models import Rules
from yintang.clinic.care.models import Visit
from yintang.clinic.locking import locked
from yintang.clinic.packages.balances import (
    NOTHING,
    credits_of,
    is_settled,
    left_of,
    standing,
)
from yintang.clinic.packages.models import Account, Books, Credit, Invoice, Money, Package
from yintang.clinic.patients.models import Patient

Line = tuple[str, Decimal]
T = TypeVar("T", Invoice, Money)


class Refused(Exception):
    """The ledger cannot take this row; says why."""


def account_of(patient: Patient) -> Account:
    """Her account in the clinic's currency, opened where she has none. Wants her row held."""
    currency = Rules.of(patient.clinic).currency
    found = Account.objects.filter(patient=patient, currency=currency).order_by("made_at").first()
    return found or Account.objects.create(patient=patient, currency=currency)


def sell(
    patient: Patient, package: Package, *, by: User, now: datetime, key: UUID | None = None
) -> Invoice:
    """Charge a package and enter its credits.

    Raises
    ------
    Refused
        If it is not sold any more.
    """
    key = key or uuid4()
    with locked(patient) as her:
        if found := _entered(Invoice, her, key):
            return found
        if not package.active or package.clinic_id != her.clinic_id:
            raise Refused(f"{package.name} is not sold any more. Choose another package.")
        lines = [(package.name, package.price)]
        invoice = _invoice(her, lines, by, now, Invoice(pk=key, package=package))
        Credit.objects.create(
            account=invoice.account, package=package, kind=Credit.Kind.BOUGHT,
            change=package.credits, invoice=invoice, at=now, by=by,
        )  # fmt: skip
        return invoice


def charge(
    patient: Patient,
    lines: Sequence[Line],
    *,
    by: User,
    now: datetime,
    visit: Visit | None = None,
    key: UUID | None = None,
) -> Invoice:
    """An invoice over these lines; with `visit` it settles that visit.

    Raises
    ------
    Refused
        If an amount is not above nothing, or the visit is settled already.
    """
    key = key or uuid4()
    with locked(patient) as her:
        if found := _entered(Invoice, her, key):
            return found
        if not lines or any(amount <= NOTHING for _, amount in lines):
            raise Refused("Only an amount above nothing can be charged.")
        if visit is not None and is_settled(visit):
            raise Refused("This visit is settled already.")
        return _invoice(her, lines, by, now, Invoice(pk=key, visit=visit))


def take_back(
    invoice: Invoice,
    amount: Decimal,
    *,
    credits_back: int = 0,
    reason: str,
    by: User,
    now: datetime,
    key: UUID | None = None,
) -> Invoice:
    """A credit note over all or part of an invoice, with credits of its package that go with it.

    Raises
    ------
    Refused
        If more is taken back than is left of the invoice, or more credits than are unused.
    """
    key = key or uuid4()
    with locked(invoice.account.patient) as her:
        if found := _entered(Invoice, her, key):
            return found
        if invoice.corrects_id is not None:
            raise Refused("A credit note is not taken back. Write a new invoice instead.")
        if not NOTHING < amount <= standing(invoice):
            raise Refused(f"Of this invoice {standing(invoice)} is left to take back.")
        if credits_back > refundable(invoice):
            raise Refused(f"Of these credits {refundable(invoice)} can be taken back.")
        lines = [(f"Invoice {invoice.number} taken back: {reason}"[:200], -amount)]
        blank = Invoice(pk=key, corrects=invoice, reason=reason, package=invoice.package)
        note = _invoice(her, lines, by, now, blank)
        if credits_back:
            Credit.objects.create(
                account=invoice.account, package=invoice.package, kind=Credit.Kind.TAKEN_BACK,
                change=-credits_back, invoice=note, at=now, by=by, reason=reason,
            )  # fmt: skip
        return note


def refundable(invoice: Invoice) -> int:
    """How many credits of its package may still be taken back with an invoice."""
    if invoice.package_id is None:
        return 0
    rows = credits_of(invoice.account.patient)
    left = next((one.left for one in left_of(rows) if one.package.pk == invoice.package_id), 0)
    bought = sum(row.change for row in rows if row.invoice_id == invoice.pk)
    notes = set(invoice.credit_notes.values_list("pk", flat=True))
    gone = sum(row.change for row in rows if row.invoice_id in notes)
    return max(0, min(left, bought + gone))


def pay(
    patient: Patient,
    amount: Decimal,
    way: str,
    *,
    by: User,
    now: datetime,
    back: bool = False,
    key: UUID | None = None,
) -> Money:
    """Money that changed hands: from her, or with `back` to her. It gets a receipt's number.

    Raises
    ------
    Refused
        If the amount is not above nothing, or the way is none that is known.
    """
    key = key or uuid4()
    with locked(patient) as her:
        if found := _entered(Money, her, key):
            return found
        if amount <= NOTHING or way not in Money.Way:
            raise Refused("Write an amount above nothing, and how it was paid.")
        account = account_of(her)
        with locked(Books.of(her.clinic)) as books:
            books.last_receipt += 1
            books.save(update_fields=["last_receipt"])
            return Money.objects.create(
                pk=key, clinic=her.clinic, account=account, way=way, at=now, by=by,
                kind=Money.Kind.REFUND if back else Money.Kind.PAYMENT,
                amount=amount if back else -amount, receipt=books.last_receipt,
            )  # fmt: skip


def reverse_money(row: Money, *, reason: str, by: User, now: datetime) -> Money:
    """Take back a payment or a refund that was entered wrongly; asked twice it is done once.

    Raises
    ------
    Refused
        If it follows from an invoice, which a credit note takes back.
    """
    with locked(row.account.patient):
        if row.kind not in Money.TILL:
            raise Refused("An invoice is taken back by a credit note.")
        if found := Money.objects.filter(reverses=row).first():
            return found
        return Money.objects.create(
            clinic=row.clinic, account=row.account, kind=row.kind, amount=-row.amount,
            way=row.way, reverses=row, at=now, by=by, reason=reason,
        )  # fmt: skip


def _entered(model: type[T], patient: Patient, key: UUID) -> T | None:
    """What the same form has entered before."""
    return model._default_manager.filter(pk=key, account__patient=patient).first()


def _invoice(
    patient: Patient, lines: Sequence[Line], by: User, now: datetime, blank: Invoice
) -> Invoice:
    """Number it, write it and enter what it charges."""
    clinic, account = patient.clinic, account_of(patient)
    with locked(Books.of(clinic)) as books:
        books.last_invoice += 1
        books.save(update_fields=["last_invoice"])
        blank.clinic, blank.account, blank.currency = clinic, account, account.currency
        blank.number, blank.at, blank.by = books.last_invoice, now, by
        blank.lines = [{"text": text, "amount": f"{amount:.2f}"} for text, amount in lines]
        blank.total = sum((amount for _, amount in lines), NOTHING)
        blank.seller, blank.buyer = _printed(clinic.name, clinic.address), _buyer(patient)
        blank.vat_note, blank.how_to_pay = books.vat_note, books.how_to_pay
        blank.save(force_insert=True)
        kind = Money.Kind.CHARGE if blank.corrects_id is None else Money.Kind.CREDIT_NOTE
        Money.objects.create(
            clinic=clinic, account=account, kind=kind, amount=blank.total, invoice=blank,
            at=now, by=by, reason=blank.reason,
        )  # fmt: skip
        return blank


def _buyer(patient: Patient) -> str:
    return _printed(str(patient), patient.address)


def _printed(name: str, address: str) -> str:
    return f"{name}\n{address}".strip()
