"""The account of a patient at the desk: what is left, what is owed, and what changes either."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Rules
from yintang.clinic.care.access import visit_for
from yintang.clinic.clinics.access import rights_in, signed_in
from yintang.clinic.locking import locked
from yintang.clinic.packages.access import DESK, credit_to_change, payment_for
from yintang.clinic.packages.balances import credits_of, left_of
from yintang.clinic.packages.entering import Refused, charge, pay, reverse_money, sell
from yintang.clinic.packages.forms import ChargeForm, PayForm, ReasonForm, SellForm
from yintang.clinic.packages.models import Credit, Invoice, Money
from yintang.clinic.packages.page import account_page
from yintang.clinic.packages.settling import reverse_credit, service_of, to_settle, use, waive
from yintang.clinic.patients.access import patient_for, rw_patient_for
from yintang.clinic.patients.models import Patient


@login_required
@require_safe
def patient_account(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Both ledgers, their sums, and the forms that add to them."""
    patient = patient_for(request, patient_id, DESK, read="")
    record(request, patient.clinic, "read", "account", patient=patient)
    return _page(request, patient)


def _page(request: HttpRequest, patient: Patient, **bound: forms.Form) -> HttpResponse:
    clinic, rules = patient.clinic, Rules.of(patient.clinic)
    page = account_page(patient)
    due = page.owed.get(rules.currency)
    begun = {"amount": due if due and due > 0 else None}
    shown: dict[str, Any] = {
        "clinic": clinic, "here": "patients", "patient": patient, "page": page, "rules": rules,
        "due": due or 0, "to_settle": to_settle(patient, timezone.now()),
        "runs_it": "run the clinic" in rights_in(request, clinic),
        "sell": SellForm(clinic, auto_id="sell_%s"), "charge": ChargeForm(auto_id="charge_%s"),
        "pay": PayForm(initial=begun, auto_id="pay_%s"), **bound,
    }  # fmt: skip
    shown["used_up"] = shown["due"] <= 0 and not any(one.left for one in page.lefts)
    shown["sold"] = shown["sell"].fields["package"].queryset
    return render(request, "packages/account.html", shown, status=422 if bound else 200)


