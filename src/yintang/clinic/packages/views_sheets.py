"""Invoices, credit notes and receipts, as sheets of paper."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.packages.access import invoice_for, payment_for
from yintang.clinic.packages.balances import money_of, standing, unpaid
from yintang.clinic.packages.entering import Refused, refundable, take_back
from yintang.clinic.packages.forms import TakeBackForm
from yintang.clinic.packages.models import Invoice


@login_required
@require_safe
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """As it was handed out; what became of it since stands beside the sheet."""
    found = invoice_for(request, invoice_id)
    shown = {
        "clinic": found.clinic, "here": "patients", "patient": found.account.patient,
        **sheet_of(found),
    }  # fmt: skip
    return render(request, "packages/invoice.html", shown)


def sheet_of(found: Invoice) -> dict[str, object]:
    """The invoice with its credit notes, and what is still to be paid of it."""
    patient = found.account.patient
    hers = list(Invoice.objects.filter(account__patient=patient))
    return {
        "invoice": found, "standing": standing(found),
        "notes": found.credit_notes.order_by("number"),
        "unpaid": unpaid(hers, money_of(patient)).get(found.pk, 0),
    }  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invoice_credit(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """A credit note over all or part of an invoice."""
    found = invoice_for(request, invoice_id, read="")
    patient, most, credits = found.account.patient, standing(found), refundable(found)
    begun = {"amount": most, "credits_back": credits}
    form = TakeBackForm(found, credits, request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                note = take_back(
                    found, told["amount"], credits_back=told.get("credits_back") or 0,
                    reason=told["reason"], by=signed_in(request), now=timezone.now(),
                    key=told["key"],
                )  # fmt: skip
                record(request, found.clinic, "created", "credit note", note.pk, patient=patient)
            messages.success(request, f"Credit note {note.number} is written.")
            return redirect("invoice", note.pk)
        except Refused as why:
            form.add_error(None, str(why))
    shown = {
        "clinic": found.clinic, "here": "patients", "patient": patient, "invoice": found,
        "form": form, "standing": most,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "packages/invoice_credit.html", shown, status=status)


@login_required
@require_safe
def receipt(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """That money changed hands."""
    found = payment_for(request, payment_id)
    shown = {
        "clinic": found.clinic, "here": "patients", "patient": found.account.patient,
        "payment": found, "reversed": hasattr(found, "reversed_by"),
    }  # fmt: skip
    return render(request, "packages/receipt.html", shown)
