"""A credential as the practitioner or the clinic tells it: changed or taken away."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.directory.access import credential_to_change
from yintang.clinic.directory.forms import CredentialDetails, PublicWords
from yintang.clinic.directory.models import Credential


def kept(request: HttpRequest, form: CredentialDetails) -> Credential:
    """The new credential of a valid form, unverified."""
    with transaction.atomic():
        credential: Credential = form.save()
        record(request, credential.clinic, "created", "credential", credential.pk)
    messages.success(request, "Saved. It is shown as unverified until somebody has checked it.")
    return credential


def warn(request: HttpRequest, form: PublicWords) -> None:
    """Say which words somebody should make sure of before the public reads them."""
    for remark in dict.fromkeys(form.remarks):
        messages.warning(request, f"Make sure of {remark}", extra_tags="caution")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Change what a credential says; what changed has to be checked again."""
    found = credential_to_change(request, credential_id)
    back = where_it_stands(request, found)
    stands = Credential(**{f.attname: getattr(found, f.attname) for f in Credential._meta.fields})
    form = CredentialDetails(
        request.POST or None, instance=stands, of_clinic=found.practitioner_id is None
    )
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            if found.change(form.cleaned_data):
                record(request, found.clinic, "changed", "credential", found.pk)
                messages.success(request, "Saved. What changed has to be checked again.")
        return redirect(back, found.clinic.pk)
    context = {
        "clinic": found.clinic, "here": "clinic", "form": form, "credential": found, "back": back,
    }  # fmt: skip
    return render(request, "directory/credential_edit.html", context)


@login_required
@require_POST
def remove_credential(request: HttpRequest, credential_id: UUID) -> HttpResponse:
    """Take a credential out of the directory."""
    found = credential_to_change(request, credential_id)
    back = where_it_stands(request, found)
    with transaction.atomic():
        record(request, found.clinic, "erased", "credential", found.pk, detail=found.kind)
        found.delete()
    messages.success(request, "Removed.")
    return redirect(back, found.clinic.pk)


def where_it_stands(request: HttpRequest, found: Credential) -> str:
    """The page a credential is shown on to whoever changes it."""
    her = found.practitioner
    hers = her is not None and her.membership.user_id == signed_in(request).pk
    return "own-entry" if hers else "listing"