@login_required
@require_POST
def package_sell(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A package is hers from now on, paid or not."""
    patient = rw_patient_for(request, patient_id)
    form = SellForm(patient.clinic, request.POST, auto_id="sell_%s")
    if not form.is_valid():
        return _page(request, patient, sell=form)
    told = form.cleaned_data

    def enter() -> Invoice:
        return sell(patient, told["package"], by=signed_in(request), now=timezone.now(),
                    key=told["key"])  # fmt: skip

    return _charged(request, patient, enter, told)


@login_required
@require_POST
def account_charge(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Something by itself."""
    patient = rw_patient_for(request, patient_id)
    form = ChargeForm(request.POST, auto_id="charge_%s")
    if not form.is_valid():
        return _page(request, patient, charge=form)
    told = form.cleaned_data

    def enter() -> Invoice:
        return charge(patient, [(told["text"], told["amount"])], by=signed_in(request),
                      now=timezone.now(), key=told["key"])  # fmt: skip

    return _charged(request, patient, enter, told)


def _charged(
    request: HttpRequest, patient: Patient, enter: Callable[[], Invoice], told: dict[str, Any]
) -> HttpResponse:
    """Enter an invoice and, where it was paid at once, the payment: once, however often."""
    by, way = signed_in(request), told.get("way")
    try:
        with locked(patient):
            known = Invoice.objects.filter(pk=told["key"]).exists()
            made = enter()
            if not known:
                record(request, patient.clinic, "created", "invoice", made.pk, patient=patient)
            if way and not known:
                paid = pay(patient, made.total, way, by=by, now=made.at)
                record(request, patient.clinic, "took", "payment", paid.pk, patient=patient)
    except Refused as why:
        messages.error(request, str(why))
        return redirect("patient-account", patient.pk)
    messages.success(request, f"Invoice {made.number} is written{', and paid' if way else ''}.")
    return redirect("patient-account", patient.pk)


@login_required
@require_POST
def account_pay(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Money from her or back to her."""
    patient = rw_patient_for(request, patient_id)
    form = PayForm(request.POST, auto_id="pay_%s")
    if not form.is_valid():
        return _page(request, patient, pay=form)
    told = form.cleaned_data
    with locked(patient):
        known = Money.objects.filter(pk=told["key"]).exists()
        made = pay(patient, told["amount"], told["way"], by=signed_in(request),
                   now=timezone.now(), back=told["back"], key=told["key"])  # fmt: skip
        if not known:
            act = "gave back" if told["back"] else "took"
            record(request, patient.clinic, act, "payment", made.pk, patient=patient)
    messages.success(request, f"Entered, with receipt {made.receipt}.")
    return redirect("patient-account", patient.pk)


@login_required
@require_POST
def visit_settle(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """A credit, a charge, or nothing, for a visit that is over."""
    visit = visit_for(request, visit_id, DESK, read="")
    patient, by, now, how = (
        visit.patient,
        signed_in(request),
        timezone.now(),
        request.POST.get("how"),
    )
    try:
        with transaction.atomic():
            if how == "credit":
                made = use(visit, by=by, now=now)
                record(request, visit.clinic, "used", "credit", made.pk, patient=patient)
                messages.success(request, _used_in_words(made))
            elif how == "nothing":
                made = waive(visit, by=by, now=now)
                record(request, visit.clinic, "waived", "visit", visit.pk, patient=patient)
                messages.success(request, "Nothing is charged for this visit.")
            else:
                return _charge_visit(request, visit_id)
    except Refused as why:
        messages.error(request, str(why))
    return redirect("patient-account", patient.pk)


def _charge_visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    visit = visit_for(request, visit_id, DESK, read="")
    service = service_of(visit)
    day = visit.local_start
    named = service.name if service else "Visit"
    words = {"text": f"{named}, {day.day} {day:%B %Y}", "key": request.POST.get("key")}
    form = ChargeForm(words | {"amount": request.POST.get("amount")})
    if not form.is_valid():
        messages.error(request, "Write the amount that is charged for this visit.")
        return redirect("patient-account", visit.patient_id)
    told, patient = form.cleaned_data, visit.patient
    lines = [(told["text"], told["amount"])]

    def enter() -> Invoice:
        return charge(patient, lines, by=signed_in(request), now=timezone.now(), visit=visit,
                      key=told["key"])  # fmt: skip

    return _charged(request, patient, enter, told)


def _used_in_words(row: Credit) -> str:
    left = next((one.left for one in left_of(credits_of(row.account.patient))
                 if one.package.pk == row.package_id), 0)  # fmt: skip
    return f"One is used, {left} left." if left else f"That was the last of “{row.package}”."


@login_required
@require_POST
def credit_reverse(request: HttpRequest, credit_id: UUID) -> HttpResponse:
    """Give a credit back, or take that back; the row itself stays."""
    row = credit_to_change(request, credit_id)
    patient, form = row.account.patient, ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write why, and it is taken back.")
        return redirect("patient-account", patient.pk)
    why, by = form.cleaned_data["reason"], signed_in(request)
    try:
        with transaction.atomic():
            made = reverse_credit(row, reason=why, by=by, now=timezone.now())
            record(request, patient.clinic, "took back", "credit", made.pk, patient=patient)
        messages.success(request, "Taken back. Both rows stay in the list.")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("patient-account", patient.pk)


@login_required
@require_POST
def payment_reverse(request: HttpRequest, payment_id: UUID) -> HttpResponse:
    """Take back what was entered wrongly; the row itself stays."""
    row = payment_for(request, payment_id, read="")
    patient, form = row.account.patient, ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write why, and it is taken back.")
        return redirect("patient-account", patient.pk)
    why, by = form.cleaned_data["reason"], signed_in(request)
    with transaction.atomic():
        made = reverse_money(row, reason=why, by=by, now=timezone.now())
        record(request, patient.clinic, "took back", "payment", made.pk, patient=patient)
    messages.success(request, "Taken back. Both rows stay in the list.")
    return redirect("patient-account", patient.pk)
