import csv
import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.urls import reverse

from yintang.clinic.packages.entering import pay, reverse_money
from yintang.clinic.packages.models import Books, Package
from yintang.clinic.packages.takings import rows_of, sums_of, totals

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
DAY = NOON.date()


@pytest.fixture
def till(dana, cleo, invoice, payment):
    pay(dana, Decimal(50), "cash", by=cleo, now=NOON)
    pay(dana, Decimal(20), "cash", by=cleo, now=NOON, back=True)
    wrong = pay(dana, Decimal(500), "card", by=cleo, now=NOON)
    reverse_money(wrong, reason="Typed twice", by=cleo, now=NOON)


def test_it_works(as_, cleo, clinic, till):
    page = as_(cleo).get(reverse("takings", args=[clinic.pk]), {"day": "2026-11-02"})
    assert "£430.00" in page.content.decode()


def test_each_way_is_summed_and_what_was_taken_back_counts_against_it(clinic, till):
    sums = {one.way: (one.taken, one.given_back) for one in sums_of(rows_of(clinic, DAY))}
    assert sums == {"Card terminal": (400, 0), "Cash": (50, 20)}
    assert totals(sums_of(rows_of(clinic, DAY))) == {"GBP": Decimal(430)}


def test_a_day_is_the_clinics_own(clinic, dana, cleo):
    clinic.time_zone = "Australia/Sydney"
    clinic.save()
    pay(dana, Decimal(5), "cash", by=cleo, now=datetime(2026, 11, 2, 13, 30, tzinfo=UTC))
    assert not rows_of(clinic, DAY)
    assert len(rows_of(clinic, DAY.replace(day=3))) == 1


def test_a_day_without_any_says_so(as_, cleo, clinic):
    page = as_(cleo).get(reverse("takings", args=[clinic.pk]), {"day": "nonsense"})
    assert "Nothing on this day" in page.content.decode()


def test_the_file_adds_up_and_no_cell_is_a_formula(as_, cleo, clinic, dana, till):
    dana.given_name = "=HYPERLINK(1)"
    dana.save()
    sent = as_(cleo).get(reverse("takings-csv", args=[clinic.pk]), {"day": "2026-11-02"})
    rows = list(csv.DictReader(io.StringIO(sent.content.decode())))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(430)
    assert not any(row["patient"].startswith("=") for row in rows)


def test_the_owner_sets_a_package_and_its_price(as_, ana, clinic, service):
    told = {"name": "Six", "credits": 6, "price": "450", "services": service.pk, "active": "on"}
    as_(ana).post(reverse("package-new", args=[clinic.pk]), told)
    made = Package.objects.get()
    assert (made.credits, made.price, list(made.services.all())) == (6, 450, [service])
    assert "Six" in as_(ana).get(reverse("packages", args=[clinic.pk])).content.decode()


@pytest.mark.parametrize("wrong", [{"credits": 0}, {"price": "-1"}, {"name": ""}])
def test_what_is_no_package_is_refused(as_, ana, clinic, wrong):
    told = {"name": "Six", "credits": 6, "price": "450", "active": "on"} | wrong
    answer = as_(ana).post(reverse("package-new", args=[clinic.pk]), told)
    assert answer.status_code == 422
    assert not Package.objects.exists()


def test_the_words_on_invoices_leave_their_numbers_alone(as_, ana, clinic, invoice):
    as_(ana).post(reverse("invoice-words", args=[clinic.pk]), {"vat_note": "No VAT."})
    books = Books.objects.get()
    assert (books.vat_note, books.last_invoice) == ("No VAT.", 1)
