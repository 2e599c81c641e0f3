"""The only way to obtain a feed: by its secret, or by being the one it is of."""

from datetime import datetime

from django.http import Http404, HttpRequest

from yintang.clinic.calendars.feeds import feed_of, found_by
from yintang.clinic.calendars.models import Feed
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.clinics.models import Clinic


def feed_by(secret: str, now: datetime) -> Feed:
    """A feed in force; a wrong, a revoked and an expired secret are told alike: nothing is here."""
    feed = found_by(secret, now)
    if feed is None:
        raise Http404
    return feed


def own_feed(request: HttpRequest, clinic: Clinic, now: datetime) -> Feed | None:
    """The requester's own feed of a clinic that admitted her."""
    return feed_of(now, practitioner=signed_in(request), clinic=clinic)
