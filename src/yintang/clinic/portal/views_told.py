"""Her answers before a visit: the questions in parts, and ten seconds of ratings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.consultations.consulting import answers_of
from yintang.clinic.care.consultations.form import LIFESTYLE, Sent
from yintang.clinic.care.consultations.page import page_of
from yintang.clinic.care.models import Visit
from yintang.clinic.care.visits.wall_clock import today_in
from yintang.clinic.clinics.access import signed_in
from yintang.clinic.patients.models import Patient
from yintang.clinic.portal import told
from yintang.clinic.portal.access import own_record

GONE_THROUGH = (
    "Your practitioner has gone through these answers already. Tell the clinic what has changed."
)
BLANK_ROWS = 2


@login_required
@require_safe
def questions(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The parts, and how far she is."""
    patient = own_record(request, patient_id)
    visit = told.coming_visit(patient)
    steps = told.steps_of(answers_of(visit)) if visit else ()
    shown = {
        **_around(patient, visit),
        "steps": steps,
        "done": sum(1 for step in steps if step.done),
        "onward": next((step for step in steps if not step.done), None),
    }
    return render(request, "portal/questions.html", shown)


@login_required
def question(request: HttpRequest, patient_id: UUID, section: str) -> HttpResponse:
    """One part. It saves as she goes, and by its button where scripts are off."""
    patient = own_record(request, patient_id)
    if told.section_named(section) is None:
        raise Http404
    visit = told.coming_visit(patient)
    if visit is None:
        return redirect("mine-questions", patient.pk)
    sent = None
    if request.method == "POST":
        sent = told.read(section, request.POST, told.day_for(visit))
        if _kept(request, visit, section, sent) is False:
            return _too_late(request, patient)
        if "application/json" in request.headers.get("Accept", ""):
            return JsonResponse({"at": _clock(patient), "faults": sent.faults})
        if not sent.faults:
            return _onward(patient, visit, section)
    shown = {
        **_around(patient, visit),
        **_filled(visit, section),
        "faults": sent.faults if sent else {},
    }
    return render(
        request, "portal/question.html", shown, status=422 if sent and sent.faults else 200
    )


def _kept(request: HttpRequest, visit: Visit, section: str, sent: Sent) -> bool:
    today = today_in(visit.clinic, timezone.now())
    change = told.with_section(section, sent, visit.patient.sex, today)
    return _write(request, visit, change)


def _write(request: HttpRequest, visit: Visit, change: told.Change) -> bool:
    """Keep it and write that down; False where it is no longer hers to change."""
    with transaction.atomic():
        saved = told.keep(visit, change, signed_in(request))
        if saved is None:
            return False
        record(
            request, visit.clinic, "changed", "consultation", saved.pk,
            patient=visit.patient, detail="by the patient",
        )  # fmt: skip
    return True


def _too_late(request: HttpRequest, patient: Patient) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"say": GONE_THROUGH}, status=409)
    messages.warning(request, GONE_THROUGH)
    return redirect("mine", patient.pk)


def _onward(patient: Patient, visit: Visit, section: str) -> HttpResponse:
    """To the next part that was never answered, after this one first."""
    steps = told.steps_of(answers_of(visit))
    here = told.ASKED.index(section)
    open_ = [step for step in (*steps[here + 1 :], *steps[:here]) if not step.done]
    if not open_:
        return redirect("mine-questions", patient.pk)
    return redirect("mine-question", patient.pk, open_[0].id)


def _filled(visit: Visit, section: str) -> dict[str, Any]:
    """What the part's form is filled from."""
    answers = answers_of(visit)
    page = page_of(visit, answers)
    keys = [step.id for step in told.steps_of(answers)]
    asked = {question.id for question in told.questions_of(section, visit.patient.sex)}
    rows = [*page["procedures"]]
    blanks = [{**page["blank_procedure"], "key": f"new-{n}"} for n in range(BLANK_ROWS)]
    return {
        "section": section,
        "name": told.NAMES[section],
        "number": keys.index(section) + 1,
        "total": len(keys),
        "before": keys[keys.index(section) - 1] if keys.index(section) else "",
        "asked": [one for one in page["questions"][section] if one["of"].id in asked],
        "concerns": page["concerns"],
        "medicines": page["medicines"],
        "allergies": page["allergies"],
        "procedures": [*rows, *blanks],
        "no_procedures": page["no_procedures"],
        "periods": page["periods"],
        "day": page["day"],
        "triggers": page["triggers"],
        "lifestyle": [(key, LIFESTYLE[key], said) for key, _, said in page["lifestyle"]],
        "event_date": page["event_date"],
        "fears": page["offered_fears"],
        "own_fear": ", ".join(page["own_fears"]),
        "medicine_names": page["medicine_names"],
    }


def _around(patient: Patient, visit: Visit | None) -> dict[str, Any]:
    return {"patient": patient, "clinic_of": patient.clinic, "tab": "home", "visit": visit}


def _clock(patient: Patient) -> str:
    return f"{timezone.now().astimezone(patient.clinic.zone):%H:%M}"


@login_required
def rate(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """How each of her goals is today, from 0 to 10."""
    patient = own_record(request, patient_id)
    visit = told.coming_visit(patient)
    goals = told.goals_of(visit) if visit else []
    ratings = {
        id_: int(given)
        for id_, _, _ in goals
        if (given := request.POST.get(f"rating-{id_}", "")) in RATINGS
    }
    if visit and ratings:
        if not _write(request, visit, told.with_ratings(ratings)):
            return _too_late(request, patient)
        messages.success(request, "Kept. Your practitioner sees it at the visit.")
        return redirect("mine", patient.pk)
    empty = request.method == "POST"
    numbers = sorted(RATINGS, key=int)
    shown = {**_around(patient, visit), "goals": goals, "numbers": numbers, "empty": empty}
    return render(request, "portal/rate.html", shown, status=422 if empty else 200)


RATINGS = frozenset(str(n) for n in range(11))
