"""What the page of a patient's account shows."""

from dataclasses import dataclass
from decimal import Decimal

from yintang.clinic.packages.balances import (
    NOTHING,
    Left,
    credits_of,
    left_of,
    money_of,
    owed,
    unpaid,
)
from yintang.clinic.packages.models import Credit, Invoice, Money
from yintang.clinic.patients.models import Patient


@dataclass(frozen=True, slots=True)
class CreditRow:
    """A row of credits, and whether it may still be taken back."""

    row: Credit
    after: int
    """What was left of its package then."""
    open: bool


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A row of money with what she owed after it."""

    row: Money
    after: Decimal
    open: bool


@dataclass(frozen=True, slots=True)
class Bill:
    """An invoice or credit note, and what of it is still to be paid."""

    invoice: Invoice
    unpaid: Decimal


@dataclass(frozen=True, slots=True)
class AccountPage:
    """Both ledgers, the newest first, and their sums."""

    lefts: list[Left]
    owed: dict[str, Decimal]
    credits: list[CreditRow]
    money: list[MoneyRow]
    bills: list[Bill]


def account_page(patient: Patient) -> AccountPage:
    """Her account as it stands."""
    credits, money = credits_of(patient), money_of(patient)
    invoices = list(Invoice.objects.filter(account__patient=patient).order_by("-at", "-number"))
    remains = unpaid(invoices, money)
    return AccountPage(
        lefts=left_of(credits),
        owed=owed(money),
        credits=list(reversed(_credit_rows(credits))),
        money=list(reversed(_money_rows(money))),
        bills=[Bill(one, remains.get(one.pk, NOTHING)) for one in invoices],
    )


def _credit_rows(rows: list[Credit]) -> list[CreditRow]:
    taken_back = {row.reverses_id for row in rows}
    after: dict[object, int] = {}
    found = []
    for row in rows:
        after[row.package_id] = after.get(row.package_id, 0) + row.change
        open_ = row.kind in Credit.SETTLES and row.pk not in taken_back
        found.append(CreditRow(row, after[row.package_id], open_))
    return found


def _money_rows(rows: list[Money]) -> list[MoneyRow]:
    taken_back = {row.reverses_id for row in rows}
    after: dict[str, Decimal] = {}
    found = []
    for row in rows:
        currency = row.account.currency
        after[currency] = after.get(currency, NOTHING) + row.amount
        open_ = row.kind in Money.TILL and row.pk not in taken_back
        found.append(MoneyRow(row, after[currency], open_))
    return found
