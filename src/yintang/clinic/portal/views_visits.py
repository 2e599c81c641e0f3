"""Her visits: booking, moving and cancelling by herself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.booking.models import Appointment, Rules, Service
from yintang.clinic.booking.slots import NoSuchSlot, Slot
from yintang.clinic.booking.taking import Taken, book, call_off, move
from yintang.clinic.care.models import NotNow
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal import safety, told
from yintang.clinic.portal.access import online_service, own_appointment, own_record, own_visit
from yintang.clinic.portal.arriving import with_safety
from yintang.clinic.portal.choosing import by_day, offered, read_slot, times_for
from yintang.clinic.portal.notice import notice_of
from yintang.clinic.portal.views_stranger import as_calendar


@login_required
@require_safe
def own_book(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What she can book by herself."""
    patient = own_record(request, patient_id)
    shown = {**_around(patient), "services": offered(patient.clinic, to_strangers=False)}
    return render(request, "portal/own_book.html", shown)


@login_required
def own_book_times(request: HttpRequest, patient_id: UUID, online_id: UUID) -> HttpResponse:
    """The next free times of a service; one is chosen, then confirmed."""
    patient = own_record(request, patient_id)
    service = online_service(patient.clinic, online_id, to_strangers=False)
    said = safety.unsealed(request.POST.get("said", ""))
    if said is None:
        return _questions(request, patient, service)
    verdict = safety.judge(said, today_in(patient.clinic, timezone.now()))
    around: dict[str, Any] = {"said": said.sealed(), "verdict": verdict}
    if "slot" not in request.POST:
        return _times(request, patient, service, **around)
    try:
        slot = read_slot(request.POST["slot"], service, not_before=verdict.earliest)
        if "sure" not in request.POST:
            return _sure(request, patient, slot, **around)
        _book(request, patient, slot, said)
    except NoSuchSlot as fault:
        return _times(request, patient, service, gone=str(fault), **around)
    except Taken as gone:
        if not _has(patient, slot):
            instead = by_day(gone.instead)
            return _times(request, patient, service, gone=str(gone), instead=instead, **around)
    messages.success(request, "The visit is booked.")
    return redirect("mine", patient.pk)


def _questions(request: HttpRequest, patient: Patient, service: Service) -> HttpResponse:
    """The safety questions come before the times."""
    shown = {**_around(patient), "service": service, **safety.to_ask()}
    today = shown["today"]
    if "asked" not in request.POST:
        return render(request, "portal/own_questions.html", shown)
    if not safety.is_answered(request.POST):
        shown["unanswered"] = True
        return render(request, "portal/own_questions.html", shown, status=422)
    said = safety.read(request.POST, today)
    verdict = safety.judge(said, today)
    if verdict.kind not in {"go", "later"}:
        return render(request, "portal/own_stop.html", {**shown, "verdict": verdict})
    return _times(request, patient, service, said=said.sealed(), verdict=verdict)


def _book(request: HttpRequest, patient: Patient, slot: Slot, said: safety.Said) -> None:
    user, now = signed_in(request), timezone.now()
    with transaction.atomic():
        made = book(slot, patient, made_by=user, now=now)
        record(request, patient.clinic, "booked", "appointment", made.pk, patient=patient)
        if made.visit is not None:
            told.keep(made.visit, with_safety(said, today_in(patient.clinic, now)), user)


def _has(patient: Patient, slot: Slot) -> bool:
    """Whether the first of two clicks has booked it already."""
    booked = patient.appointments.filter(state=Appointment.State.BOOKED, starts_at=slot.starts_at)
    return booked.filter(practitioner=slot.practitioner).exists()


