"""The session, needle by needle: its page, and the ledger's two addresses."""

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.consultations import consulting
from yintang.clinic.care.models import Screening, Session, Visit
from yintang.clinic.care.sessions.begin import begin, blocks, screening_stops, treatment_consent
from yintang.clinic.care.sessions.ledger import MOST_AT_ONCE, append, events_of, shown, state_of
from yintang.clinic.care.sessions.page import (
    READY,
    aftercare_lines,
    aftercare_text,
    alerts,
    body_svg,
    ground_svg,
    page_facts,
    photo_of,
    photograph_due,
    summary,
)
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, may, signed_in
from yintang.clinic.patients.models import Letter


@login_required
def session(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Begin, the session itself, or what it was once it is closed. `?open=1` goes back into it."""
    visit = visit_for(request, visit_id)
    found = session_of(visit)
    shared = {"visit": visit, "clinic": visit.clinic, "here": "patients", "step": "session"}
    shared["may_write"] = may(admit(request, visit.clinic, "see notes"), "write notes")
    if found is None:
        context = {**shared, "steps": steps_of(visit), "blocks": blocks(visit)}
        return render(request, "care/session_begin.html", context)
    if visit.is_signed or (found.closed_at and "open" not in request.GET):
        context = {**shared, "steps": steps_of(visit), "session": found}
        return render(request, "care/session_summary.html", context | summary(state_of(found)))
    return render(request, "care/session.html", shared | _page(visit, found))


def session_of(visit: Visit) -> Session | None:
    """The visit's session, if it has begun."""
    found = Session.objects.filter(visit=visit).first()
    if found is not None:
        found.visit = visit
    return found


def _page(visit: Visit, found: Session) -> dict[str, Any]:
    screening = consulting.screening_of(visit)
    events, now, photo = list(events_of(found)), timezone.now(), photo_of(found)
    return {
        "session": found,
        "photo_url": photo and f"{reverse('photo', args=[photo.pk])}?width=1600",
        "alerts": alerts(screening),
        "stops": screening_stops(visit),
        "consent": treatment_consent(visit),
        "photograph_due": photograph_due(visit, consulting.day_of(visit)),
        "questions": consulting.three_questions(visit),
        "ready": READY,
        "aftercare": aftercare_lines(screening),
        # Both are drawings of our own, of which no part is typed by anyone.
        "ground": mark_safe(ground_svg(found)),
        "body": mark_safe(body_svg()),
        "shown_box": " ".join(str(n) for n in found.ground["shown"]),
        "facts": page_facts(visit, found, screening),
        "state": shown(found, state_of(found), events, now),
    }


@login_required
@require_POST
def session_begin(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Freeze the plan's needles and open the ledger, unless something has to be seen to first."""
    visit = rw_visit_for(request, visit_id)
    with transaction.atomic():
        if session_of(visit) is None and not blocks(visit):
            begun, new = begin(visit, signed_in(request))
            if new:
                moment = Screening.Moment.CHECK
                made = consulting.store_screening(visit, moment, signed_in(request))
                record(request, visit.clinic, "made", "screening", made.pk, patient=visit.patient)
                record(request, visit.clinic, "began", "session", begun.pk, patient=visit.patient)
    return redirect("session", visit.pk)


@login_required
@require_POST
def session_events(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Add events to the ledger; what is acknowledged is on disk."""
    visit = rw_visit_for(request, visit_id)
    found = session_of(visit)
    told = _events_in(request.body)
    if told is None:
        say = f'send {{"events": [...]}} with at most {MOST_AT_ONCE} objects'
        return JsonResponse({"say": say}, status=400)
    if found is None:
        return JsonResponse({"say": "The session has not begun."}, status=409)
    now = timezone.now()
    with transaction.atomic():
        done = append(found, told, by=signed_in(request), now=now)
        if done.added:
            said = f"{done.added} events, now {done.session.length}"
            record(
                *(request, visit.clinic, "changed", "session", found.pk),
                patient=visit.patient,
                detail=said,
            )
    told_back = {"acknowledged": done.acknowledged, "refused": done.refused}
    return JsonResponse(
        told_back | {"state": shown(done.session, done.state, done.events, timezone.now())}
    )


def _events_in(body: bytes) -> list[dict[str, Any]] | None:
    """The events of a message; None where it is none."""
    try:
        told = json.loads(body)["events"]
    except (ValueError, KeyError, TypeError):
        return None
    if not isinstance(told, list) or len(told) > MOST_AT_ONCE:
        return None
    return told if all(isinstance(one, dict) for one in told) else None


@login_required
def session_state(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The state as every device shows it; only the time where nothing is new `since` a length."""
    visit = visit_for(request, visit_id, read="")
    found = session_of(visit)
    if found is None:
        return JsonResponse({"say": "The session has not begun."}, status=409)
    now = timezone.now()
    if request.GET.get("since") == str(found.length):
        return JsonResponse({"length": found.length, "server_time": now.isoformat()})
    return JsonResponse(shown(found, state_of(found), events_of(found), now))


@login_required
def aftercare(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """What to hand over after the session, to print."""
    visit = visit_for(request, visit_id)
    groups = aftercare_lines(consulting.screening_of(visit))
    context = {"visit": visit, "clinic": visit.clinic, "here": "patients", "groups": groups}
    return render(request, "care/session_aftercare.html", context)


@login_required
@require_POST
def aftercare_send(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Put the aftercare into the outbox, once a visit."""
    visit = rw_visit_for(request, visit_id)
    if not visit.patient.email:
        say = "No e-mail address is recorded. Print the aftercare instead."
        return JsonResponse({"say": say}, status=409)
    groups = aftercare_lines(consulting.screening_of(visit))
    with transaction.atomic():
        letter, new = Letter.objects.get_or_create(
            once=f"aftercare:{visit.pk}",
            defaults={
                "patient": visit.patient,
                "kind": "aftercare",
                "subject": f"After your treatment at {visit.clinic.name}",
                "body": aftercare_text(visit.clinic, visit.patient, groups),
                "by": signed_in(request),
            },
        )
        if new:
            record(request, visit.clinic, "queued", "letter", letter.pk, patient=visit.patient)
    return JsonResponse({"say": "In the outbox. It is sent with the next round."})
