"""A day that the clinic cannot keep, from whom it concerns to what became of each."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from yintang.clinic.accounts.models import User
from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment
from yintang.clinic.booking.models.offer import treating
from yintang.clinic.booking.setting_up import booked_from
from yintang.clinic.booking.slots import NoSuchSlot, Slot
from yintang.clinic.booking.taking import Taken, call_off, move
from yintang.clinic.care.models import NotNow
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.writing import page_of, post
from yintang.clinic.rebooking.matching import Another, other_times

REASON = "The clinic could not keep this day"
ASK, LEAVE = "ask", ""
NAMED = 3
"""How many free times a letter names."""


class DayForm(forms.Form):
    """Which day, and whose."""

    day = forms.DateField(
        label="Day", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    practitioner = forms.ModelChoiceField(
        label="Whose", queryset=User.objects.none(), required=False, empty_label="Everybody’s"
    )

    def __init__(self, clinic: Clinic, *args: Any, **kwargs: Any) -> None:
        """Offers those who treat in this clinic."""
        super().__init__(*args, **kwargs)
        self.fields["practitioner"].queryset = treating(clinic)  # type: ignore[attr-defined]  # a ModelChoiceField


@dataclass(frozen=True, slots=True)
class Became:
    """What became of an appointment."""

    appointment: Appointment
    say: str
    done: bool


@login_required
def day_cancelled(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Whom it concerns, a proposal for everybody at once, and what became of each."""
    clinic = clinic_for(request, clinic_id, "edit patients")
    now = timezone.now()
    form = DayForm(clinic, request.GET or None)
    became: list[Became] = []
    proposal: list[Another] = []
    if form.is_valid():
        concerned = _concerned(clinic, form.cleaned_data, now)
        if request.method == "POST":
            became = [
                _settle(request, one, request.POST.get(f"new-{one.pk}", LEAVE), now)
                for one in concerned
            ]
            settled = {one.appointment.pk for one in became if one.done}
            concerned = [one for one in concerned if one.pk not in settled]
        else:
            record(request, clinic, "read", "appointments")
        proposal = other_times(concerned, now) if concerned else []
    shown = {
        "clinic": clinic, "here": "week", "form": form, "proposal": proposal, "became": became,
        "asked": form.is_bound and form.is_valid(), "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "rebooking/day.html", shown)


def _concerned(clinic: Clinic, told: dict[str, Any], now: datetime) -> list[Appointment]:
    """What is booked on that day and not over, with whom it was asked for."""
    day: date = told["day"]
    rows = booked_from(clinic, now).filter(day=day, patient__isnull=False)
    if told["practitioner"] is not None:
        rows = rows.filter(practitioner=told["practitioner"])
    return list(rows.select_related("clinic", "service__clinic", "patient__clinic", "equipment"))


def _settle(request: HttpRequest, one: Appointment, choice: str, now: datetime) -> Became:
    """Moved, or called off with a letter that names other times, or left as it is."""
    by, clinic, patient = signed_in(request), one.clinic, one.patient
    if choice == LEAVE or patient is None:
        return Became(one, "stays booked", False)
    try:
        with transaction.atomic():
            if choice == ASK:
                _ask(request, one, now)
                return Became(one, "called off, and asked by letter for another time", True)
            slot = Slot.read(choice, one.service, now=now, staff=True)
            moved = move(one, slot, by=by, now=now)
            record(request, clinic, "moved", "appointment", moved.pk, patient=patient)
            return Became(moved, f"moved to {slot.day:%A} {slot.day.day} {slot.day:%B}, "
                          f"{slot.at:%H:%M}, with {slot.practitioner}", True)  # fmt: skip
    except Taken:
        return Became(one, "not moved: that time has just gone", False)
    except (NoSuchSlot, NotNow) as fault:
        return Became(one, f"not moved: {fault}", False)


def _ask(request: HttpRequest, one: Appointment, now: datetime) -> None:
    """Call it off, and write to her with the times that are free for her."""
    found = other_times([one], now)[0]
    slots = sorted(found.others, key=lambda slot: slot.starts_at)[:NAMED]
    gone = call_off(one, by=Appointment.By.CLINIC, user=signed_in(request), now=now, reason=REASON)
    if gone.patient is None:
        return
    record(request, gone.clinic, "cancelled", "appointment", gone.pk, patient=gone.patient)
    told = {"appointment": gone, "slots": slots, "link": page_of(gone.patient)}
    post(
        gone.patient, "proposal", told, once=f"day-cancelled-{gone.pk}-{gone.sequence}",
        by=signed_in(request), about=gone,
    )  # fmt: skip
