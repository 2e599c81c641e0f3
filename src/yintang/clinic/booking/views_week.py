"""The week on one page, the sheet to be printed, and booking from an empty place in it."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.forms_week import PlaceForm
from yintang.clinic.booking.models import Appointment, Room, Service
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.booking.slots import NoSuchSlot, Slot, conflicts
from yintang.clinic.booking.taking import WALK_IN, Taken, book
from yintang.clinic.booking.week import Choice, appointments_between, sheet_of
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import clinic_for, rights_in, signed_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.patients.access import patient_for
from yintang.clinic.patients.models import Patient
from yintang.clinic.patients.search import find, seen_lately

FEW = 3
"""Practitioners whose week fits side by side; of more, the day is shown first."""


@login_required
@require_safe
def week(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The week or a day; the page asks again twice a minute for the part that changes."""
    clinic = clinic_for(request, clinic_id)
    now = timezone.now()
    people, rooms = list(treating(clinic)), _rooms(clinic)
    choice = _choice(request, clinic, people, rooms)
    sheet, may = sheet_of(clinic, choice, people, rooms, now), rights_in(request, clinic)
    today = today_in(clinic, now)
    stride = timedelta(days=1 if choice.view == "day" else 7)
    shown = {
        "clinic": clinic, "here": "week", "may": may, "now": now,
        "sheet": sheet, "choice": choice, "today": today, "days": choice.days(),
        "people": people, "rooms": rooms, "resources": rooms if choice.by == "room" else people,
        "earlier": choice.day - stride, "later": choice.day + stride,
        "yesterday": choice.day - timedelta(days=1), "tomorrow": choice.day + timedelta(days=1),
        "facts": _facts(clinic, choice, sheet.step, may),
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "booking/week_sheet.html", shown)
    record(request, clinic, "read", "week", detail=choice.days()[0].isoformat())
    return render(request, "booking/week.html", shown)


