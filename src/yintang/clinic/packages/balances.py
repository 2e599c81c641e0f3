"""What is left and what is owed: sums over the rows of both ledgers, and nothing else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from yintang.clinic.care.models import Visit
from yintang.clinic.packages.models import Credit, Invoice, Money, Package
from yintang.clinic.patients.models import Patient

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of one package."""

    package: Package
    left: int
    bought: int
    """All that was ever bought of it and not taken back."""

    @property
    def used(self) -> int:
        """Of those bought."""
        return self.bought - self.left


def credits_of(patient: Patient) -> list[Credit]:
    """Her ledger of credits, oldest first."""
    rows = Credit.objects.filter(account__patient=patient).select_related("package", "visit", "by")
    return list(rows.order_by("at", "kind", "pk"))


def money_of(patient: Patient) -> list[Money]:
    """Her ledger of money, oldest first."""
    rows = Money.objects.filter(account__patient=patient).select_related("account", "invoice", "by")
    return list(rows.order_by("at", "kind", "pk"))


def left_of(rows: Iterable[Credit]) -> list[Left]:
    """What is left of each package, in the order in which they were first bought."""
    packages: dict[UUID, Package] = {}
    left: Counter[UUID] = Counter()
    bought: Counter[UUID] = Counter()
    for row in rows:
        if row.package is None:
            continue
        packages.setdefault(row.package.pk, row.package)
        left[row.package.pk] += row.change
        if row.kind not in Credit.SETTLES:
            bought[row.package.pk] += row.change
    return [Left(package, left[pk], bought[pk]) for pk, package in packages.items()]


def owed(rows: Iterable[Money]) -> dict[str, Decimal]:
    """What she owes in each currency; less than nothing where she has paid ahead."""
    sums: dict[str, Decimal] = {}
    for row in rows:
        sums[row.account.currency] = sums.get(row.account.currency, NOTHING) + row.amount
    return sums


def unpaid(invoices: Sequence[Invoice], rows: Iterable[Money]) -> dict[UUID, Decimal]:
    """What is still to be paid of each invoice, the oldest being paid first.

    A credit note counts towards the invoice that it takes back; what she had paid of that already
    counts towards the others.

    Parameters
    ----------
    invoices : hers, credit notes included, in any order.
    rows : her whole ledger of money.
    """
    paid: dict[str, Decimal] = {}
    for row in rows:
        if row.kind in Money.TILL:
            paid[row.account.currency] = paid.get(row.account.currency, NOTHING) - row.amount
    remains = {one.pk: one.total for one in invoices if one.corrects_id is None}
    for note in invoices:
        if note.corrects_id is not None:
            remains[note.corrects_id] += note.total
    for one in sorted(invoices, key=lambda one: one.number):
        if one.pk in remains:
            now = min(remains[one.pk], max(paid.get(one.currency, NOTHING), NOTHING))
            remains[one.pk] -= now
            paid[one.currency] = paid.get(one.currency, NOTHING) - now
    return remains


def standing(invoice: Invoice) -> Decimal:
    """What of an invoice was not taken back."""
    return invoice.total + sum((note.total for note in invoice.credit_notes.all()), NOTHING)


def in_force(visit: Visit) -> Credit | None:
    """The row that settles a visit; None where none does, or it was taken back.

    A row that takes another back opens the visit again, and one that takes back such a row settles
    it: what counts is the row that stands, an even number of steps from one that settled.
    """
    rows = {row.pk: row for row in visit.credits.all()}
    taken_back = {row.reverses_id for row in rows.values()}
    return next(
        (r for r in rows.values() if r.pk not in taken_back and not _depth(r, rows) % 2), None
    )


def is_settled(visit: Visit) -> bool:
    """By a row, or by an invoice of its own that was not taken back wholly."""
    charged = (one for one in visit.invoices.all() if one.corrects_id is None)
    return in_force(visit) is not None or any(standing(one) > 0 for one in charged)


def _depth(row: Credit, rows: Mapping[UUID, Credit]) -> int:
    """How many rows it takes back, one behind the other."""
    return 0 if row.reverses_id is None else 1 + _depth(rows[row.reverses_id], rows)
