"""Signing in by a link: asked for by address, opened once."""

from allauth.core.ratelimit import consume_or_429
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal.arriving import send_link
from yintang.clinic.portal.forms import EntryForm
from yintang.clinic.portal.models import EntryLink


def entry_ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link. The answer is the same whether the address is known or not."""
    form = EntryForm(request.POST or None)
    asked = False
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        too_often: HttpResponse | None = consume_or_429(request, action="entry", key=email)
        if too_often:
            return too_often
        if patient := _whose(email):
            with transaction.atomic():
                send_link(request, patient, timezone.now())
        asked = True
    shown = {"form": form, "asked": asked, "can_send": can_send()}
    return render(request, "portal/entry_ask.html", shown, status=422 if form.errors else 200)


def _whose(email: str) -> Patient | None:
    """The record that a link to this address may open; staff and second factors sign in as ever."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is not None:
        if needs_more(user):
            return None
        hers = user.patient_records.filter(merged_into=None, email__iexact=email)
        return hers.order_by("-created_at").first()
    unclaimed = Patient.objects.filter(
        email__iexact=email, user=None, merged_into=None, entry_links__isnull=False
    )
    return unclaimed.order_by("-created_at").first()


def needs_more(user: User) -> bool:
    """Whether a link is not enough: a member of a clinic, or somebody with a second factor."""
    if not user.is_active or user.memberships.exists():
        return True
    return bool(Authenticator.objects.filter(user=user).exists())


def entry(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link. A button comes first: programs that look at mail follow links too."""
    now = timezone.now()
    link = EntryLink.of(token, now)
    if link is None:
        return render(request, "portal/entry_gone.html", {"form": EntryForm()}, status=410)
    user = _user_of(link)
    if user is not None and needs_more(user) and request.user != user:
        return render(request, "portal/entry_password.html", {"link": link}, status=200)
    if request.method != "POST":
        return render(
            request, "portal/entry.html", {"link": link, "clinic_of": link.patient.clinic}
        )
    with transaction.atomic():
        if not link.use(now):
            return render(request, "portal/entry_gone.html", {"form": EntryForm()}, status=410)
        user = user or User.objects.create_user(link.email, name=str(link.patient))
        _attach(request, link.patient, user)
    if request.user != user:
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        UserSession.objects.create_from_request(request)
    return redirect("mine", link.patient_id)


def _user_of(link: EntryLink) -> User | None:
    """Whom the link signs in: the record's own user, or whoever has its address."""
    if link.patient.user is not None:
        return link.patient.user
    return User.objects.filter(email=link.email).first()


def _attach(request: HttpRequest, patient: Patient, user: User) -> None:
    """The record becomes hers to see: she has shown that she reads its address."""
    if patient.user_id is None:
        patient.user = user
        patient.save(update_fields=["user"])
        record(
            request, patient.clinic, "changed", "patient", patient.pk,
            patient=patient, detail="own sign-in",
        )  # fmt: skip
