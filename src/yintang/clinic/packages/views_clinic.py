"""What the clinic sells, how its invoices read, and what it took on a day."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Rules
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import clinic_for, rights_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.packages.access import DESK, package_to_change
from yintang.clinic.packages.forms import BooksForm, PackageForm
from yintang.clinic.packages.models import Books, Package
from yintang.clinic.packages.takings import as_csv, rows_of, sums_of, totals

EITHER = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def packages(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What is sold together, and the words on invoices."""
    clinic = clinic_for(request, clinic_id)
    shown = {
        "clinic": clinic, "here": "clinic", "rules": Rules.of(clinic),
        "packages": clinic.packages.prefetch_related("services").order_by("-active", "name"),
        "books": Books.objects.filter(clinic=clinic).first(),
        "may": rights_in(request, clinic),
    }  # fmt: skip
    return render(request, "packages/packages.html", shown)


@login_required
@EITHER
def package_new(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A package that is not sold yet."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    return _package(request, clinic, Package(clinic=clinic, credits=10))


@login_required
@EITHER
def package(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """A package; what was sold of it stays as it was sold."""
    found = package_to_change(request, package_id)
    return _package(request, found.clinic, found)


def _package(request: HttpRequest, clinic: Clinic, found: Package) -> HttpResponse:
    new = found._state.adding
    form = PackageForm(clinic, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(request, clinic, "created" if new else "changed", "package", saved.pk)
        messages.success(request, f"{saved.name} is saved.")
        return redirect("packages", clinic.pk)
    shown = {"clinic": clinic, "here": "clinic", "form": form, "new": new,
             "rules": Rules.of(clinic)}  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "packages/package.html", shown, status=status)


@login_required
@EITHER
def invoice_words(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What stands on every invoice from now on."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    blank = Books.objects.filter(clinic=clinic).first() or Books(clinic=clinic)
    form = BooksForm(request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            Books.of(clinic)
            # Only the words: a number taken in the meantime must not be given twice.
            form.instance.save(update_fields=["vat_note", "how_to_pay"])
            record(request, clinic, "changed", "invoices", clinic.pk)
        messages.success(request, "Saved. Invoices written before keep their words.")
        return redirect("packages", clinic.pk)
    shown = {"clinic": clinic, "here": "clinic", "form": form}
    status = 422 if form.errors else 200
    return render(request, "packages/invoice_words.html", shown, status=status)


@login_required
@require_safe
def takings(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What came in and went out on one day, by kind, to be counted against the till."""
    clinic = clinic_for(request, clinic_id, DESK)
    day, today = _day(request, clinic), today_in(clinic, timezone.now())
    rows = rows_of(clinic, day)
    sums = sums_of(rows)
    record(request, clinic, "read", "takings")
    shown = {
        "clinic": clinic, "here": "clinic", "day": day, "is_today": day == today, "rows": rows,
        "sums": sums, "totals": totals(sums), "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
    }  # fmt: skip
    return render(request, "packages/takings.html", shown)


@login_required
@require_safe
def takings_csv(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The same for a spreadsheet."""
    clinic = clinic_for(request, clinic_id, DESK)
    day = _day(request, clinic)
    record(request, clinic, "exported", "takings")
    return HttpResponse(
        as_csv(clinic, rows_of(clinic, day)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="takings-{day}.csv"'},
    )


def _day(request: HttpRequest, clinic: Clinic) -> date:
    """The day asked for; today where none is, or none that there was."""
    today = today_in(clinic, timezone.now())
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return asked if date(2000, 1, 1) <= asked <= today else today