@login_required
def own_move(request: HttpRequest, patient_id: UUID, visit_id: UUID) -> HttpResponse:
    """Another time for a visit, while there is notice enough; else how to reach the clinic."""
    patient = own_record(request, patient_id)
    visit = own_visit(patient, visit_id)
    now = timezone.now()
    appointment = own_appointment(visit)
    notice = notice_of(visit, appointment, now)
    around = {"visit": visit, "notice": notice}
    if appointment is None or not notice.may_move:
        return render(request, "portal/own_move.html", {**_around(patient), **around})
    if request.method != "POST" or "slot" not in request.POST:
        return _times(request, patient, appointment.service, appointment, **around)
    try:
        slot = Slot.read(request.POST["slot"], appointment.service)
        if "sure" not in request.POST:
            return _sure(request, patient, slot, **around)
        with transaction.atomic():
            moved = move(appointment, slot, by=signed_in(request), now=now)
            record(request, patient.clinic, "moved", "appointment", moved.pk, patient=patient)
    except (NoSuchSlot, NotNow) as fault:
        return _times(request, patient, appointment.service, appointment, gone=str(fault), **around)
    except Taken as gone:
        return _times(
            request, patient, appointment.service, appointment,
            gone=str(gone), instead=by_day(gone.instead), **around,
        )  # fmt: skip
    messages.success(request, "The visit is moved.")
    return redirect("mine", patient.pk)


def _times(
    request: HttpRequest,
    patient: Patient,
    service: Service,
    moving: Appointment | None = None,
    **more: Any,
) -> HttpResponse:
    same = {"practitioner": str(moving.practitioner_id)} if moving else None
    data: Any = request.POST if "wish" in request.POST else same
    earliest = more["verdict"].earliest if "verdict" in more else None
    found = times_for(
        service, data, earliest=earliest, patient=patient, besides=[moving] if moving else ()
    )
    shown = {**_around(patient), "service": service, "times": found, **more}
    page = "portal/own_move.html" if moving else "portal/own_times.html"
    return render(request, page, shown, status=409 if "gone" in more else 200)


def _sure(request: HttpRequest, patient: Patient, slot: Slot, **more: Any) -> HttpResponse:
    shown = {**_around(patient), "slot": slot, **more}
    return render(request, "portal/own_sure.html", shown)


@login_required
def own_cancel(request: HttpRequest, patient_id: UUID, visit_id: UUID) -> HttpResponse:
    """Call a visit off; what it means so late is said before."""
    patient = own_record(request, patient_id)
    visit = own_visit(patient, visit_id)
    now = timezone.now()
    appointment = own_appointment(visit)
    notice = notice_of(visit, appointment, now)
    if request.method == "POST" and appointment is not None and notice.may_cancel:
        return _cancel(request, patient, appointment)
    shown = {**_around(patient), "visit": visit, "notice": notice}
    return render(request, "portal/own_cancel.html", shown)


def _cancel(request: HttpRequest, patient: Patient, appointment: Appointment) -> HttpResponse:
    reason = request.POST.get("reason", "").strip()[:200]
    user, now = signed_in(request), timezone.now()
    try:
        with transaction.atomic():
            done = call_off(
                appointment, by=Appointment.By.PATIENT, user=user, now=now, reason=reason
            )
            detail = "late" if done.called_off_late else ""
            record(
                request, patient.clinic, "cancelled", "appointment", done.pk,
                patient=patient, detail=detail,
            )  # fmt: skip
    except NotNow as fault:
        messages.error(request, str(fault))
    else:
        messages.success(request, "The visit is cancelled.")
    return redirect("mine", patient.pk)


@login_required
@require_safe
def own_ics(request: HttpRequest, patient_id: UUID, visit_id: UUID) -> HttpResponse:
    """One visit for her calendar."""
    patient = own_record(request, patient_id)
    appointment = own_appointment(own_visit(patient, visit_id))
    return as_calendar(appointment) if appointment else redirect("mine", patient.pk)


def _around(patient: Patient) -> dict[str, Any]:
    clinic = patient.clinic
    return {
        "patient": patient, "clinic_of": clinic, "tab": "home", "rules": Rules.of(clinic),
        "today": today_in(clinic, timezone.now()),
    }  # fmt: skip
