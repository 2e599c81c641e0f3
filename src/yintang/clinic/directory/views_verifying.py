"""For those who may check credentials: what waits, and writing down what was found."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.directory.access import credential_to_verify, verifier, waiting_for_a_check
from yintang.clinic.directory.forms import Check
from yintang.clinic.directory.showing import shown

WAITING = 50


@login_required
@require_safe
def to_verify(request: HttpRequest) -> HttpResponse:
    """Credentials that nobody checked, or whose check no longer holds."""
    me = verifier(request)
    today = timezone.now().date()
    rows = waiting_for_a_check(me, today)
    context = {"me": me, "waiting": shown(rows[:WAITING], today), "number": rows.count()}
    return render(request, "directory/to_verify.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Write down what the register says of one credential, or that it was not found."""
    me, credential = credential_to_verify(request, credential_id)
    today = timezone.now().date()
    if request.method == "POST" and request.POST.get("act") == "not found":
        with transaction.atomic():
            credential.unverify()
            record(request, credential.clinic, "not found", "credential", credential.pk)
        messages.success(request, "It stays unverified.")
        return redirect("to-verify")
    first = {
        "checked_on": today, "status": credential.status, "conditions": credential.conditions,
        "expires_on": credential.expires_on, "covers_face": credential.covers_face,
    }  # fmt: skip
    form = Check(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        with transaction.atomic():
            credential.verify(me.name, told.pop("checked_on"), told.pop("source"), **told)
            record(request, credential.clinic, "verified", "credential", credential.pk)
        messages.success(request, f"Written down: {credential}.")
        return redirect("to-verify")
    context = {
        "me": me,
        "credential": credential,
        "form": form,
        "one": shown([credential], today)[0],
    }
    return render(request, "directory/verify.html", context)
