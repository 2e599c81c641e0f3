"""The pages on which hours, absences and holidays are set, with whom a change would meet."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.access_setup import (
    absence_to_change,
    hours_to_change,
    whom_to_mark_away,
)
from yintang.clinic.booking.forms_setup import AbsenceForm, ClosedDaysForm, WeekForm
from yintang.clinic.booking.models import Absence, Appointment
from yintang.clinic.booking.public_holidays import holidays_of, likely_part, parts_of
from yintang.clinic.booking.setting_up import change_hours, during, hours_on, outside_hours
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.clinics.models import Clinic

EITHER = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@EITHER
def opening_hours(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """When the clinic is open."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    return _hours(request, clinic, None)


@login_required
@EITHER
def practitioner_hours(request: HttpRequest, member_id: UUID) -> HttpResponse:
    """When somebody treats here: her own hours, or as the owner anybody's."""
    member = hours_to_change(request, member_id)
    if request.POST.get("same"):
        with transaction.atomic():
            member.clinic.booking_hours.filter(practitioner=member.user).delete()
            record(request, member.clinic, "changed", "hours", member.pk)
        messages.success(request, f"{member.user} keeps the clinic's hours.")
        return redirect("booking-setup", member.clinic_id)
    return _hours(request, member.clinic, member.user)


def _hours(request: HttpRequest, clinic: Clinic, who: User | None) -> HttpResponse:
    now = timezone.now()
    today = today_in(clinic, now)
    rows = list(clinic.booking_hours.filter(practitioner=who))
    form = WeekForm(today, hours_on(rows, today), request.POST or None)
    met: Sequence[Appointment] = ()
    if request.method == "POST" and form.is_valid():
        week, first = form.cleaned_data["week"], form.cleaned_data["first"]
        met = outside_hours(clinic, who, week, first, now)
        if not met or request.POST.get("sure"):
            with transaction.atomic():
                change_hours(clinic, who, week, first)
                record(request, clinic, "changed", "hours", who.pk if who else clinic.pk)
            messages.success(request, f"The hours hold from {first.day} {first:%B %Y}.")
            return _after(request, clinic, met)
    shown = {
        "clinic": clinic, "here": "clinic", "form": form, "who": who, "met": met,
        "own": who is not None and bool(rows),
    }  # fmt: skip
    status = 422 if form.errors else 409 if met else 200
    return render(request, "booking/setup_hours.html", shown, status=status)


@login_required
@EITHER
def absences(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Who is away and when; a new absence shows whom it meets before it is saved."""
    clinic = clinic_for(request, clinic_id, "see patients")
    now = timezone.now()
    people, everything = whom_to_mark_away(request, clinic)
    rooms = list(clinic.rooms.filter(active=True).order_by("name")) if everything else []
    form = AbsenceForm(clinic, people, rooms, request.POST or None).offer(everything=everything)
    met: Sequence[Appointment] = ()
    if request.method == "POST" and form.is_valid():
        met = during(form.instance, now)
        if not met or request.POST.get("sure"):
            _keep(request, form)
            return _after(request, clinic, met)
    mine = signed_in(request).pk
    ahead = clinic.absences.filter(last_day__gte=today_in(clinic, now))
    shown = {
        "clinic": clinic, "here": "clinic", "form": form, "met": met, "everything": everything,
        "may_add": bool(people) or everything,
        "absences": [
            (one, everything or one.practitioner_id == mine)
            for one in ahead.select_related("practitioner", "room").order_by("first_day", "pk")
        ],
    }  # fmt: skip
    status = 422 if form.errors else 409 if met else 200
    return render(request, "booking/setup_absences.html", shown, status=status)


def _keep(request: HttpRequest, form: AbsenceForm) -> None:
    with transaction.atomic():
        absence = form.save()
        record(request, absence.clinic, "created", "absence", absence.pk)
    messages.success(request, "The absence is in the diary.")


@login_required
@EITHER
def absence_end(request: HttpRequest, absence_id: UUID) -> HttpResponse:
    """Take an absence back."""
    absence = absence_to_change(request, absence_id)
    if request.method == "POST":
        with transaction.atomic():
            record(request, absence.clinic, "cancelled", "absence", absence.pk)
            absence.delete()
        messages.success(request, "The absence is taken back.")
        return redirect("absences", absence.clinic_id)
    shown = {"clinic": absence.clinic, "here": "clinic", "one": absence}
    return render(request, "booking/setup_absence_end.html", shown)


@login_required
@EITHER
def closed_days(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A year's public holidays, to tick those that the clinic keeps."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    now = timezone.now()
    today = today_in(clinic, now)
    year = _year(request.GET.get("year", ""), today)
    part = request.GET.get("part", likely_part(clinic))
    offered = [one for one in holidays_of(clinic, part, year) if one.day >= today]
    kept = _closed(clinic)
    days = [one.day.isoformat() for one in offered if one.day in kept]
    form = ClosedDaysForm(offered, request.POST or None, initial={"days": days})
    if request.method == "POST":
        # Nothing ticked is an answer too, and sends nothing but the token.
        form = ClosedDaysForm(offered, request.POST)
    met: list[Appointment] = []
    if request.method == "POST" and form.is_valid():
        new = form.absences(clinic, kept)
        met = [one for absence in new for one in during(absence, now)]
        if not met or request.POST.get("sure"):
            _close(request, clinic, new, [kept[day].pk for day in form.unticked(kept)])
            return _after(request, clinic, met)
    shown = {
        "clinic": clinic, "here": "clinic", "form": form, "met": met, "year": year, "part": part,
        "parts": parts_of(clinic), "years": [today.year, today.year + 1], "offered": offered,
    }  # fmt: skip
    return render(request, "booking/setup_closed_days.html", shown, status=409 if met else 200)


def _closed(clinic: Clinic) -> dict[date, Absence]:
    """The single days on which the clinic as a whole is closed."""
    whole = clinic.absences.filter(practitioner=None, room=None, from_time=None)
    return {one.first_day: one for one in whole if one.first_day == one.last_day}


def _close(request: HttpRequest, clinic: Clinic, new: list[Absence], gone: list[Any]) -> None:
    with transaction.atomic():
        Absence.objects.bulk_create(new)
        clinic.absences.filter(pk__in=gone).delete()
        record(request, clinic, "changed", "holidays", clinic.pk)
    messages.success(request, "The closed days are in the diary.")


def _year(text: str, today: date) -> int:
    """This year or the next."""
    return today.year + 1 if text == str(today.year + 1) else today.year


def _after(request: HttpRequest, clinic: Clinic, met: Sequence[Appointment]) -> HttpResponse:
    """Back to the setting up, or to those whom the change met."""
    if not met:
        return redirect("booking-setup", clinic.pk)
    record(request, clinic, "read", "appointments")
    shown = {"clinic": clinic, "here": "clinic", "met": met}
    return render(request, "booking/setup_met.html", shown)
