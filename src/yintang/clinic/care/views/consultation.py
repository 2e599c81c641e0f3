"""The consultation of a visit: saved as it is filled, screened after each save."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.consultations.answers_apart import apart, merged
from yintang.clinic.care.consultations.consulting import (
    answers_of,
    blocked_by,
    day_of,
    document_of,
    overridden,
    store_screening,
)
from yintang.clinic.care.consultations.form import Sent, read_form
from yintang.clinic.care.consultations.page import herbs_of, page_of
from yintang.clinic.care.consultations.screening_page import panel_of
from yintang.clinic.care.consultations.sections import unconfirmed
from yintang.clinic.care.models import Consultation, Override, Screening, Signed, Stale, Visit
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, may, signed_in


@login_required
def consultation(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The form, filled with what was told, and beside it what screening says."""
    visit = visit_for(request, visit_id)
    written = document_of(visit)
    context = {
        **_around(request, visit),
        **page_of(visit, answers_of(visit)),
        "written": written,
        "steps": steps_of(visit),
        "step": "consultation",
        "here": "today",
    }
    return render(request, "care/consultation.html", context)


@login_required
@require_POST
def save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take the form as it stands; refuse a stale one with both texts."""
    visit = rw_visit_for(request, visit_id)
    # The form's last field: a request that was cut short must not wipe the answers behind the cut.
    if "whole" not in request.POST:
        return JsonResponse({"say": "What arrived was not complete; it was not saved."}, status=400)
    sent = read_form(request.POST, atlas(), day_of(visit))
    expected = _expected(request)
    written, _ = Consultation.objects.get_or_create(visit=visit)
    answers = sent.answers
    if "merge" in request.POST:
        answers = merged(answers, written.answers, request.POST.getlist("theirs"))
    try:
        with transaction.atomic():
            saved = written.revise(answers, expected=expected, by=signed_in(request))
            if saved.revision != written.revision:
                record(
                    request, visit.clinic, "changed", "consultation", saved.pk,
                    patient=visit.patient, detail=f"revision {saved.revision}",
                )  # fmt: skip
    except Stale:
        return _both(request, visit, sent, document_of(visit), expected)
    except Signed:
        return _signed(request, visit)
    return JsonResponse(_saved(request, visit, saved, sent))


@login_required
@require_POST
def confirm(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Say that the consultation is complete, and keep what screening says of it."""
    visit = rw_visit_for(request, visit_id)
    written = document_of(visit)
    told = written.answers.get("consultation", {})
    if not (told.get("goals") or told.get("complaints")):
        messages.warning(request, "Choose at least one goal or complaint first.")
        return redirect("consultation", visit.pk)
    if waiting := unconfirmed(written.answers):
        names = ", ".join(section.name for section in waiting)
        messages.warning(request, f"Still as at the last visit, to confirm or change: {names}.")
        return redirect("consultation", visit.pk)
    try:
        _complete(request, visit, written)
    except Stale:
        messages.warning(request, "It was changed elsewhere. Look at it again, then complete it.")
        return redirect("consultation", visit.pk)
    except Signed:
        messages.warning(request, "The visit is signed. What it holds can be amended.")
        return redirect("record", visit.pk)
    if blocked_by(visit):
        messages.warning(request, "Complete. What stops the plan is named under Screening.")
        return redirect("consultation", visit.pk)
    return redirect("diagnosis", visit.pk)


def _complete(request: HttpRequest, visit: Visit, written: Consultation) -> None:
    with transaction.atomic():
        written.confirm(expected=_expected(request))
        screening = store_screening(visit, Screening.Moment.CONSULTATION, signed_in(request))
        for act, kind, key in (
            ("confirmed", "consultation", written.pk),
            ("made", "screening", screening.pk),
        ):
            record(request, visit.clinic, act, kind, key, patient=visit.patient)


@login_required
@require_POST
def override_add(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """An owner's decision to go on although a rule says stop."""
    visit = visit_for(request, visit_id, "run the clinic", read="")
    with transaction.atomic():
        made = overridden(
            visit,
            request.POST.get("rule", ""),
            request.POST.get("because", ""),
            request.POST.get("reason", ""),
            signed_in(request),
        )
        if isinstance(made, Override):
            record(
                request, visit.clinic, "overrode", "screening", made.pk,
                patient=visit.patient, detail=made.rule,
            )  # fmt: skip
        else:
            messages.warning(request, made)
    return redirect("consultation", visit.pk)


@login_required
@require_POST
def override_withdraw(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Take a decision back: the rule blocks again. Whoever may write notes may do this."""
    visit = rw_visit_for(request, visit_id)
    chosen = request.POST.get("override", "")
    mine = next((one for one in visit.overrides.all() if str(one.pk) == chosen), None)
    if mine is None:
        messages.warning(request, "There is no such override on this visit.")
    elif visit.is_signed:
        messages.warning(request, "The visit is signed. What it holds can be amended.")
    else:
        with transaction.atomic():
            mine.withdraw()
            record(
                request, visit.clinic, "withdrew", "override", mine.pk,
                patient=visit.patient, detail=mine.rule,
            )  # fmt: skip
    return redirect("consultation", visit.pk)


def _around(request: HttpRequest, visit: Visit) -> dict[str, Any]:
    """The visit, what its reader may do, and the panel of screening."""
    membership = admit(request, visit.clinic, "see notes")
    return {
        "visit": visit,
        "clinic": visit.clinic,
        "may_write": may(membership, "write notes") and not visit.is_signed,
        "may_override": may(membership, "run the clinic") and not visit.is_signed,
        **panel_of(visit),
    }


def _expected(request: HttpRequest) -> int:
    """The revision the page was opened at; one that never stood for what is no number."""
    sent = request.POST.get("revision", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 9 else -1


def _saved(request: HttpRequest, visit: Visit, saved: Consultation, sent: Sent) -> dict[str, Any]:
    panel = render_to_string("care/screening.html", _around(request, visit), request)
    return {
        "revision": saved.revision,
        "at": f"{timezone.now().astimezone(visit.clinic.zone):%H:%M}",
        "faults": sent.faults,
        "waiting": [section.id for section in unconfirmed(saved.answers)],
        "screening": panel,
        "herbs": render_to_string(
            "care/consultation/herb_cautions.html",
            {"herb_cautions": herbs_of(visit, saved.answers)},
        ),
    }


def _both(
    request: HttpRequest, visit: Visit, sent: Sent, current: Consultation, expected: int
) -> JsonResponse:
    """Refused: both texts of each piece that differs, and what to keep."""
    newest = current.revisions().select_related("by").first()
    opened = current.revisions().filter(number=expected).first()
    context = {
        "apart": apart(opened.content if opened else {}, sent.answers, current.answers, atlas()),
        "current": current,
        "newest": newest,
        "clinic": visit.clinic,
    }
    html = render_to_string("care/consultation/both.html", context, request)
    return JsonResponse({"html": html, "revision": current.revision}, status=409)


def _signed(request: HttpRequest, visit: Visit) -> JsonResponse:
    html = render_to_string("care/consultation/signed.html", {"visit": visit}, request)
    return JsonResponse({"html": html, "signed": True}, status=409)
