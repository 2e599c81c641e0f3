"""Signing off whoever walked away, and keeping pages out of every store."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

Responder = Callable[[HttpRequest], HttpResponse]
SEEN = "seen"
SEEN_EVERY = timedelta(seconds=60)


def sign_off_when_idle(get_response: Responder) -> Responder:
    """Sign off a session in which nobody did anything for `SIGN_OFF_MINUTES`.

    A page that asks for news by itself says so with `X-Yintang-Background`; that does not count as
    somebody being there.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = timezone.now().timestamp()
            seen = request.session.get(SEEN, now)
            if now - seen > settings.SIGN_OFF_MINUTES * 60:
                logout(request)
                messages.info(request, "You were signed off because nobody was here for a while.")
            elif SEEN not in request.session or (
                now - seen > SEEN_EVERY.total_seconds()
                and "X-Yintang-Background" not in request.headers
            ):
                request.session[SEEN] = now
        return get_response(request)

    return respond


def never_stored(get_response: Responder) -> Responder:
    """No page about a person stays in a browser's or a proxy's cache; none is left at sign-out."""

    def respond(request: HttpRequest) -> HttpResponse:
        was_signed_in = request.user.is_authenticated
        response = get_response(request)
        response.setdefault("Cache-Control", "no-store")
        if was_signed_in and not request.user.is_authenticated:
            response["Clear-Site-Data"] = '"cache", "storage"'
        return response

    return respond
