from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.packages.balances import credits_of, left_of, money_of, owed
from yintang.clinic.packages.models import Invoice, Money
from yintang.clinic.packages.settling import is_settled

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def desk(as_, cleo):
    return as_(cleo)


def post(client, name, thing, **sent):
    return client.post(reverse(name, args=[thing.pk]), sent, follow=True)


def debt(patient) -> Decimal:
    return owed(money_of(patient)).get("GBP", Decimal(0))


def test_it_works(desk, dana, invoice, payment):
    page = desk.get(reverse("patient-account", args=[dana.pk])).content.decode()
    assert "10</b> of 10 left" in page
    assert "£365.00" in page


def test_an_empty_account_says_how_to_begin(desk, dana):
    page = desk.get(reverse("patient-account", args=[dana.pk])).content.decode()
    assert "Selling a package or charging something writes the first." in page


def test_opening_it_is_written_down(desk, dana):
    desk.get(reverse("patient-account", args=[dana.pk]))
    assert Entry.objects.filter(act="read", kind="account", patient=dana.pk).count() == 1


def test_a_package_is_sold_and_paid_in_one_step(desk, dana, package):
    page = post(desk, "package-sell", dana, package=package.pk, way="card", key=uuid4())
    assert "Invoice 1 is written, and paid." in page.content.decode()
    assert debt(dana) == 0
    acts = Entry.objects.filter(patient=dana.pk).values_list("act", "kind")
    assert {("created", "invoice"), ("took", "payment")} <= set(acts)


def test_a_form_sent_twice_is_entered_once(desk, dana, package):
    key = uuid4()
    for _ in range(2):
        post(desk, "package-sell", dana, package=package.pk, way="cash", key=key)
    assert (Invoice.objects.count(), Money.objects.count()) == (1, 2)


def test_a_package_of_another_clinic_is_not_sold(desk, dana, package, other_clinic):
    package.clinic = other_clinic
    package.save()
    page = post(desk, "package-sell", dana, package=package.pk, key=uuid4())
    assert page.status_code == 422
    assert not Invoice.objects.exists()


def test_something_else_is_charged(desk, dana):
    post(desk, "account-charge", dana, text="Moxa sticks", amount="12.50", key=uuid4())
    assert Invoice.objects.get().lines == [{"text": "Moxa sticks", "amount": "12.50"}]


@pytest.mark.parametrize("amount", ["", "0", "-5", "1.005", "ten"])
def test_what_is_no_amount_is_refused_in_words(desk, dana, amount):
    page = post(desk, "account-charge", dana, text="Moxa", amount=amount, key=uuid4())
    assert page.status_code == 422
    assert not Invoice.objects.exists()


def test_money_is_given_back(desk, dana, payment):
    post(desk, "account-pay", dana, amount="400", way="transfer", back="on", key=uuid4())
    assert debt(dana) == 0
    assert Entry.objects.filter(act="gave back", kind="payment").exists()


def test_a_payment_entered_wrongly_is_taken_back_with_a_reason(desk, dana, payment):
    post(desk, "payment-reverse", payment, reason="")
    assert debt(dana) == Decimal(-400)
    post(desk, "payment-reverse", payment, reason="Another patient’s")
    assert debt(dana) == 0
    page = desk.get(reverse("patient-account", args=[dana.pk])).content.decode()
    assert "Another patient’s" in page


def test_a_bought_package_is_not_taken_back_without_a_credit_note(desk, credit, dana):
    page = post(desk, "credit-reverse", credit, reason="No").content.decode()
    assert "credit note" in page
    assert left_of(credits_of(dana))[0].left == 10


def test_a_signed_visit_is_charged_by_itself(desk, dana, visit, ana):
    visit.sign(ana, NOW, without_needles="A talk.")
    page = post(desk, "visit-settle", visit, how="charge", amount="85", key=uuid4())
    assert "Invoice 1 is written." in page.content.decode()
    assert is_settled(visit)
    assert Invoice.objects.get().lines[0]["text"] == "Visit, 2 November 2026"


def test_a_visit_that_is_charged_takes_no_credit_as_well(desk, dana, package, visit, ana):
    visit.sign(ana, NOW, without_needles="A talk.")
    post(desk, "visit-settle", visit, how="charge", amount="85", key=uuid4())
    post(desk, "package-sell", dana, package=package.pk, key=uuid4())
    page = post(desk, "visit-settle", visit, how="credit").content.decode()
    assert "charged by itself" in page
    assert left_of(credits_of(dana))[0].left == 10


def test_the_last_credit_says_so(desk, dana, package, visit, ana):
    package.credits = 1
    package.save()
    visit.sign(ana, NOW, without_needles="A talk.")
    post(desk, "package-sell", dana, package=package.pk, key=uuid4())
    page = post(desk, "visit-settle", visit, how="credit").content.decode()
    assert "That was the last of" in page


def test_nothing_may_be_charged(desk, visit, ana):
    visit.sign(ana, NOW, without_needles="A talk.")
    post(desk, "visit-settle", visit, how="nothing")
    assert is_settled(visit)


def test_who_only_reads_sees_no_money(as_, ben, dana):
    assert as_(ben).get(reverse("patient-account", args=[dana.pk])).status_code == 403
