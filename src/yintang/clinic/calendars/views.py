"""A practitioner's calendar feed: the page on which it is made, and the feed itself."""

from uuid import UUID

from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.calendars import feeds
from yintang.clinic.calendars.access import feed_by, own_feed
from yintang.clinic.clinics.access import clinic_for, signed_in


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The appointments as a calendar program reads them. Whoever knows the address may."""
    too_often: HttpResponse | None = consume_or_429(request, action="feed", limit_get=True)
    if too_often:
        return too_often
    now = timezone.now()
    found = feed_by(secret, now)
    answer = HttpResponse(feeds.ics_of(found, now), content_type="text/calendar; charset=utf-8")
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex"
    answer["Content-Disposition"] = 'inline; filename="appointments.ics"'
    return answer


@login_required
@require_safe
def calendar(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Whether a calendar program reads the requester's appointments, and until when."""
    clinic = clinic_for(request, clinic_id, "write notes")
    found = own_feed(request, clinic, timezone.now())
    shown = {"clinic": clinic, "here": "clinic", "feed": found}
    return render(request, "calendars/calendar.html", shown)


@login_required
@require_POST
def calendar_make(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A new address, shown once; the one before leads nowhere from now on."""
    clinic = clinic_for(request, clinic_id, "write notes")
    me = signed_in(request)
    with transaction.atomic():
        made, secret = feeds.make(
            me,
            timezone.now(),
            practitioner=me,
            clinic=clinic,
            initials=request.POST.get("initials") == "on",
        )
        record(request, clinic, "created", "feed", made.pk)
    shown = {
        "clinic": clinic,
        "here": "clinic",
        "feed": made,
        "address": request.build_absolute_uri(feeds.address(secret)),
    }
    return render(request, "calendars/calendar.html", shown)


@login_required
@require_POST
def calendar_revoke(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The address leads nowhere from now on."""
    clinic = clinic_for(request, clinic_id, "write notes")
    found = own_feed(request, clinic, timezone.now())
    if found is not None:
        with transaction.atomic():
            found.revoke(timezone.now())
            record(request, clinic, "withdrawn", "feed", found.pk)
        messages.success(request, "Revoked. The address leads nowhere from now on.")
    return redirect("calendar", clinic.pk)
