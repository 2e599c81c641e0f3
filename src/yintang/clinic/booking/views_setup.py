"""The pages on which a clinic sets up its diary: what it offers, its rooms and its rules."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.access_setup import (
    equipment_to_change,
    practising,
    room_to_change,
    service_to_change,
)
from yintang.clinic.booking.forms_setup import (
    EquipmentForm,
    NamedForm,
    PhaseFormSet,
    RoomForm,
    RulesForm,
    ServiceForm,
)
from yintang.clinic.booking.models import Equipment, Room, Service
from yintang.clinic.booking.phases import acted, phases_told, typed
from yintang.clinic.booking.setting_up import (
    as_phases,
    begin,
    hours_on,
    missing,
    rules_of,
    week_in_words,
)
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import clinic_for, rights_in, signed_in
from yintang.clinic.clinics.models import Clinic

EITHER = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_safe
def booking_setup(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Everything that decides what can be booked, and what is missing."""
    clinic = clinic_for(request, clinic_id)
    may = rights_in(request, clinic)
    today = today_in(clinic, timezone.now())
    rows = list(clinic.booking_hours.all())
    people = practising(clinic)
    mine = signed_in(request).pk
    shown = {
        "clinic": clinic, "here": "clinic", "may": may, "runs_it": "run the clinic" in may,
        "missing": missing(clinic), "rules": rules_of(clinic), "mine": mine,
        "services": clinic.services.order_by("-active", "name"),
        "rooms": clinic.rooms.order_by("-active", "name"),
        "pieces": clinic.equipment.order_by("-active", "name"),
        "week": week_in_words(hours_on([r for r in rows if r.practitioner_id is None], today)),
        "open_hours": any(row.practitioner_id is None for row in rows),
        "people": [
            (one, week_in_words(hours_on(own, today)) if own else [])
            for one in people
            for own in [[row for row in rows if row.practitioner_id == one.user_id]]
        ],
        "absences": clinic.absences.filter(last_day__gte=today)
        .select_related("practitioner", "room").order_by("first_day", "pk")[:12],
    }  # fmt: skip
    return render(request, "booking/setup.html", shown)


@login_required
@require_POST
def booking_begin(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """What a new clinic may begin with, in one click; what is there already stays."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    with transaction.atomic():
        begin(clinic)
        record(request, clinic, "changed", "diary", clinic.pk)
    messages.success(request, "The diary is set up. Change whatever does not fit.")
    return redirect("booking-setup", clinic.pk)


@login_required
@EITHER
def booking_rules(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Notice, lead, holds and online booking."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    form = RulesForm(request.POST or None, instance=rules_of(clinic))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            fields = ", ".join(form.changed_data)
            record(request, clinic, "changed", "diary", clinic.pk, detail=fields)
        messages.success(request, "Saved.")
        return redirect("booking-setup", clinic.pk)
    shown = {"clinic": clinic, "here": "clinic", "form": form}
    return render(request, "booking/setup_rules.html", shown, status=_status(form.errors))


@login_required
@EITHER
def service_new(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """A service that is not offered yet."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    blank = Service(clinic=clinic, kind=Service.Kind.TREATMENT, phases=as_phases([(30, True)]))
    return _service(request, clinic, blank)


@login_required
@EITHER
def service(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """A service with its phases."""
    found = service_to_change(request, service_id)
    return _service(request, found.clinic, found)


def _service(request: HttpRequest, clinic: Clinic, found: Service) -> HttpResponse:
    new = found._state.adding
    form = ServiceForm(clinic, practising(clinic), request.POST or None, instance=found)
    phases = PhaseFormSet(request.POST or None, initial=typed(found.phases), prefix="phase")
    act = request.POST.get("act", "")
    if act:
        # A phase is added, removed or moved: nothing is saved yet, and nothing complains yet.
        form = ServiceForm(clinic, practising(clinic), None, instance=found, initial=_kept(request))
        phases = PhaseFormSet(initial=acted(request.POST, act), prefix="phase")
    elif request.method == "POST":
        told = phases_told(phases)
        if form.is_valid() and told:
            with transaction.atomic():
                form.instance.phases = told
                saved = form.save()
                record(request, clinic, "created" if new else "changed", "service", saved.pk)
            messages.success(request, f"{saved.name} is saved.")
            return redirect("booking-setup", clinic.pk)
    shown = {"clinic": clinic, "here": "clinic", "form": form, "phases": phases, "new": new}
    bad = request.method == "POST" and not act
    return render(request, "booking/setup_service.html", shown, status=422 if bad else 200)


def _kept(request: HttpRequest) -> dict[str, Any]:
    """What was typed into the other fields."""
    lists = ("rooms", "equipment", "practitioners")
    kept: dict[str, Any] = {name: request.POST.getlist(name) for name in lists}
    ticked = {name: name in request.POST for name in ("online", "active")}
    return kept | ticked | {name: request.POST.get(name, "") for name in ("name", "kind", "price")}


@login_required
@require_POST
def room_add(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """One more room."""
    return _add(request, clinic_id, Room, "room")


@login_required
@require_POST
def equipment_add(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """One more piece of equipment."""
    return _add(request, clinic_id, Equipment, "piece of equipment")


def _add(
    request: HttpRequest, clinic_id: UUID, kind: type[Room] | type[Equipment], what: str
) -> HttpResponse:
    clinic = clinic_for(request, clinic_id, "run the clinic")
    form = NamedForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Write a name of at most 60 letters.")
    elif kind._default_manager.filter(clinic=clinic, name__iexact=form.cleaned_data["name"]):
        messages.error(request, f"There is a {what} of this name already.")
    else:
        with transaction.atomic():
            made = kind._default_manager.create(clinic=clinic, name=form.cleaned_data["name"])
            record(request, clinic, "created", what, made.pk)
    return redirect("booking-setup", clinic.pk)


@login_required
@EITHER
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """A room's name, and whether it is in use."""
    found = room_to_change(request, room_id)
    return _named(request, found, RoomForm(request.POST or None, instance=found), "room")


@login_required
@EITHER
def equipment(request: HttpRequest, equipment_id: UUID) -> HttpResponse:
    """A piece's name, and whether it is in use."""
    found = equipment_to_change(request, equipment_id)
    form = EquipmentForm(request.POST or None, instance=found)
    return _named(request, found, form, "piece of equipment")


def _named(
    request: HttpRequest, found: Room | Equipment, form: RoomForm | EquipmentForm, what: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            record(request, found.clinic, "changed", what, found.pk)
        messages.success(request, "Saved.")
        return redirect("booking-setup", found.clinic_id)
    shown = {"clinic": found.clinic, "here": "clinic", "form": form, "what": what}
    return render(request, "booking/setup_named.html", shown, status=_status(form.errors))


def _status(errors: object) -> int:
    return 422 if errors else 200
