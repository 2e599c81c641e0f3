"""What a patient sees of her own account."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yintang.clinic.packages.access import own_account, own_invoice, own_payment
from yintang.clinic.packages.page import account_page
from yintang.clinic.packages.views_sheets import sheet_of


@login_required
@require_safe
def mine_account(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What is left of her packages, what she owes, and every invoice and receipt."""
    patient = own_account(request, patient_id)
    page = account_page(patient)
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "papers", "page": page,
        "has_receipts": any(one.row.receipt for one in page.money),
    }  # fmt: skip
    return render(request, "packages/mine_account.html", shown)


@login_required
@require_safe
def mine_invoice(request: HttpRequest, patient_id: UUID, own_invoice_id: UUID) -> HttpResponse:
    """One of her invoices or credit notes."""
    patient = own_account(request, patient_id)
    found = own_invoice(patient, own_invoice_id)
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "papers", **sheet_of(found),
    }  # fmt: skip
    return render(request, "packages/mine_invoice.html", shown)


@login_required
@require_safe
def mine_receipt(request: HttpRequest, patient_id: UUID, own_payment_id: UUID) -> HttpResponse:
    """One of her receipts."""
    patient = own_account(request, patient_id)
    found = own_payment(patient, own_payment_id)
    shown = {
        "patient": patient, "clinic_of": patient.clinic, "tab": "papers", "payment": found,
        "reversed": hasattr(found, "reversed_by"),
    }  # fmt: skip
    return render(request, "packages/mine_receipt.html", shown)
