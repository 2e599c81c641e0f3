"""A stranger books a consultation: questions first, then a time, then who she is."""

from typing import Any
from uuid import UUID

from allauth.core.ratelimit import consume_or_429
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.booking.models import Appointment, Rules, Service
from yintang.clinic.booking.slots import NoSuchSlot, free_slots
from yintang.clinic.booking.taking import Taken
from yintang.clinic.calendars.ics import appointments_ics
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.outbox.writing import can_send
from yintang.clinic.portal import safety
from yintang.clinic.portal.access import online_service, public_clinic
from yintang.clinic.portal.arriving import arrive
from yintang.clinic.portal.choosing import (
    by_day,
    keep_time,
    kept_time,
    minutes_left,
    offered,
    times_for,
    wish_from,
)
from yintang.clinic.portal.forms import DetailsForm
from yintang.clinic.portal.home import PREPARATION, map_of

BOOKED = "booked"
"""In the session: the appointment that this browser booked last."""


@require_safe
def book(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What can be booked here, and what will be asked."""
    clinic = public_clinic(public_id)
    now = timezone.now()
    services = []
    for service in offered(clinic, to_strangers=True):
        soonest = free_slots(service, now=now, wish=wish_from(service, now), limit=1)
        services.append((service, soonest[0] if soonest else None))
    shown = {**_around(clinic), "services": services}
    return render(request, "portal/book.html", shown)


def questions(request: HttpRequest, public_id: UUID, online_id: UUID) -> HttpResponse:
    """The safety questions; their answers are kept nowhere until she has booked."""
    clinic = public_clinic(public_id)
    service = online_service(clinic, online_id, to_strangers=True)
    around = {**_around(clinic), "service": service, **safety.to_ask()}
    if request.method != "POST":
        return render(request, "portal/book_questions.html", around)
    today = today_in(clinic, timezone.now())
    if not safety.is_answered(request.POST):
        around["unanswered"] = True
        return render(request, "portal/book_questions.html", around, status=422)
    said = safety.read(request.POST, today)
    verdict = safety.judge(said, today)
    if verdict.kind not in {"go", "later"}:
        return render(request, "portal/book_stop.html", {**around, "verdict": verdict})
    too_often: HttpResponse | None = consume_or_429(request, action="look")
    return too_often or _times(request, service, said, verdict)


@require_POST
def times(request: HttpRequest, public_id: UUID, online_id: UUID) -> HttpResponse:
    """The next free times that suit her."""
    service = online_service(public_clinic(public_id), online_id, to_strangers=True)
    said = safety.unsealed(request.POST.get("said", ""))
    if said is None:
        return redirect("book-questions", public_id, online_id)
    too_often: HttpResponse | None = consume_or_429(request, action="look")
    return too_often or _times(request, service, said)


def _times(
    request: HttpRequest,
    service: Service,
    said: safety.Said,
    verdict: safety.Verdict | None = None,
    **more: Any,
) -> HttpResponse:
    verdict = verdict or safety.judge(said, today_in(service.clinic, timezone.now()))
    data = request.POST if "wish" in request.POST else None
    shown = {
        **_around(service.clinic), "service": service, "said": said.sealed(), "verdict": verdict,
        "times": times_for(service, data, earliest=verdict.earliest), **more,
    }  # fmt: skip
    status = 409 if "gone" in more else 200
    return render(request, "portal/book_times.html", shown, status=status)


@require_POST
def hold(request: HttpRequest, public_id: UUID, online_id: UUID) -> HttpResponse:
    """Keep the time she chose for some minutes, and ask who she is."""
    service = online_service(public_clinic(public_id), online_id, to_strangers=True)
    said = safety.unsealed(request.POST.get("said", ""))
    if said is None:
        return redirect("book-questions", public_id, online_id)
    too_often: HttpResponse | None = consume_or_429(request, action="book")
    if too_often:
        return too_often
    try:
        earliest = safety.judge(said, today_in(service.clinic, timezone.now())).earliest
        held = keep_time(request, service, request.POST.get("slot", ""), not_before=earliest)
    except NoSuchSlot as fault:
        return _times(request, service, said, gone=str(fault))
    except Taken as gone:
        return _gone(request, service, said, gone)
    return _details(request, held, said, DetailsForm())


def _gone(request: HttpRequest, service: Service, said: safety.Said, gone: Taken) -> HttpResponse:
    return _times(request, service, said, gone=str(gone), instead=by_day(gone.instead))


def _details(
    request: HttpRequest, held: Appointment, said: safety.Said, form: DetailsForm
) -> HttpResponse:
    shown = {
        **_around(held.clinic), "service": held.service, "held": held, "said": said.sealed(),
        "form": form, "minutes": minutes_left(held, timezone.now()),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "portal/book_details.html", shown, status=status)


@require_POST
def confirm(request: HttpRequest, public_id: UUID, online_id: UUID) -> HttpResponse:
    """Book the time that is kept, under a new record."""
    clinic = public_clinic(public_id)
    service = online_service(clinic, online_id, to_strangers=True)
    said = safety.unsealed(request.POST.get("said", ""))
    held = kept_time(request, clinic, request.POST.get("held", ""))
    if said is None or held is None:
        booked = _booked(request, clinic) is not None
        return redirect("book-done" if booked else "book", clinic.pk)
    form = DetailsForm(request.POST)
    if not form.is_valid():
        return _details(request, held, said, form)
    try:
        made = arrive(request, held, said, form.cleaned_data, timezone.now())
    except Taken as gone:
        return _gone(request, service, said, gone)
    request.session[BOOKED] = str(made.pk)
    return redirect("book-done", clinic.pk)


@require_safe
def done(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What she booked, and what comes next."""
    clinic = public_clinic(public_id)
    made = _booked(request, clinic)
    if made is None:
        return redirect("book", clinic.pk)
    shown = {
        **_around(clinic), "made": made, "preparation": PREPARATION, "map": map_of(clinic),
        "can_send": can_send(),
    }  # fmt: skip
    return render(request, "portal/book_done.html", shown)


@require_safe
def done_ics(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The appointment for her calendar: no name and no word of treatment."""
    clinic = public_clinic(public_id)
    made = _booked(request, clinic)
    if made is None:
        return redirect("book", clinic.pk)
    return as_calendar(made)


def as_calendar(made: Appointment) -> HttpResponse:
    """A calendar file of one appointment."""
    return HttpResponse(
        appointments_ics([made]),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="appointment.ics"'},
    )


def _booked(request: HttpRequest, clinic: Clinic) -> Appointment | None:
    key = request.session.get(BOOKED)
    if key is None:
        return None
    made = Appointment.objects.filter(pk=key, clinic=clinic, state=Appointment.State.BOOKED)
    return made.select_related("clinic", "service", "patient", "practitioner").first()


def _around(clinic: Clinic) -> dict[str, Any]:
    return {"clinic_of": clinic, "rules": Rules.of(clinic)}