@login_required
@require_safe
def week_print(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """The day or the week on paper."""
    clinic = clinic_for(request, clinic_id)
    choice = _choice(request, clinic, list(treating(clinic)), _rooms(clinic))
    days = choice.days()
    now = timezone.now()
    rows = [
        one
        for one in appointments_between(clinic, days[0], days[-1])
        if one.takes_time
        and not one.has_lapsed(now)
        and choice.who in {None, one.room_id if choice.by == "room" else one.practitioner_id}
    ]
    by_day = {day: [one for one in rows if _local_day(one, clinic) == day] for day in days}
    record(request, clinic, "printed", "week", detail=days[0].isoformat())
    shown = {"clinic": clinic, "here": "week", "choice": choice, "now": now, "days": by_day.items()}
    return render(request, "booking/week_print.html", shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def week_book(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Book at a place of the week: the time and the service, then the patient."""
    clinic = clinic_for(request, clinic_id, "edit patients")
    offered = Service.offered(clinic)
    form = PlaceForm(clinic, offered, _place(request, clinic, offered))
    valid = form.is_valid()
    typed = request.POST.get("q", "")[:100].strip()
    patient = _patient(request)
    shown: dict[str, Any] = {"taken": None, "met": [], "patient": patient}
    if valid:
        slot = form.cleaned_data["slot"]
        if patient is not None:
            try:
                slot = _named_slot(request, form) or slot
                made = _book(request, slot, patient, form.cleaned_data["overbook"].strip())
            except (Taken, NoSuchSlot) as gone:
                shown |= {"taken": gone, "met": conflicts(slot, patient=patient)}
            else:
                messages.success(request, "The visit is booked.")
                return redirect(week_of(made))
        else:
            shown["met"] = conflicts(slot)
    people, more = find(clinic, typed) if typed else (seen_lately(clinic, 6), False)
    shown |= {
        "clinic": clinic, "here": "week", "form": form, "typed": typed, "found": people,
        "more": more, "walk_in": form.data.get("overbook") == WALK_IN,
        "may": rights_in(request, clinic),
    }  # fmt: skip
    bad = request.method == "POST" and not valid and not request.headers.get("HX-Request")
    status = 409 if shown["taken"] else 422 if bad else 200
    return render(request, "booking/week_book.html", shown, status=status)


def _book(request: HttpRequest, slot: Slot, patient: Patient, overbook: str) -> Appointment:
    with transaction.atomic():
        made = book(
            slot, patient, made_by=signed_in(request), now=timezone.now(), overbook=overbook
        )
        act, why = ("overbooked" if made.overbooked else "booked"), made.overbooked
        record(request, made.clinic, act, "appointment", made.pk, patient=patient, detail=why)
    return made


def _named_slot(request: HttpRequest, form: PlaceForm) -> Slot | None:
    """One of the times that were offered instead."""
    key = request.POST.get("again", "")
    return Slot.read(key, form.cleaned_data["service"], staff=True) if key else None


def _patient(request: HttpRequest) -> Patient | None:
    """Who was chosen; with a time offered instead, for whom it was offered."""
    named = "for" if request.POST.get("again") else "patient"
    try:
        key = UUID(request.POST.get(named, ""))
    except ValueError:
        return None
    return patient_for(request, key, "edit patients", read="")


def _place(request: HttpRequest, clinic: Clinic, offered: list[Service]) -> dict[str, Any]:
    """What is known of the time: as it was sent, or as the place in the week says."""
    if request.method == "POST":
        return request.POST.dict()
    local = timezone.now().astimezone(clinic.zone)
    told = request.GET.dict()
    soon = local + timedelta(minutes=-local.minute % 5)
    begun: dict[str, Any] = {"day": soon.date().isoformat(), "at": f"{soon:%H:%M}", "fold": "0"}
    if "walk-in" in told:
        begun["overbook"] = WALK_IN
    if offered:
        treatments = [one for one in offered if one.kind == Service.Kind.TREATMENT]
        begun["service"] = str((treatments or offered)[0].pk)
    mine = signed_in(request)
    people = list(treating(clinic))
    if people:
        begun["practitioner"] = str(mine.pk if mine in people else people[0].pk)
    return begun | told


def _choice(request: HttpRequest, clinic: Clinic, people: list[User], rooms: list[Room]) -> Choice:
    """What the address asks for; what makes no sense is left out."""
    told = request.GET
    by = "room" if told.get("by") == "room" and rooms else "practitioner"
    keys = {str(one.pk): one.pk for one in (rooms if by == "room" else people)}
    who = keys.get(told.get("who", ""))
    many = len(keys) > FEW and who is None
    view = told.get("view", "")
    if view not in {"day", "week"}:
        view = "day" if many else "week"
    day = read_day(told.get("day", "")) or today_in(clinic, timezone.now())
    return Choice(day, view, by, who)


def read_day(text: str) -> date | None:
    """The day an address asks for, in the years that a diary may show."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 < day.year < 2200 else None


def week_of(appointment: Appointment) -> str:
    """The address of the week in which an appointment stands."""
    day = _local_day(appointment, appointment.clinic)
    return f"{reverse('week', args=[appointment.clinic_id])}?{urlencode({'day': day.isoformat()})}"


def _local_day(appointment: Appointment, clinic: Clinic) -> date:
    return appointment.starts_at.astimezone(clinic.zone).date()


def _rooms(clinic: Clinic) -> list[Room]:
    return list(clinic.rooms.filter(active=True).order_by("name"))


def _facts(clinic: Clinic, choice: Choice, step: int, may: frozenset[str]) -> dict[str, Any]:
    """What the page's script needs to know; `book` is "" for those who may not."""
    return {
        "step": step,
        "by": choice.by,
        "view": choice.view,
        "book": reverse("week-book", args=[clinic.pk]) if "edit patients" in may else "",
    }
