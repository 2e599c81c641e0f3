from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import Error, transaction

from yintang.clinic.booking.models import Rules
from yintang.clinic.booking.taking import call_off
from yintang.clinic.care.models import Visit
from yintang.clinic.packages.balances import credits_of, left_of, money_of, owed, standing, unpaid
from yintang.clinic.packages.entering import (
    Refused,
    charge,
    pay,
    refundable,
    reverse_money,
    sell,
    take_back,
)
from yintang.clinic.packages.models import Books, Credit, Invoice, Money
from yintang.clinic.packages.settling import (
    count_down,
    reverse_credit,
    to_settle,
    use,
    waive,
)
from yintang.clinic.patients.merging import merge, unmerge

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def left(patient) -> int:
    return sum(one.left for one in left_of(credits_of(patient)))


def debt(patient) -> Decimal:
    return owed(money_of(patient)).get("GBP", Decimal(0))


@pytest.fixture
def signed(visit, ana) -> Visit:
    """Dana's visit, signed; no needle was placed."""
    assert visit.sign(ana, NOW, without_needles="A talk.")
    return Visit.objects.get(pk=visit.pk)


@pytest.fixture
def missed(appointment, cleo) -> Visit:
    """Dana did not come on 1 December."""
    later = NOW + timedelta(days=12)
    call_off(appointment, by="patient", user=cleo, now=later, missed=True)
    return Visit.objects.get(pk=appointment.visit_id)


def test_ten_for_the_price_of_nine_are_ten_credits_and_one_charge(invoice, dana):
    assert left(dana) == 10
    assert debt(dana) == Decimal("765.00")
    assert invoice.number == 1


def test_a_payment_lowers_what_is_owed_and_has_a_receipt(invoice, payment, dana):
    assert debt(dana) == Decimal("365.00")
    assert payment.receipt == 1


def test_a_signed_visit_counts_one_down_by_itself(invoice, signed, dana):
    assert left(dana) == 9
    assert signed.credits.get().kind == Credit.Kind.USED


def test_it_is_counted_once_however_often_it_is_told(invoice, signed, dana, ana):
    count_down(signed)
    use(signed, by=ana, now=NOW)
    assert left(dana) == 9


def test_a_visit_without_a_credit_is_signed_all_the_same(signed, dana):
    assert signed.is_signed
    assert not credits_of(dana)
    assert [one.why for one in to_settle(dana, NOW)] == ["signed"]


def test_a_consultation_takes_no_credit_of_treatments(invoice, appointment, ana, dana):
    appointment.service.kind = "consultation"
    appointment.service.save()
    appointment.visit.sign(ana, NOW, without_needles="A talk.")
    assert left(dana) == 10


def test_a_missed_visit_asks_the_desk_and_takes_nothing_by_itself(invoice, missed, dana, cleo):
    later = NOW + timedelta(days=12)
    assert left(dana) == 10
    [asked] = to_settle(dana, later)
    assert (asked.visit, asked.why) == (missed, "missed")
    use(missed, by=cleo, now=later)
    assert left(dana) == 9
    assert not to_settle(dana, later)


def test_a_late_cancellation_asks_the_desk_and_one_in_time_does_not(appointment, dana, cleo):
    Rules.objects.update_or_create(clinic=dana.clinic, defaults={"notice_hours": 24})
    late = appointment.starts_at - timedelta(hours=2)
    call_off(appointment, by="patient", user=cleo, now=late)
    [asked] = to_settle(dana, late)
    assert asked.why == "late"
    waive(asked.visit, by=cleo, now=late)
    assert not to_settle(dana, late)


def test_a_visit_still_to_come_is_not_settled(invoice, appointment, cleo):
    with pytest.raises(Refused):
        use(appointment.visit, by=cleo, now=NOW)


def test_a_credit_given_back_can_be_used_again(invoice, signed, dana, cleo):
    row = signed.credits.get()
    back = reverse_credit(row, reason="Free of charge", by=cleo, now=NOW)
    assert left(dana) == 10
    assert [one.visit for one in to_settle(dana, NOW)] == [signed]
    reverse_credit(back, reason="After all", by=cleo, now=NOW)
    assert left(dana) == 9
    assert not to_settle(dana, NOW)


def test_what_was_settled_anew_is_not_settled_twice_by_a_reversal(invoice, signed, dana, cleo):
    back = reverse_credit(signed.credits.get(), reason="Wrong", by=cleo, now=NOW)
    waive(signed, by=cleo, now=NOW)
    with pytest.raises(Refused):
        reverse_credit(back, reason="After all", by=cleo, now=NOW)
    assert left(dana) == 10


