"""The clinic's own pages about its listing: what is shown, what is missing, publishing."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.directory.access import listing_to_run
from yintang.clinic.directory.forms import CredentialDetails, ListingDetails
from yintang.clinic.directory.linked_data import geojson, osm_tags
from yintang.clinic.directory.models import Credential
from yintang.clinic.directory.models.listing import NotReady
from yintang.clinic.directory.showing import measured_against, shown
from yintang.clinic.directory.views_credentials import kept, warn


@login_required
@require_safe
def listing(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What the public sees of the clinic, and what is unverified or missing."""
    found = listing_to_run(request, clinic_id)
    today = timezone.now().astimezone(found.clinic.zone).date()
    own = list(found.credentials.filter(practitioner=None))
    people = found.practitioners.select_related("membership", "listing").order_by("name")
    context = {
        "clinic": found.clinic,
        "here": "clinic",
        "listing": found,
        "missing": found.missing(),
        "credentials": shown(own, today),
        "people": [
            (one, measured_against([*one.credentials.all(), *own], found, today))
            for one in people.prefetch_related("credentials")
        ],
        "tags": osm_tags(found),
        "geojson": geojson(found) if found.lat is not None else None,
    }
    return render(request, "directory/listing.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_listing(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What the clinic tells the public about itself."""
    found = listing_to_run(request, clinic_id)
    form = ListingDetails(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        fields, prices = form.told()
        with transaction.atomic():
            found.change(fields, prices)
            names = ", ".join(form.changed_data)
            record(request, found.clinic, "changed", "listing", found.pk, detail=names)
        messages.success(request, "Saved.")
        warn(request, form)
        return redirect("listing", found.clinic_id)
    context = {"clinic": found.clinic, "here": "clinic", "listing": found, "form": form}
    return render(request, "directory/listing_edit.html", context)


@login_required
@require_POST
def publish_listing(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Publish the listing, or withdraw it (`act=withdraw`)."""
    found = listing_to_run(request, clinic_id)
    try:
        with transaction.atomic():
            if request.POST.get("act") == "withdraw":
                found.withdraw()
                record(request, found.clinic, "withdrawn", "listing", found.pk)
                messages.success(request, "The listing is no longer public.")
            else:
                found.publish(timezone.now())
                record(request, found.clinic, "published", "listing", found.pk)
                messages.success(request, "The listing is public.")
    except NotReady as fault:
        messages.error(request, str(fault))
    return redirect("listing", found.clinic_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_listing_credential(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A credential of the clinic itself: its premises licence."""
    found = listing_to_run(request, clinic_id)
    form = CredentialDetails(
        request.POST or None, instance=Credential(listing=found), of_clinic=True
    )
    if request.method == "POST" and form.is_valid():
        kept(request, form)
        return redirect("listing", found.clinic_id)
    context = {"clinic": found.clinic, "here": "clinic", "form": form, "back": "listing"}
    return render(request, "directory/credential_edit.html", context)
