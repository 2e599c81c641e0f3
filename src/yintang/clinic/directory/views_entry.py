"""A practitioner's own entry: what is said of her, her credentials, and whether she is shown."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.directory.access import own_entry
from yintang.clinic.directory.forms import CredentialDetails, EntryDetails
from yintang.clinic.directory.models import Credential
from yintang.clinic.directory.showing import measured_against, shown
from yintang.clinic.directory.views_credentials import kept, warn


@login_required
@require_safe
def entry(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """One's own entry as it stands, and what is unverified or missing."""
    mine = own_entry(request, clinic_id)
    today = timezone.now().astimezone(mine.clinic.zone).date()
    own = list(mine.credentials.all())
    of_clinic = list(mine.listing.credentials.filter(practitioner=None))
    context = {
        "clinic": mine.clinic,
        "here": "clinic",
        "mine": mine,
        "credentials": shown(own, today),
        "asked": measured_against([*own, *of_clinic], mine.listing, today),
    }
    return render(request, "directory/entry.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_entry(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What a practitioner tells the public about herself."""
    mine = own_entry(request, clinic_id)
    form = EntryDetails(request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            mine.change(form.cleaned_data)
            names = ", ".join(form.changed_data)
            record(request, mine.clinic, "changed", "directory entry", mine.pk, detail=names)
        messages.success(request, "Saved.")
        warn(request, form)
        return redirect("own-entry", mine.clinic.pk)
    context = {"clinic": mine.clinic, "here": "clinic", "mine": mine, "form": form}
    return render(request, "directory/entry_edit.html", context)


@login_required
@require_POST
def consent_to_entry(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Agree to be shown in the directory, or withdraw that (`act=withdraw`)."""
    mine = own_entry(request, clinic_id)
    with transaction.atomic():
        if request.POST.get("act") == "withdraw":
            mine.withdraw()
            record(request, mine.clinic, "withdrawn", "directory entry", mine.pk)
            messages.success(request, "You are no longer shown in the directory.")
        else:
            mine.agree(timezone.now())
            record(request, mine.clinic, "agreed to", "directory entry", mine.pk)
            messages.success(request, "You agreed to be shown in the directory.")
    return redirect("own-entry", mine.clinic.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_own_credential(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A credential of one's own, unverified until somebody has checked it."""
    mine = own_entry(request, clinic_id)
    held = Credential(listing=mine.listing, practitioner=mine)
    form = CredentialDetails(request.POST or None, instance=held, of_clinic=False)
    if request.method == "POST" and form.is_valid():
        kept(request, form)
        return redirect("own-entry", mine.clinic.pk)
    context = {"clinic": mine.clinic, "here": "clinic", "form": form, "back": "own-entry"}
    return render(request, "directory/credential_edit.html", context)
