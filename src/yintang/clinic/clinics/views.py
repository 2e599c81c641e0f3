"""The front door, the clinic's page and its members."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.accounts.models import User
from yintang.clinic.accounts.welcome import nobody_yet
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import (
    admit,
    clinic_for,
    clinic_to_run,
    may,
    member_to_change,
    signed_in,
)
from yintang.clinic.clinics.forms import ClinicDetails, Invitation, MemberDetails
from yintang.clinic.clinics.inviting import AlreadyMember, invite, may_link, password_link
from yintang.clinic.clinics.models import LastOwner, Membership


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Says "ready" once the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready", content_type="text/plain")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Straight to one's clinic's day or to one's own record; a choice where there are several.

    A stranger finds the front page.
    """
    if not isinstance(request.user, User):
        return redirect("welcome") if nobody_yet() else render(request, "clinics/front.html")
    members = list(request.user.memberships.filter(active=True).select_related("clinic"))
    records = list(request.user.patient_records.filter(merged_into=None).select_related("clinic"))
    if len(members) == 1:
        return redirect("today", members[0].clinic_id)
    if not members and len(records) == 1:
        return redirect("mine", records[0].pk)
    return render(request, "clinics/home.html", {"records": records})


@login_required
@require_safe
def clinic(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The clinic's address, hours and members."""
    found = clinic_for(request, clinic_id)
    me = admit(request, found, "see patients")
    members = found.memberships.select_related("user").order_by("-active", "user__name")
    context = {
        "clinic": found,
        "here": "clinic",
        "members": members,
        "runs_it": may(me, "run the clinic"),
        "treats": may(me, "write notes"),
        "edits": may(me, "edit patients"),
    }
    return render(request, "clinics/clinic.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_clinic(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What the clinic says about itself."""
    found = clinic_for(request, clinic_id, "run the clinic")
    form = ClinicDetails(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            fields = ", ".join(form.changed_data)
            record(request, found, "changed", "clinic", found.pk, detail=fields)
        messages.success(request, "Saved.")
        return redirect("clinic", found.pk)
    return render(request, "clinics/edit.html", {"clinic": found, "here": "clinic", "form": form})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite_member(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A new member, and the link by which she sets her password."""
    found = clinic_to_run(request, clinic_id)
    form = Invitation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = invite(request, found, **form.cleaned_data)
        except AlreadyMember:
            form.add_error(
                "email", "This person is in the list of members already. Open the entry there."
            )
        else:
            return _handed_over(request, member)
    return render(request, "clinics/invite.html", {"clinic": found, "here": "clinic", "form": form})


def _handed_over(request: HttpRequest, member: Membership) -> HttpResponse:
    """The link, shown once; or word that she has a password of her own."""
    url = ""
    if may_link(signed_in(request), member.user):
        url = password_link(member.user)
        record(request, member.clinic, "made a password link", "member", member.pk)
    context = {"clinic": member.clinic, "here": "clinic", "member": member, "url": url}
    return render(request, "clinics/link.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """A member's role and title, and whether she still works here."""
    found = member_to_change(request, member_id)
    form = MemberDetails(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            with transaction.atomic():
                found.change(told["role"], told["title"], told["active"])
                detail = f"role {told['role']}, {'active' if told['active'] else 'ended'}"
                record(request, found.clinic, "changed", "member", found.pk, detail=detail)
        except LastOwner as fault:
            form.add_error(None, str(fault))
        else:
            messages.success(request, "Saved.")
            return redirect("clinic", found.clinic_id)
    context = {
        "clinic": found.clinic,
        "here": "clinic",
        "member": found,
        "form": form,
        "may_link": may_link(signed_in(request), found.user),
    }
    return render(request, "clinics/member.html", context)


@login_required
@require_POST
def member_link(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """A link by which a member sets a new password."""
    found = member_to_change(request, member_id)
    if not may_link(signed_in(request), found.user):
        raise PermissionDenied(
            "This account also opens something outside your clinics. Its holder can ask for a new "
            "password by e-mail, or whoever runs this server can set one."
        )
    return _handed_over(request, found)
