from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from yintang.clinic.audit.models import Entry
from yintang.clinic.packages.entering import take_back
from yintang.clinic.packages.models import Books, Invoice


@pytest.fixture
def desk(as_, cleo):
    return as_(cleo)


def page(client, name, *things):
    return client.get(reverse(name, args=[thing.pk for thing in things])).content.decode()


def test_it_works(desk, invoice):
    sheet = page(desk, "invoice", invoice)
    for words in ("No. 1", "10 treatments for the price of 9", "£765.00", "Dana Moreno"):
        assert words in sheet
    assert Entry.objects.filter(act="read", kind="invoice", subject=invoice.pk).exists()


def test_it_carries_the_words_about_tax(desk, clinic, dana, request):
    Books.objects.create(clinic=clinic, vat_note="No VAT: <exempt>")
    invoice = request.getfixturevalue("invoice")
    assert "No VAT: &lt;exempt&gt;" in page(desk, "invoice", invoice)


def test_it_names_nothing_of_her_treatment(desk, invoice, course, visit):
    sheet = page(desk, "invoice", invoice)
    for word in (*course.concerns, "diagnos", "acupuncture"):
        assert word not in sheet


def test_a_credit_note_has_a_number_of_its_own_and_leaves_the_invoice(desk, invoice):
    told = {"amount": "765.00", "credits_back": "10", "reason": "Sold in error", "key": uuid4()}
    answer = desk.post(reverse("invoice-credit", args=[invoice.pk]), told, follow=True)
    sheet = answer.content.decode()
    assert "Credit note" in sheet
    assert "No. 2" in sheet
    assert "−£765.00" in sheet
    assert Invoice.objects.get(number=1).total == 765
    assert "Credit note 2" in page(desk, "invoice", invoice)


def test_too_much_is_refused_in_words(desk, invoice):
    told = {"amount": "800", "credits_back": "0", "reason": "Error", "key": uuid4()}
    answer = desk.post(reverse("invoice-credit", args=[invoice.pk]), told)
    assert answer.status_code == 422
    assert "is left to take back" in answer.content.decode()


def test_a_receipt_says_how_much_and_how(desk, payment):
    sheet = page(desk, "receipt", payment)
    assert "£400.00" in sheet
    assert "Card terminal" in sheet


def test_her_own_page_shows_balance_invoices_and_receipts(as_, dana_user, dana, invoice, payment):
    client = as_(dana_user)
    own = page(client, "mine-account", dana)
    for words in ("£365.00", "10</b> of 10 left", "Receipt 1"):
        assert words in own
    assert "No. 1" in page(client, "mine-invoice", dana, invoice)
    assert "£400.00" in page(client, "mine-receipt", dana, payment)


def test_another_patients_invoice_is_not_hers(as_, dana_user, dana, dana_again, invoice):
    invoice_of_another = Invoice.objects.get(pk=invoice.pk)
    dana_again.user = dana_user
    dana_again.save()
    url = reverse("mine-invoice", args=[dana_again.pk, invoice_of_another.pk])
    assert as_(dana_user).get(url).status_code == 404


def test_the_signed_record_says_when_the_last_credit_was_used(as_, ana, invoice, package, visit):
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    take_back(invoice, Decimal(700), credits_back=9, reason="Fewer", by=ana, now=now)
    visit.sign(ana, now, without_needles="A talk.")
    assert "The last of “10 treatments" in page(as_(ana), "record", visit)