def test_nothing_is_taken_back_twice(invoice, signed, payment, dana, cleo):
    row = signed.credits.get()
    for _ in range(2):
        reverse_credit(row, reason="Free", by=cleo, now=NOW)
        reverse_money(payment, reason="Other patient", by=cleo, now=NOW)
    assert left(dana) == 10
    assert debt(dana) == Decimal("765.00")


def test_a_reversal_taken_back_twice_changes_nothing_the_second_time(payment, dana, cleo):
    wrong = reverse_money(payment, reason="Wrong", by=cleo, now=NOW)
    for _ in range(2):
        reverse_money(wrong, reason="It was right", by=cleo, now=NOW)
    assert debt(dana) == Decimal("-400.00")
    assert Money.objects.count() == 3


def test_a_second_click_enters_nothing(dana, package, cleo):
    key = uuid4()
    for _ in range(2):
        sell(dana, package, by=cleo, now=NOW, key=key)
        pay(dana, Decimal(5), "cash", by=cleo, now=NOW, key=uuid4() if _ else key)
    assert left(dana) == 10
    assert Invoice.objects.count() == 1


def test_the_second_of_two_clicks_finds_the_same_payment(dana, cleo):
    key = uuid4()
    one, two = (pay(dana, Decimal(5), "cash", by=cleo, now=NOW, key=key) for _ in range(2))
    assert one == two
    assert debt(dana) == Decimal(-5)


def test_a_credit_note_takes_back_a_part_with_what_is_unused(invoice, signed, dana, cleo):
    assert refundable(invoice) == 9
    with pytest.raises(Refused):
        take_back(invoice, Decimal(680), credits_back=10, reason="Moves away", by=cleo, now=NOW)
    note = take_back(invoice, Decimal(680), credits_back=9, reason="Moves away", by=cleo, now=NOW)
    assert (note.number, note.total) == (2, Decimal(-680))
    assert left(dana) == 0
    assert debt(dana) == Decimal(85)
    assert standing(invoice) == Decimal(85)


def test_more_than_was_charged_is_not_taken_back(invoice, cleo):
    take_back(invoice, Decimal(765), credits_back=10, reason="Error", by=cleo, now=NOW)
    with pytest.raises(Refused):
        take_back(invoice, Decimal("0.01"), reason="Again", by=cleo, now=NOW)


def test_a_credit_note_is_not_taken_back(invoice, cleo):
    note = take_back(invoice, Decimal(65), reason="Goodwill", by=cleo, now=NOW)
    with pytest.raises(Refused):
        take_back(note, Decimal(65), reason="No", by=cleo, now=NOW)


def test_the_oldest_invoice_is_paid_first(invoice, payment, dana, cleo):
    later = charge(dana, [("Moxa sticks", Decimal(12))], by=cleo, now=NOW)
    pay(dana, Decimal(370), "cash", by=cleo, now=NOW)
    remains = unpaid(list(Invoice.objects.all()), money_of(dana))
    assert remains == {invoice.pk: Decimal(0), later.pk: Decimal(7)}


def test_numbers_run_without_gaps_also_where_an_entry_fails(dana, package, cleo):
    def sold_and_undone():
        with transaction.atomic():
            sell(dana, package, by=cleo, now=NOW)
            raise RuntimeError

    sell(dana, package, by=cleo, now=NOW)
    with pytest.raises(RuntimeError):
        sold_and_undone()
    assert sell(dana, package, by=cleo, now=NOW).number == 2
    assert Books.objects.get().last_invoice == 2


def test_an_invoice_keeps_its_words_when_the_clinic_changes_them(invoice, dana, package, cleo):
    Books.objects.update(vat_note="VAT 123")
    dana.address = "Elsewhere"
    dana.save()
    invoice.refresh_from_db()
    assert invoice.vat_note == ""
    assert "Elsewhere" not in invoice.buyer
    assert sell(dana, package, by=cleo, now=NOW).vat_note == "VAT 123"


@pytest.mark.parametrize("model", [Credit, Money, Invoice])
def test_the_database_refuses_to_change_a_row(invoice, model):
    with pytest.raises(Error), transaction.atomic():
        model.objects.update(at=NOW)


@pytest.mark.parametrize("model", [Credit, Money])
def test_the_database_refuses_to_remove_a_row(invoice, model):
    with pytest.raises(Error), transaction.atomic():
        model.objects.all().delete()


def test_merged_records_count_together_and_part_again(dana, dana_again, package, cleo, ana):
    sell(dana, package, by=cleo, now=NOW)
    sell(dana_again, package, by=cleo, now=NOW)
    done = merge(dana, dana_again, ana)
    assert (left(dana), debt(dana)) == (20, Decimal(1530))
    unmerge(done)
    assert (left(dana), left(dana_again)) == (10, 10)


def test_what_is_no_longer_sold_is_not_sold(dana, package, cleo):
    package.active = False
    package.save()
    with pytest.raises(Refused):
        sell(dana, package, by=cleo, now=NOW)
