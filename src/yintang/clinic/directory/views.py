"""What anybody may read: the search, clinics, practitioners, the checklist, the map of the site."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.booking.models import Rules
from yintang.clinic.directory.access import (
    public_listing,
    public_listings,
    public_practitioner,
    public_practitioners,
)
from yintang.clinic.directory.asking import DISTANCES, KINDS, ORDERS, TICKS, read_question
from yintang.clinic.directory.finding import free_at, look
from yintang.clinic.directory.forms import concern_choices, language_choices
from yintang.clinic.directory.gazetteer import find_places
from yintang.clinic.directory.linked_data import as_script, business, geojson, osm_tags, person
from yintang.clinic.directory.models import Listing
from yintang.clinic.directory.opening_hours import in_words
from yintang.clinic.directory.showing import measured_against, shown

A_MAP = 20_000
"""Addresses in one part of the map of the site; the protocol allows 50,000."""


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """The search: by place, concern, language and what was verified."""
    now = timezone.now()
    question = read_question(request.GET)
    found, more = look(question, now)
    context = {
        "at": "directory",
        "question": question,
        "found": found,
        "more": more and question.more,
        "today": now.date(),
        "concerns": concern_choices(),
        "languages": language_choices(),
        "kinds": KINDS.items(),
        "ticks": TICKS.items(),
        "distances": DISTANCES.items(),
        "orders": ORDERS.items(),
    }
    page = "directory/results.html" if request.headers.get("HX-Request") else "directory/find.html"
    return render(request, page, context)


@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Names of places for the list under the field while somebody types."""
    typed = request.GET.get("place", "")[:80]
    found = find_places(typed) if len(typed.strip()) > 1 else []
    return render(request, "directory/places.html", {"places": found})


@require_safe
def checklist(request: HttpRequest) -> HttpResponse:
    """What to look at before choosing a practitioner, on one sheet."""
    return render(request, "directory/checklist.html", {"at": "directory"})


@require_safe
def clinic(request: HttpRequest, clinic_slug: str) -> HttpResponse:
    """A clinic and those who treat there."""
    listing = public_listing(clinic_slug)
    today = _today(listing)
    here = public_practitioners().filter(listing=listing).order_by("name")
    people = list(here.prefetch_related("credentials"))
    url = request.build_absolute_uri(reverse("public-clinic", args=[listing.slug]))
    own = list(listing.credentials.filter(practitioner=None))
    context = {
        "at": "directory",
        "listing": listing,
        "people": people,
        "concerns": _concerns(listing.concerns),
        "hours": in_words(listing.opening_hours),
        "credentials": shown(own, today),
        "tags": osm_tags(listing),
        "linked_data": as_script(business(listing, url, people, today)),
        "book": _booking(listing),
    }
    return render(request, "directory/clinic.html", context)


@require_safe
def practitioner(request: HttpRequest, clinic_slug: str, practitioner_slug: str) -> HttpResponse:
    """A practitioner, and each of her credentials with who checked it, when and where."""
    her = public_practitioner(clinic_slug, practitioner_slug)
    today = _today(her.listing)
    rows = [*her.credentials.all(), *her.listing.credentials.filter(practitioner=None)]
    context = {
        "at": "directory",
        "her": her,
        "listing": her.listing,
        "concerns": _concerns(her.concerns),
        "credentials": shown(rows, today),
        "asked": measured_against(rows, her.listing, today),
        "linked_data": as_script(
            {"@context": "https://schema.org", **person(her, request.build_absolute_uri(), today)}
        ),
        "book": _booking(her.listing),
        "free": free_at(her, timezone.now()),
    }
    return render(request, "directory/practitioner.html", context)


@require_safe
def clinic_geojson(request: HttpRequest, clinic_slug: str) -> HttpResponse:
    """The clinic as a GeoJSON feature, for maps."""
    told = geojson(public_listing(clinic_slug))
    return JsonResponse(told, content_type="application/geo+json")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines may read what is public, and need not knock anywhere else."""
    context = {"sitemap": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "directory/robots.txt", context, content_type="text/plain")


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """The public pages for search engines; in parts where there are many."""
    clinics = public_listings().order_by("pk")
    people = public_practitioners().order_by("pk")
    parts = 1 + max(clinics.count(), people.count()) // A_MAP
    part = request.GET.get("part", "")
    if parts > 1 and not part:
        context: dict[str, object] = {"parts": range(1, parts + 1)}
        return render(request, "directory/sitemaps.xml", context, content_type="application/xml")
    first = A_MAP * (int(part) - 1) if part.isascii() and part.isdigit() and int(part) else 0
    context = {
        "first": first == 0,
        "clinics": clinics[first : first + A_MAP],
        "people": people[first : first + A_MAP],
        "root": request.build_absolute_uri("/").rstrip("/"),
    }
    return render(request, "directory/sitemap.xml", context, content_type="application/xml")


def _today(listing: Listing) -> date:
    return timezone.now().astimezone(listing.clinic.zone).date()


def _concerns(ids: list[str]) -> list[str]:
    known = atlas().concerns
    return [known[one].name for one in ids if one in known]


def _booking(listing: Listing) -> str:
    """Where a stranger books a consultation; "" while the clinic lets nobody book online."""
    online = Rules.of(listing.clinic).online
    return reverse("book", args=[listing.clinic_id]) if online else ""
