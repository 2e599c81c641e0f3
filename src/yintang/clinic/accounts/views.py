"""One's own sign-in, and the first run."""

from contextlib import suppress
from copy import copy

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.core.ratelimit import consume_or_429
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.accounts.forms import OwnDetails, Welcome
from yintang.clinic.accounts.middleware import SEEN
from yintang.clinic.accounts.welcome import nobody_yet, set_up
from yintang.clinic.clinics.access import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
def welcome(request: HttpRequest) -> HttpResponse:
    """The first run: the clinic, its owner, and the code that only the right person can read."""
    if not nobody_yet():
        return redirect("home")
    form = Welcome(request.POST or None)
    if request.method == "POST":
        too_often: HttpResponse | None = consume_or_429(request, action="welcome")
        if too_often:
            return too_often
        if form.is_valid():
            # Whoever used the code up in the meantime has set the clinic up: on to the sign-in.
            with suppress(FileNotFoundError):
                _begin(request, form)
            return redirect("home")
    return render(request, "accounts/welcome.html", {"form": form})


def _begin(request: HttpRequest, form: Welcome) -> None:
    told = form.cleaned_data
    clinic = form.save(commit=False)
    owner = set_up(request, clinic, told["owner"], told["owner_email"], told["password"])
    login(request, owner, backend=settings.AUTHENTICATION_BACKENDS[0])
    UserSession.objects.create_from_request(request)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name, address, password, second factor, passkeys and sessions, in one place."""
    user = signed_in(request)
    # A copy: the header of a refused page shows the name that was saved.
    form = OwnDetails(request.POST or None, instance=copy(user))
    if request.method == "POST" and form.is_valid():
        raise_if_reauthentication_required(request, app="allauth.account")
        user.rename(form.cleaned_data["name"], form.cleaned_data["email"])
        messages.success(request, "Saved.")
        return redirect("account")
    factors = list(Authenticator.objects.filter(user=user))
    codes = next((one.wrap() for one in factors if one.type == "recovery_codes"), None)
    context = {
        "form": form,
        "app": any(one.type == "totp" for one in factors),
        "keys": [one for one in factors if one.type == "webauthn"],
        "codes_left": None if codes is None else len(codes.get_unused_codes()),
        "sessions": len(UserSession.objects.purge_and_list(user)),
        "records": user.patient_records.filter(merged_into=None).select_related("clinic"),
    }
    return render(request, "accounts/account.html", context)


@login_required
@require_safe
def account_email(request: HttpRequest) -> HttpResponse:
    """In place of allauth's page of addresses: here a person has one, kept on her account page."""
    return redirect("account")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def here(request: HttpRequest) -> JsonResponse:
    """The seconds until this session is signed off; a POST says that somebody is there."""
    now = timezone.now().timestamp()
    if request.method == "POST":
        request.session[SEEN] = now
    idle = now - request.session.get(SEEN, now)
    return JsonResponse({"seconds": max(0, round(settings.SIGN_OFF_MINUTES * 60 - idle))})
