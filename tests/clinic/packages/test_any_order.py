"""Whatever is entered in whatever order: balances are the sum of the rows, and add up."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from yintang.clinic.care.models import Visit
from yintang.clinic.packages.balances import (
    credits_of,
    is_settled,
    left_of,
    money_of,
    owed,
    standing,
    unpaid,
)
from yintang.clinic.packages.entering import Refused, charge, pay, reverse_money, sell, take_back
from yintang.clinic.packages.models import Credit, Invoice, Money
from yintang.clinic.packages.settling import reverse_credit, use, waive
from yintang.clinic.patients.models import Patient

BEGUN = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
CENTS = st.integers(1, 90_000).map(lambda cents: Decimal(cents) / 100)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["sell", "charge", "pay", "refund", "use", "waive", "charge visit", "take back",
             "reverse money", "reverse credit"]
        ),
        CENTS, st.integers(0, 10),
    ), max_size=10,
)  # fmt: skip


class Told:
    """The same acts told a second time, by plain sums and without the database."""

    def __init__(self) -> None:
        self.debt, self.left = Decimal(0), 0


def chosen(rows, which):
    found = list(rows)
    return found[which % len(found)] if found else None


def act(what, amount, which, told, dana, visits, package, cleo, now):
    """Do one act and tell it again."""
    visit = visits[which % len(visits)]
    if what == "sell":
        sell(dana, package, by=cleo, now=now)
        told.debt, told.left = told.debt + package.price, told.left + package.credits
    elif what == "charge":
        told.debt += charge(dana, [("Moxa", amount)], by=cleo, now=now).total
    elif what in {"pay", "refund"}:
        pay(dana, amount, "cash", by=cleo, now=now, back=what == "refund")
        told.debt += amount if what == "refund" else -amount
    elif what == "use":
        settled = is_settled(visit)
        told.left -= use(visit, by=cleo, now=now).change == -1 and not settled
    elif what == "waive":
        waive(visit, by=cleo, now=now)
    elif what == "charge visit":
        told.debt += charge(dana, [("Visit", amount)], by=cleo, now=now, visit=visit).total
    else:
        undo(what, amount, which, told, cleo, now)


def undo(what, amount, which, told, cleo, now):
    """Take something back and tell that again."""
    if what == "take back" and (invoice := chosen(Invoice.objects.order_by("number"), which)):
        take_back(invoice, amount, credits_back=which % 4, reason="No", by=cleo, now=now)
        told.debt, told.left = told.debt - amount, told.left - which % 4
    elif what == "reverse money" and (row := chosen(Money.objects.order_by("at", "kind"), which)):
        known = Money.objects.filter(reverses=row).exists()
        reversal = reverse_money(row, reason="No", by=cleo, now=now)
        told.debt += Decimal(0) if known else reversal.amount
    elif what == "reverse credit" and (row := chosen(Credit.objects.order_by("at"), which)):
        known = Credit.objects.filter(reverses=row).exists()
        reversal = reverse_credit(row, reason="No", by=cleo, now=now)
        told.left += 0 if known else reversal.change


@pytest.fixture
def visits(dana, ana) -> list[Visit]:
    """Three signed visits."""
    made = [Visit.book(dana, ana, BEGUN + timedelta(days=day)) for day in range(3)]
    for visit in made:
        visit.sign(ana, BEGUN + timedelta(days=4), without_needles="A talk.")
    return list(Visit.objects.filter(patient=dana))


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_the_ledgers_sums_equal_the_replay(acts, dana, visits, package, cleo):
    before = transaction.savepoint()
    replay(acts, Patient.objects.get(pk=dana.pk), visits, package, cleo)
    check_invoices(Patient.objects.get(pk=dana.pk))
    transaction.savepoint_rollback(before)


def replay(acts, dana, visits, package, cleo):
    told = Told()
    for step, (what, amount, which) in enumerate(acts):
        now = BEGUN + timedelta(days=10, minutes=step)
        fresh = list(Visit.objects.filter(pk__in=[visit.pk for visit in visits]).order_by("pk"))
        try:
            act(what, amount, which, told, dana, fresh, package, cleo, now)
        except Refused:
            continue
        lefts = left_of(credits_of(dana))
        assert sum(one.left for one in lefts) == told.left
        assert all(one.left >= 0 for one in lefts)
        assert owed(money_of(dana)).get("GBP", Decimal(0)) == told.debt


def check_invoices(dana):
    invoices, rows = list(Invoice.objects.order_by("number")), money_of(dana)
    assert [one.number for one in invoices] == list(range(1, len(invoices) + 1))
    assert all(0 <= standing(one) <= one.total for one in invoices if one.corrects_id is None)
    remains = unpaid(invoices, rows)
    assert all(value >= 0 for value in remains.values())
    paid = -sum(row.amount for row in rows if row.kind in Money.TILL)
    if paid >= 0:
        assert sum(remains.values()) == max(0, owed(rows).get("GBP", Decimal(0)))
