"""One appointment of the week: its card, another time for it, and calling it off."""

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.access import appointment_for, rw_appointment_for
from yintang.clinic.booking.forms_week import CallOffForm, MoveForm
from yintang.clinic.booking.free import between
from yintang.clinic.booking.hours import Openings
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.setting_up import minute
from yintang.clinic.booking.slots import NoSuchSlot, Slot, Wish, free_slots
from yintang.clinic.booking.taking import Taken, call_off, move
from yintang.clinic.booking.views_week import week_of
from yintang.clinic.care.models import NotNow
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import rights_in, signed_in
from yintang.clinic.clinics.templatetags.words import weekday

DAYS, A_DAY = 4, 3
"""Days, and free times of each, on the page on which an appointment is moved."""
READ = 240
"""Free times among which these are chosen."""
AHEAD = timedelta(days=60)


class Elsewhere(Exception):
    """Somebody else moved it, or called it off, since it was picked up."""


@login_required
@require_safe
def appointment(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """All there is to know of it at the desk; in the week it opens over the page."""
    found = appointment_for(request, appointment_id)
    clinic, now = found.clinic, timezone.now()
    day = found.starts_at.astimezone(clinic.zone).date()
    shown = {
        "clinic": clinic, "here": "week", "one": found, "may": rights_in(request, clinic),
        "is_today": day == today_in(clinic, now),
        "begun": found.starts_at <= now, "form": CallOffForm(), "week_url": week_of(found),
        "open": found.state in {"booked", "held"} and not found.has_lapsed(now),
        "expected": found.visit is None or found.visit.state == "booked",
    }  # fmt: skip
    part = bool(request.headers.get("HX-Request"))
    page = "booking/appointment_card.html" if part else "booking/appointment.html"
    return render(request, page, shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_move(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Another time: one of the next free ones, or any that the desk types."""
    found = rw_appointment_for(request, appointment_id)
    form = MoveForm(found, request.POST or None)
    trouble = ""
    if request.method == "POST":
        try:
            slot = _chosen(request, found, form)
            if slot is not None:
                _move(request, found, slot, _sequence(form), form.data.get("overbook", ""))
                messages.success(request, f"Moved to {_said(slot)}.")
                return redirect(week_of(appointment_for(request, found.pk, read="")))
        except (Taken, NoSuchSlot, NotNow, Elsewhere) as fault:
            trouble = str(fault)
            found.refresh_from_db()
    free = _free(found, anybody="anybody" in request.GET)
    shown = {
        "clinic": found.clinic, "here": "week", "one": found, "form": form, "trouble": trouble,
        "free": free, "anybody": "anybody" in request.GET, "week_url": week_of(found),
        "met": form.cleaned_data.get("met", []) if form.is_bound and form.is_valid() else [],
        "open": found.state == Appointment.State.BOOKED,
    }  # fmt: skip
    status = 409 if trouble else 422 if form.errors else 200
    return render(request, "booking/appointment_move.html", shown, status=status)


@login_required
@require_POST
def appointment_look(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Whom it would overlap at another time, for the one who is dragging it there."""
    found = rw_appointment_for(request, appointment_id)
    form = MoveForm(found, request.POST)
    if not form.is_valid():
        return JsonResponse({"no": _fault(form)})
    slot, met = form.cleaned_data["slot"], form.cleaned_data["met"]
    return JsonResponse({"when": _said(slot), "met": [_whom(one, slot) for one in met],
                         "outside": _outside(slot)})  # fmt: skip


@login_required
@require_POST
def appointment_drop(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Move it to where it was dropped; refused where it stands otherwise than when picked up."""
    found = rw_appointment_for(request, appointment_id)
    form = MoveForm(found, request.POST)
    if not form.is_valid():
        return JsonResponse({"no": _fault(form)}, status=422)
    before = {
        "day": found.day.isoformat(), "at": f"{found.at:%H:%M}", "fold": found.fold,
        "practitioner": str(found.practitioner_id), "room": str(found.room_id or ""),
    }  # fmt: skip
    slot = form.cleaned_data["slot"]
    try:
        moved = _move(request, found, slot, _sequence(form), form.cleaned_data["overbook"])
    except (Taken, NotNow, Elsewhere) as fault:
        return JsonResponse({"no": str(fault)}, status=409)
    back = before | {"sequence": moved.sequence}
    return JsonResponse({"said": f"Moved to {_said(slot)}.", "back": back})


@login_required
@require_POST
def appointment_cancel(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """Called off, by whom and why; or she did not come."""
    found = rw_appointment_for(request, appointment_id)
    form = CallOffForm(request.POST)
    missed = request.POST.get("missed") == "yes"
    told = form.cleaned_data if form.is_valid() else {}
    by = Appointment.By(told.get("by") or Appointment.By.CLINIC)
    now = timezone.now()
    if missed and found.starts_at > now:
        messages.error(request, "The visit has not begun yet: nobody can have missed it.")
        return redirect(week_of(found))
    try:
        with transaction.atomic():
            call_off(
                *(found,), by=by, user=signed_in(request), now=now,
                reason=told.get("reason", ""), missed=missed,
            )  # fmt: skip
            act = "missed" if missed else "cancelled"
            record(request, found.clinic, act, "appointment", found.pk, patient=found.patient)
    except NotNow as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "Noted as missed." if missed else "The visit is called off.")
    return redirect(week_of(found))


def _move(
    request: HttpRequest, found: Appointment, slot: Slot, sequence: int, overbook: str
) -> Appointment:
    """Move it as it stood at `sequence`, with its row in the audit."""
    with transaction.atomic():
        moved = move(
            found, slot, by=signed_in(request), now=timezone.now(), overbook=overbook.strip()
        )
        # Compared after the move, which locks the rows in the one right order; all is undone then.
        if moved.sequence not in {sequence, sequence + 1}:
            raise Elsewhere("This visit was changed elsewhere in the meantime. Look at it again.")
        act = "overbooked" if moved.overbooked else "moved"
        why = moved.overbooked
        record(
            request, found.clinic, act, "appointment", found.pk, patient=found.patient, detail=why
        )
    return moved


def _chosen(request: HttpRequest, found: Appointment, form: MoveForm) -> Slot | None:
    """A free time that was pressed, or the one that was typed; None where it makes no sense."""
    if key := request.POST.get("key", ""):
        form.is_valid()
        return Slot.read(key, found.service, staff=True)
    if not form.is_valid():
        return None
    slot: Slot | None = form.cleaned_data.get("slot")
    return slot


def _sequence(form: MoveForm) -> int:
    """How the appointment stood when it was picked up; never where that is not said."""
    form.is_valid()
    return int(form.cleaned_data.get("sequence", -1))


def _free(found: Appointment, *, anybody: bool) -> list[Slot]:
    """The next days with free times: of each those nearest to the hour that was agreed."""
    now = timezone.now()
    today = today_in(found.clinic, now)
    by_day: dict[date, list[Slot]] = defaultdict(list)
    for slot in free_slots(
        found.service,
        now=now,
        wish=Wish(max(today, found.day - timedelta(days=3)), max(today, found.day) + AHEAD),
        practitioner=None if anybody else found.practitioner,
        limit=READ,
        for_patient=found.patient,
        staff=True,
        besides=[found.pk],
    ):
        if slot.starts_at != found.starts_at or slot.practitioner != found.practitioner:
            by_day[slot.day].append(slot)
    agreed = minute(found.at)
    return [
        slot
        for day in sorted(by_day)[:DAYS]
        for slot in sorted(
            sorted(by_day[day], key=lambda slot: abs(minute(slot.at) - agreed))[:A_DAY],
            key=lambda slot: slot.starts_at,
        )
    ]


def _outside(slot: Slot) -> str:
    """That she is not there at that time, in words; "" where she is."""
    openings = Openings.read(slot.service.clinic, slot.day, slot.day)
    day = openings.day(slot.day)
    there = openings.of_practitioner(slot.day, slot.practitioner.pk)
    end = slot.ends_at.astimezone(slot.service.clinic.zone)
    wanted = between(day, slot.at, end.time() if end.date() == slot.day else None)
    return "" if not wanted & ~there else f"Outside the hours of {slot.practitioner}."


def _whom(one: Appointment, slot: Slot) -> dict[str, Any]:
    """Whom it would overlap, and in what."""
    shared = [
        (one.practitioner_id == slot.practitioner.pk, str(slot.practitioner)),
        (bool(slot.room and one.room_id == slot.room.pk), str(slot.room)),
        (bool(slot.equipment and one.equipment_id == slot.equipment.pk), str(slot.equipment)),
    ]
    return {
        "who": str(one.patient or "Somebody who is booking"),
        "at": f"{one.at:%H:%M}",
        "shares": ", ".join(name for shares, name in shared if shares) or "the patient",
    }


def _said(slot: Slot) -> str:
    """ "Tuesday 1 December 2026 at 14:15 with Pia, Room 1"."""
    again = " (the second time)" if slot.fold else ""
    room = f", {slot.room}" if slot.room else ""
    return f"{weekday(slot.day)} at {slot.at:%H:%M}{again} with {slot.practitioner}{room}"


def _fault(form: MoveForm) -> str:
    return next((str(said) for faults in form.errors.values() for said in faults), "No such time.")
