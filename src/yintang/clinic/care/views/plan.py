"""The plan on her own face: the page, saving, confirming and the sheet to print."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.consultations.consulting import also_the_body, blocked_by
from yintang.clinic.care.models import Plan, Signed, Stale, Visit
from yintang.clinic.care.plans.beginning import (
    begin,
    carried_onto,
    plan_of,
    set_course,
    what_stops,
    why_frozen,
)
from yintang.clinic.care.plans.page import (
    checked_json,
    drawn,
    face_facts,
    figure,
    image_of,
    needles_to_draw,
    page_facts,
)
from yintang.clinic.care.plans.reading import body_of, content_in, number_in
from yintang.clinic.care.plans.room import (
    face_of,
    latest_photo,
    needles_of,
    room_of,
    settings_of,
)
from yintang.clinic.care.plans.sheet import sheet_of
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, signed_in
from yintang.errors import YintangError


@login_required
def plan(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The plan's page; whoever may write finds it begun."""
    visit = visit_for(request, visit_id)
    may_edit = _may_write(request, visit) and not why_frozen(visit)
    found, say = begin(visit, signed_in(request)) if may_edit else (plan_of(visit), "")
    if say and found.revision == 1:
        record(request, visit.clinic, "began", "plan", found.pk, patient=visit.patient)
    return _page(request, visit, found, say, may_edit=may_edit)


def _may_write(request: HttpRequest, visit: Visit) -> bool:
    try:
        admit(request, visit.clinic, "write notes")
    except PermissionDenied:
        return False
    return True


def _page(
    request: HttpRequest,
    visit: Visit,
    found: Plan,
    say: str = "",
    *,
    may_edit: bool = True,
    refused: tuple[str, ...] = (),
) -> HttpResponse:
    face_map = face_of(found.photo, found.handles)
    needles = needles_to_draw(found, face_map) if found.revision else ()
    room = room_of(visit, face_map)
    newest = latest_photo(visit)
    blocking = blocked_by(visit)
    stops_all = bool(also_the_body(blocking, room.exclusions))
    context: dict[str, Any] = {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "plan",
        "plan": found,
        "may_edit": may_edit,
        "frozen": why_frozen(visit),
        "blocked": blocking,
        "body_is_free": not stops_all,
        "say": say,
        "refused": refused,
        "newer": newest if newest and newest.pk != found.photo_id and found.revision else None,
        "facts": page_facts(visit, found, room, needles, may_edit=may_edit, blocked=stops_all),
        "drawn": "" if image_of(found.photo) else drawn(face_map),
        "figure": figure(),
        "screening": room.screening,
    }
    return render(request, "care/plan.html", context, status=409 if refused else 200)


@login_required
@require_POST
def plan_save(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """A new revision; 409 with what stands there where somebody else saved meanwhile."""
    visit = rw_visit_for(request, visit_id)
    try:
        body = body_of(request)
        expected, content = number_in(body, "revision"), content_in(body, visit)
    except YintangError as fault:
        return JsonResponse({"say": str(fault)}, status=400)
    if frozen := why_frozen(visit):
        return JsonResponse({"say": frozen, "signed": True}, status=409)
    row, _ = Plan.objects.get_or_create(visit=visit)
    try:
        with transaction.atomic():
            saved = row.revise(content, expected=expected, by=signed_in(request))
            if saved.revision != expected:
                changed = partial(record, request, visit.clinic, "changed", "plan", saved.pk)
                changed(patient=visit.patient)
    except Stale as stale:
        return JsonResponse(_as_it_stands(visit, stale), status=409)
    except Signed:
        return JsonResponse({"say": why_frozen(visit), "signed": True}, status=409)
    return JsonResponse(_saved(visit, saved))


def _saved(visit: Visit, saved: Plan) -> dict[str, Any]:
    face_map = face_of(saved.photo, saved.handles)
    needles = needles_of(saved)
    checked = room_of(visit, face_map).check(needles, *settings_of(saved))
    return {
        "revision": saved.revision,
        "confirmed": saved.confirmed_at is not None,
        "checked": checked_json(checked, needles, face_map),
    }


def _as_it_stands(visit: Visit, stale: Stale) -> dict[str, Any]:
    """The plan as the other left it, for her to choose."""
    current = stale.current
    assert isinstance(current, Plan)  # a plan was revised
    face_map = face_of(current.photo, current.handles)
    last = current.revisions().select_related("by").first()
    content = current.content()
    return {
        "stale": True,
        "by": str(last.by) if last else "",
        "at": f"{last.at.astimezone(visit.clinic.zone):%H:%M}" if last else "",
        "revision": current.revision,
        "image": image_of(current.photo),
        "face": face_facts(face_map),
        "content": {**content, "needles": [n.as_json() for n in needles_of(current)]},
    }


@login_required
@require_POST
def plan_confirm(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The practitioner's word that this is the plan; refused while something stops it."""
    visit = rw_visit_for(request, visit_id)
    found = plan_of(visit)
    sent = request.POST.get("revision", "")
    if not sent.isdigit():
        return HttpResponse("The plan was not sent; go back and reload the page.", status=400)
    refused = [why] if (why := why_frozen(visit)) else what_stops(visit, found)
    if refused:
        return _page(request, visit, found, may_edit=not why, refused=tuple(refused))
    try:
        with transaction.atomic():
            confirmed = found.confirm(expected=int(sent))
            set_course(visit, confirmed)
            record(request, visit.clinic, "confirmed", "plan", found.pk, patient=visit.patient)
    except (Stale, Signed):
        changed = ("The plan was changed elsewhere meanwhile. Look at it, then confirm again.",)
        return _page(request, visit, plan_of(visit), refused=changed)
    return redirect("session", visit_id=visit.pk)


@login_required
@require_POST
def plan_photo(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The plan drawn on her newest photograph."""
    visit = rw_visit_for(request, visit_id)
    found, newest = plan_of(visit), latest_photo(visit)
    if newest is not None and found.revision and not why_frozen(visit):
        with transaction.atomic():
            found.revise(
                carried_onto(found, newest), expected=found.revision, by=signed_in(request)
            )
            record(request, visit.clinic, "changed", "plan", found.pk, patient=visit.patient)
    return redirect("plan", visit_id=visit.pk)


@login_required
def plan_sheet(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The sheet to print, as `yintang plan` makes it."""
    visit = visit_for(request, visit_id, read="printed")
    return HttpResponse(sheet_of(visit, plan_of(visit)))
