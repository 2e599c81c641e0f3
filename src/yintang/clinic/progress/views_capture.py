"""Taking the photographs of a visit, shot by shot."""

import json
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.audit.chain import record
from yintang.clinic.care.access import rw_visit_for, visit_for
from yintang.clinic.care.models import Signed, Visit
from yintang.clinic.care.steps import steps_of
from yintang.clinic.clinics.access import admit, may, signed_in
from yintang.clinic.patients.consenting import in_force
from yintang.clinic.patients.models import Consent
from yintang.clinic.photos.views import in_words
from yintang.clinic.progress.access import rw_shot_for
from yintang.clinic.progress.capture_page import page_of
from yintang.clinic.progress.forms import ShotForm, files_trouble
from yintang.clinic.progress.hints import AT_ONCE, MOST_BYTES, hint, may_look
from yintang.clinic.progress.models import Shot
from yintang.clinic.progress.sequence import POSES, Pose
from yintang.clinic.progress.shots import baseline_measures, file_shot, prepare
from yintang.errors import YintangError

SIGNED = "This visit is signed: its photographs stay as they are."


@login_required
@require_safe
def capture(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The sequence, the camera and the circumstances; without her consent, the way to it."""
    visit = visit_for(request, visit_id)
    may_write = may(admit(request, visit.clinic, "see notes"), "write notes")
    context = {
        "visit": visit,
        "clinic": visit.clinic,
        "here": "patients",
        "steps": steps_of(visit),
        "step": "capture",
        "may_write": may_write and not visit.is_signed,
        "consent": in_force(visit.patient, Consent.Purpose.PHOTOGRAPHS),
        **page_of(visit, request.GET.get("pose", "")),
    }
    return render(request, "progress/capture.html", context)


@login_required
@require_POST
def shot_add(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Keep one or several photographs of a pose; each answer tells what its gates said."""
    visit = rw_visit_for(request, visit_id)
    form, files = ShotForm(request.POST), request.FILES.getlist("photo")
    if not form.is_valid():
        return _refused(request, visit, str(form.errors["pose"][0]))
    if trouble := files_trouble(files):
        return _refused(request, visit, trouble)
    pose = form.chosen()
    try:
        shots = [_keep(request, visit, pose, file.read()) for file in files]
    except Signed:
        return _refused(request, visit, SIGNED, 423)
    except YintangError as fault:
        return _refused(request, visit, in_words(fault))
    if _by_script(request):
        return JsonResponse(_told(request, visit, shots[-1]))
    return redirect(f"{reverse('capture', args=[visit.pk])}?pose={pose.id}")


def _keep(request: HttpRequest, visit: Visit, pose: Pose, content: bytes) -> Shot:
    if visit.is_signed:
        raise Signed
    prepared = prepare(content, pose, baseline_measures(visit, pose))
    with transaction.atomic():
        shot = file_shot(visit, pose, prepared, signed_in(request), timezone.now())
        record(request, visit.clinic, "created", "photo", shot.photo_id, patient=visit.patient)
    return shot


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(request: HttpRequest, visit: Visit, say: str, status: int = 422) -> HttpResponse:
    if _by_script(request):
        return JsonResponse({"say": say}, status=status)
    messages.error(request, say)
    return redirect("capture", visit.pk)


def _told(request: HttpRequest, visit: Visit, shot: Shot) -> dict[str, Any]:
    """The answer to the page's script: the verdict, the list anew, and what comes next."""
    page = page_of(visit, "")
    return {
        "passed": shot.passed,
        "verdict": render_to_string("progress/verdict.html", {"shot": shot}, request),
        "list": _list(request, visit, page),
        "next": page["pose"].id,
    }


def _list(request: HttpRequest, visit: Visit, page: dict[str, Any]) -> str:
    context = {"visit": visit, "clinic": visit.clinic, "may_write": True, **page}
    return render_to_string("progress/poses.html", context, request)


@login_required
@require_POST
def shot_decide(request: HttpRequest, shot_id: UUID) -> HttpResponse:
    """Go on with a shot that failed a gate, marked; or take that back."""
    shot = rw_shot_for(request, shot_id)
    visit = shot.visit
    if visit.is_signed:
        return _refused(request, visit, SIGNED, 423)
    with transaction.atomic():
        shot.decide(keep=request.POST.get("keep") == "yes")
        record(request, visit.clinic, "changed", "shot", shot.pk, patient=visit.patient)
    if request.headers.get("HX-Request"):
        return HttpResponse(_list(request, visit, page_of(visit, "")))
    return redirect("capture", visit.pk)


@login_required
@require_POST
def shot_hint(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Hints on one frame of the live camera; the frame is stored nowhere."""
    rw_visit_for(request, visit_id)
    pose = POSES.get(request.GET.get("pose", ""))
    if pose is None or not 0 < len(request.body) <= MOST_BYTES:
        return JsonResponse({"say": ["Send a small JPEG of a known view."]}, status=400)
    if not may_look(signed_in(request)) or not AT_ONCE.acquire(blocking=False):
        return JsonResponse({"say": []}, status=429)
    try:
        seen = hint(request.body, pose, _share(request.GET.get("eyes", "")))
    except YintangError as fault:
        return JsonResponse({"say": [in_words(fault)]}, status=422)
    finally:
        AT_ONCE.release()
    return JsonResponse(asdict(seen))


def _share(text: str) -> float | None:
    """The baseline's distance between the pupils, as the page was told it."""
    try:
        found = float(json.loads(text))
    except (ValueError, TypeError):
        return None
    return found if 0.01 < found < 1 else None
