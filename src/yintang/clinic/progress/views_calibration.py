"""The page of the calibration day."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from yintang.clinic.atlas_in_use import atlas
from yintang.clinic.audit.chain import record
from yintang.clinic.clinics.access import clinic_for, signed_in
from yintang.clinic.photos.forms import ACCEPT
from yintang.clinic.photos.views import in_words
from yintang.clinic.progress import calibration_page as room
from yintang.clinic.progress.targets import place_of
from yintang.errors import YintangError
from yintang.outcomes.calibration import Calibration
from yintang.outcomes.wording import figures


class ShotForm(forms.Form):
    """A photograph, of whom and on which day."""

    person = forms.IntegerField(label="Person number", min_value=1, max_value=40)
    day = forms.TypedChoiceField(
        label="Day", choices=[(1, "First day"), (2, "Second day")], coerce=int
    )
    photo = forms.FileField(
        label="Photograph, from the front", widget=forms.FileInput(attrs={"accept": ACCEPT})
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
    """Measure one more photograph; the picture itself is not kept."""
    clinic = clinic_for(request, clinic_id, "run the clinic")
    form = ShotForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "Give the person’s number, the day and a photograph.")
        return redirect("calibration", clinic.pk)
    asked = form.cleaned_data
    try:
        made = room.shot_of(clinic, asked["person"], asked["day"], asked["photo"].read())
        with transaction.atomic():
            made.save()
            record(request, clinic, "created", "calibration", made.pk)
    except YintangError as fault:
        messages.error(request, in_words(fault))
    else:
        messages.success(request, "Measured. The picture was not kept.")
    here = reverse("calibration", args=[clinic.pk])
    return redirect(f"{here}?person={asked['person']}&day={asked['day']}")


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
