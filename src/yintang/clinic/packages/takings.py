"""What was taken on one day of the clinic, by kind."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yintang.clinic.care.visits.wall_clock import span
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.balances import NOTHING
from yintang.clinic.packages.models import Money

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula (OWASP, CSV injection)."""


@dataclass(frozen=True, slots=True)
class Sum:
    """What came and went in one way and currency."""

    way: str
    currency: str
    taken: Decimal
    given_back: Decimal

    @property
    def together(self) -> Decimal:
        """What the till holds more than in the morning."""
        return self.taken - self.given_back


def rows_of(clinic: Clinic, day: date) -> list[Money]:
    """Every row of money of a day, the first first."""
    first, last = span(clinic, day)
    rows = Money.objects.filter(clinic=clinic, at__gte=first, at__lt=last)
    return list(
        rows.select_related("account__patient", "invoice", "by", "reverses").order_by(
            "at", "kind", "pk"
        )
    )


def sums_of(rows: Iterable[Money]) -> list[Sum]:
    """By currency and way. What was taken back counts against what it takes back."""
    taken: dict[tuple[str, str], Decimal] = {}
    back: dict[tuple[str, str], Decimal] = {}
    for row in rows:
        if row.kind in Money.TILL:
            key = (row.account.currency, row.way)
            taken.setdefault(key, NOTHING)
            back.setdefault(key, NOTHING)
            if row.kind == Money.Kind.PAYMENT:
                taken[key] -= row.amount
            else:
                back[key] += row.amount
    return [
        Sum(str(Money.Way(way).label), currency, taken[currency, way], back[currency, way])
        for currency, way in sorted(taken)
    ]


def totals(sums: Iterable[Sum]) -> dict[str, Decimal]:
    """All ways together, by currency."""
    found: dict[str, Decimal] = {}
    for one in sums:
        found[one.currency] = found.get(one.currency, NOTHING) + one.together
    return found


def as_csv(clinic: Clinic, rows: Iterable[Money]) -> str:
    """The till's rows for a spreadsheet or a bookkeeper's program; money given back is negative."""
    out = io.StringIO()
    write = csv.writer(out)
    write.writerow(["day", "time", "what", "how", "amount", "currency", "receipt", "patient", "by"])
    for row in rows:
        if row.kind not in Money.TILL:
            continue
        local = row.at.astimezone(clinic.zone)
        what = f"{row.get_kind_display()}{', taken back' if row.reverses_id else ''}"
        write.writerow(
            [
                local.date().isoformat(), f"{local:%H:%M}", what, row.get_way_display(),
                f"{-row.amount:.2f}", row.account.currency, row.receipt or "",
                _text(str(row.account.patient)), _text(str(row.by)),
            ]
        )  # fmt: skip
    return out.getvalue()


def _text(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text
