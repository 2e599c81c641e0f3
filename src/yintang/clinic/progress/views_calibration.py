"""The page of the calibration day."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.clinics.models import Clinic
from yintang.clinic.photos.forms import ACCEPT
from yintang.clinic.photos.views import in_words
from yintang.clinic.progress import calibration_page as room
from yintang.clinic.progress.access import rw_calibration_shot_for
from yintang.clinic.progress.forms import files_trouble
from yintang.clinic.progress.results_models import Finished
from yintang.clinic.progress.targets import place_of
from yintang.errors import YintangError
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.wording import figures


class ShotForm(forms.Form):
    """Of whom photographs are, and of which day."""

    person = forms.IntegerField(label="Person number", min_value=1, max_value=40)
    day = forms.TypedChoiceField(
        label="Day", choices=[(1, "First day"), (2, "Second day")], coerce=int
    )


@login_required
@require_safe
def calibration(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """How far the calibration is, and what the last one found."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    found = room.room_noise(clinic)
    context = {
        "clinic": clinic,
        "here": "clinic",
        "people": room.people(clinic),
        "wanted": room,
        "accept": ACCEPT,
        "form": ShotForm(initial={key: request.GET.get(key) for key in ("person", "day")}),
        "last": found[0] if found else None,
        "noise": found[1] if found else None,
        "rows": _rows(found[1]) if found else [],
    }
    return render(request, "progress/calibration.html", context)


def _rows(found: Calibration) -> list[dict[str, Any]]:
    """What was found of the measures that may carry a verdict, in words."""
    known = atlas()
    return [
        {
            "metric": known.metrics[row.metric].name,
            "place": place_of(row.region, known),
            "band": row.band,
            "unit": "of its value" if row.relative else known.metrics[row.metric].unit,
            "sem": figures(row.sem, row.sem),
            "icc": "" if row.icc is None else f"{row.icc:.2f}",
            "sdc": figures(row.sdc, row.sdc),
            "low": figures(row.sdc_low, row.sdc),
            "high": figures(row.sdc_high, row.sdc),
        }
        for row in found.found
        if row.metric in known.metrics and known.metrics[row.metric].strength == "primary"
    ]


@login_required
@require_POST
def calibration_add(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Measure one or several more photographs; the pictures themselves are not kept."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    form, files = ShotForm(request.POST), request.FILES.getlist("photo")
    if not form.is_valid():
        return _answer(request, clinic, "Give the person’s number, 1 to 40, and the day.", 422)
    if trouble := files_trouble(files):
        return _answer(request, clinic, trouble, 422)
    person, day = form.cleaned_data["person"], form.cleaned_data["day"]
    try:
        for file in files:
            made = room.shot_of(clinic, person, day, file.read())
            with transaction.atomic():
                made.save()
                record(request, clinic, "created", "calibration", made.pk)
    except YintangError as fault:
        return _answer(request, clinic, in_words(fault), 422)
    return _answer(request, clinic, "Measured. The picture was not kept.")


def _answer(request: HttpRequest, clinic: Clinic, say: str, status: int = 200) -> HttpResponse:
    """To the page's script the list anew; otherwise the page, for the same person and day."""
    if request.headers.get("Accept", "").startswith("application/json"):
        context = {"clinic": clinic, "people": room.people(clinic), "wanted": room}
        shown = render_to_string("progress/calibration_shots.html", context, request)
        return JsonResponse({"say": say, "list": shown}, status=status)
    (messages.success if status == 200 else messages.error)(request, say)
    asked = {key: request.POST.get(key, "") for key in ("person", "day")}
    return redirect(f"{reverse('calibration', args=[clinic.pk])}?{urlencode(asked)}")


@login_required
@require_POST
def calibration_leave_out(request: HttpRequest, calibration_shot_id: UUID) -> HttpResponse:
    """Take a wrong shot out, or take that back; it stays in the list, marked."""
    shot = rw_calibration_shot_for(request, calibration_shot_id)
    clinic = shot.clinic
    try:
        with transaction.atomic():
            shot.leave_out(signed_in(request), timezone.now())
            record(request, clinic, "changed", "calibration", shot.pk)
    except Finished as fault:
        messages.error(request, in_words(fault))
    if request.headers.get("HX-Request"):
        people = room.people(clinic)
        context = {"clinic": clinic, "people": people, "wanted": room, "is_open": True}
        return render(request, "progress/calibration_shots.html", context)
    return redirect("calibration", clinic.pk)


@login_required
@require_POST
def calibration_finish(request: HttpRequest, clinic_id: UUID) -> HttpResponse:
    """Work out how much photographs of this room vary by themselves."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    try:
        with transaction.atomic():
            made = room.finish(clinic, signed_in(request), timezone.now())
            record(request, clinic, "changed", "calibration", made.pk)
    except YintangError as fault:
        messages.error(request, in_words(fault))
    else:
        messages.success(request, "The room is calibrated. Verdicts use it from now on.")
    return redirect("calibration", clinic.pk)
